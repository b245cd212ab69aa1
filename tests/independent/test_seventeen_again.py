"""All indicators of the weekly life: the forecast of each unit is what a second count of downloaded lists comes to.

One year in three units, as `test_forecasts_again` lives it, with what the other rooms were told beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import fresh
from tests.independent import recount, rooms_lived
from tests.independent.seventeen import LISTS, SEVENTEEN, Files, points_again
from tests.independent.test_forecasts_again import BORN, CODES, FIRST, HAMLETS, LAST, SET, Lived, lived_until
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.evaluations.queries.forecast import forecasts

pytestmark = pytest.mark.django_db
# What no unit has points for yet: an occasion is to come, too few of the staff went to a course.
WORTHLESS = {date(2026, 8, 26): {"2.5.1", "3.2.2"}, date(2027, 1, 12): set[str]()}


@pytest.fixture(params=list(WORTHLESS), ids=str)
def lived(request: pytest.FixtureRequest) -> Iterator[Lived]:
    until = datetime.combine(request.param, datetime.min.time()).replace(hour=8)
    with clock.set_to(datetime(2025, 12, 1)):
        made = lived_until(until)
        Membership.objects.update(valid_from=date(2025, 7, 1))
        rooms_lived.live(made.year, until)
    with clock.set_to(until):
        yield made


def files_of(lived: Lived, code: str) -> Files:
    """The lists of one unit as its focal officer downloads them, and the days that count."""
    client = Client()
    client.force_login(fresh(lived.year.who(code, "focal")))
    lists = {route: _downloaded(client, route) for route in LISTS}
    year = recount.Year(FIRST, LAST, lived.until, BORN if code == "10002" else date.min)
    return Files(lists, year, HAMLETS if code == "10001" else {})


def _downloaded(client: Client, route: str) -> bytes:
    answer: Any = client.get(reverse(route) + "?tai=csv")
    assert answer.status_code == 200, route
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_second_count_of_all_lists_comes_to_the_same_forecast_of_each_unit(lived: Lived) -> None:
    known = recount.indicators(SET.read_text(encoding="utf-8"))
    dossiers = {code: lived.year.dossier(code) for code in CODES}
    found = forecasts(lived.year.cycle, list(dossiers.values()))
    again = {code: points_again(files_of(lived, code), known) for code in CODES}
    told = {code: _points(found[dossier.pk].now) for code, dossier in dossiers.items()}
    assert told == again
    worthless = {code for code in SEVENTEEN if not any(one[code] for one in told.values())}
    assert worthless == WORTHLESS[lived.until.date()]  # so that each of the others is compared where it counts


def _points(result: Any) -> dict[str, Fraction | None]:
    points = {code: result.indicators[code].points for code in SEVENTEEN}
    return {code: None if one is None else Fraction(one) for code, one in points.items()}
