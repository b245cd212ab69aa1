"""Writing the roll with its names, and letting names go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core.acting.errors import Invalid
from thanthien.core.text import normalise
from thanthien.records.actions import Entry, correct, enter
from thanthien.records.models import Record
from thanthien.workforce.kinds import STAFF
from thanthien.workforce.models import StaffEntry, StaffName
from thanthien.workforce.names import TEXTS, named_in

NO_NAME = "Cần ghi họ và tên."


@transaction.atomic
def enter_staff(entry: Entry, *, name: str, by: User) -> Record:
    """Put a person on the roll. Raises what :func:`thanthien.records.actions.enter` does, Invalid without a name."""
    told = normalise(name)
    if not told:
        raise Invalid({"name": NO_NAME})
    _refuse_named(told, entry.values)
    made = enter(STAFF, entry, by=by)
    keep_names({made.origin: told})
    return made


@transaction.atomic
def correct_staff(entry: Entry, *, name: str, record_id: int, version: int, reason: str, by: User) -> Record:
    """Tell an entry otherwise, its name included; a name that is gone already may stay away. Raises what
    :func:`thanthien.records.actions.correct` does."""
    _refuse_named(name, {**entry.values, "reason": reason})
    made = correct(STAFF, entry, record_id=record_id, version=version, reason=reason, by=by)
    told, kept = normalise(name), StaffName.objects.filter(origin=made.origin)
    if not told and kept.exists():
        raise Invalid({"name": NO_NAME})
    if told:
        StaffName.objects.update_or_create(origin=made.origin, defaults={"name": told})
    return made


def _refuse_named(name: str, values: Mapping[str, Any]) -> None:
    if faults := named_in(name, {field: values.get(field) for field in ("reason", *TEXTS)}):
        raise Invalid(faults)


def keep_names(names: Mapping[UUID, str]) -> None:
    """Keep the names of new entries, by the keys of these; one that is kept stays."""
    rows = [StaffName(origin=origin, name=name) for origin, name in names.items()]
    StaffName.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


@transaction.atomic
def erase_names(today: date) -> int:
    """Erase the names of people who left so long ago as STAFF_NAME_DAYS says, of units that ended so long ago, and of
    entries that were taken back; the entries stay and count. Returns how many."""
    before = today - timedelta(days=settings.STAFF_NAME_DAYS)
    standing = StaffEntry.objects.standing()
    still = standing.exclude(left_on__lte=before).exclude(unit__valid_to__lt=before)
    gone, _ = StaffName.objects.exclude(origin__in=still.values("origin")).delete()
    return gone
