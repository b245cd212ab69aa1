"""What a room says of its kind of record: its words, its fields, who may enter and change it, who reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.db.models import Field, Q
from django.utils.text import slugify

from thanthien.core.formats import when_vn
from thanthien.core.text import fold
from thanthien.measures.periods import PeriodKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from thanthien.accounts.models import Hat, User
    from thanthien.measures.terms import Terms
    from thanthien.records.models import Record
    from thanthien.units.models import Hamlet, Unit

MayEnter: TypeAlias = "Callable[[User, Unit, Hamlet | None], Hat | None]"
Predicate: TypeAlias = "Callable[[User], bool]"


@dataclass(frozen=True, slots=True)
class Beside:
    """How new records stand to those that are stored, by the keys of the new ones. ``replaced``: the standing records
    whose place it takes, the earliest told first; ``reason`` says why in their history. ``refused``: field and sentence
    of one that can't stand beside what is stored or told with it."""

    replaced: Mapping[UUID, Sequence[Record]] = field(default_factory=dict)
    refused: Mapping[UUID, dict[str, str]] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Photographs:
    """That records of a kind carry photographs. ``public`` narrows standing records to those with a public face, whose
    photographs anybody sees where the people in them let it, in units that use the ``room``; None: none has one.
    ``hint`` says what to photograph. ``one_each``: a picture proves one record, so that the same one at another record
    is marked in figures; a signed sheet may prove several."""

    public: Callable[[Any], Any] | None = None
    hint: str = ""
    room: str = ""
    one_each: bool = False


@dataclass(frozen=True, slots=True)
class RecordKind:
    """``key`` names the kind for good (“grassroots.report”): in fingerprints, hand-overs and idempotency keys.

    ``fields``: the room's own fields, in the order of forms, lists and workbooks. ``route``: the name of the list's
    address; those of the other pages add a word to it. ``title`` heads the list, ``one`` is a single record inside a
    sentence (“lượt thăm hỏi”). ``workbook_only``: fields that only a workbook tells; a page leaves their default.
    ``roomy``: fields for which only a very wide screen has room in a list.

    ``enters_as``: in which membership the person may enter a record of this unit (and thôn, tổ dân phố); None: not at
    all. The record then belongs to that agency, and only its people correct it. ``readers``: which rows a person reads.
    ``may_open`` and ``may_write`` are the policies of the pages. ``period``: the kind of period whose late rule the
    records follow (``counted_day``: by which day a record belongs to one, where that isn't its own, by the terms of its
    year); without ``late_rule`` nothing is told late. ``oldest_days``: how far back a day may lie;
    ``ahead_days``: how far ahead, of what is planned. ``lead`` stands above the form. ``beside`` says of new records
    of some units what they replace and which are refused, in a constant number of statements; the units are held
    meanwhile. ``follow`` is told of records that were stored, in the same transaction; of one sent twice it hears
    twice. ``withdrawn`` is told of those that were taken back. ``photographs``: that they may carry some. ``offline``:
    it may be entered on a device without a signal and sent later (``thanthien/offline``). ``everywhere``: who enters
    such records of any unit without a part in it (a body of the city); on a page of whole units, what is told of thôn,
    tổ dân phố comes in a file. ``reason_fault``: what a reason of a correction or withdrawal can't say, where everybody
    reads it (a sentence; empty: nothing). ``own_day``: of what is still to come, the field with its own day: lists go
    by it, the next one first, and ``day_name`` says what the day of the record is. ``by_day``: of its writing
    readers learn the day, its writer alone the minute (that of what is made of it at once would be known by it).
    ``told_anew``: whether a correction (the record as it was, as it is told now) changes what decides if it is in time;
    then it is told now.
    ``purposes``: codes of the personal data that the form asks for.
    """

    key: str
    model: type[Record]
    title: str
    one: str
    route: str
    fields: tuple[str, ...]
    enters_as: MayEnter
    readers: Callable[[User], Q]
    may_open: Predicate
    may_write: Predicate
    period: PeriodKind = "iso_week"
    oldest_days: int = 400
    ahead_days: int = 0
    late_rule: bool = True
    counted_day: Callable[[Any, Terms], date] | None = None
    workbook_only: frozenset[str] = frozenset()
    roomy: frozenset[str] = frozenset()
    offline: bool = False
    lead: str = ""
    beside: Callable[[Sequence[Any]], Beside] | None = None
    follow: Callable[[Sequence[Any], User], None] | None = None
    withdrawn: Callable[[Sequence[Any], User], None] | None = None
    photographs: Photographs | None = None
    everywhere: Predicate | None = None
    held: Callable[[Any], str] | None = None
    reason_fault: Callable[[str], str] | None = None
    told_anew: Callable[[Any, Any], bool] | None = None
    own_day: str = ""
    day_name: str = "Ngày"
    by_day: bool = False
    purposes: tuple[str, ...] = ()

    def may_change(self, user: User, record: Record) -> bool:
        """Whoever may enter such a record for the same agency may correct or withdraw it, while it stands."""
        return record.stands and self.is_own(user, record) and not self.why_held(record)

    def why_held(self, record: Record) -> str:
        """Why nobody who enters such records changes this one; empty where they may."""
        return self.held(record) if self.held is not None else ""

    def is_own(self, user: User, record: Record) -> bool:
        """Whether the person may enter such a record for the same agency, whether it stands or not."""
        hat = self.enters_as(user, record.unit, record.hamlet)
        return hat is not None and hat.agency_id == record.agency_id

    def when(self, moment: datetime, *, own: bool = False) -> str:
        """“lúc 15:42, 30/03/2026”, or “ngày 30/03/2026” where the minute is for who wrote it (``own``)."""
        return when_vn(moment, by_day=self.by_day and not own)

    @property
    def listed_by(self) -> str:
        """The field of the day by which lists go."""
        return self.own_day or "day"

    @property
    def file_name(self) -> str:
        """What its files are called (without ending): its title as file systems take it."""
        return slugify(fold(self.title))

    @property
    def own_fields(self) -> list[Field[Any, Any]]:
        """The room's own fields of the model."""
        known = self.model._meta  # noqa: SLF001 - Django's own description of a model
        return [known.get_field(name) for name in self.fields]  # type: ignore[misc]
