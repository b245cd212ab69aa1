"""Rooms that are used from the running year on, so that figures of the year before rest on what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.democracy.enums import ROOM as DEMOCRACY
from thanthien.disclosure.enums import ROOM as DISCLOSURE
from thanthien.engagement.enums import ROOM as ENGAGEMENT
from thanthien.feedback.enums import ROOM as FEEDBACK
from thanthien.reports.demo import texts
from thanthien.reports.demo.doing import do
from thanthien.units.models import Unit
from thanthien.units.room_actions import switch_room
from thanthien.workforce.enums import ROOM as WORKFORCE
from thanthien.workplace.enums import ROOM as WORKPLACE

_LATER = (DEMOCRACY, DISCLOSURE, ENGAGEMENT, FEEDBACK, WORKFORCE, WORKPLACE)


def use_from(year: int, units: Sequence[Unit], *, by: User) -> None:
    """These rooms are off in all units until a year begins. Ask before the year before it is told."""
    ids = [unit.pk for unit in units]
    begins, first = date(year, 1, 1), max(date(year - 1, 1, 1), *(unit.valid_from for unit in units))
    with clock.set_to(first):
        for room in _LATER:
            for day, on, reason in ((first, False, texts.ROOM_LATER), (begins, True, texts.ROOM_FROM)):
                do(switch_room, room=room.key, on=on, first_day=day, reason=reason, unit_ids=ids, by=by)
