"""Requests for home service in a unit, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.matters.slips import Slip
from thanthien.core.private.codes import code_of
from thanthien.records.actions import Entry, enter
from thanthien.service.at_home.actions import Taken, Wanted, ask, take_own_step, take_step
from thanthien.service.at_home.enums import Via
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.models import HomeRequest
from thanthien.units.models import Hamlet, Unit

TEXTS = {
    "name": "Trần Thị Bích Kín", "phone": "0912345678", "address": "Số 7 ngõ Kín", "why": "disabled", "procedure": "",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A unit with an officer of its Trung tâm and one tổ dân phố."""

    unit: Unit
    officer: User
    hamlet: Hamlet | None


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    officer = person(Role.SERVICE_OFFICER, agency=AgencyFactory(committee=True, unit=made))
    return Scene(made, officer, HamletFactory(unit=made))


def at(day: date, hour: int = 9) -> Any:
    return clock.set_to(datetime.combine(day, time(hour)))


def wanted(scene: Scene, asked_on: date, **changes: Any) -> Wanted:
    told: dict[str, Any] = {
        "unit": scene.unit, "hamlet": scene.hamlet, "procedure": "", "asked_on": asked_on, "wished_on": None,
        "via": Via.PHONE, "texts": TEXTS,
    }  # fmt: skip
    return Wanted(**(told | changes))


def a_code() -> str:
    """A code that nobody else has."""
    return code_of(uuid4().hex)


def public(scene: Scene) -> str:
    """The address of the form for everybody."""
    return reverse("home-service", args=[scene.unit.code])


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """The form of an address as it is opened and filled in."""
    form = client.get(address).context["form"]
    return {
        "slip": form["slip"].value(), "procedure": "1.001193", "procedure_words": "", "name": "Trần Thị Kín",
        "phone": "0912 345 678", "address": "Số 7 ngõ Kín", "hamlet": "", "why": "old", "wished_on": "",
    } | changes  # fmt: skip


def asked(
    scene: Scene, day: date, *, by: User | None = None, code: str = "", signed_in: User | None = None, **changes: Any
) -> HomeRequest:
    """A request told on its day, by phone unless said."""
    with at(day):
        slip = Slip(uuid4(), code or a_code())
        who = None if changes.get("via") == Via.WEB else by or scene.officer
        return ask(wanted(scene, day, **changes), slip=slip, by=who, signed_in=signed_in)


def step(
    scene: Scene, request: HomeRequest, name: str, on: date, *, told: date | None = None, by: User | None = None,
    **more: Any,
) -> HomeRequest:  # fmt: skip
    """A step of a day, told on it unless said; of another day with ``day``."""
    with at(told or on, 16):
        now = HomeRequest.objects.get(pk=request.pk)
        taken = Taken(name, **({"day": on} if name in _WITH_DAY else {}) | more)
        return take_step(taken, request_id=request.pk, version=now.version, by=by or scene.officer)


_WITH_DAY = {"plan", "visit", "hand_over", "correct_visit", "correct_result"}


def own_step(
    code: str, request: HomeRequest, name: str, on: date, *, signed_in: User | None = None, **more: Any
) -> HomeRequest:
    with at(on, 10):
        now = HomeRequest.objects.get(pk=request.pk)
        return take_own_step(Taken(name, **more), code=code, version=now.version, signed_in=signed_in)


def served(scene: Scene, day: date, visit: date, due: date | None = None, handed: date | None = None) -> HomeRequest:
    """Asked, visited, and its result handed over on the day of the visit unless said."""
    request = asked(scene, day)
    step(scene, request, "visit", visit, due_on=due or visit)
    return step(scene, request, "hand_over", handed or visit)


def announce(scene: Scene, day: date, **values: Any) -> Any:
    told = {"text": "Đến nhà tiếp nhận và trả kết quả.", "phone": "0225 3 123 456"} | values
    with at(day, 8):
        return enter(ANNOUNCEMENTS, Entry(scene.unit, day, told), by=scene.officer)
