"""Writing records: enter once, correct with a reason, withdraw. Nothing is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.core.db import insert_new
from thanthien.core.prepared import Given, Prepared
from thanthien.core.text import normalise
from thanthien.measures.periods import period_of
from thanthien.records.enums import Through
from thanthien.records.kinds import Beside, RecordKind
from thanthien.records.models import Record
from thanthien.units.models import Hamlet, Unit

_NOT_YOURS = "Anh/chị không ghi được việc này cho đơn vị này."
_NOT_TAKEN = "Nội dung này không ghi được. Vui lòng xem lại các ô."
_CHANGED = "Bản ghi này đã được đính chính hoặc hủy sau khi anh/chị mở trang. Vui lòng mở lại bản ghi."
_SHORTEST_REASON = 5
_RELATIONS = ("unit", "hamlet", "agency", "entered_by", "ended_by", "corrects")


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody tells: of which unit and day, and the room's own ``values``. ``key`` names the record; of a row of
    a file it is made of what it says, and a device that had no signal makes its own, so that the same one stores
    nothing twice. What a page sends is carried out once (``core/once.py``). ``told_at``: the moment at which it was
    told before it arrived, where that is believed (``offline/moments.py``); else it is told now. ``vouched_at``: when
    the city marked the file in which it came."""

    unit: Unit
    day: date
    values: Mapping[str, Any]
    hamlet: Hamlet | None = None
    key: UUID = field(default_factory=uuid4)
    through: Through = Through.PAGE
    told_at: datetime | None = None
    vouched_at: datetime | None = None


def enter(kind: RecordKind, entry: Entry, *, by: User) -> Record:
    """Store a record; an entry whose key is stored already gives the stored one. Raises Invalid for a day or a value
    that can't be, Refused for who may not, or for a key of a record that says something else."""
    return enter_all(kind, [entry], by=by)[0]


def enter_all(kind: RecordKind, entries: Sequence[Entry], *, by: User) -> list[Record]:
    """Store many records, all or none (see :func:`enter`), in a constant number of statements."""
    return enter_of_many(kind, {by: entries})


def enter_of_many(kind: RecordKind, told: Mapping[User, Sequence[Entry]]) -> list[Record]:
    """Store what several people tell, each in their own name and role, all or none (see :func:`enter`): a constant
    number of statements beside those of each person's roles. The records come in the order of what was told."""
    given = [(by, entry) for by, entries in told.items() for entry in entries]
    made = [_record(kind, entry, by) for by, entry in given]
    with entering():
        with acting(next(iter(told)) if len(told) == 1 else None, action=f"enter:{kind.key}"):
            if kind.beside is not None:
                hold(kind, {entry.unit.pk for _, entry in given})
                _take_places(kind.beside, _unknown(kind, made))
            stored = _stored(kind, made)
        for by, entry in given:
            _refuse_other(stored[entry.key], entry, by)
        for by, entries in told.items():
            _follow(kind, [stored[entry.key] for entry in entries], by)
    return [stored[entry.key] for _, entry in given]


def enter_held(kind: RecordKind, entry: Entry, beside: Callable[[Sequence[Any]], Beside], *, by: User) -> Record:
    """Store a record of a unit that the caller holds, :func:`entering`, under a key that was made just now, so that
    nothing can be stored under it. ``beside``: the kind's own rule, by what was read while the unit was held. Raises as
    :func:`enter` does."""
    made = _record(kind, entry, by)
    with acting(by, action=f"enter:{kind.key}"):
        _take_places(beside, [made])
        stored = _stored(kind, [made])[made.key]
    _follow(kind, [stored], by)
    return stored


@contextmanager
def entering() -> Iterator[None]:
    """One transaction in which records are stored. Raises Invalid with the words of a constraint that kept one out; it
    is asked which when all is taken back, so that no statement has to guard against it."""
    try:
        with transaction.atomic():
            yield
    except _KeptOut as problem:
        raise Invalid(_why_kept_out(problem.records)) from problem


class _KeptOut(Exception):
    """A constraint refuses one of these records."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__()
        self.records = records


def problem_of(kind: RecordKind, entry: Entry, *, by: User) -> Refused | Invalid | None:
    """Why an entry would not be taken, without storing it; None when it would. No statement but the person's roles."""
    try:
        _record(kind, entry, by)
    except (Refused, Invalid) as problem:
        return problem
    return None


def refused_beside(kind: RecordKind, entries: Sequence[Entry], *, by: User) -> Mapping[UUID, dict[str, str]]:
    """Which entries could not stand beside what is stored or beside each other, without storing them: by their keys
    the field and the sentence. The statements of the kind's own rule."""
    if kind.beside is None or not entries:
        return {}
    return kind.beside([_record(kind, entry, by) for entry in entries]).refused


def hold(kind: RecordKind, units: Any) -> None:
    """What stands in a unit changes one after another where records of a kind have to do with each other. Held before
    any record is."""
    if kind.beside is None:
        return
    if isinstance(units, list | set) and len(units) == 1:
        _HELD(unit=next(iter(units)))
    else:
        list(_held(pk__in=units))


def _held(**which: Any) -> QuerySet[Unit, tuple[int]]:
    rows = Unit.objects.select_for_update(no_key=True).filter(**which)
    return rows.order_by("pk").values_list("pk")


_HELD = Prepared(lambda: _held(pk=Given("unit")))


def _unknown(kind: RecordKind, made: Sequence[Record]) -> list[Record]:
    """Those that were not stored by an earlier sending."""
    known = set(kind.model.objects.filter(key__in=[one.key for one in made]).values_list("key", flat=True))
    return [one for one in made if one.key not in known]


def _take_places(ask: Callable[[Sequence[Record]], Beside], made: Sequence[Record]) -> None:
    """Put new records in the place of those that they replace, as corrections that keep the moment of telling. Raises
    Invalid for one that can't stand beside what is stored."""
    found = ask(made)
    if found.refused:
        raise Invalid(next(iter(found.refused.values())))
    replacing = [(new, found.replaced[new.key]) for new in made if new.key in found.replaced]
    for new, (first, *_) in replacing:
        new.version, new.corrects, new.origin, new.reason = first.version + 1, first, first.origin, found.reason
        new.told_at = min(new.told_at, first.told_at)
    for by in {new.entered_by for new, _ in replacing}:
        own = [(new, old) for new, old in replacing if new.entered_by == by]
        _end_all([old[0] for _, old in own], by, own[0][0].made_at, "")
        _end_all([one for _, old in own for one in old[1:]], by, own[0][0].made_at, found.reason)


def _end_all(records: Sequence[Record], by: User | None, at: datetime, reason: str) -> None:
    if records:
        rows = type(records[0]).objects.filter(pk__in=[one.pk for one in records])
        rows.update(ended_at=at, ended_by=by, end_reason=reason)
    for one in records:
        one.ended_at, one.ended_by, one.end_reason = at, by, reason


def _record(kind: RecordKind, entry: Entry, by: User) -> Record:
    hat = kind.enters_as(by, entry.unit, entry.hamlet)
    if hat is None or (entry.hamlet is not None and entry.hamlet.unit_id != entry.unit.pk):
        raise Refused(_NOT_YOURS)
    now = clock.now()
    record = kind.model(
        key=entry.key, origin=entry.key, unit=entry.unit, hamlet=entry.hamlet, agency_id=hat.agency_id, day=entry.day,
        entered_by=by, through=entry.through, made_at=now,
        told_at=min(entry.told_at or now, now), **entry.values,
    )  # fmt: skip
    faults = _faults_of_fields(record, _RELATIONS) | _faults_of_day(kind, entry.day, entry.unit, entry.hamlet)
    if faults := faults or _faults_across(record):
        raise Invalid(faults)
    return record


def faults_of_parts(
    kind: RecordKind, *, day: date | None, values: Mapping[str, Any], unit: Unit | None, hamlet: Hamlet | None
) -> dict[str, str]:
    """What is wrong with an entry of which only these parts could be read: its day, and each of the values by itself.
    So that whoever mends a file hears everything at once. No statement."""
    known = kind.model._meta.fields  # noqa: SLF001 - Django's own description of a model
    unread = [field.name for field in known if field.name not in values]
    of_day = _faults_of_day(kind, day, unit, hamlet) if day else {}
    return _faults_of_fields(kind.model(**values), unread) | of_day


def _faults_of_day(kind: RecordKind, day: date, *places: Unit | Hamlet | None) -> dict[str, str]:
    today = clock.today()
    if day > today + timedelta(days=kind.ahead_days):
        ahead = f"Ngày sau hôm nay hơn {kind.ahead_days} ngày, chưa ghi được." if kind.ahead_days else "Ngày chưa đến."
        return {"day": ahead}
    for place in places:
        if place and (day < place.valid_from or (place.valid_to is not None and day > place.valid_to)):
            return {"day": f"{place.name} không hoạt động vào ngày này."}
    if day < today - timedelta(days=kind.oldest_days):
        return {"day": f"Ngày cách đây hơn {kind.oldest_days} ngày, không ghi được nữa."}
    return {}


def _faults_of_fields(record: Record, unread: Collection[str]) -> dict[str, str]:
    """What each field refuses by itself. No statement."""
    try:
        record.clean_fields(exclude=unread)
    except ValidationError as problem:
        return _told(problem)
    return {}


def _faults_across(record: Record) -> dict[str, str]:
    """What the room's ``clean`` says of a record whose fields are in order. No statement."""
    try:
        record.clean()
    except ValidationError as problem:
        return _told(problem)
    return {}


def _stored(kind: RecordKind, made: Sequence[Record]) -> dict[UUID, Record]:
    """Store records; the stored ones by their keys, also those that an earlier sending stored. Raises Invalid with the
    words of a constraint that refuses one."""
    stored = {one.key: one for one in _store(made)}
    if earlier := [one.key for one in made if one.key not in stored]:
        stored |= {one.key: one for one in kind.model.objects.filter(key__in=earlier).select_related("corrects")}
    for record in made:
        if record.key not in stored:
            raise Invalid(_faults_of(record))
    return stored


def _store(made: Sequence[Record]) -> list[Record]:
    """The second of two that arrive at once waits for the first; then its row is left out. Gives those that were
    stored. Raises _KeptOut, and Invalid for one that takes the place of another: which constraint refuses it can only
    be asked while the other one is ended."""
    if any(one.corrects is not None for one in made):
        with entering():
            return _inserted(made)
    return _inserted(made)


def _inserted(made: Sequence[Record]) -> list[Record]:
    try:
        stored = insert_new(made)
    except IntegrityError as problem:
        raise _KeptOut(made) from problem
    beside = {one.key: one for one in made}
    for one in stored:
        told = beside[one.key]
        one.unit, one.hamlet, one.corrects = told.unit, told.hamlet, told.corrects
    return stored


def _why_kept_out(made: Sequence[Record]) -> dict[str, str]:
    return next((found for one in made if (found := _faults_of(one)) != {"": _NOT_TAKEN}), {"": _NOT_TAKEN})


def _faults_of(record: Record) -> dict[str, str]:
    """The words of the constraint that keeps a record out."""
    try:
        record.validate_constraints()
    except ValidationError as problem:
        return _told(problem)
    return {"": _NOT_TAKEN}


def _told(problem: ValidationError) -> dict[str, str]:
    named = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    return {name.replace("__all__", ""): " ".join(sentences) for name, sentences in named.items()}


def _refuse_other(stored: Record, entry: Entry, by: User) -> None:
    """A key names one record: what says something else under it is not lost by taking it for the stored one."""
    hamlet = entry.hamlet.pk if entry.hamlet else None
    told = (stored.entered_by_id, stored.unit_id, stored.hamlet_id, stored.day)
    same = told == (by.pk, entry.unit.pk, hamlet, entry.day)
    if not same or any(getattr(stored, name) != value for name, value in entry.values.items()):
        raise Refused("Mã bản ghi này đã có với nội dung khác. Cần đính chính trên trang của bản ghi.")
    if stored.end_reason:
        raise Refused("Bản ghi mang mã này đã bị hủy; cần ghi lại thì ghi trên trang.")


@transaction.atomic
def correct(kind: RecordKind, entry: Entry, *, record_id: int, version: int, reason: str, by: User) -> Record:
    """Put another record in the place of one: the old one stays readable, the new one counts on its own day.

    It keeps the moment at which the old one was told unless it moves to another period or thôn, tổ dân phố, or changes
    what decides if it is in time (``told_anew``): what is told of another period is told now. The unit stays.
    Raises Stale when the record was corrected or withdrawn meanwhile, Invalid, Refused.
    """
    hold(kind, [entry.unit.pk])
    old = _locked(kind, record_id, by)
    if entry.unit.pk != old.unit_id:
        raise Refused(_NOT_YOURS)
    _refuse_changed(kind, old, version, by)
    made = _record(kind, entry, by)
    made.unit, made.agency_id, made.version = old.unit, old.agency_id, old.version + 1
    made.corrects, made.origin, made.reason = old, old.origin, _reason(kind, reason)
    same = period_of(kind.period, old.day) == period_of(kind.period, made.day) and old.hamlet_id == made.hamlet_id
    anew = kind.told_anew is not None and kind.told_anew(old, made)
    made.told_at = old.told_at if same and not anew else made.made_at
    with acting(by, action=f"correct:{kind.key}"):
        _end(old, by, made.made_at, "")
        _refuse_beside(kind, made)
        found = next(iter(_store([made])), None)
    if found is None:
        raise Invalid(_faults_of(made))
    _follow(kind, [found], by)
    return found


def _refuse_beside(kind: RecordKind, made: Record) -> None:
    """A correction takes one place, that of the record it corrects."""
    refused = kind.beside([made]).refused if kind.beside is not None else {}
    if refused:
        raise Invalid(refused[made.key])


def _follow(kind: RecordKind, stored: Sequence[Record], by: User) -> None:
    if kind.follow is not None:
        kind.follow(stored, by)


@transaction.atomic
def withdraw(kind: RecordKind, *, record_id: int, version: int, reason: str, by: User) -> Record:
    """Take a record back: it stays readable with the reason and counts no more. Raises Stale, Invalid, Refused."""
    hold(kind, kind.model.objects.filter(pk=record_id).order_by().values("unit"))
    record = _locked(kind, record_id, by)
    _refuse_changed(kind, record, version, by)
    with acting(by, action=f"withdraw:{kind.key}"):
        _end(record, by, clock.now(), _reason(kind, reason))
    if kind.withdrawn is not None:
        kind.withdrawn([record], by)
    return record


def _locked(kind: RecordKind, record_id: int, by: User) -> Record:
    rows = kind.model.objects.filter(kind.readers(by)).select_related("unit", "hamlet")
    record: Record | None = rows.select_for_update(of=("self",)).filter(pk=record_id).first()
    if record is None:
        raise Refused("Không tìm thấy bản ghi.")
    return record


def _refuse_changed(kind: RecordKind, record: Record, version: int, by: User) -> None:
    refuse_other(record, seen=(True, version), now=(record.stands, record.version), told=_CHANGED)
    if kind.is_own(by, record) and (why := kind.why_held(record)):
        raise Refused(why)
    if not kind.may_change(by, record):
        raise Refused("Chỉ người của cơ quan đã ghi mới đính chính hoặc hủy được bản ghi này.")


def reason_of(reason: str) -> str:
    """A reason in its one form. Raises Invalid for one that says nothing."""
    told = normalise(reason)
    if len(told) < _SHORTEST_REASON:
        raise Invalid({"reason": "Cần ghi rõ lý do."})
    return told[:500]


def _reason(kind: RecordKind, reason: str) -> str:
    told = reason_of(reason)
    if fault := kind.reason_fault(told) if kind.reason_fault else "":
        raise Invalid({"reason": fault})
    return told


def _end(record: Record, by: User, at: Any, reason: str) -> None:
    record.ended_at, record.ended_by, record.end_reason = at, by, reason
    record.save(update_fields=["ended_at", "ended_by", "end_reason"])
