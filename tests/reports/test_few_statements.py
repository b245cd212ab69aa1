"""What is opened each day takes at most fifteen statements, sign-in included, whatever the numbers: the home of a
commune, its week, its board and the city's."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.joined import decide, hold, report
from tests.evaluations.scenario import PHASES, SWITCHES, Year, fresh, on, open_year
from tests.evaluations.test_commune_pages import join
from thanthien.core.actions import load_calendar
from thanthien.criteria import scoring
from thanthien.evaluations.actions import cycles
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.records.keeping import keep_duties

pytestmark = pytest.mark.django_db
MOST = 15
# The set with a figure of every room behind its indicators.
SET = Path(scoring.__file__).parent / "sets" / "chinh-quyen-than-thien-2026-v2.yaml"
CODES = ("10001", "10002", "10003")
DAYS = [date(2026, 1, 13), date(2026, 2, 11), date(2026, 6, 30), date(2026, 12, 9)]
TOLD = [date(2026, 1, 8), date(2026, 1, 12), date(2026, 2, 10), date(2026, 6, 29), date(2026, 12, 8)]
PAGES = ["commune-home", "week-of", "unit-duties", "city-duties"]


def year_of(units: int) -> Year:
    """A year that an officer works on in each of the units; of several, all have records."""
    load_calendar(by=None)
    year = open_year(units=units, text=SET.read_text(encoding="utf-8"))
    for code in CODES[1:units]:
        join(year.people.communes["10001"]["officer"], code)
    for code in CODES[: units if units > 1 else 0]:
        report(year, TOLD, code)
        decide(year, date(2026, 1, 5), code)
        hold(year, date(2026, 1, 7), 3, 3, code)
        hold(year, date(2026, 12, 2), 3, 2, code)
    return year


def address(name: str, year: Year, day: date) -> str:
    given: dict[str, list[Any]] = {
        "week-of": ["10001", period_of("iso_week", day).key],
        "unit-duties": [year.cycle.pk, "10001"],
        "city-duties": [year.cycle.pk],
    }
    return reverse(name, args=given.get(name))


def statements_of(client: Client, url: str) -> list[str]:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [one["sql"] for one in asked]


@pytest.mark.parametrize("units", [1, 3])
def test_page_takes_few_statements(client: Client, units: int) -> None:
    year, taken = year_of(units), {}
    for day in DAYS:
        with on(day):
            keep_duties()
            keep_forecasts(cycle=year.cycle)
            for name in PAGES:
                who = year.people.leader if name == "city-duties" else year.people.communes["10001"]["officer"]
                client.force_login(fresh(who))
                taken[name, day] = statements_of(client, address(name, year, day))
    over = {key: statements for key, statements in taken.items() if len(statements) > MOST}
    assert {key: len(one) for key, one in over.items()} == {}, "\n".join(str(over).split("'SELECT"))


def test_many_records_take_no_more_statements(client: Client) -> None:
    year, day = year_of(1), date(2026, 2, 11)
    counts = []
    for told in ([], [date(2026, 1, 6), date(2026, 1, 14), date(2026, 2, 10)]):
        report(year, told)
        with on(day):
            keep_duties()
            client.force_login(fresh(year.people.communes["10001"]["officer"]))
            counts.append([len(statements_of(client, address(name, year, day))) for name in PAGES[:3]])
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("pilot", "more"), [(False, 1), (True, 2)])
def test_second_running_year_takes_one_statement_more_and_a_pilot_one_for_its_units(
    client: Client, pilot: bool, more: int
) -> None:
    year, day = year_of(1), date(2026, 2, 11)
    officer, counts = year.people.communes["10001"]["officer"], []
    for second in (False, True):
        if second:
            _open_trial(year, pilot=pilot)
        with on(day):
            keep_duties()
            client.force_login(fresh(officer))
            counts.append(len(statements_of(client, reverse("commune-home"))))
    assert counts == [8, 8 + more]


def _open_trial(year: Year, *, pilot: bool) -> None:
    """Beside the official year, with more days for what is told late."""
    plan = cycles.Plan(
        year.cycle.criteria_set, 2026, "Chấm thử", PHASES, kind="trial", switches=SWITCHES,
        span=Span(date(2026, 1, 1), date(2026, 12, 31), 10),
        units=frozenset({year.dossier().unit_id}) if pilot else None,
    )  # fmt: skip
    with on(date(2026, 1, 6)):
        cycles.open_cycle(by=fresh(year.people.office), plan=plan)
