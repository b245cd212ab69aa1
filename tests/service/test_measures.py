"""What the figures of the fast day count: weeks, moved and late days, one source a day, the minimum list."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.service.scene import Scene, a_scene, decide, decision_entry, hold, weeks_on
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.measures.figures import Absent, Basis, Finding, NothingArose, Passed, PerPeriod, Ratio
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.measures import FAST_DAY_PUBLISHED, FAST_DAY_SAME_DAY, FAST_DAY_WEEKS
from thanthien.service.models import FastDayDecision
from thanthien.service.procedures import minimum_list

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 3, 4)
MARCH = Span(date(2026, 3, 2), date(2026, 3, 22))  # weeks 10, 11, 12
BIRTH, COPY, OUTSIDE = "1.001193", "2.000815", "1.000894"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 2, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def decided(scene: Scene) -> Scene:
    decide(scene, date(2026, 1, 5))
    return scene


def scope(*scenes: Scene, span: Span = MARCH, as_of: date | None = None, **more: Any) -> Scope:
    units = frozenset(one.unit.pk for one in scenes)
    return Scope(units, span, as_of or span.cut_off, more.pop("calendar", WorkCalendar()), **more)


def finding(measure: Measure, scene: Scene, **more: Any) -> Finding:
    return measure.answer(scope(scene, **more))[scene.unit.pk]


def counts(scene: Scene, **more: Any) -> dict[str, int]:
    figure = finding(FAST_DAY_WEEKS, scene, **more).figure
    assert isinstance(figure, PerPeriod)
    return {period.key: count.records for period, count in figure.counts.items()}


# --- 2.1.2 ---


def test_weeks_count_from_the_span_and_not_from_the_decision(scene: Scene) -> None:
    decide(scene, date(2026, 3, 10))
    hold(scene, WEDNESDAY, 5, 5)  # before there was a decision: no fast day
    hold(scene, date(2026, 3, 11), 5, 5)
    assert counts(scene) == {"2026-W10": 0, "2026-W11": 1, "2026-W12": 0}


def test_decision_entered_late_moves_no_week_that_was_over(scene: Scene) -> None:
    decide(scene, date(2026, 1, 5), told=date(2026, 3, 10))  # signed before: what platform and people knew is week 11
    for day in weeks_on(WEDNESDAY, 3):
        hold(scene, day, 5, 5)
    assert counts(scene) == {"2026-W10": 0, "2026-W11": 1, "2026-W12": 1}


def test_corrected_weekday_holds_from_the_week_of_the_correction(decided: Scene) -> None:
    made = FastDayDecision.objects.get()
    hold(decided, WEDNESDAY, 5, 5)
    hold(decided, date(2026, 3, 12), 5, 5)
    entry = decision_entry(decided.unit, made.day, weekday=3)
    with clock.set_to(datetime(2026, 3, 10, 9)):
        correct(DECISIONS, entry, record_id=made.pk, version=1, reason="Ghi nhầm ngày", by=decided.officer)
    assert counts(decided) == {"2026-W10": 1, "2026-W11": 1, "2026-W12": 0}


def test_corrected_number_of_a_decision_moves_no_day(decided: Scene) -> None:
    made = FastDayDecision.objects.get()
    hold(decided, WEDNESDAY, 5, 5)
    entry = decision_entry(decided.unit, made.day, number="13/QĐ-UBND")
    correct(DECISIONS, entry, record_id=made.pk, version=1, reason="Ghi nhầm số", by=decided.officer)
    assert counts(decided)["2026-W10"] == 1


def test_earlier_decision_told_afterwards_does_not_overrule_the_later_one(scene: Scene) -> None:
    decide(scene, date(2026, 2, 23), weekday=3)
    decide(scene, date(2026, 1, 5), told=date(2026, 3, 9), number="1/QĐ-UBND")
    hold(scene, date(2026, 3, 12), 5, 5)
    assert counts(scene)["2026-W11"] == 1


def take_back(scene: Scene, at: datetime) -> None:
    made = FastDayDecision.objects.get(ended_at=None)
    with clock.set_to(at):
        withdraw(DECISIONS, record_id=made.pk, version=made.version, reason="Ghi nhầm", by=scene.officer)


def test_withdrawn_decision_holds_for_the_weeks_before_its_withdrawal(decided: Scene) -> None:
    for day in weeks_on(WEDNESDAY, 3):
        hold(decided, day, 5, 5)
    take_back(decided, datetime(2026, 3, 10, 9))
    assert counts(decided) == {"2026-W10": 1, "2026-W11": 0, "2026-W12": 0}


def test_decision_withdrawn_after_the_span_leaves_its_figures_as_they_are(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 5, 4)
    before = [finding(one, decided) for one in (FAST_DAY_WEEKS, FAST_DAY_SAME_DAY, FAST_DAY_PUBLISHED)]
    take_back(decided, datetime(2026, 3, 23, 9))
    assert [finding(one, decided) for one in (FAST_DAY_WEEKS, FAST_DAY_SAME_DAY, FAST_DAY_PUBLISHED)] == before


def test_decision_withdrawn_in_the_week_in_which_it_was_told_held_in_none(scene: Scene) -> None:
    decide(scene, date(2026, 3, 3))
    hold(scene, WEDNESDAY, 5, 5)
    take_back(scene, datetime(2026, 3, 6, 9))
    assert counts(scene)["2026-W10"] == 0


def test_corrected_decision_that_is_withdrawn_held_until_then_as_corrected(decided: Scene) -> None:
    made = FastDayDecision.objects.get()
    hold(decided, WEDNESDAY, 5, 5)
    hold(decided, date(2026, 3, 12), 5, 5)
    with clock.set_to(datetime(2026, 3, 9, 9)):
        entry = decision_entry(decided.unit, made.day, weekday=3)
        correct(DECISIONS, entry, record_id=made.pk, version=1, reason="Ghi nhầm ngày", by=decided.officer)
    take_back(decided, datetime(2026, 3, 16, 9))
    assert counts(decided) == {"2026-W10": 1, "2026-W11": 1, "2026-W12": 0}


def test_day_with_nothing_counts_when_it_is_stated(decided: Scene) -> None:
    hold(decided, WEDNESDAY)
    assert counts(decided) == {"2026-W10": 1, "2026-W11": 0, "2026-W12": 0}


def test_another_day_of_the_week_is_no_fast_day(decided: Scene) -> None:
    hold(decided, date(2026, 3, 5), 9, 9)
    assert counts(decided)["2026-W10"] == 0
    lines = FAST_DAY_WEEKS.records(decided.unit.pk, scope(decided))
    assert [(line.counted, line.why) for line in lines] == [
        (False, "không phải ngày giải quyết nhanh của một tuần đến hạn")
    ]


@pytest.mark.parametrize(
    ("told", "counted"), [(date(2026, 3, 10), 1), (date(2026, 3, 11), 0)]
)  # the second working day after Sunday 8/3 is Tuesday 10/3
def test_late_numbers_are_kept_and_do_not_count(decided: Scene, told: date, counted: int) -> None:
    hold(decided, WEDNESDAY, 5, 5, told=told)
    assert counts(decided)["2026-W10"] == counted
    assert len(FAST_DAY_WEEKS.records(decided.unit.pk, scope(decided))) == 1


def test_body_may_let_a_late_week_count(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 5, 5, told=date(2026, 4, 1))
    accepted = frozenset({(FAST_DAY_WEEKS.key, decided.unit.pk, "2026-W10")})
    assert counts(decided, accepted=accepted)["2026-W10"] == 1


@pytest.mark.parametrize(
    ("rule", "due", "held_on"),
    [
        ("skip", {"2026-W11": 0, "2026-W12": 0}, WEDNESDAY),
        ("next", {"2026-W10": 1, "2026-W11": 0, "2026-W12": 0}, date(2026, 3, 5)),
        ("same_week", {"2026-W10": 1, "2026-W11": 0, "2026-W12": 0}, date(2026, 3, 5)),
    ],
)
def test_day_off_follows_the_rule_of_the_city(decided: Scene, rule: str, due: dict[str, int], held_on: date) -> None:
    hold(decided, held_on, 3, 3)
    calendar = WorkCalendar(frozenset({WEDNESDAY}))
    chosen = {"service.fast_day_weeks.holiday_rule": rule}
    assert counts(decided, calendar=calendar, settings=chosen) == due


def test_day_moved_into_the_next_week_counts_for_its_own(scene: Scene) -> None:
    decide(scene, date(2026, 1, 5), weekday=4)
    hold(scene, date(2026, 3, 9), 3, 3)  # Friday 6/3 is off, Monday 9/3 stands for it
    calendar = WorkCalendar(frozenset({date(2026, 3, 6)}))
    chosen = {"service.fast_day_weeks.holiday_rule": "next"}
    assert counts(scene, calendar=calendar, settings=chosen) == {"2026-W10": 1, "2026-W11": 0, "2026-W12": 0}


def test_year_2026_has_52_due_weeks_and_its_last_ends_in_january(scene: Scene) -> None:
    Membership.objects.update(valid_from=date(2025, 7, 1))  # in office when the decision was signed
    decide(scene, date(2025, 12, 1))
    tet = frozenset(date(2026, 2, 16) + timedelta(days=number) for number in range(5))
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    hold(scene, date(2025, 12, 31), 2, 2, told=date(2026, 1, 5))  # Wednesday of W1/2026
    hold(scene, date(2026, 12, 30), 2, 2)  # Wednesday of W53/2026
    found = counts(scene, span=year, calendar=WorkCalendar(tet))
    assert (len(found), "2026-W08" in found, found["2026-W01"], found["2026-W53"]) == (52, False, 1, 1)


def test_unit_born_in_mid_year_is_due_from_its_first_week(scene: Scene) -> None:
    starts = {scene.unit.pk: date(2026, 3, 12)}
    assert counts(scene, starts=starts) == {"2026-W11": 0, "2026-W12": 0}


def test_unit_that_ended_owes_the_fast_days_up_to_its_last_day(decided: Scene) -> None:
    ends = [{decided.unit.pk: date(2026, 3, day)} for day in (8, 9, 11)]  # Sunday; Monday and Wednesday of week 11
    assert [list(counts(decided, ends=one)) for one in ends] == [
        ["2026-W10"], ["2026-W10"], ["2026-W10", "2026-W11"],
    ]  # fmt: skip


def test_week_that_is_not_over_is_not_due(decided: Scene) -> None:
    assert counts(decided, as_of=date(2026, 3, 14)) == {"2026-W10": 0}


def test_no_week_over_is_no_figure(decided: Scene) -> None:
    assert isinstance(finding(FAST_DAY_WEEKS, decided, as_of=date(2026, 3, 3)).figure, Absent)


def test_figure_is_as_known_at_a_moment(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 5, 5)
    before = datetime(2026, 3, 4, 12, tzinfo=ZONE)
    assert (counts(decided, known_at=before)["2026-W10"], counts(decided)["2026-W10"]) == (0, 1)


# --- 2.1.3 ---


def share(scene: Scene, **more: Any) -> tuple[Decimal, Decimal]:
    figure = finding(FAST_DAY_SAME_DAY, scene, **more).figure
    assert isinstance(figure, Ratio)
    return figure.numerator, figure.denominator


def test_share_sums_the_fast_days(decided: Scene) -> None:
    for day, returned in zip(weeks_on(WEDNESDAY, 3), (10, 8, 9), strict=True):
        hold(decided, day, 10, returned)
    found = finding(FAST_DAY_SAME_DAY, decided)
    assert (share(decided), found.basis, found.note) == ((27, 30), Basis(0, 3), "30 hồ sơ")


def test_single_procedures_stand_for_the_number_of_the_day_and_are_not_added(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 12, 12)
    hold(decided, WEDNESDAY, 6, 4, procedure=BIRTH)
    hold(decided, WEDNESDAY, 4, 4, procedure="1.000656")
    found = finding(FAST_DAY_SAME_DAY, decided)
    assert (share(decided), found.basis) == ((8, 10), Basis(2, 0))
    assert found.note == "10 hồ sơ; số chung chênh 2 hồ sơ so với từng thủ tục"


def test_certified_copies_and_procedures_outside_the_list_stay_apart(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 4, 3, procedure=BIRTH)
    hold(decided, WEDNESDAY, 60, 60, procedure=COPY)
    hold(decided, WEDNESDAY, 7, 7, procedure=OUTSIDE)
    found = finding(FAST_DAY_SAME_DAY, decided)
    assert (share(decided), found.note) == ((3, 4), "4 hồ sơ; chứng thực tính riêng: trả 60/60")
    lines = FAST_DAY_SAME_DAY.records(decided.unit.pk, scope(decided))
    assert [line.why for line in lines] == ["", "chứng thực tính riêng", "ngoài danh mục"]


def test_extract_of_the_system_comes_first_and_once_a_month(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 10, 10)
    hold(decided, WEDNESDAY, 11, 9, told=date(2026, 4, 2), origin_of_numbers="system")
    assert share(decided) == (9, 11)
    assert counts(decided)["2026-W10"] == 1  # by the number told in its week; the extract alone would be late


def test_extract_after_its_month_is_late(decided: Scene) -> None:
    hold(decided, WEDNESDAY, 11, 9, told=date(2026, 4, 3), origin_of_numbers="system")
    assert share(decided) == (0, 3)


def test_nothing_arose_only_when_every_due_day_was_held(decided: Scene) -> None:
    for day in weeks_on(WEDNESDAY, 2):
        hold(decided, day)
    assert share(decided) == (0, 1)
    hold(decided, date(2026, 3, 18))
    assert isinstance(finding(FAST_DAY_SAME_DAY, decided).figure, NothingArose)


@pytest.mark.parametrize("procedure", [COPY, OUTSIDE])
def test_day_that_tells_nothing_of_the_list_is_missing_from_the_share(decided: Scene, procedure: str) -> None:
    for day in weeks_on(WEDNESDAY, 3):
        hold(decided, day, 4, 4, procedure=procedure)
    assert share(decided) == (0, 3)
    assert finding(FAST_DAY_SAME_DAY, decided).note.startswith(
        "Chưa có hồ sơ nào thuộc danh mục; còn 3 ngày chưa ghi số của danh mục."
    )


def test_corrected_number_counts_and_changes_the_fingerprint(decided: Scene) -> None:
    made = hold(decided, WEDNESDAY, 10, 10)
    before = finding(FAST_DAY_SAME_DAY, decided).fingerprint
    entry = Entry(decided.unit, WEDNESDAY, {"received": 10, "returned": 6, "nothing": False})
    correct(DAYS, entry, record_id=made.pk, version=1, reason="Đếm nhầm", by=decided.officer)
    assert share(decided) == (6, 10)
    assert finding(FAST_DAY_SAME_DAY, decided).fingerprint != before


# --- 2.1.1 ---


def test_published_decision_with_the_minimum_list_passes(decided: Scene) -> None:
    found = finding(FAST_DAY_PUBLISHED, decided)
    assert (found.figure, found.basis, found.note) == (Passed(True), Basis(1), "")


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({"published_on": None}, "Quyết định chưa được công khai."),
        ({"published_on": date(2026, 3, 23)}, "Quyết định chưa được công khai."),
        (
            {"procedures": minimum_list().replace(f"{BIRTH}; ", "")},
            "Danh mục còn thiếu 1 thủ tục tối thiểu: Đăng ký khai sinh.",
        ),
        ({"effective_on": date(2026, 3, 23)}, "Chưa có quyết định còn hiệu lực."),
    ],
)
def test_decision_that_lacks_something_does_not_pass(scene: Scene, values: dict[str, Any], note: str) -> None:
    decide(scene, date(2026, 1, 5), **values)
    found = finding(FAST_DAY_PUBLISHED, scene)
    assert (found.figure, found.note) == (Passed(False), note)


@pytest.mark.parametrize(("day", "passed"), [(date(2026, 3, 22), False), (date(2026, 3, 23), True)])
def test_decision_is_there_on_the_day_asked_unless_withdrawn_by_then(decided: Scene, day: date, passed: bool) -> None:
    take_back(decided, datetime(day.year, day.month, day.day, 9))
    found = finding(FAST_DAY_PUBLISHED, decided)
    assert found.figure == Passed(passed)
    lines = FAST_DAY_PUBLISHED.records(decided.unit.pk, scope(decided))
    assert [line.counted for line in lines] == [True] * passed


def test_later_decision_takes_the_place_of_a_better_one(decided: Scene) -> None:
    decide(decided, date(2026, 3, 9), number="30/QĐ-UBND", procedures=BIRTH)
    assert finding(FAST_DAY_PUBLISHED, decided).figure == Passed(False)
    lines = FAST_DAY_PUBLISHED.records(decided.unit.pk, scope(decided))
    assert [line.counted for line in lines] == [False, True]


def test_minimum_list_is_the_citys_to_set(scene: Scene) -> None:
    decide(scene, date(2026, 1, 5), procedures=BIRTH)
    chosen = {"service.fast_day_published.minimum": BIRTH}
    assert finding(FAST_DAY_PUBLISHED, scene, settings=chosen).figure == Passed(True)


# --- All units at once ---


@pytest.mark.parametrize(
    ("measure", "statements"), [(FAST_DAY_PUBLISHED, 1), (FAST_DAY_WEEKS, 2), (FAST_DAY_SAME_DAY, 2)]
)
def test_statements_do_not_grow_with_units(measure: Measure, statements: int) -> None:
    scenes = [a_scene() for _ in range(3)]
    for scene in scenes:
        decide(scene, date(2026, 1, 5))
        hold(scene, WEDNESDAY, 5, 5)
    for some in (scenes[:1], scenes):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = measure.answer(scope(*some))
        assert (len(seen), len(found)) == (statements, len(some))
