"""The duty of the weekly channel in a unit, and its ticks on the week's page."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.units import UnitFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.core.reading import Reading
from thanthien.criteria.rules import Cadence
from thanthien.grassroots.duties import WEEKLY_DUTY
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.duties import DutyQuestion, DutyState, State
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.actions import enter
from thanthien.records.week import duties_to_do
from thanthien.units.models import Hamlet

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)
WEEK, LIMIT = period_of("iso_week", NOW.date()), date(2026, 3, 17)
AFTER = datetime(2026, 3, 18, 9, tzinfo=ZONE)
NO_YEAR = Terms()
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
TICKED, HOW = "grassroots-weekly-hamlets", "grassroots-weekly-how"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def states(*scenes: Scene, terms: Terms = NO_YEAR, now: datetime = NOW) -> list[DutyState]:
    units = frozenset(one.unit.pk for one in scenes)
    found = WEEKLY_DUTY.states(DutyQuestion(units, WEEK, now, WorkCalendar(), terms))
    return [found[one.unit.pk] for one in scenes]


def test_duty_tells_how_many_have_reported(scene: Scene) -> None:
    enter(REPORTS, opinion(scene, NOW.date(), scene.hamlets[1]), by=scene.officer)
    enter(REPORTS, opinion(scene, NOW.date(), scene.hamlets[1]), by=scene.officer)
    enter(REPORTS, nothing(scene, date(2026, 3, 8), scene.hamlets[2]), by=scene.officer)  # the week before
    assert states(scene) == [DutyState(State.DUE, "1/4 tổ dân phố đã báo cáo", LIMIT)]


def weekly_keys(scene: Scene) -> list[str]:
    """What of the room waits for Mặt trận, which tests the unit's channels, too."""
    return [work.key for work in duties_to_do(scene.front) if work.key.startswith("duty:grassroots.weekly")]


def test_duty_is_done_once_all_have_reported_and_waits_for_those_who_follow_it(scene: Scene) -> None:
    keys = weekly_keys(scene)
    assert keys == [f"duty:grassroots.weekly:{scene.unit.pk}:{week}" for week in ("2026-W10", "2026-W11")]
    for hamlet in scene.hamlets:
        enter(REPORTS, nothing(scene, NOW.date(), hamlet), by=scene.officer)
    assert weekly_keys(scene) == keys[:1]
    assert duties_to_do(scene.head) == []


def asks(coverage: str | None) -> Terms:
    """A year in which a week counts by the share of places that reported."""
    share = Decimal(coverage) if coverage else None
    rule = Cadence("iso_week", at_least=1, start=Decimal(0), end=Decimal(1), coverage=share)
    return Terms([YearTerms(YEAR, cadences={WEEKLY_DUTY.measure: rule})])


@pytest.mark.parametrize(
    ("coverage", "now", "expected", "needed"),
    [
        ("0.5", NOW, State.ENOUGH, "; tuần đã được tính (cần từ 2 nơi)"),
        ("0.5", AFTER, State.ENOUGH, "; tuần đã được tính (cần từ 2 nơi)"),
        ("0.51", NOW, State.DUE, "; cần từ 3 nơi báo cáo trong hạn để tuần được tính, còn thiếu 1 nơi"),
        ("0.51", AFTER, State.LATE, "; cần từ 3 nơi báo cáo trong hạn để tuần được tính, còn thiếu 1 nơi"),
        (None, NOW, State.ENOUGH, ""),
    ],
)
def test_duty_says_how_many_places_make_the_week_count(
    scene: Scene, coverage: str | None, now: datetime, expected: State, needed: str
) -> None:
    for hamlet in scene.hamlets[:2]:
        enter(REPORTS, nothing(scene, NOW.date(), hamlet), by=scene.officer)
    words = f"2/4 tổ dân phố đã báo cáo{needed}"
    assert states(scene, terms=asks(coverage), now=now) == [DutyState(expected, words, LIMIT)]


def test_places_of_a_xa_are_called_as_they_are_and_all_of_them_need_no_more_words() -> None:
    UnitFactory(code="29994", xa=True)
    scene = a_scene("29994")
    for hamlet in scene.hamlets:
        enter(REPORTS, nothing(scene, NOW.date(), hamlet), by=scene.officer)
    assert states(scene, terms=asks("0.5")) == [DutyState(State.DONE, "4/4 thôn đã báo cáo", LIMIT)]


def test_what_was_told_late_makes_no_week_count(scene: Scene, time_machine: Any) -> None:
    enter(REPORTS, nothing(scene, NOW.date(), scene.hamlets[0]), by=scene.officer)
    time_machine.move_to(AFTER, tick=False)
    enter(REPORTS, nothing(scene, NOW.date(), scene.hamlets[1]), by=scene.officer)
    needed = "cần từ 2 nơi báo cáo trong hạn để tuần được tính, còn thiếu 1 nơi"
    words = f"2/4 tổ dân phố đã báo cáo, 1 nơi ghi quá hạn; {needed}"
    assert states(scene, terms=asks("0.5"), now=AFTER) == [DutyState(State.LATE, words, LIMIT)]


def test_late_limits_of_two_years_are_told_apart_within_one_look(scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(AFTER, tick=False)
    enter(REPORTS, nothing(scene, NOW.date(), scene.hamlets[0]), by=scene.officer)
    look, seen = Reading(), []
    for days in (2, 5):
        terms = Terms([YearTerms(Span(YEAR.first, YEAR.last, days))])
        units = frozenset({scene.unit.pk})
        found = WEEKLY_DUTY.states(DutyQuestion(units, WEEK, AFTER, WorkCalendar(), terms, look))
        seen.append(found[scene.unit.pk].words)
    assert seen == ["1/4 tổ dân phố đã báo cáo, 1 nơi ghi quá hạn", "1/4 tổ dân phố đã báo cáo"]


def test_weeks_asked_together_are_counted_apart(scene: Scene, django_assert_num_queries: Any) -> None:
    before = period_of("iso_week", date(2026, 3, 4))
    enter(REPORTS, nothing(scene, date(2026, 3, 8), scene.hamlets[0]), by=scene.officer)
    for hamlet in scene.hamlets[1:3]:
        enter(REPORTS, nothing(scene, NOW.date(), hamlet), by=scene.officer)
    look, units, seen = Reading(), frozenset({scene.unit.pk}), []
    with django_assert_num_queries(2):
        for week in (before, WEEK):
            question = DutyQuestion(units, week, NOW, WorkCalendar(), NO_YEAR, look, (before, WEEK))
            seen.append(WEEKLY_DUTY.states(question)[scene.unit.pk].words)
    assert seen == ["1/4 tổ dân phố đã báo cáo, 1 nơi ghi quá hạn", "2/4 tổ dân phố đã báo cáo"]


def test_reports_of_places_that_are_no_more_are_not_counted(scene: Scene) -> None:
    enter(REPORTS, nothing(scene, NOW.date(), scene.hamlets[0]), by=scene.officer)
    Hamlet.objects.filter(pk=scene.hamlets[0].pk).update(valid_to=NOW.date())
    words = "0/3 tổ dân phố đã báo cáo; cần từ 1 nơi báo cáo trong hạn để tuần được tính, còn thiếu 1 nơi"
    assert states(scene, terms=asks("0.3")) == [DutyState(State.DUE, words, LIMIT)]


def test_week_that_counts_waits_for_nobody(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: asks("0.5").years])
    key = f"duty:grassroots.weekly:{scene.unit.pk}:{WEEK.key}"
    seen = []
    for hamlet in scene.hamlets[:2]:
        enter(REPORTS, nothing(scene, NOW.date(), hamlet), by=scene.officer)
        seen.append(key in [work.key for work in duties_to_do(scene.front)])
    assert seen == [True, False]


def test_closed_week_offers_no_ticks_and_says_what_is_left(client: Client, scene: Scene, time_machine: Any) -> None:
    client.force_login(scene.front)
    page = f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"
    sent = {TICKED: [str(one.pk) for one in scene.hamlets[:2]], HOW: "phone"}
    assert "đã hết hạn ghi" not in client.get(page).content.decode()
    time_machine.move_to(AFTER, tick=False)
    client.force_login(scene.front)
    shown = client.get(page)
    assert next(row.form for row in shown.context["rows"] if row.duty is WEEKLY_DUTY) is None
    assert "bản ghi quá hạn chỉ được tính khi cơ quan thẩm định chấp nhận" in " ".join(shown.content.decode().split())
    over = "Đã quá hạn ghi ngày 17/03/2026: “Ý kiến của Nhân dân hằng tuần” chưa được lưu."
    for headers, status in (({}, 422), ({"HX-Request": "true"}, 200)):
        answer = client.post(page, sent, headers=headers)
        assert (answer.status_code, over in answer.content.decode()) == (status, True)
    assert WeeklyReport.objects.count() == 0


def test_ticks_of_the_weeks_page_are_stored_by_the_button_only(client: Client, scene: Scene) -> None:
    client.force_login(scene.front)
    page = f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"
    sent = {TICKED: [str(one.pk) for one in scene.hamlets[:2]], HOW: "phone"}
    client.post(page, sent, headers={"HX-Request": "true"})
    assert WeeklyReport.objects.count() == 0
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert {row.hamlet for row in WeeklyReport.objects.filter(nothing=True, how="phone")} == set(scene.hamlets[:2])
    assert WeeklyReport.objects.count() == 2
    form = next(row.form for row in client.get(page).context["rows"] if row.duty is WEEKLY_DUTY)
    assert [name for _, name in form.fields["hamlets"].widget.choices] == ["Tổ dân phố 3", "Tổ dân phố 4"]


def test_statements_do_not_grow_with_units(scene: Scene) -> None:
    others = [a_scene(code) for code in ("29996", "29995")]
    seen = []
    for some in ([scene], [scene, *others]):
        with CaptureQueriesContext(connection) as statements:
            states(*some)
        seen.append(len(statements))
    assert seen == [1, 1]


def test_saving_ticks_says_how_many_places_were_recorded_and_how_many_are_needed(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: asks("0.75").years])
    client.force_login(scene.front)
    sent = {TICKED: [str(scene.hamlets[0].pk)], HOW: "phone"}
    answer = client.post(f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/", sent, follow=True)
    stands = "1/4 tổ dân phố đã báo cáo; cần từ 3 nơi báo cáo trong hạn để tuần được tính, còn thiếu 2 nơi"
    said = [str(one) for one in answer.context["messages"]]
    assert said == [f"Đã lưu. Ý kiến của Nhân dân hằng tuần: đã ghi 1 nơi không phát sinh; {stands}."]
