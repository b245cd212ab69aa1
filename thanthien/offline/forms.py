"""What a device sends beside the fields of a form: which entry it is, and what its clock says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.offline.actions import Parcel
from thanthien.offline.moments import Said
from thanthien.offline.registry import DeviceKind
from thanthien.offline.tokens import contact_moment

PREFIX = "may"  # before the names of these fields, so that they meet none of a kind's own
_EARLIEST, _LATEST = 946_684_800_000, 7_258_118_400_000  # the years 2000 to 2200: a clock may be very wrong


class ParcelForm(forms.Form):
    """The cover of an entry. Moments are milliseconds since 1970, as the device counts them."""

    key = forms.UUIDField()
    kind = forms.CharField(max_length=80, widget=forms.HiddenInput)
    form = forms.CharField(max_length=40, widget=forms.HiddenInput)
    owner = forms.CharField(max_length=20, widget=forms.HiddenInput)
    made = forms.IntegerField(min_value=_EARLIEST, max_value=_LATEST)
    sent = forms.IntegerField(min_value=_EARLIEST, max_value=_LATEST)
    contact = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, prefix=PREFIX)

    def parcel(self, owner: str) -> Parcel:
        """The entry's key and what is said of its moment. Ask only when the form is in order."""
        typed = self.cleaned_data
        contact = contact_moment(typed["contact"], owner)
        return Parcel(typed["key"], Said(_moment(typed["made"]), _moment(typed["sent"]), contact))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, ZONE)


def typed_day(data: Any, kind: DeviceKind) -> dict[str, date]:
    """The day that was typed, as what a form begins with: lists of days then offer it, as long ago as the kind takes
    one. Nothing for other days: the form refuses them."""
    try:
        day = datetime.strptime(data.get("day", ""), "%d/%m/%Y").replace(tzinfo=ZONE).date()
    except ValueError:
        return {}
    today = clock.today()
    return {"day": day} if today - timedelta(days=kind.oldest_days) <= day <= today else {}
