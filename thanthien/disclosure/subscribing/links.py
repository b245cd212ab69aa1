"""Links in letters, signed: each opens one thing. They name rows by number, and nobody."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.http import urlencode

from thanthien.disclosure.subscribing.shelf import UNCONFIRMED

_CONFIRM, _LEAVE = "thanthien.disclosure.confirm", "thanthien.disclosure.leave"
_MOST = 20  # rows in a link: one that is left suffices


def subscribe_url(unit: str = "", item: str = "") -> str:
    """The own path of the form with what is chosen already."""
    asked = {name: value for name, value in (("don_vi", unit), ("noi_dung", item)) if value}
    path = reverse("disclosure-subscribe")
    return f"{path}?{urlencode(asked)}" if asked else path


def confirm_url(row: int) -> str:
    """Where the reader of a row says that they want the letters."""
    return _address("disclosure-subscribe-confirm", signing.dumps(row, salt=_CONFIRM))


def read_confirm(token: str) -> int | None:
    """The row; None for what is no link of ours, or is older than what waits."""
    try:
        row = signing.loads(token, salt=_CONFIRM, max_age=UNCONFIRMED)
    except signing.BadSignature:
        return None
    return int(row)


def leave_url(rows: Sequence[int]) -> str:
    """Where one click ends all letters to the reader of these rows; good as long as one of them is."""
    return _address("disclosure-subscribe-leave", signing.dumps(list(rows)[:_MOST], salt=_LEAVE))


def read_leave(token: str) -> list[int] | None:
    """The rows; None for what is no link of ours."""
    try:
        rows = signing.loads(token, salt=_LEAVE)
    except signing.BadSignature:
        return None
    return [int(row) for row in rows]


def _address(name: str, token: str) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(name, args=[token])}"
