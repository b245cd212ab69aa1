"""A small room of the tests that tells people of records, which some may see and others not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from thanthien.accounts.models import User
from thanthien.core.clock import ZONE
from thanthien.core.mail.models import Message
from thanthien.notices import kinds, tasks, work
from thanthien.notices.actions import Telling, tell
from thanthien.notices.enums import How
from thanthien.notices.kinds import Kind, register_kind, register_record
from thanthien.notices.work import Work


@dataclass
class Room:
    """Records are numbers; hidden ones nobody sees. ``works``: what waits for everybody."""

    hidden: set[int] = field(default_factory=set)
    works: list[Work] = field(default_factory=list)

    def visible(self, user: User, ids: Iterable[int]) -> set[int]:
        return set(ids) - self.hidden

    def tell(self, *people: User, number: int = 1, kind: str = "thu", key: str = "", by: User | None = None) -> int:
        told = Telling(
            people=frozenset(person.pk for person in people),
            kind=kind,
            about=("record", number),
            title=f"Việc {number}",
            what="Xã An Hòa.",
            url=f"/ban-ghi/{number}/",
            key=key or f"{kind}:{number}",
        )
        return tell([told], by=by)


def open_room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """The only room that tells anything: kinds “thu” (at once), “gom” (daily), “tuan” (weekly)."""
    room = Room()
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_visible", {})
    monkeypatch.setattr(work, "_sources", [lambda user: room.works])
    register_kind(Kind("thu", "Thử", "Loại để thử."))
    register_kind(Kind("gom", "Gộp", "Loại để gộp.", How.DAILY))
    register_kind(Kind("tuan", "Tuần", "Loại để gộp theo tuần.", How.WEEKLY))
    register_kind(Kind("reminder", "Nhắc hạn", "Việc sắp đến hạn."))
    register_record("record", room.visible)
    return room


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def letters() -> list[tuple[str, str]]:
    """Address and subject, without the name of the product, in the order of writing."""
    rows = Message.objects.order_by("pk").values_list("address", "subject")
    return [(address, subject.split(": ", 1)[1]) for address, subject in rows]


def tick(run_jobs: Callable[[], Any]) -> None:
    """The mail that is due leaves."""
    tasks.mail_due(None)
    run_jobs()
