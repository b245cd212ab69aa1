"""How long people may hold roles in an agency: to its last day; longer where they still have work to finish.

A merger ends the committee of a unit at once, while the unit's dossiers stand until its own people have finished them.
Rooms above know such work, and say so here (each in its ``apps.py: ready()``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from thanthien.units.enums import AgencyKind
from thanthien.units.models import Agency, AgencyQuerySet

# The numbers of units whose people have work to finish, whether the unit has ended or not.
Unfinished = Callable[[], "QuerySet[Any, Any]"]
_UNFINISHED: list[Unfinished] = []


def register_unfinished(units: Unfinished) -> None:
    """Let roles be given in the committees of these units after their end."""
    if units not in _UNFINISHED:
        _UNFINISHED.append(units)


def with_roles() -> AgencyQuerySet:
    """The agencies in which roles may be given: today's, and the committees with work to finish."""
    return Agency.objects.current() | _with_work()


def _with_work() -> AgencyQuerySet:
    units = Q(pk__in=())
    for of_room in _UNFINISHED:
        units |= Q(unit__in=of_room())
    return Agency.objects.filter(units, kind=AgencyKind.COMMUNE_COMMITTEE)


def last_days(agencies: Iterable[Agency]) -> dict[int, date]:
    """The last day of a role in these agencies, by agency, where there is one. One statement if some has an end."""
    ends = {agency.pk: agency.valid_to for agency in agencies if agency.valid_to is not None}
    if ends:
        for pk in _with_work().filter(pk__in=ends).values_list("pk", flat=True):
            del ends[pk]
    return ends


def keep_agencies(ids: Collection[int]) -> list[Agency]:
    """These agencies as they are now: nobody ends them before the transaction is over, and several may keep them at
    once. After the lock of a person, so that nobody waits in a circle."""
    held = "SELECT * FROM units_agency WHERE id = ANY(%s) ORDER BY id FOR SHARE"
    return list(Agency.objects.raw(held, [list(ids)]))
