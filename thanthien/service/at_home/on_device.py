"""Home visits as they are told on a device without a signal: somebody was there, or brought the result.

The device keeps of a request its number and thôn, tổ dân phố, and nothing more (docs/adr/0037): name, contact, address,
reason, procedure and days stay on the page that is open for who goes there, or on the paper of the day.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core.day_field import DayField
from thanthien.offline.registry import DeviceKind
from thanthien.records.forms import DeviceSheet
from thanthien.records.views import DeviceForm
from thanthien.service.at_home.actions import Taken, take_step
from thanthien.service.at_home.enums import VISITS_KEY
from thanthien.service.at_home.forms import DAYS, DUE_ON
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.permissions import can_serve
from thanthien.service.at_home.places import served_units
from thanthien.service.at_home.workflow import BEFORE_VISIT, OPEN, Status

# A result may be brought by who told the visit just before, on the same device: it waits there, too.
_OFFERED: dict[str, frozenset[Status]] = {"visit": BEFORE_VISIT, "hand_over": OPEN}
_NUMBER = re.compile(r"[0-9]{1,15}")
_LONGEST_AGO = 31  # days back to a visit that is told


class VisitOnDevice(DeviceSheet):
    """What happened with one request, chosen by its number. One that was ended meanwhile is refused by its state."""

    request = forms.ChoiceField(
        label="Đề nghị",
        error_messages={"invalid_choice": "Đơn vị không có đề nghị này. Vui lòng chọn lại."},
        help_text="Máy chỉ giữ số đề nghị và thôn, tổ dân phố. Liên hệ, địa chỉ xem trên trang đề nghị khi có mạng.",
    )
    day = DayField()
    due_on = DayField(**DUE_ON)

    def __init__(self, step: str, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._step = step
        self.fields["day"].label = DAYS[step]
        if step != "visit":
            del self.fields["due_on"]
        self._numbers = _numbers(user, _OFFERED[step], str(self.data.get("request", "")))
        asked: Any = self.fields["request"]
        asked.choices = self._numbers.items()

    @property
    def can_be_filled_in(self) -> bool:
        """Whether anything waits for somebody to go there."""
        return bool(self._numbers)

    def taken(self) -> Taken:
        """What was told, with how it came. Ask only when it is in order."""
        typed = self.cleaned_data
        came = self.delivery
        return Taken(
            self._step, day=typed["day"], due_on=typed.get("due_on"), key=came.key if came else None,
            told_at=came.told_at if came else None,
        )  # fmt: skip


def _numbers(user: User, offered: frozenset[Status], sent: str) -> dict[str, str]:
    """Requests of the person's units, by id: those on which something may be told, and the one that was sent, so that
    an entry sent again is recognised, and what became of another is said. One statement."""
    units = served_units(user)
    named = [int(sent)] if _NUMBER.fullmatch(sent) else []
    wanted = Q(status__in=offered) | Q(pk__in=named)
    rows = HomeRequest.objects.filter(wanted, unit__in=units).with_names().order_by("pk")
    several = len(units) > 1
    return {
        str(one.pk): ", ".join(
            [one.label, *([one.hamlet.name] if one.hamlet else []), *([one.unit.name] if several else [])]
        )
        for one in rows
    }


def _forms(user: User) -> list[DeviceForm]:
    return [
        DeviceForm("den-nha", "Ghi đã đến nhà", partial(_made, "visit", user)),
        DeviceForm("tra-ket-qua", "Ghi đã trả kết quả tại nhà", partial(_made, "hand_over", user)),
    ]


def _made(step: str, user: User, data: Any, files: Any, initial: dict[str, Any]) -> VisitOnDevice:
    return VisitOnDevice(step, user, data, initial=initial)


def _store(request: PersonRequest, form: VisitOnDevice) -> HomeRequest:
    number = int(form.cleaned_data["request"])
    return take_step(form.taken(), request_id=number, version=None, by=request.user)


HOME_VISITS = DeviceKind(
    key=VISITS_KEY,
    may_write=can_serve,
    forms=_forms,
    store=_store,
    address=lambda made: reverse("home-request", args=[made.pk]),
    page="home-requests",
    oldest_days=_LONGEST_AGO,
)
