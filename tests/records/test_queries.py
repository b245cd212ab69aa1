"""Counting records per period for all units at once, and listing what lies behind a figure."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.units import HamletFactory, UnitFactory
from tests.measures.test_periods import CALENDAR_2026
from tests.records.scene import Scene, a_scene, entry, officer_of, visit
from tests.records.visits.kinds import VISITS, WEEKLY
from tests.records.visits.models import Visit
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.measures.figures import Absent, PeriodCount, PerPeriod, fingerprint
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.actions import Entry, correct, enter_all, withdraw
from thanthien.records.queries import late_in_words, tally
from thanthien.records.timeliness import records_timeliness, told_late
from thanthien.units.changing import merge_units

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.records.visits.urls")]
SPAN = Span(date(2026, 3, 2), date(2026, 3, 29))  # weeks 10 to 13
TOLD = datetime(2026, 3, 5, 9, tzinfo=ZONE)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def scope(scene: Scene, as_of: date = date(2026, 4, 30), **changes: object) -> Scope:
    known = {"known_at": datetime(2026, 4, 30, 12, tzinfo=ZONE)}
    return Scope(frozenset({scene.unit.pk}), SPAN, as_of, CALENDAR_2026, **(known | changes))  # type: ignore[arg-type]


def counted(scene: Scene, **changes: object) -> dict[str, tuple[int, int | None, int | None]]:
    """Records, hamlets heard and hamlets there were, by week."""
    figure = WEEKLY.answer(scope(scene, **changes))[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    return {period.key: (one.records, one.heard, one.valid) for period, one in figure.counts.items()}


def test_each_due_week_is_counted_and_one_without_a_record_is_zero(scene: Scene) -> None:
    first, second = scene.hamlets
    visit(scene, TOLD, date(2026, 3, 2), first)
    visit(scene, TOLD, date(2026, 3, 3), first)
    visit(scene, TOLD, date(2026, 3, 3), second)
    visit(scene, TOLD, date(2026, 3, 4))
    visit(scene, datetime(2026, 3, 29, 20, tzinfo=ZONE), date(2026, 3, 29))
    assert counted(scene) == {
        "2026-W10": (4, 2, 2), "2026-W11": (0, 0, 2), "2026-W12": (0, 0, 2), "2026-W13": (1, 0, 2),
    }  # fmt: skip


def test_hamlets_are_those_of_the_sunday_and_others_are_not_heard(scene: Scene) -> None:
    young = HamletFactory(unit=scene.unit, valid_from=date(2026, 3, 16))
    closed = HamletFactory(unit=scene.unit, valid_to=date(2026, 3, 14))
    visit(scene, datetime(2026, 3, 13, 9, tzinfo=ZONE), date(2026, 3, 11), closed)
    visit(scene, datetime(2026, 3, 17, 9, tzinfo=ZONE), date(2026, 3, 17), young)
    assert counted(scene) == {
        "2026-W10": (0, 0, 3), "2026-W11": (1, 0, 2), "2026-W12": (1, 1, 3), "2026-W13": (0, 0, 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (datetime(2026, 3, 10, 23, 59, 59, tzinfo=ZONE), 1),  # Tuesday: the second working day after the week
        (datetime(2026, 3, 11, 0, 0, 0, tzinfo=ZONE), 0),
    ],
)
def test_record_counts_until_the_end_of_the_second_working_day(scene: Scene, told: datetime, count: int) -> None:
    made = visit(scene, told, date(2026, 3, 4))
    assert counted(scene)["2026-W10"] == (count, 0, 2)
    (line,) = WEEKLY.records(scene.unit.pk, scope(scene))
    assert (line.day, line.counted, line.url) == (made.day, bool(count), f"/tham-hoi/{made.pk}/")


def test_late_record_counts_when_a_body_says_so_for_this_week(scene: Scene) -> None:
    visit(scene, datetime(2026, 3, 20, 9, tzinfo=ZONE), date(2026, 3, 4))
    visit(scene, datetime(2026, 3, 25, 9, tzinfo=ZONE), date(2026, 3, 10))
    accepted = frozenset({("visits.weekly", scene.unit.pk, "2026-W10"), ("other", scene.unit.pk, "2026-W11")})
    assert [one[0] for one in counted(scene, accepted=accepted).values()] == [1, 0, 0, 0]


def test_figure_is_as_known_on_a_moment(scene: Scene) -> None:
    gone = visit(scene, TOLD, date(2026, 3, 2))
    with clock.set_to(TOLD + timedelta(hours=2)):
        withdraw(VISITS, record_id=gone.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    numbers = [counted(scene, known_at=TOLD + timedelta(hours=hours))["2026-W10"][0] for hours in (-1, 1, 2, 3)]
    assert numbers == [0, 1, 0, 0]


def test_correction_counts_on_its_own_day_and_once(scene: Scene) -> None:
    old = visit(scene, TOLD, date(2026, 3, 2), people=2)
    with clock.set_to(datetime(2026, 3, 12, 9, tzinfo=ZONE)):
        same = entry(scene, date(2026, 3, 3), people=7)
        kept = correct(VISITS, same, record_id=old.pk, version=1, reason="Nhầm ngày", by=scene.officer)
    assert [one[0] for one in counted(scene).values()] == [1, 0, 0, 0]
    with clock.set_to(datetime(2026, 3, 12, 10, tzinfo=ZONE)):
        moved = entry(scene, date(2026, 3, 11), people=7)
        correct(VISITS, moved, record_id=kept.pk, version=2, reason="Nhầm tuần", by=scene.officer)
    assert [one[0] for one in counted(scene).values()] == [0, 1, 0, 0]


def test_unit_that_began_inside_the_span_starts_with_its_week(scene: Scene) -> None:
    visit(scene, TOLD, date(2026, 3, 4))
    visit(scene, datetime(2026, 3, 18, 9, tzinfo=ZONE), date(2026, 3, 17))
    found = tally(VISITS, scope(scene, starts={scene.unit.pk: date(2026, 3, 12)}), measure="visits.weekly").answer()
    assert list(counted(scene, starts={scene.unit.pk: date(2026, 3, 12)})) == ["2026-W11", "2026-W12", "2026-W13"]
    assert (list(found[scene.unit.pk].periods), found[scene.unit.pk].records) == (["2026-W12"], 1)


def test_unit_that_went_into_another_owes_nothing_after_the_week_of_its_last_day(scene: Scene) -> None:
    for day in (4, 19, 26):  # in weeks 10, 12 and 13
        visit(scene, datetime(2026, 3, day, 9, tzinfo=ZONE), date(2026, 3, day))
    ends = {scene.unit.pk: date(2026, 3, 16)}  # Monday of week 12
    found = tally(VISITS, scope(scene, ends=ends), measure="visits.weekly").answer()
    assert counted(scene, ends=ends) == {"2026-W10": (1, 0, 2), "2026-W11": (0, 0, 2), "2026-W12": (1, 0, 2)}
    assert (list(found[scene.unit.pk].periods), found[scene.unit.pk].records) == (["2026-W10", "2026-W12"], 2)
    assert records_timeliness(VISITS, scope(scene, ends=ends))[scene.unit.pk].in_time == 2


def test_merger_in_mid_year_costs_no_week(scene: Scene) -> None:
    other = UnitFactory()
    merge_units(unit_ids=[scene.unit.pk], into_id=other.pk, on=date(2026, 7, 1), document_number="1/NQ", by=None)
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    found = WEEKLY.answer(scope_of(year, date(2027, 1, 3), [scene.unit.pk, other.pk]))
    last = {unit: max(one.figure.counts).key for unit, one in found.items() if isinstance(one.figure, PerPeriod)}
    assert last == {scene.unit.pk: "2026-W27", other.pk: "2026-W53"}


def test_before_the_first_week_is_over_there_is_no_figure(scene: Scene) -> None:
    finding = WEEKLY.answer(scope(scene, date(2026, 3, 7)))[scene.unit.pk]
    assert finding.figure == Absent("Chưa có kỳ nào đến hạn.")


def test_sums_and_narrowed_rows_are_of_what_counts(scene: Scene) -> None:
    visit(scene, TOLD, date(2026, 3, 2), people=2)
    visit(scene, TOLD, date(2026, 3, 3), people=3)
    visit(scene, TOLD, date(2026, 3, 4), people=10, occasion="funeral")
    visit(scene, datetime(2026, 3, 20, 9, tzinfo=ZONE), date(2026, 3, 5), people=50)
    rows = VISITS.model.objects.exclude(occasion="funeral")
    (found,) = tally(VISITS, scope(scene), measure="visits.weekly", rows=rows, sums=("people",)).answer().values()
    assert {key: one.sums for key, one in found.periods.items()} == {"2026-W10": (5,)}


def test_fingerprint_names_the_records_that_count(scene: Scene) -> None:
    made = [visit(scene, TOLD, date(2026, 3, 2 + n)) for n in range(3)]
    visit(scene, datetime(2026, 3, 20, 9, tzinfo=ZONE), date(2026, 3, 5))
    finding = WEEKLY.answer(scope(scene))[scene.unit.pk]
    assert finding.fingerprint == fingerprint((VISITS.key, one.pk, one.version) for one in made)
    assert finding.basis is not None
    assert (finding.basis.records, finding.basis.numbers) == (3, 0)


def test_lines_say_why_a_record_does_not_count(scene: Scene) -> None:
    visit(scene, datetime(2026, 2, 20, 9, tzinfo=ZONE), date(2026, 2, 20))  # before the span
    late = datetime(2026, 3, 20, 9, tzinfo=ZONE)
    visit(scene, late, date(2026, 3, 5), people=4)
    visit(scene, late, date(2026, 3, 18))
    lines = WEEKLY.records(scene.unit.pk, scope(scene))
    assert [(one.words, one.counted, one.why, one.marks) for one in lines] == [
        ("thăm 4 người", False, "ghi quá hạn", ("ghi quá hạn, lúc 09:00, 20/03/2026",)),
        ("thăm 1 người", True, "", ()),
    ]


def test_all_units_are_counted_in_as_many_statements_as_one(scene: Scene) -> None:
    asked = []
    for units in (1, 4):
        for _ in range(units):
            unit = UnitFactory()
            days = [Entry(unit, date(2026, 3, 2 + n), {"occasion": "illness"}) for n in range(3)]
            with clock.set_to(TOLD):
                enter_all(VISITS, days, by=officer_of(unit))
        every = frozenset(VISITS.model.objects.values_list("unit", flat=True))
        wide = Scope(every, SPAN, date(2026, 4, 30), CALENDAR_2026)
        with CaptureQueriesContext(connection) as statements:
            found = WEEKLY.answer(wide)
        figures = [one.figure for one in found.values()]
        assert [next(iter(one.counts.values())) for one in figures if isinstance(one, PerPeriod)] == [
            PeriodCount(3, 0, 0)
        ] * len(every)
        asked.append(len(statements))
    assert asked == [2, 2]


@pytest.mark.parametrize("in_pilot", [False, True], ids=["of-no-pilot", "of-the-pilot"])
def test_record_is_late_by_the_years_that_concern_its_unit(scene: Scene, *, in_pilot: bool) -> None:
    """Told on Tuesday 10/3 of week 10: in time for the year, too late for a pilot that takes nothing after the week."""
    made = visit(scene, datetime(2026, 3, 10, 9, tzinfo=ZONE), date(2026, 3, 4))
    official = YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), title="Năm 2026")
    units = {scene.unit.pk} if in_pilot else {UnitFactory().pk}
    pilot = YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31), 0), title="Chấm thử", units=frozenset(units))
    terms, rows = Terms((official, pilot)), Visit.objects.all()
    late = [rows.filter(told_late(VISITS, rows, CALENDAR_2026, one)).count() for one in (terms, Terms((pilot,)))]
    words = [late_in_words(VISITS, made, CALENDAR_2026, one) for one in (terms, Terms((pilot,)))]
    assert words == (["ghi quá hạn của Chấm thử", "ghi quá hạn"] if in_pilot else ["", ""])
    assert late == ([1, 1] if in_pilot else [0, 0])
