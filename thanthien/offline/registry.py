"""What may be entered without a signal, as rooms register it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.records.views import DeviceForm, RecordPages


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """What may be written on a device and sent later. ``key`` names it for good; ``may_write``: who has ``forms``.
    ``store`` stores what a form says in the name of the request's person: once for one key, whatever is repeated.
    ``address``: where what was stored is read; ``page``: the name of the address at which the same is written with a
    signal. ``oldest_days``: how far back a day may lie."""

    key: str
    may_write: Callable[[User], bool]
    forms: Callable[[User], Sequence[DeviceForm]]
    store: Callable[[Any, Any], Any]
    address: Callable[[Any], str]
    page: str
    oldest_days: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind, and whether also who comes by a personal link enters it."""

    kind: DeviceKind
    by_link: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """One form that a person may fill in on their device."""

    kind: DeviceKind
    form: DeviceForm


_offered: dict[str, Offered] = {}


def register_offline(pages: RecordPages, *, by_link: bool = False) -> None:
    """Let records of a kind be entered without a signal. Raises ValueError for a kind that doesn't say it may."""
    if not pages.kind.offline:
        raise ValueError(f"{pages.kind.key} is not entered offline.")
    register_device_kind(_of_records(pages), by_link=by_link)


def register_device_kind(kind: DeviceKind, *, by_link: bool = False) -> None:
    """Let something be written without a signal that is no kind of record."""
    _offered[kind.key] = Offered(kind, by_link)


def _of_records(pages: RecordPages) -> DeviceKind:
    kind = pages.kind
    return DeviceKind(
        key=kind.key,
        may_write=kind.may_write,
        forms=pages.device_forms,
        store=pages.store,
        address=lambda record: reverse(f"{kind.route}-record", args=[record.pk]),
        page=f"{kind.route}-add",
        oldest_days=kind.oldest_days,
    )


def doors(user: User, *, by_link: bool = False) -> Iterator[Door]:
    """The forms of a person, in the order of registration."""
    for one in _offered.values():
        if one.kind.may_write(user) and (one.by_link or not by_link):
            yield from (Door(one.kind, form) for form in one.kind.forms(user))


def door(user: User, kind: str, form: str, *, by_link: bool = False) -> Door | None:
    """The form of this name, where the person has it."""
    found = (one for one in doors(user, by_link=by_link) if (one.kind.key, one.form.name) == (kind, form))
    return next(found, None)


def enters_offline(user: User) -> bool:
    """Người ghi được khi chưa có mạng."""
    return any(one.kind.may_write(user) for one in _offered.values())
