"""What counts in the weekly channel: weeks, holidays, coverage; who reports for whom; opinions handed on."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.factories.units import HamletFactory, UnitFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion, village_head
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.actions import load_calendar, set_day
from thanthien.core.clock import ZONE
from thanthien.core.enums import DayKind
from thanthien.core.queries import work_calendar
from thanthien.criteria.rules import Cadence
from thanthien.grassroots import actions, own, queries
from thanthien.grassroots.enums import How
from thanthien.grassroots.kinds import OPINION, REPORTS, opinions
from thanthien.grassroots.measures import KEY, WEEKLY_REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.work import reports_to_make
from thanthien.measures import handovers, terms
from thanthien.measures.answers import period_counts
from thanthien.measures.figures import PeriodCount, PerPeriod
from thanthien.measures.handovers import HandOver
from thanthien.measures.periods import period_of
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.actions import Entry, correct, enter, enter_all, withdraw
from thanthien.records.queries import Place

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
THURSDAY = datetime(2026, 3, 5, 9, tzinfo=ZONE)
HALF = Cadence("iso_week", at_least=1, start=Decimal(0), end=Decimal(1), coverage=Decimal("0.5"))


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def calendar_2026() -> None:
    load_calendar(by=None)
    set_day(day=date(2026, 1, 2), kind=DayKind.OFF, name="Nghỉ hoán đổi", by=None, seen=None)
    set_day(day=date(2026, 1, 10), kind=DayKind.WORK, name="Làm bù", by=None, seen=None)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[HandOver]:
    """What a taker of opinions was given."""
    given: list[HandOver] = []
    monkeypatch.setitem(handovers._takers, OPINION, lambda every, *, by: given.extend(every))
    return given


def scope(scene: Scene, as_of: date = date(2027, 1, 3)) -> Scope:
    return scope_of(YEAR, as_of, [scene.unit.pk], known_at=datetime(2027, 2, 1, tzinfo=ZONE))


def counted(scene: Scene, as_of: date = date(2027, 1, 3)) -> dict[str, PeriodCount]:
    figure = WEEKLY_REPORTS.answer(scope(scene, as_of))[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    return {period.key: count for period, count in figure.counts.items()}


def told(moment: datetime, scene: Scene, *entries: Entry, by: Any = None) -> list[Any]:
    with clock.set_to(moment):
        return enter_all(REPORTS, entries, by=by or scene.front)


# --- Weeks and holidays ---------------------------------------------------------------------------------------------


def test_measure_is_registered_in_the_place_of_its_announcement() -> None:
    assert find(KEY) is WEEKLY_REPORTS


@pytest.mark.usefixtures("calendar_2026")
def test_year_has_52_due_weeks_without_the_week_of_tet(scene: Scene) -> None:
    weeks = counted(scene)
    assert (len(weeks), "2026-W08" in weeks) == (52, False)
    assert (min(weeks), max(weeks)) == ("2026-W01", "2026-W53")


@pytest.mark.usefixtures("calendar_2026")
def test_last_week_takes_reports_of_january_until_the_cut_off(scene: Scene) -> None:
    told(datetime(2027, 1, 3, 9, tzinfo=ZONE), scene, nothing(scene, date(2027, 1, 3), scene.hamlets[0]))
    assert counted(scene)["2026-W53"] == PeriodCount(1, 1, 4)
    told(datetime(2027, 1, 4, 9, tzinfo=ZONE), scene, nothing(scene, date(2027, 1, 4), scene.hamlets[1]))
    assert counted(scene)["2026-W53"] == PeriodCount(1, 1, 4)


@pytest.mark.usefixtures("calendar_2026")
@pytest.mark.parametrize(
    ("day", "moment", "week", "counts"),
    [
        # Week 1 ends on Sunday 4/1; Monday and Tuesday are its two days.
        (date(2026, 1, 2), datetime(2026, 1, 6, 23, 59, tzinfo=ZONE), "2026-W01", True),
        (date(2026, 1, 2), datetime(2026, 1, 7, 0, 0, tzinfo=ZONE), "2026-W01", False),
        # Week 7 is followed by Tết: its two days are 23/2 and 24/2.
        (date(2026, 2, 12), datetime(2026, 2, 24, 23, 59, tzinfo=ZONE), "2026-W07", True),
        (date(2026, 2, 12), datetime(2026, 2, 25, 0, 0, tzinfo=ZONE), "2026-W07", False),
        # Week 34 ends on 23/8 after a worked Saturday; week 35 on 30/8, before 31/8, 1/9 and 2/9 off.
        (date(2026, 8, 22), datetime(2026, 8, 25, 20, 0, tzinfo=ZONE), "2026-W34", True),
        (date(2026, 8, 30), datetime(2026, 9, 4, 23, 59, tzinfo=ZONE), "2026-W35", True),
        (date(2026, 8, 30), datetime(2026, 9, 5, 0, 0, tzinfo=ZONE), "2026-W35", False),
    ],
)
def test_report_counts_until_the_second_working_day_after_its_week(
    scene: Scene, day: date, moment: datetime, week: str, counts: bool
) -> None:
    told(moment, scene, nothing(scene, day, scene.hamlets[0]))
    assert counted(scene)[week].records == int(counts)


@pytest.mark.usefixtures("calendar_2026")
def test_unit_born_in_mid_year_owes_its_own_weeks_only(scene: Scene) -> None:
    unit = UnitFactory(valid_from=date(2026, 7, 1))
    found = WEEKLY_REPORTS.answer(scope_of(YEAR, date(2027, 1, 3), [unit.pk, scene.unit.pk]))
    sizes = [len(one.figure.counts) for one in found.values() if isinstance(one.figure, PerPeriod)]
    assert sorted(sizes) == [27, 52]


def test_coverage_counts_each_hamlet_once_whoever_reported(scene: Scene) -> None:
    first, second = scene.hamlets[:2]
    told(THURSDAY, scene, nothing(scene, date(2026, 3, 4), first), by=scene.head)
    told(THURSDAY, scene, opinion(scene, date(2026, 3, 5), first), nothing(scene, date(2026, 3, 5), second))
    told(THURSDAY, scene, nothing(scene, date(2026, 3, 5)), by=scene.union)
    count = counted(scene)["2026-W10"]
    assert (count, period_counts(HALF, count)) == (PeriodCount(4, 2, 4), True)
    withdraw_one = WeeklyReport.objects.get(hamlet=second)
    with clock.set_to(THURSDAY):
        withdraw(REPORTS, record_id=withdraw_one.pk, version=1, reason="Ghi nhầm tổ", by=scene.front)
    count = counted(scene)["2026-W10"]
    assert (count, period_counts(HALF, count)) == (PeriodCount(3, 1, 4), False)


def test_missed_week_is_not_filled_by_moving_a_report_into_it(scene: Scene) -> None:
    (made,) = told(THURSDAY, scene, nothing(scene, date(2026, 3, 4), scene.hamlets[0]))
    with clock.set_to(datetime(2026, 4, 1, 9, tzinfo=ZONE)):
        moved = nothing(scene, date(2026, 3, 11), scene.hamlets[0])
        correct(REPORTS, moved, record_id=made.pk, version=1, reason="Nhầm tuần", by=scene.front)
    weeks = counted(scene)
    assert (weeks["2026-W10"].records, weeks["2026-W11"].records) == (0, 0)
    (line,) = WEEKLY_REPORTS.records(scene.unit.pk, scope(scene))
    assert (line.counted, line.why) == (False, "ghi quá hạn")


# --- Who reports ----------------------------------------------------------------------------------------------------


def test_reporters_report_of_their_own_place_only(scene: Scene) -> None:
    day = clock.today()
    enter(REPORTS, nothing(scene, day, scene.hamlets[0]), by=scene.head)
    enter(REPORTS, nothing(scene, day), by=scene.union)
    for by, hamlet in ((scene.head, scene.hamlets[1]), (scene.head, None), (scene.union, scene.hamlets[0])):
        with pytest.raises(Refused):
            enter(REPORTS, nothing(scene, day, hamlet), by=by)
    with pytest.raises(Refused):
        enter(REPORTS, nothing(scene, day), by=scene.chair)


def test_committee_can_not_touch_what_front_entered(scene: Scene) -> None:
    made = enter(REPORTS, opinion(scene, clock.today(), scene.hamlets[0]), by=scene.front)
    with pytest.raises(Refused, match="Chỉ người của cơ quan đã ghi"):
        withdraw(REPORTS, record_id=made.pk, version=1, reason="Không đúng", by=scene.officer)
    assert WeeklyReport.objects.get().stands


def test_village_head_reads_of_their_place_and_hand_only(scene: Scene) -> None:
    today = clock.today()
    of_place = enter(REPORTS, opinion(scene, today, scene.hamlets[0]), by=scene.front)
    enter(REPORTS, opinion(scene, today, scene.hamlets[1]), by=scene.front)
    seen = WeeklyReport.objects.filter(REPORTS.readers(scene.head))
    assert list(seen.values_list("pk", flat=True)) == [of_place.pk]
    everybody = (scene.officer, scene.chair, person(Role.APPRAISER))
    assert [WeeklyReport.objects.filter(REPORTS.readers(one)).count() for one in everybody] == [2, 2, 2]
    assert WeeklyReport.objects.filter(REPORTS.readers(person(Role.COMMUNE_OFFICER))).count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"nothing": True, "text": "Có chuyện", "topic": "land"}, "nothing"),
        ({"text": "Có chuyện"}, "topic"),
        ({"topic": "land"}, "text"),
    ],
)
def test_report_is_an_opinion_or_nothing(scene: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(REPORTS, Entry(scene.unit, clock.today(), values), by=scene.front)
    assert list(refused.value.errors) == [field]
    now, key = clock.now(), uuid4()
    row = WeeklyReport(
        unit=scene.unit, agency_id=scene.front.hats[0].agency_id, day=now.date(), key=key, origin=key, made_at=now,
        told_at=now, **values,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="report_says_something_or_nothing"), transaction.atomic():
        row.save()


def test_tick_of_heard_hamlets_is_stored_once(scene: Scene) -> None:
    week = period_of("iso_week", clock.today())
    for _ in range(2):
        assert actions.tick_heard(scene.unit, scene.hamlets[1:3], week, how=How.PHONE, by=scene.front) == 2
    rows = WeeklyReport.objects.order_by("hamlet__sort_key").values_list("hamlet", "nothing", "how", "agency__kind")
    assert list(rows) == [(one.pk, True, "phone", "commune_front") for one in scene.hamlets[1:3]]
    with pytest.raises(Invalid):
        actions.tick_heard(scene.unit, [], week, how=How.PHONE, by=scene.front)
    with pytest.raises(Invalid):
        actions.tick_heard(scene.unit, scene.hamlets[:1], week, how=How.SELF, by=scene.front)
    with pytest.raises(Refused):
        actions.tick_heard(scene.unit, scene.hamlets[:1], week, how=How.PHONE, by=scene.chair)


def test_ticks_of_many_units_are_stored_at_once_and_as_one_by_one(scene: Scene) -> None:
    week = period_of("iso_week", clock.today())
    other = a_scene("29996")
    ticks = [
        actions.Tick(scene.front, scene.unit, scene.hamlets[:2], How.PHONE),
        actions.Tick(scene.front, scene.unit, scene.hamlets[2:3], How.MEETING),
        actions.Tick(other.front, other.unit, other.hamlets[:1], How.PHONE),
    ]
    assert actions.tick_all(ticks, week) == 4
    assert actions.tick_heard(scene.unit, scene.hamlets[:2], week, how=How.PHONE, by=scene.front) == 2
    rows = WeeklyReport.objects.order_by("unit__code", "hamlet__sort_key").values_list("entered_by", "hamlet", "how")
    assert list(rows) == [
        (other.front.pk, other.hamlets[0].pk, "phone"),
        *(
            (scene.front.pk, one.pk, how)
            for one, how in zip(scene.hamlets, ("phone", "phone", "meeting"), strict=False)
        ),
    ]
    with pytest.raises(Refused):
        actions.tick_all([*ticks, actions.Tick(other.front, scene.unit, scene.hamlets[3:], How.PHONE)], week)
    assert WeeklyReport.objects.count() == 4


# --- Opinions -------------------------------------------------------------------------------------------------------


def test_opinion_is_handed_on_and_nothing_is_not(scene: Scene, taken: list[HandOver]) -> None:
    heard = enter(REPORTS, opinion(scene, clock.today()), by=scene.front)
    quiet = enter(REPORTS, nothing(scene, clock.today(), scene.hamlets[1]), by=scene.front)
    assert [(one.kind, one.source, one.record, one.history) for one in taken] == [
        (OPINION, "grassroots.report", heard.pk, False)
    ]
    same = opinion(scene, clock.today(), text="Đường bị lấn một mét")
    correct(REPORTS, same, record_id=heard.pk, version=1, reason="Rõ hơn", by=scene.front)
    later = opinion(scene, clock.today(), scene.hamlets[1])
    made = correct(REPORTS, later, record_id=quiet.pk, version=1, reason="Có ý kiến đến sau", by=scene.front)
    assert [one.record for one in taken] == [heard.pk, made.pk]


def test_opinions_heard_before_anybody_takes_them_wait(scene: Scene) -> None:
    heard = enter(REPORTS, opinion(scene, clock.today()), by=scene.front)
    gone = enter(REPORTS, opinion(scene, clock.today()), by=scene.front)
    withdraw(REPORTS, record_id=gone.pk, version=1, reason="Ghi hai lần", by=scene.front)
    assert [one.record for one in opinions()] == [heard.pk]
    assert [one.record for one in handovers.waiting(OPINION)] == [heard.pk]


def test_person_of_an_opinion_stands_apart_and_can_be_erased(scene: Scene) -> None:
    made = actions.report(opinion(scene, clock.today()), by=scene.front, who="Bà Tư", contact="0900 000 000")
    assert isinstance(made, WeeklyReport)
    newer = opinion(scene, clock.today(), text="Rõ hơn")
    corrected = correct(REPORTS, newer, record_id=made.pk, version=1, reason="Ghi rõ hơn", by=scene.front)
    assert isinstance(corrected, WeeklyReport)
    person_known = queries.person_behind(corrected)
    assert person_known is not None
    assert person_known.name == "Bà Tư"
    with pytest.raises(Refused):
        actions.forget_person(record=corrected, by=scene.officer)
    actions.forget_person(record=corrected, by=scene.front)
    assert (OpinionPerson.objects.count(), WeeklyReport.objects.count()) == (0, 2)


# --- A reporter's week, a unit's week, the year ----------------------------------------------------------------------


def test_open_weeks_are_the_present_one_and_the_last_while_it_is_in_time() -> None:
    found = []
    for day in (date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 15)):  # Tuesday, Wednesday, Sunday
        with clock.set_to(day):
            found.append([week.key for week in own.open_weeks(work_calendar(), Terms())])
    assert found == [["2026-W11", "2026-W10"], ["2026-W11"], ["2026-W11"]]


def test_work_of_a_reporter_ticks_itself(scene: Scene) -> None:
    with clock.set_to(datetime(2026, 3, 12, 9, tzinfo=ZONE)):
        (work,) = reports_to_make(scene.head)
        assert (work.due, work.url) == (date(2026, 3, 17), "/bao-cao-tuan/")
        assert work.what == f"Tổ dân phố 1, {scene.unit.name}, tuần 11 (9/3–15/3)"
        place, week = Place(scene.unit, scene.hamlets[0]), period_of("iso_week", clock.today())
        actions.report_nothing(place, week, by=scene.head)
        assert (reports_to_make(scene.head), reports_to_make(scene.chair)) == ([], [])


def test_nothing_of_last_week_is_told_of_its_last_day(scene: Scene) -> None:
    with clock.set_to(datetime(2026, 3, 10, 9, tzinfo=ZONE)):
        place, week = Place(scene.unit, scene.hamlets[0]), period_of("iso_week", date(2026, 3, 4))
        made = actions.report_nothing(place, week, by=scene.head)
        assert made.day == date(2026, 3, 8)
        with pytest.raises(Invalid):
            actions.report_nothing(place, period_of("iso_week", date(2026, 3, 17)), by=scene.head)


def test_unit_week_names_the_silent_ones(scene: Scene) -> None:
    first, second, third, fourth = scene.hamlets
    told(THURSDAY, scene, opinion(scene, date(2026, 3, 4), first), nothing(scene, date(2026, 3, 4), second))
    told(datetime(2026, 3, 20, 9, tzinfo=ZONE), scene, nothing(scene, date(2026, 3, 4), third))
    told(THURSDAY, scene, nothing(scene, date(2026, 3, 5)), by=scene.union)
    found = queries.unit_week(scene.unit.pk, period_of("iso_week", date(2026, 3, 4)), work_calendar(), Terms()).answer()
    assert [one.state for one in found.hamlets] == [
        "1 ý kiến", "không phát sinh", "không phát sinh, ghi quá hạn", "chưa báo cáo",
    ]  # fmt: skip
    assert (found.silent, found.heard) == ([fourth], 3)
    assert found.others == [(scene.union.hats[0].agency_name, 1)]


@pytest.mark.usefixtures("calendar_2026")
def test_year_of_a_unit_is_a_strip_with_its_coverage(scene: Scene) -> None:
    told(datetime(2026, 1, 2, 9, tzinfo=ZONE), scene, *(nothing(scene, date(2026, 1, 1), one) for one in scene.hamlets))
    told(datetime(2026, 1, 8, 9, tzinfo=ZONE), scene, opinion(scene, date(2026, 1, 7), scene.hamlets[0]))
    told(datetime(2026, 2, 10, 9, tzinfo=ZONE), scene, nothing(scene, date(2026, 1, 14)))
    with clock.set_to(date(2026, 2, 23)):
        found = queries.channel(scene.unit, 2026)
        public = queries.public_channel(scene.unit).answer()
        other = queries.public_channel(UnitFactory()).answer()
    states = [week.state for week in found.weeks]
    assert (len(states), states[:9]) == (
        53, ["none", "done", "late", "missing", "missing", "missing", "open", "off", "future"],
    )  # fmt: skip
    counted = "2/7 tuần đến hạn được tính: 1 tuần có tiếp nhận, 1 tuần không phát sinh"
    assert found.told == f"{counted}; 4 tuần không được tính; 1 tuần còn hạn ghi; 45 tuần chưa đến hạn"
    assert (found.heard, found.valid, found.coverage) == (5, 28, Decimal(5) / 28)
    assert (public == found, other) == (True, None)


@pytest.mark.usefixtures("calendar_2026")
def test_week_that_the_year_does_not_count_is_no_done_one_in_the_strip(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = Cadence("iso_week", at_least=1, start=Decimal(0), end=Decimal(1), coverage=Decimal("0.5"))
    year = YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), cadences={WEEKLY_REPORTS.key: half})
    monkeypatch.setattr(terms, "_asked", [lambda: [year]])
    first, second, *_ = scene.hamlets
    told(datetime(2026, 1, 8, 9, tzinfo=ZONE), scene, opinion(scene, date(2026, 1, 7), first))
    told(
        datetime(2026, 1, 15, 9, tzinfo=ZONE),
        scene,
        *(nothing(scene, date(2026, 1, 14), one) for one in (first, second)),
    )
    with clock.set_to(date(2026, 1, 26)):
        found = queries.channel(scene.unit, 2026)
    assert [(week.state, week.words) for week in found.weeks[:4]] == [
        ("missing", ""), ("part", "mới có 1/4 tổ dân phố báo cáo"), ("none", ""), ("open", ""),
    ]  # fmt: skip
    counted = "1/4 tuần đến hạn được tính: 1 tuần không phát sinh"
    assert found.told == f"{counted}; 2 tuần không được tính; 1 tuần còn hạn ghi; 49 tuần chưa đến hạn"


@pytest.mark.usefixtures("calendar_2026")
def test_last_week_stays_in_its_year_on_the_first_days_of_the_next(scene: Scene) -> None:
    told(datetime(2026, 12, 31, 9, tzinfo=ZONE), scene, nothing(scene, date(2026, 12, 30), scene.hamlets[0]))
    with clock.set_to(date(2027, 1, 2)):
        found = queries.public_channel(scene.unit).answer()
    assert found is not None
    assert (found.year, found.weeks[-1].label) == (2026, "tuần 53 (28/12–3/1)")


def test_statements_do_not_grow_with_reports_and_hamlets(scene: Scene) -> None:
    asked = []
    for more in (1, 12):
        for number in range(more):
            hamlet = HamletFactory(unit=scene.unit)
            told(THURSDAY, scene, nothing(scene, date(2026, 3, 4), hamlet), by=village_head(hamlet))
            told(THURSDAY, scene, opinion(scene, date(2026, 1 + number % 2, 4)))
        with clock.set_to(THURSDAY), CaptureQueriesContext(connection) as statements:
            queries.channel(scene.unit, 2026)
            queries.unit_week(scene.unit.pk, period_of("iso_week", date(2026, 3, 4)), work_calendar(), Terms()).answer()
        asked.append(len(statements))
    assert asked == [8, 8]
