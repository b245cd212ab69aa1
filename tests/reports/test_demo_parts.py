"""What the demo is made of: its days, its values, its papers; and its commands where there is no demo."""

from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from random import Random

import pytest
from django.core.management import CommandError, call_command

from tests.factories.units import UnitFactory
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.calendar import CityCalendar, add_working_days, next_working_day
from thanthien.core.files import Limits, inspect
from thanthien.core.queries import city_calendar
from thanthien.criteria.compiling import CompiledIndicator, compile_set
from thanthien.criteria.rules import Cadence
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import parse_value
from thanthien.criteria.yaml_io import load_set
from thanthien.evaluations.phase_days import AFTER_TET
from thanthien.evaluations.workflow import PhaseKey
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.entries import due_periods, entry_for, weaker
from thanthien.reports.demo.hamlets import make_hamlets
from thanthien.reports.demo.phases import ISSUED, PILOT_OPENED, demo_days, pilot_phases
from thanthien.reports.demo.seeding import SETS, pilot_units
from thanthien.reports.demo.whole import to_change
from thanthien.units.queries import hamlets_known


@pytest.mark.django_db
def test_nothing_is_made_without_the_demo_switch():
    with pytest.raises(CommandError, match="DEMO=on"):
        call_command("seed_demo", stdout=StringIO())
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_no_people_are_told_where_there_is_no_demo():
    said = StringIO()
    call_command("demo_people", stdout=said)
    assert said.getvalue() == "Không có người dùng minh họa trong cơ sở dữ liệu này.\n"


@pytest.mark.django_db
def test_hamlets_are_known_since_their_first_day_so_that_figures_of_the_past_count_them():
    unit = UnitFactory()
    make_hamlets([unit], full=unit.code, seed_number=1, by=None)
    known = hamlets_known([unit.pk], clock.end_of(unit.valid_from))
    assert (known.count(), unit.hamlets.count() > 0) == (unit.hamlets.count(), True)


@pytest.mark.django_db
def test_islands_have_places_of_their_own_and_the_others_as_without_them():
    far, other = UnitFactory(code="11948", kind="dac_khu"), UnitFactory()
    make_hamlets([far, other], full="", seed_number=1, by=None)
    assert [one.name for one in far.hamlets.all()] == ["Khu dân cư 1"]
    assert 250 <= far.hamlets.get().households <= 270
    beside = list(other.hamlets.values_list("name", "households"))
    again = UnitFactory()
    make_hamlets([again], full="", seed_number=1, by=None)
    assert list(again.hamlets.values_list("name", "households")) == beside


def indicators() -> list[CompiledIndicator]:
    sets = [compile_set(load_set(path.read_text(encoding="utf-8")), "xa") for path in SETS.values()]
    return [item for one in sets for item in one.by_code.values()]


@pytest.mark.parametrize(
    ("levels", "chosen"),
    [
        ([], ("", "", "")),
        ([None, 0], ("", "", "")),
        ([1], ("", "1", "")),
        ([2, 0, 1], ("", "1", "3")),
        ([3], ("1", "", "")),
        ([1, 3], ("2", "1", "")),
        ([1, 3, 3, 1], ("2", "1", "3")),
    ],
)
def test_of_few_units_fewer_results_are_changed_later(levels, chosen):
    assert to_change([(str(place), level) for place, level in enumerate(levels, 1)]) == chosen


@pytest.mark.parametrize("indicator", indicators(), ids=lambda item: item.code)
def test_made_values_fit_their_rule(indicator):
    rng = Random(7)
    for step in range(60):
        entry = entry_for(rng, indicator, step / 60)
        for value in (entry.value, weaker(rng, indicator, entry.value)):
            points = score_indicator(indicator, parse_value(indicator.definition, value)).points
            assert points is not None
            assert 0 <= points <= indicator.definition.max


@pytest.mark.parametrize(
    ("year", "day", "weeks", "quarters", "months", "days"),
    [
        (2026, date(2026, 10, 21), 42, 3, 9, 210),
        (2026, date(2026, 3, 31), 12, 1, 3, 64),
        (2026, date(2026, 1, 5), 1, 1, 1, 3),
        (2025, date(2026, 3, 7), 52, 4, 12, 249),
        (2026, date(2025, 12, 14), 49, 3, 11, 248),
    ],
)
def test_no_more_periods_are_due_than_have_passed(year, day, weeks, quarters, months, days):
    found = due_periods(year, day)
    assert found == {"iso_week": weeks, "quarter": quarters, "month": months, "working_day": days}


@pytest.mark.parametrize(
    ("kind", "said"),
    [("xa", "Trưởng thôn, Hội nghị thôn"), ("phuong", "Tổ trưởng tổ dân phố, Hội nghị tổ dân phố")],
)
def test_people_below_a_commune_are_named_as_there(kind, said):
    assert texts.local("{head}, Hội nghị {hamlet}", kind) == said


@pytest.mark.parametrize("indicator", indicators(), ids=lambda item: item.code)
def test_sentences_fit_their_indicator(indicator):
    definition = indicator.definition
    said = {texts.reason_for(definition, place) for place in range(4)}
    told = {texts.explanation_for(definition, place) for place in range(4)}
    assert any("kỳ" in one for one in said) == isinstance(definition.rule, Cadence)
    assert any("vụ việc" in one for one in said) == (definition.input == "counts")
    assert any("công khai" in one for one in told) == definition.code.startswith("1.1.")
    assert not any("tuần" in one for one in told)  # how many weeks were missed the figure beside it says


@pytest.mark.parametrize(("content", "kind"), [(papers.pdf("Sổ theo dõi (quý I)"), "pdf"), (papers.picture(), "png")])
def test_papers_are_what_they_say(content, kind):
    file = papers.upload(f"tep.{kind}", content)
    assert inspect(file.name, file.file, file.size, Limits(max_bytes=100_000)).kind.code == kind


UNITS_SINCE = date(2025, 7, 1)
LEAST = 8  # working days before Tết
LEAST = 8  # working days before Tết
# Any day of the year: late autumn, the eve of the new year, before and after the last day of submission, in Tết, while
# reviews run, on the last day of the decision and after it, spring, summer.
DEMO_DAYS = [
    date(2026, 3, 16), date(2026, 6, 15), date(2026, 11, 29), date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 14),
    date(2027, 1, 20), date(2027, 2, 6), date(2027, 2, 18), date(2027, 3, 3), date(2027, 3, 4), date(2027, 4, 8),
    date(2027, 6, 15), date(2028, 1, 27),
]  # fmt: skip


@pytest.fixture
def calendar(db: None) -> CityCalendar:
    load_calendar(by=None)
    return city_calendar()


@pytest.mark.parametrize("day", DEMO_DAYS)
def test_years_of_the_demo_are_the_last_one_over_and_the_one_that_runs(calendar: CityCalendar, day: date):
    days = demo_days(day, calendar, earliest=UNITS_SINCE, least=LEAST)
    assert days.running.year - days.last.year == 1
    assert days.last.decided_on < day <= days.running.decided_on
    assert days.running.opens < day


@pytest.mark.parametrize("day", DEMO_DAYS)
def test_whole_years_follow_the_usual_calendar(calendar: CityCalendar, day: date):
    for year in (days := demo_days(day, calendar, earliest=UNITS_SINCE, least=LEAST)).last, days.running:
        after = year.year + 1
        assert year.phases[PhaseKey.POSTING][1] == next_working_day(date(after, 1, 15), calendar.work)
        tet = calendar.tet_of(after)
        assert tet is not None
        assert tet[1] < year.phases[PhaseKey.PROVISIONAL][0]
        assert year.decided_on >= add_working_days(tet[1], AFTER_TET, calendar.work)


@pytest.mark.parametrize("day", DEMO_DAYS)
def test_story_of_a_whole_year_lies_in_its_phases_in_order(calendar: CityCalendar, day: date):
    for year in (days := demo_days(day, calendar, earliest=UNITS_SINCE, least=LEAST)).last, days.running:
        moments = [year.days.at(n / 2) for n in range(2 * ISSUED, 1)]
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert year.days.day(ISSUED) >= UNITS_SINCE
        told = {
            PhaseKey.REGISTRATION: (-398, -387), PhaseKey.SELF_SCORING: (-256, -247), PhaseKey.POSTING: (-243, -221),
            PhaseKey.APPRAISAL: (-212, -193), PhaseKey.COUNCIL: (-189, -182), PhaseKey.PROVISIONAL: (-179, -179),
            PhaseKey.REVIEW: (-176, -173), PhaseKey.DECISION: (-171, -158),
        }  # fmt: skip
        for key, (first, last) in told.items():
            begins, ends = year.phases[key]
            assert begins <= year.days.day(first) <= year.days.day(last) <= ends, key


@pytest.mark.parametrize("day", DEMO_DAYS)
def test_drafts_hang_five_days_and_supplements_have_their_time(calendar: CityCalendar, day: date):
    days = demo_days(day, calendar, earliest=UNITS_SINCE, least=LEAST).last.days
    for posted, met in ((-243, -232), (-241, -230), (-239, -228)):
        assert (days.day(met) - days.day(posted)).days > 5
    assert days.day(-204.5) > add_working_days(days.day(-222), 3, calendar.work)


@pytest.mark.parametrize("day", DEMO_DAYS)
def test_set_changes_after_registration_and_before_anybody_scores_or_not_at_all(calendar: CityCalendar, day: date):
    days = demo_days(day, calendar, earliest=UNITS_SINCE, least=LEAST)
    opened = days.today + timedelta(PILOT_OPENED)
    assert days.second_issued < opened
    if days.changed is None:
        assert days.second_issued <= days.running.opens
        return
    assert days.running.opens < days.second_issued < days.changed <= day
    assert days.running.phases[PhaseKey.REGISTRATION][1] < days.changed
    assert days.changed < days.running.phases[PhaseKey.SELF_SCORING][0]


@pytest.mark.parametrize("day", DEMO_DAYS)
def test_phases_of_the_pilot_overlap_today(calendar: CityCalendar, day: date):
    phases = pilot_phases(day, calendar)
    running = [key for key, (first, last) in phases.items() if first <= day <= last]
    assert running == [PhaseKey.SELF_SCORING, PhaseKey.POSTING, PhaseKey.APPRAISAL, PhaseKey.COUNCIL]
    assert [last for _, last in phases.values()] == sorted(last for _, last in phases.values())


def test_demo_without_a_year_that_is_over_is_refused(calendar: CityCalendar):
    with pytest.raises(ValueError, match="No year since 01/07/2025 is over"):
        demo_days(date(2026, 3, 13), calendar, earliest=UNITS_SINCE, least=LEAST)


def test_pilot_takes_half_of_the_units_and_those_that_its_story_names():
    codes = [f"{number:05}" for number in range(100)]
    chosen = pilot_units(codes, ["00099", "00098"], 2026)
    assert (len(chosen), {"00099", "00098"} <= set(chosen), chosen) == (50, True, sorted(chosen))
    assert pilot_units(codes[:22], ["00021"], 2026) == codes[:22]
