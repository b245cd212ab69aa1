"""Presence as it is told on a device without a signal: of somebody on the roster, at a touch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.records.actions import Entry
from thanthien.records.forms import RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.service.roster.enums import Shown
from thanthien.service.roster.forms import in_words
from thanthien.service.roster.kinds import SHIFTS
from thanthien.service.roster.models import SupportShift

_DAYS_AHEAD = 14  # how long a device may be without a signal and still know the shifts


class PresenceOnDevice(RecordForm):
    """Who of the roster is there today, and how many people they helped. A shift that is gone from the roster meanwhile
    is refused."""

    shift = forms.ChoiceField(
        label="Người trực",
        error_messages={"invalid_choice": "Ca này không còn trong lịch trực. Vui lòng chọn lại."},
    )
    field_order = ("shift", "served")

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        for name in ("place", "day", *(one for one in kind.fields if one != "served")):
            del self.fields[name]
        self._shifts = {str(one.pk): one for one in self._near_shifts()}
        several = len({one.unit_id for one in self._shifts.values()}) > 1
        asked: Any = self.fields["shift"]
        asked.choices = [
            (key, f"{in_words(one)}, {one.unit.name}" if several else in_words(one))
            for key, one in self._shifts.items()
        ]
        self.order_fields(self.field_order)

    def _near_shifts(self) -> list[SupportShift]:
        today = clock.today()
        first, last = today - timedelta(days=settings.OFFLINE_DAYS), today + timedelta(days=_DAYS_AHEAD)
        rows = SupportShift.objects.standing().filter(unit__in={one.unit.pk for one in self._places.values()})
        found = rows.between(first, last).select_related("unit").order_by("day", "part", "pk")
        return sorted(found, key=lambda one: (one.day < today, one.day))

    @property
    def can_be_filled_in(self) -> bool:
        """Whether there is anybody to tell of."""
        return bool(self._shifts)

    def entry(self) -> Entry:
        """They were there, told by a tap."""
        shift = self._shifts[self.cleaned_data["shift"]]
        values = {name: getattr(shift, name) for name in SHIFTS.fields}
        told = {"shown_by": Shown.TAP, "sheet": "", "served": self.cleaned_data["served"]}
        return self.delivered(Entry(shift.unit, shift.day, values | told))
