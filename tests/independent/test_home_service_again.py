"""Home service counted again from the list that a person downloads, by code that shares nothing with the product.

The requests are those of the demo: visited late, told late, moved, withdrawn, ended by the unit, still open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.independent import recount
from tests.independent.recount_home import share
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.private.keys import unseal
from thanthien.measures.figures import NothingArose, Ratio
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.reports.demo.home_service import KNOWN_CODE, make_home_service
from thanthien.service.at_home.enums import SHELF
from thanthien.service.at_home.measures import HOME_REQUESTS
from thanthien.service.at_home.models import HomeAnnouncement, HomeRequest, HomeStep
from thanthien.service.at_home.workflow import STEPS, Actor
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
BORN = date(2026, 1, 5)
QUALITY = {"30001": 0.95, "30002": 0.7, "30003": 0.45, "30004": 0.1, "30005": 0.05}
NOW = datetime(2026, 11, 27, 15, tzinfo=clock.ZONE)
DAY = timedelta(days=1)


@dataclass
class Lived:
    units: list[Unit]
    people: dict[str, User]
    count: int


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    with clock.set_to(moment):
        yield


@pytest.fixture
def lived() -> Iterator[Lived]:
    with _at(NOW):
        load_calendar(by=None)
        units, people = [], {}
        for code in QUALITY:
            unit = UnitFactory(code=code, valid_from=BORN)
            HamletFactory(unit=unit, valid_from=BORN)
            committee = AgencyFactory(committee=True, unit=unit)
            people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=committee)
            front = AgencyFactory(commune_front=True, unit=unit)
            people[f"mttq.{code}"] = person(Role.COMMUNE_FRONT, agency=front)
            units.append(unit)
        count = make_home_service(units, people, QUALITY, full="30001", seed_number=5)
        yield Lived(units, people, count)


def test_share_of_every_unit_is_that_of_the_downloaded_list(client: Client, lived: Lived) -> None:
    client.force_login(person(Role.APPRAISER))
    rows = recount.rows_of(client.get(f"{reverse('home-requests')}?tai=csv").getvalue())
    assert len(rows) == lived.count > 20
    yesterday = NOW.date() - DAY
    counted = {
        unit.code: share([row for row in rows if row["Đơn vị"] == unit.name], SPAN.first, yesterday)
        for unit in lived.units
    }
    ids = [unit.pk for unit in lived.units]
    found = HOME_REQUESTS.answer(scope_of(SPAN, yesterday, ids))
    announced = set(HomeAnnouncement.objects.values_list("unit", flat=True))
    told: dict[str, Any] = {}
    for unit in lived.units:
        figure = found[unit.pk].figure
        if isinstance(figure, Ratio):
            told[unit.code] = (int(figure.numerator), int(figure.denominator))
        else:
            told[unit.code] = (0, 0) if isinstance(figure, NothingArose) and unit.pk in announced else figure
    nothing = {code: (0, 1) for code, (_, due) in counted.items() if not due and _unit(lived, code) not in announced}
    assert told == counted | nothing
    assert sum(due for _, due in counted.values()) > sum(on_time for on_time, _ in counted.values()) > 10
    assert Decimal(counted["30001"][0]) / counted["30001"][1] > Decimal("0.8")


def _unit(lived: Lived, code: str) -> int:
    return next(unit.pk for unit in lived.units if unit.code == code)


def test_demo_tells_of_requests_as_the_table_of_steps_allows(client: Client, lived: Lived) -> None:
    for request in HomeRequest.objects.all():
        status = "asked"
        steps = list(HomeStep.objects.filter(request=request).order_by("at", "pk"))
        for step in steps:
            assert STEPS.allows(step.step, type(request.stage)(status), Actor(step.actor))
            status = str(STEPS[step.step].target or status)
            assert step.at <= NOW
        assert (status, request.version) == (request.status, 1 + len(steps))
    states = set(HomeRequest.objects.values_list("status", flat=True))
    assert {"asked", "done"} <= states
    shown = client.post(reverse("home-follow"), {"code": KNOWN_CODE})
    assert shown.context["row"].unit.code == "30001"


def test_demo_keeps_keys_of_what_is_open_or_just_over_alone(lived: Lived) -> None:
    kept = [row for row in HomeRequest.objects.all() if row.kept is not None]
    files = [path for path in Path(settings.PRIVATE_KEYS_DIR).rglob("*") if path.is_file()]
    assert len(files) == len(kept) > 0
    assert all(unseal(SHELF, row.kept)["address"].endswith("(minh họa)") for row in kept if row.kept)
    since = NOW - timedelta(days=settings.HOME_SERVICE_CONTACT_DAYS)
    erased = HomeRequest.objects.filter(sealed=None)
    last = [HomeStep.objects.filter(request=row).latest("at").at for row in erased]
    assert last
    assert max(last) < since
