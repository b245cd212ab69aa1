"""What the demo is made of: its days, its values, its papers; and its commands where there is no demo."""

from datetime import date
from io import StringIO
from itertools import pairwise
from random import Random

import pytest
from django.core.management import CommandError, call_command

from tests.factories.units import UnitFactory
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.files import Limits, inspect
from thanthien.criteria.compiling import CompiledIndicator, compile_set
from thanthien.criteria.rules import Cadence
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import parse_value
from thanthien.criteria.yaml_io import load_set
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.entries import due_periods, entry_for, weaker
from thanthien.reports.demo.hamlets import make_hamlets
from thanthien.reports.demo.phases import TRIAL, Timeline
from thanthien.reports.demo.seeding import SETS
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


def indicators() -> list[CompiledIndicator]:
    sets = [compile_set(load_set(path.read_text(encoding="utf-8")), "xa") for path in SETS.values()]
    return [item for one in sets for item in one.by_code.values()]


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


@pytest.mark.parametrize(("content", "kind"), [(papers.pdf("Sổ theo dõi (quý I)"), "pdf"), (papers.picture(), "png")])
def test_papers_are_what_they_say(content, kind):
    file = papers.upload(f"tep.{kind}", content)
    assert inspect(file.name, file.file, file.size, Limits(max_bytes=100_000)).kind.code == kind


def test_timeline_is_counted_from_the_demo_day():
    days = Timeline(date(2026, 11, 23), date(2025, 7, 1))
    assert days.day(-410) == date(2025, 10, 9)
    assert days.day(0) == date(2026, 11, 23)


@pytest.mark.parametrize("demo_day", [date(2026, 7, 15), date(2026, 4, 22), date(2026, 1, 16)])
def test_timeline_shortens_its_quiet_stretches_when_units_are_young(demo_day):
    days = Timeline(demo_day, date(2025, 7, 1))
    assert days.day(-410) == date(2025, 7, 1)
    assert (demo_day - days.day(-60)).days == 60
    phases = list(days.phases(TRIAL).values())
    assert all(first <= last for first, last in phases)
    assert all(earlier[1] <= later[1] for earlier, later in pairwise(phases))


def test_timeline_without_room_is_refused():
    with pytest.raises(ValueError, match="more days"):
        Timeline(date(2026, 1, 15), date(2025, 7, 1)).day(0)
