"""Which kinds of record may be entered without a signal, as rooms register them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thanthien.accounts.models import User
from thanthien.records.views import DeviceForm, RecordPages


@dataclass(frozen=True, slots=True)
class Offered:
    """The pages of a kind. ``by_link``: also who comes by a personal link enters it."""

    pages: RecordPages
    by_link: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """One form that a person may fill in on their device."""

    pages: RecordPages
    form: DeviceForm


_offered: dict[str, Offered] = {}


def register_offline(pages: RecordPages, *, by_link: bool = False) -> None:
    """Let records of a kind be entered without a signal. Raises ValueError for a kind that doesn't say it may."""
    if not pages.kind.offline:
        raise ValueError(f"{pages.kind.key} is not entered offline.")
    _offered[pages.kind.key] = Offered(pages, by_link)


def doors(user: User, *, by_link: bool = False) -> Iterator[Door]:
    """The forms of a person, in the order of registration."""
    for one in _offered.values():
        if one.pages.kind.may_write(user) and (one.by_link or not by_link):
            yield from (Door(one.pages, form) for form in one.pages.device_forms(user))


def door(user: User, kind: str, form: str, *, by_link: bool = False) -> Door | None:
    """The form of this name, where the person has it."""
    found = (one for one in doors(user, by_link=by_link) if (one.pages.kind.key, one.form.name) == (kind, form))
    return next(found, None)


def enters_offline(user: User) -> bool:
    """Người ghi được khi chưa có mạng."""
    return any(one.pages.kind.may_write(user) for one in _offered.values())
