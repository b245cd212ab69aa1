"""Figures of the offices compared with a second count of the downloaded lists, for several units on several days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.independent import recount_offices as recount
from tests.workplace.scene import ALL, Scene, a_scene, check, hear, inspect, installs
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.measures.figures import Items, Passed, Ratio
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.workplace.coverage import APP_HOUSEHOLDS, DIGITAL_RADIO
from thanthien.workplace.items import catalogue
from thanthien.workplace.measures import SERVICE_CENTRE_ITEMS, SMOKE_FREE

pytestmark = pytest.mark.django_db
SPAN = Span(date(2026, 2, 15), date(2026, 12, 31))
BORN = date(2026, 5, 20)
TITLES = [one.title for one in catalogue().values()]
LISTS = ("workplace-checks", "workplace-inspections", "workplace-tests", "workplace-app")


def _scenes() -> list[Scene]:
    whole, young, careless = a_scene(), a_scene(valid_from=BORN), a_scene()
    for hamlet in young.hamlets:
        type(hamlet).objects.filter(pk=hamlet.pk).update(valid_from=BORN)
    check(whole, date(2026, 2, 14), ALL)  # before the span
    check(whole, date(2026, 6, 29), ALL)
    check(whole, date(2026, 8, 27), "wifi")  # 59 days after it
    check(whole, date(2026, 8, 28), "ghe-ngoi; wifi; may-in")
    inspect(whole, date(2026, 9, 1), "clean")
    check(young, date(2026, 9, 10), "ghe-ngoi; nuoc-uong", smoke="smoked")
    check(young, date(2026, 10, 10), "ghe-ngoi; nuoc-uong; wifi")
    check(careless, date(2026, 5, 5), ALL, told=datetime(2026, 7, 3, 9, tzinfo=ZONE))  # a day late
    check(careless, date(2026, 11, 5), ALL, photographs=0)
    inspect(careless, date(2026, 11, 20))
    one, two = whole.hamlets
    hear(whole, one, date(2026, 5, 4))
    hear(whole, one, date(2026, 10, 30), told=datetime(2026, 11, 4, 9, tzinfo=ZONE))  # its month ends on a Saturday
    hear(whole, two, date(2026, 9, 30), told=datetime(2026, 10, 2, 23, tzinfo=ZONE))
    hear(young, young.hamlets[0], date(2026, 11, 2))
    hear(young, young.hamlets[0], date(2026, 11, 9), "silent")
    installs(whole, date(2026, 6, 30), 100, 300)
    installs(whole, date(2026, 9, 30), 150, 310)
    installs(young, date(2026, 9, 30), 40, 90, young.hamlets[0])
    installs(young, date(2026, 6, 30), 30, 80, young.hamlets[0])
    installs(young, date(2026, 6, 30), 50, 60, young.hamlets[1])
    installs(careless, date(2026, 9, 30), 300, 310, own=True)
    return [whole, young, careless]


@pytest.fixture(params=[date(2026, 7, 20), date(2026, 11, 25), date(2027, 1, 12)], ids=str)
def lived(request: pytest.FixtureRequest) -> Iterator[list[Scene]]:
    load_calendar(by=None)
    made = _scenes()
    with clock.set_to(datetime.combine(request.param, datetime.min.time()).replace(hour=8)):
        yield made


def downloaded() -> dict[str, dict[str, recount.Rows]]:
    """The lists as CSV, as somebody of the standing office takes them."""
    client = Client()
    client.force_login(person(Role.CITY_OFFICER))
    found = {}
    for route in LISTS:
        answer: Any = client.get(reverse(route) + "?tai=csv")
        rows = recount.by_unit(b"".join(answer.streaming_content))
        now = clock.now().replace(tzinfo=None)
        found[route] = {
            unit: [row for row in told if datetime.strptime(row["Ghi lúc"], "%d/%m/%Y %H:%M") < now]  # noqa: DTZ007
            for unit, told in rows.items()
        }
    return found


def test_second_count_of_downloaded_lists_comes_to_the_same_figures(lived: list[Scene]) -> None:
    today = clock.today()
    scope = scope_of(SPAN, min(today - recount.DAY, SPAN.cut_off), [one.unit.pk for one in lived])
    found = {one.key: one.answer(scope) for one in (SERVICE_CENTRE_ITEMS, SMOKE_FREE, DIGITAL_RADIO, APP_HOUSEHOLDS)}
    lists = downloaded()
    compared = []
    for scene in lived:
        checks, inspections, tests, app = (lists[route].get(scene.unit.name, []) for route in LISTS)
        life = recount.Life(SPAN.first, SPAN.last, today, scene.unit.valid_from)
        places = {one.name for one in scene.hamlets}
        figures = [found[key][scene.unit.pk].figure for key in found]
        told = [
            recount.items(life, checks, TITLES),
            recount.smoke_free(life, checks, inspections),
            Fraction(*recount.heard(life, tests, places)),
            recount.households(life, app, places),
        ]
        assert [_plain(one) for one in figures] == told
        compared.append(told)
    assert len(compared) == 3


def _plain(figure: Any) -> Any:
    """A figure as the second count says it; None for an absent one."""
    match figure:
        case Items(there):
            return {catalogue()[code].title: is_there for code, is_there in there.items()}
        case Passed(passed):
            return passed
        case Ratio(numerator, denominator):
            return Fraction(int(numerator), int(denominator))
    return None
