"""Writes of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import Values, refuse_unseen, set_changed, values_of
from thanthien.core.audit import acting
from thanthien.documents.models import PAPER_FIELDS, POSTER_FIELDS, UnitPrint
from thanthien.documents.permissions import can_set_print
from thanthien.units.models import Unit

FIELDS = (*PAPER_FIELDS, *POSTER_FIELDS)


@transaction.atomic
def set_print(*, by: User, unit_id: int, values: Mapping[str, Any], seen: Values | None = None) -> UnitPrint:
    """Keep how a unit's papers look and what stands on its poster. Raises Refused, Stale."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if not can_set_print(by, unit):
        raise Refused("Chỉ đầu mối và lãnh đạo của đơn vị được sửa thông tin này.")
    row = UnitPrint.objects.filter(unit=unit).first() or UnitPrint(unit=unit)
    refuse_unseen(values_of(row, FIELDS), seen)
    if set_changed(row, values) or row.pk is None:
        with acting(by, action="set_unit_print"):
            row.save()
    return row
