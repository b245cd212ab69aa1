"""Shifts of the support roster and who was there, for tests."""

from datetime import date, datetime, time
from typing import Any

from tests.service.scene import Scene
from thanthien.core import clock
from thanthien.records.actions import Entry, enter
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.service.roster.models import ShiftPresence, SupportShift

_SHIFT = {"part": "morning", "organisation": "youth", "post": "Bí thư chi đoàn 3"}
_SHOWN = {"shown_by": "tap", "sheet": "", "served": None}


def _morning(day: date, hour: int) -> datetime:
    """An hour of a day; of today no later than now, as tests by the real clock run in any night."""
    wanted = datetime.combine(day, time(hour), clock.ZONE)
    return min(wanted, clock.now()) if day == clock.today() else wanted


def shift_entry(scene: Scene, day: date, **values: Any) -> Entry:
    return Entry(scene.unit, day, _SHIFT | values)


def presence_entry(scene: Scene, day: date, **values: Any) -> Entry:
    return Entry(scene.unit, day, _SHIFT | _SHOWN | values)


def plan_shift(scene: Scene, day: date, told: date | None = None, **values: Any) -> SupportShift:
    """On the roster; told on the day unless said."""
    with clock.set_to(_morning(told or day, 7)):
        made = enter(SHIFTS, shift_entry(scene, day, **values), by=scene.officer)
    assert isinstance(made, SupportShift)
    return made


def was_there(scene: Scene, day: date, told: date | None = None, **values: Any) -> ShiftPresence:
    """On the roster and there: tapped on the day, or by the signed sheet when told on another."""
    person = {name: values.pop(name) for name in ("part", "organisation", "post") if name in values}
    if not SupportShift.objects.standing().filter(unit=scene.unit, day=day, **(_SHIFT | person)).exists():
        plan_shift(scene, day, **person)
    shown = {} if told in (None, day) else {"shown_by": "sheet", "sheet": "Lịch trực đã ký"}
    entry = presence_entry(scene, day, **person, **(shown | values))
    with clock.set_to(_morning(told or day, 8)):
        made = enter(PRESENCES, entry, by=scene.officer)
    assert isinstance(made, ShiftPresence)
    return made
