"""One item in one period of one unit: was it made public, or said that nothing arose? Pure; no Django.

The denominator of the figures is item × period, so that recording more documents never lowers a share, and an item of
which nobody said anything is missing. A document belongs to the period in which its last day for publishing lies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from thanthien.disclosure.items import Item
from thanthien.disclosure.rules import Shown, first_at_office, first_on_web, is_on_web_on, is_permanent_on

SILENT = "chưa công khai và chưa báo không phát sinh"
LATE = "ghi quá hạn"
NOT_PUBLIC = "chưa công khai"
WITHDRAWN = "văn bản đã công khai rồi thu hồi"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as known at a moment. ``limit``: last day for publishing it (R1); ``codes``: the items it satisfies;
    ``public_at``: since when the platform shows it; ``shown``: the forms used; ``withdrawn_on``: the day on which it
    was taken back after everybody had seen it. ``since``: of items under which it was not published from the first,
    or not with the same day, since when it is (moment and day)."""

    id: int
    version: int
    title: str
    day: date
    limit: date
    codes: frozenset[str]
    told_at: datetime
    public_at: datetime | None = None
    public_on: date | None = None
    shown: tuple[Shown, ...] = ()
    since: Mapping[str, tuple[datetime, date]] = field(default_factory=dict)
    signer: str = ""
    ends_on: date | None = None
    typist: int | None = None
    withdrawn_on: date | None = None

    def under(self, code: str) -> Document:
        """The document as it counts for one of its items: since when the platform shows it with its day under that
        item. A version that is dated or ticked otherwise later is not what was public before."""
        found = self.since.get(code)
        return replace(self, public_at=found[0], public_on=found[1]) if found else self

    def is_public_on(self, day: date) -> bool:
        """Whether its posting time has not ended before a day."""
        return self.public_at is not None and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody said that in a period (its key) nothing arose of these items."""

    id: int
    version: int
    day: date
    key: str
    codes: frozenset[str]
    told_at: datetime
    typist: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """What Mặt trận Tổ quốc or a body found of an item on a day; ``of``: a day of the quarter that it looked at, where
    that isn't its own day's."""

    id: int
    version: int
    day: date
    code: str
    wrong: bool
    words: str
    typist: int | None = None
    of: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """An item that is owed for a period: what is told from ``until`` on is late, unless a body lets it count.
    ``on``: the day on which a permanent item is looked at."""

    item: Item
    key: str
    label: str
    first: date
    last: date
    until: datetime
    accepted: bool = False
    on: date | None = None

    def in_time(self, told_at: datetime | None) -> bool:
        """Whether what was told at a moment counts."""
        return self.accepted or told_at is None or told_at < self.until

    def lets_in(self, told_at: datetime) -> bool:
        """Whether what was told at a moment is late and counts by a body's word."""
        return self.accepted and told_at >= self.until


@dataclass(frozen=True, slots=True)
class Cell:
    """How an item stands in a period. ``why`` is empty where it is met; what it rests on stands beside. ``withdrawn``:
    the document that was taken back, which keeps a statement that nothing arose from counting."""

    due: Due
    met: bool
    why: str = ""
    documents: tuple[Document, ...] = ()
    statement: Statement | None = None
    sample: Sample | None = None
    withdrawn: Document | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All that is known of one unit. ``withdrawn``: documents that everybody saw and that were taken back."""

    documents: Sequence[Document] = ()
    statements: Sequence[Statement] = ()
    samples: Sequence[Sample] = ()
    withdrawn: Sequence[Document] = ()


def by_code(told: Told) -> Mapping[str, Told]:
    """What was told of each item, so that each cell looks at its own alone."""
    documents: dict[str, list[Document]] = defaultdict(list)
    statements: dict[str, list[Statement]] = defaultdict(list)
    samples: dict[str, list[Sample]] = defaultdict(list)
    withdrawn: dict[str, list[Document]] = defaultdict(list)
    for found, rows in ((documents, told.documents), (withdrawn, told.withdrawn)):
        for document in rows:
            for code in document.codes:
                found[code].append(document.under(code))
    for statement in told.statements:
        for code in statement.codes:
            statements[code].append(statement)
    for sample in told.samples:
        samples[sample.code].append(sample)
    codes = documents.keys() | statements.keys() | samples.keys() | withdrawn.keys()
    return {
        code: Told(
            documents.get(code, ()), statements.get(code, ()), samples.get(code, ()), withdrawn.get(code, ())
        )
        for code in codes
    }  # fmt: skip


def cells(dues: Iterable[Due], told: Told) -> list[Cell]:
    """How each of these stands by what was told of a unit."""
    own, nothing = by_code(told), Told()
    return [cell_of(due, own.get(due.item.code, nothing)) for due in dues]


def cell_of(due: Due, told: Told) -> Cell:
    """How it stands by what was told. What somebody outside found wrong in the period holds until they take it back."""
    wrong = next((one for one in told.samples if _is_wrong(one, due)), None)
    if wrong is not None:
        return Cell(due, met=False, why=f"kiểm tra ngày {wrong.day:%d/%m/%Y}: {wrong.words}", sample=wrong)
    return _permanent(due, told) if due.on is not None else _of_period(due, told)


def _is_wrong(sample: Sample, due: Due) -> bool:
    """The last word of a day counts for a permanent item too, as long as it stands."""
    return sample.wrong and sample.code == due.item.code and due.first <= (sample.of or sample.day) <= due.last


def _permanent(due: Due, told: Told) -> Cell:
    day = due.on or due.last
    own = [one for one in told.documents if due.item.code in one.codes and one.is_public_on(day)]
    own = [one for one in own if due.in_time(one.public_at)]
    good = [one for one in own if _runs(due, one, day)]
    if good:
        return Cell(due, met=True, documents=tuple(good))
    why = "chưa niêm yết thường xuyên, chưa có trên trang thông tin điện tử" if own else NOT_PUBLIC
    return Cell(due, met=False, why=why, documents=tuple(own))


def _runs(due: Due, document: Document, day: date) -> bool:
    shown = _counting(due, document)
    on_web = not due.item.web or is_on_web_on(shown, day)
    return on_web and ("office" not in due.item.places or is_permanent_on(shown, day))


def _of_period(due: Due, told: Told) -> Cell:
    own = _in_period(due, told.documents)
    if own:
        whys = [why for one in own if (why := fault_of(due, one))]
        return Cell(due, met=not whys, why="; ".join(dict.fromkeys(whys)), documents=own)
    withdrawn = next(iter(_in_period(due, told.withdrawn)), None)
    if withdrawn is not None:
        day = f"{withdrawn.withdrawn_on:%d/%m/%Y}" if withdrawn.withdrawn_on else ""
        return Cell(due, met=False, why=f"{WITHDRAWN} ngày {day}", withdrawn=withdrawn)
    said = [one for one in told.statements if one.key == due.key and due.item.code in one.codes]
    counted = next((one for one in said if due.in_time(one.told_at)), None)
    if counted is not None:
        return Cell(due, met=True, statement=counted)
    return Cell(due, met=False, why=f"báo không phát sinh {LATE}" if said else SILENT)


def _in_period(due: Due, documents: Iterable[Document]) -> tuple[Document, ...]:
    return tuple(one for one in documents if due.item.code in one.codes and due.first <= one.limit <= due.last)


def fault_of(due: Due, document: Document) -> str:
    """Why a document doesn't count for its period; empty where it does: shown by the platform, on the web and at the
    office within its working days (R1, R2), and told in time. The platform's own day is measured by the same days, as
    nobody can type it; where a body lets what was told late count, it does too."""
    if document.public_at is None:
        return NOT_PUBLIC
    in_time = _fault(due, document, _counting(due, document))
    if in_time and not _fault(due, document, document.shown):
        return LATE
    if not in_time and not due.in_time(document.public_at):
        return LATE
    shown_on = document.public_on
    if not in_time and shown_on is not None and shown_on > document.limit and not due.lets_in(document.public_at):
        return f"công khai trên hệ thống ngày {shown_on:%d/%m/%Y}, quá hạn {document.limit:%d/%m/%Y}"
    return in_time


def _fault(due: Due, document: Document, shown: Iterable[Shown]) -> str:
    forms = list(shown)
    asked = [("lên trang thông tin điện tử", first_on_web(forms))] if due.item.web else []
    if "office" in due.item.places:
        asked.append(("niêm yết tại trụ sở", first_at_office(forms)))
    for doing, first in asked:
        if first is None:
            return f"chưa {doing}" if doing.startswith("niêm") else f"chưa đưa {doing}"
        if first > document.limit:
            return f"{doing} ngày {first:%d/%m/%Y}, quá hạn {document.limit:%d/%m/%Y}"
    return ""


def _counting(due: Due, document: Document) -> list[Shown]:
    return [one for one in document.shown if due.in_time(one.told_at)]


# --- The commitment, the forms --------------------------------------------------------------------------------------


def days_standing(document: Document, day: date) -> int:
    """For how many days up to ``day`` a document was public on the platform and stood on the web and at the office
    without a gap; 0 where one of them doesn't hold on that day. The platform's own day can't be typed earlier."""
    since = [document.public_on, *(_since(document.shown, day, web=web) for web in (True, False))]
    known = [one for one in since if one is not None and one <= day]
    return (day - max(known)).days + 1 if len(known) == len(since) else 0


def _since(shown: Iterable[Shown], day: date, *, web: bool) -> date | None:
    """Since when one of these forms has run without a gap up to a day."""
    own = [one for one in shown if (is_on_web_on if web else is_permanent_on)([one], one.first)]
    reached: date | None = None
    at = day
    while running := [one for one in own if one.runs_on(at)]:
        earliest = min(one.first for one in running)
        if reached is not None and earliest >= reached:
            break
        reached = earliest
        at = date.fromordinal(earliest.toordinal() - 1)
    return reached


def used_forms(documents: Iterable[Document], counts: Callable[[Shown], bool]) -> dict[str, int]:
    """By form the number of public documents that used it in a way that ``counts``."""
    found: dict[str, int] = {}
    for document in documents:
        if document.public_at is not None:
            for form in {one.form for one in document.shown if counts(one)}:
                found[form] = found.get(form, 0) + 1
    return found
