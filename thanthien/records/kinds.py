"""What a room says of its kind of record: its words, who may enter and change it, who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

from thanthien.measures.periods import PeriodKind

if TYPE_CHECKING:
    from thanthien.accounts.models import Hat, User
    from thanthien.records.models import Record
    from thanthien.units.models import Hamlet, Unit

MayEnter: TypeAlias = "Callable[[User, Unit, Hamlet | None], Hat | None]"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """``key`` names the kind for good (“grassroots.report”): in fingerprints, hand-overs and addresses.

    ``enters_as``: in which membership the person may enter a record of this unit (and thôn, tổ dân phố); None: not at
    all. The record then belongs to that agency, and only its people correct it. ``readers``: which rows a person reads.
    ``period``: the kind of period whose late rule the records follow.
    """

    key: str
    model: type[Record]
    title: str
    one: str
    enters_as: MayEnter
    readers: Callable[[User], Q]
    period: PeriodKind = "iso_week"
    oldest_days: int = 400

    def may_change(self, user: User, record: Record) -> bool:
        """Whoever may enter such a record for the same agency may correct or withdraw it, while it stands."""
        hat = self.enters_as(user, record.unit, record.hamlet)
        return record.stands and hat is not None and hat.agency_id == record.agency_id
