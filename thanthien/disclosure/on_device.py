"""Announcements in a thôn, tổ dân phố as they are confirmed on a device without a signal, or by a personal link."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.disclosure.actions import announce
from thanthien.disclosure.forms import AnnounceForm
from thanthien.disclosure.kinds import POSTINGS
from thanthien.disclosure.models import Posting
from thanthien.disclosure.permissions import can_announce
from thanthien.offline.registry import DeviceKind
from thanthien.records.views import DeviceForm

TITLE = "Xác nhận đã thông báo nội dung công khai"
_LONGEST_AGO = 31  # days back to an announcement that is told


def _made(user: User, data: Any, files: Any, initial: dict[str, Any]) -> AnnounceForm:
    return AnnounceForm(user, data, files, initial=initial)


def _forms(user: User) -> list[DeviceForm]:
    return [DeviceForm("thong-bao", TITLE, partial(_made, user))]


def _store(request: PersonRequest, form: AnnounceForm) -> Posting:
    return announce(form.entry(), form.sent(), by=request.user)


# The form of a disclosure that it becomes is a record of this kind, so that how it came stands beside that.
ANNOUNCEMENTS = DeviceKind(
    key=POSTINGS.key,
    may_write=can_announce,
    forms=_forms,
    store=_store,
    address=lambda made: reverse("disclosure-announce"),
    page="disclosure-announce",
    oldest_days=_LONGEST_AGO,
)
