"""Late records as bodies see them: how many were made how late, which periods count by whose word; the page of it."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory
from tests.grassroots.scene import Scene, a_scene, nothing
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import KEY, WEEKLY_REPORTS
from thanthien.measures.actions import accept_late
from thanthien.measures.figures import PerPeriod
from thanthien.measures.lateness import last_word, late_periods, timeliness_of
from thanthien.measures.models import LateAcceptance
from thanthien.measures.permissions import can_accept_late
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.actions import enter_all

NOW = datetime(2026, 12, 22, 9, tzinfo=ZONE)
EVENING = datetime(2026, 12, 20, 22, tzinfo=ZONE)
WEEK_10, WEEK_11 = date(2026, 3, 5), date(2026, 3, 12)
REASON = "Mất mạng do bão."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def told(scene: Scene, moment: datetime, *days: date) -> None:
    """Every tổ dân phố reports of these days at a moment."""
    with clock.set_to(moment):
        enter_all(REPORTS, [nothing(scene, day, one) for day in days for one in scene.hamlets], by=scene.front)


def scope(*scenes: Scene) -> Scope:
    return scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), NOW.date(), [one.unit.pk for one in scenes])


def late(scene: Scene) -> Any:
    return late_periods(WEEKLY_REPORTS, scene.unit.pk, scope(scene))


def address(scene: Scene) -> str:
    return f"/so-lieu/{scene.unit.code}/{KEY}/2026/ghi-qua-han/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- How punctually ---


def test_lateness_goes_by_the_week_after_the_limit() -> None:
    limit = datetime(2026, 3, 11, tzinfo=ZONE)
    moments = [limit - timedelta(seconds=1), limit, limit + timedelta(days=7, seconds=-1), limit + timedelta(days=7)]
    assert timeliness((moment, limit) for moment in moments) == Timeliness(1, 2, 1)


def test_many_made_on_one_day_are_told_as_such() -> None:
    limit = datetime(2026, 3, 11, tzinfo=ZONE)
    found = timeliness([*[(EVENING, limit)] * 10, *[(EVENING + timedelta(days=1), limit)] * 9])
    assert found.together_in_words == ["10 bản ghi quá hạn được ghi trong ngày 20/12/2026."]
    assert found.words == "0 bản ghi đúng hạn, 0 quá hạn đến 7 ngày, 19 quá hạn hơn 7 ngày"


@pytest.mark.django_db
def test_all_units_are_told_in_one_statement_for_each_figure(scene: Scene) -> None:
    told(scene, datetime(2026, 3, 6, 9, tzinfo=ZONE), WEEK_10)
    told(scene, datetime(2026, 3, 20, 9, tzinfo=ZONE), WEEK_11)
    other, silent = a_scene("29998"), a_scene("29999")
    told(other, EVENING, WEEK_10, WEEK_11, date(2026, 3, 19))
    asked = scope(scene, other, silent)
    with CaptureQueriesContext(connection) as statements:
        found = timeliness_of([KEY, "service.fast_day_published", "khong.co"], asked)
    assert found == {
        KEY: {
            scene.unit.pk: Timeliness(4, 4, 0),
            other.unit.pk: Timeliness(0, 0, 12, ((date(2026, 12, 20), 12),)),
            silent.unit.pk: Timeliness(),
        }
    }
    assert len(statements) == 1


@pytest.mark.django_db
def test_statement_and_rule_agree_on_every_step(scene: Scene) -> None:
    limit = datetime(2026, 3, 11, tzinfo=ZONE)  # after Tuesday 10/3
    moments = [limit - timedelta(seconds=1), limit, limit + timedelta(days=7, seconds=-1), limit + timedelta(days=7)]
    for moment in moments:
        with clock.set_to(moment):
            enter_all(REPORTS, [nothing(scene, WEEK_10)], by=scene.front)
    assert timeliness_of([KEY], scope(scene))[KEY][scene.unit.pk] == timeliness((one, limit) for one in moments)


# --- By period ---


@pytest.mark.django_db
def test_late_records_stand_by_period_with_when_they_were_made(scene: Scene) -> None:
    told(scene, datetime(2026, 3, 6, 9, tzinfo=ZONE), WEEK_10)
    told(scene, datetime(2026, 3, 18, 0, tzinfo=ZONE), WEEK_11)
    told(scene, EVENING, WEEK_11)
    (week,) = late(scene)
    assert (week.period.key, len(week.lines), week.accepted) == ("2026-W11", 8, False)
    assert week.words == "8 bản ghi, ghi từ 18/03/2026 đến 20/12/2026, quá hạn từ 1 đến 278 ngày"


@pytest.mark.django_db
def test_accepted_period_counts_and_stays_in_the_list_with_every_word(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    body = person(Role.APPRAISER)
    said = {"by": body, "unit": scene.unit, "measure": KEY}
    assert accept_late(**said, periods=["2026-W10", "2026-W11"], reason=REASON) == 2
    assert accept_late(**said, periods=["2026-W10"], reason="Ghi nhầm.", accepted=False) == 1
    assert [(one.period.key, one.accepted, [word.reason for word in one.said]) for one in late(scene)] == [
        ("2026-W11", True, [REASON]),
        ("2026-W10", False, ["Ghi nhầm.", REASON]),
    ]
    figure = WEEKLY_REPORTS.answer(scope(scene))[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    assert {period.key for period, count in figure.counts.items() if count.records} == {"2026-W11"}


@pytest.mark.django_db
def test_periods_that_stand_so_already_are_left_alone(scene: Scene) -> None:
    said = {"by": person(Role.APPRAISER), "unit": scene.unit, "measure": KEY, "reason": REASON}
    accept_late(**said, periods=["2026-W10"])
    assert accept_late(**said, periods=["2026-W10", "2026-W11", "2026-W11"]) == 1
    assert list(LateAcceptance.objects.order_by("pk").values_list("period", flat=True)) == ["2026-W10", "2026-W11"]


@pytest.mark.django_db
def test_word_of_another_body_meanwhile_is_seen_first(scene: Scene) -> None:
    said = {"unit": scene.unit, "measure": KEY, "periods": ["2026-W10"], "reason": REASON}
    accept_late(by=person(Role.APPRAISER), **said, seen=0)
    with pytest.raises(Stale, match="Cơ quan khác vừa ghi"):
        accept_late(by=person(Role.APPRAISER), **said, accepted=False, seen=0)
    accept_late(by=person(Role.APPRAISER), **said, accepted=False, seen=last_word(KEY, scene.unit.pk))


@pytest.mark.django_db
def test_nobody_accepts_for_their_own_unit(scene: Scene) -> None:
    body = person(Role.APPRAISER)
    MembershipFactory(user=body, agency=AgencyFactory(committee=True, unit=scene.unit), role=Role.COMMUNE_OFFICER)
    with pytest.raises(Refused, match="Người của đơn vị"):
        accept_late(by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)


@pytest.mark.django_db
@pytest.mark.parametrize(("left_on", "refused"), [(date(2026, 1, 1), True), (date(2025, 12, 31), False)])
def test_who_left_the_unit_since_the_span_began_does_not_accept_for_it(
    scene: Scene, left_on: date, refused: bool
) -> None:
    body = person(Role.APPRAISER)
    MembershipFactory(
        user=body, agency=AgencyFactory(committee=True, unit=scene.unit), role=Role.COMMUNE_OFFICER,
        valid_from=date(2020, 1, 1), valid_to=left_on,
    )  # fmt: skip
    assert can_accept_late(body, scene.unit, date(2026, 1, 1)) is not refused
    with pytest.raises(Refused, match="từng công tác") if refused else nullcontext():
        accept_late(by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)


# --- The page ---


@pytest.mark.django_db
def test_body_lets_periods_count_on_the_page_and_takes_them_back(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11, date(2026, 3, 19))
    client = client_of(person(Role.APPRAISER))
    page = client.get(address(scene))
    assert "12 bản ghi quá hạn được ghi trong ngày 20/12/2026." in page.content.decode()
    sent = {
        "periods": ["2026-W10", "2026-W11"],
        "reason": REASON,
        "viec": "tinh",
        "seen": page.context["form"]["seen"].value(),
    }
    assert client.post(address(scene), sent).url == address(scene)
    shown = client.get(address(scene))
    assert [(one.period.key, one.accepted) for one in shown.context["periods"]] == [
        ("2026-W12", False),
        ("2026-W11", True),
        ("2026-W10", True),
    ]
    back = sent | {"periods": ["2026-W10"], "viec": "thoi", "seen": shown.context["form"]["seen"].value()}
    assert client.post(address(scene), back).status_code == 302
    assert [one.accepted for one in late(scene)] == [False, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " "}, "reason"), ({"periods": []}, "periods"), ({"periods": ["2026-W09"]}, "periods")],
)
def test_what_is_wrong_is_told_and_what_was_chosen_stays(scene: Scene, change: dict[str, Any], field: str) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    sent = {"periods": ["2026-W10"], "reason": REASON, "viec": "tinh", "seen": 0} | change
    page = client_of(person(Role.APPRAISER)).post(address(scene), sent)
    assert (page.status_code, list(page.context["form"].errors), LateAcceptance.objects.count()) == (422, [field], 0)
    assert page.context["form"].chosen == sent["periods"]


@pytest.mark.django_db
def test_page_sent_after_another_word_tells_it_and_may_be_sent_again(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10)
    client = client_of(person(Role.APPRAISER))
    accept_late(by=person(Role.APPRAISER), unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)
    sent = {"periods": ["2026-W10"], "reason": "Không có căn cứ.", "viec": "thoi", "seen": 0}
    page = client.post(address(scene), sent)
    assert (page.status_code, page.context["form"]["seen"].value()) == (409, str(last_word(KEY, scene.unit.pk)))
    again = client.post(address(scene), sent | {"seen": page.context["form"]["seen"].value()})
    assert (again.status_code, [one.accepted for one in late(scene)]) == (302, [False])


@pytest.mark.django_db
def test_commune_reads_what_was_said_and_says_nothing_itself(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10)
    accept_late(by=person(Role.APPRAISER), unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)
    client = client_of(scene.officer)
    page = client.get(address(scene)).content.decode()
    assert [words in page for words in (REASON, "Được tính", "<textarea")] == [True, True, False]
    client.post(address(scene), {"periods": ["2026-W10"], "reason": "Thôi.", "viec": "thoi", "seen": 1})
    assert LateAcceptance.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("weeks", [1, 3])
def test_page_takes_the_same_statements_for_any_number_of_records(
    scene: Scene, weeks: int, django_assert_num_queries: Any
) -> None:
    told(scene, EVENING, *(WEEK_10 + timedelta(days=7 * number) for number in range(weeks)))
    client = client_of(person(Role.APPRAISER))
    client.get(address(scene))
    # Session, person, roles, unit; terms, first days, calendar, accepted; records, words said, the last word, counts;
    # whether the person belonged to the unit, whether they worked on its dossier.
    with django_assert_num_queries(14):
        client.get(address(scene))


@pytest.mark.django_db
@pytest.mark.parametrize("script", [True, False])
def test_page_fits_a_phone_and_works_without_script(new_page: Callable[..., Page], scene: Scene, script: bool) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    enter_as(page, person(Role.APPRAISER)).goto(address(scene))
    if script:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert accessibility_problems(page) == []
    page.get_by_label("Chọn tuần 10").check()
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_role("button", name="Cho tính các kỳ đã chọn").click()
    page.get_by_text("Đã ghi: cho tính bản ghi quá hạn của 1 kỳ.").wait_for()
    assert [one.accepted for one in late(scene)] == [False, True]
