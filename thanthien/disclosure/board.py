"""The officer's board: how each item stands in the period that is looked at, and which documents are due, late or
ending. And the two lists that the law asks for: what was published in a quarter, and what has to be public."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from thanthien.core import clock
from thanthien.core.components.basics import Tone
from thanthien.core.formats import date_vn, number
from thanthien.core.queries import work_calendar
from thanthien.disclosure.announcing import ANNOUNCED_DAYS, is_to_be_told
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.cells import Cell, Document, Due
from thanthien.disclosure.enums import Form
from thanthien.disclosure.items import CADENCES, LAWS, SPOTS, Item, Spot
from thanthien.disclosure.measures import days_of
from thanthien.disclosure.models import Disclosure, Face, Posting
from thanthien.disclosure.owed import NOW, PERMANENT
from thanthien.disclosure.queries import hamlets_of, told_of
from thanthien.disclosure.rules import hamlets_told, is_told_everywhere, period_rule
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import known_terms
from thanthien.units.models import Unit

ENDING_DAYS = 7


class Standing(StrEnum):
    """How a row of the board stands."""

    DONE = "xong"
    DUE = "den-han"
    LATE = "qua-han"
    ENDING = "sap-het"
    OPEN = "chua-co"

    @property
    def label(self) -> str:
        """In a tag."""
        return _WORDS[self][0]

    @property
    def tone(self) -> Tone:
        """The tag's colour."""
        return _WORDS[self][1]


_WORDS: dict[Standing, tuple[str, Tone]] = {
    Standing.DONE: ("Đã xong", "ok"),
    Standing.DUE: ("Đến hạn", "warn"),
    Standing.LATE: ("Quá hạn", "danger"),
    Standing.ENDING: ("Sắp hết thời gian", "warn"),
    Standing.OPEN: ("Chưa có", "plain"),
}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An item in a period of a unit. ``words``: why it is not done, or what it rests on."""

    item: Item
    period: str
    key: str
    standing: Standing
    words: str
    documents: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document that wants something done, until when."""

    document: Document
    standing: Standing
    words: str
    until: date


@dataclass(frozen=True, slots=True)
class Board:
    """What a unit's board shows. ``quarter``: of which; ``left``: how many of its items wait still, of a quarter that
    is over and can be told of up to the end of ``last_day``; ``other``: the quarter that one may look at as well."""

    quarter: Period
    rows: Sequence[BoardRow]
    documents: Sequence[DocumentRow]
    last_day: date
    left: int
    other: Period

    @property
    def words(self) -> str:
        """Which quarter it is, and until when something can be done about it."""
        today = clock.today()
        if today < self.quarter.first:
            return "quý chưa đến"
        if today <= self.quarter.last:
            return f"quý đang thực hiện, đến hết ngày {date_vn(self.quarter.last)}"
        if not self.left:
            return "quý đã qua"
        return f"quý đã qua, còn {number(self.left)} nội dung chưa xong, hạn ghi đến hết ngày {date_vn(self.last_day)}"


def board_of(unit: Unit, asked: Period | None = None) -> Board:
    """The board of a unit, as known now: of the quarter that was asked for, else of the running one; of the one before
    while something of it is not done and can still be told in time. A constant number of statements."""
    calendar, terms, today = work_calendar(), known_terms(), clock.today()
    running = period_of("quarter", today)
    over = period_of("quarter", running.first - timedelta(days=1))
    first = min(min(one.first, terms.span_of(one.last.year).first) for one in (asked or over, over))
    told = told_of([unit.pk], clock.now(), calendar, first=first).answer()[unit.pk]

    def board(quarter: Period) -> Board:
        last_day = terms.last_day(quarter, calendar)
        days = days_of(terms, quarter)
        found = days.cells(list(_dues(quarter, today, terms.span_of(quarter.last.year))), told, calendar)
        rows = [_row(_ruled(cell, today), today) for cell in found]
        left = sum(row.key == quarter.key and row.standing is not Standing.DONE for row in rows)
        owes = left if quarter.last < today <= last_day and unit.valid_from <= quarter.first else 0
        return Board(quarter, rows, [], last_day, owes, over if quarter == running else running)

    shown = board(asked or over)
    if asked is None and not shown.left:
        shown = board(running)
    limited = days_of(terms, shown.quarter).limited(told, calendar).documents
    hamlets = hamlets_of(unit.pk)
    documents = [row for one in limited if (row := _document_row(one, today, hamlets)) is not None]
    return replace(shown, documents=sorted(documents, key=lambda row: (row.until, row.document.title)))


def _dues(quarter: Period, today: date, year: Span) -> Iterator[Due]:
    """What is asked for in a quarter, as far as it has come."""
    for one in catalogue().values():
        if one.holds_for(quarter.first, min(quarter.last, today)):
            yield _due(one, quarter, today, year)


def _due(item: Item, quarter: Period, today: date, year: Span) -> Due:
    """What is told late is said by the figure; the board shows what is there."""
    if item.period == "permanent":
        return Due(item, PERMANENT, NOW, year.first, today, clock.now(), accepted=True, on=today)
    if item.period == "year":
        return Due(
            item, str(year.last.year), f"năm {year.last.year}", year.first, year.last, clock.now(), accepted=True
        )
    return Due(item, quarter.key, quarter.label, quarter.first, quarter.last, clock.now(), accepted=True)


def _ruled(cell: Cell, today: date) -> Cell:
    """With what the rule of the item asks of its documents beside the days."""
    if not cell.met or not cell.documents:
        return cell
    lacking = period_rule(cell.due.item, [one.shown for one in cell.documents], today)
    return replace(cell, met=not lacking, why=lacking)


def _row(cell: Cell, today: date) -> BoardRow:
    due = cell.due
    return BoardRow(due.item, due.label, due.key, _standing(cell, today), _words(cell), len(cell.documents))


def _standing(cell: Cell, today: date) -> Standing:
    if cell.met:
        return Standing.DONE
    if cell.sample is not None or cell.due.on is not None:
        return Standing.LATE
    if any(one.limit >= today for one in cell.documents):
        return Standing.DUE
    if cell.documents or today > cell.due.last:
        return Standing.LATE
    return Standing.OPEN


def _words(cell: Cell) -> str:
    if cell.statement is not None:
        return f"báo không phát sinh ngày {date_vn(cell.statement.day)}"
    return cell.why or f"{len(cell.documents)} văn bản"


def _document_row(one: Document, today: date, hamlets: Collection[int]) -> DocumentRow | None:
    if one.public_at is None:
        standing = Standing.LATE if one.limit < today else Standing.DUE
        return DocumentRow(one, standing, "chưa công khai", one.limit)
    if one.ends_on is not None and today <= one.ends_on <= today + timedelta(days=ENDING_DAYS):
        return DocumentRow(one, Standing.ENDING, "hệ thống tự gỡ khi hết ngày", one.ends_on)
    ends = [shown.last for shown in one.shown if shown.last is not None and shown.last >= today]
    if ends and min(ends) <= today + timedelta(days=ENDING_DAYS):
        return DocumentRow(one, Standing.ENDING, "một hình thức sắp kết thúc", min(ends))
    return _untold_row(one, today, hamlets)


def _untold_row(one: Document, today: date, hamlets: Collection[int]) -> DocumentRow | None:
    """What heads of thôn, tổ dân phố were asked to announce and didn't confirm everywhere, while they are asked."""
    asked = one.public_on is not None and today <= one.public_on + timedelta(days=ANNOUNCED_DAYS)
    over = one.ends_on is not None and one.ends_on < today
    if not asked or over or not is_to_be_told(one.codes) or is_told_everywhere(one.shown, hamlets):
        return None
    words = f"đã báo {hamlets_told(one.shown, hamlets)}/{len(hamlets)} thôn, tổ dân phố"
    standing = Standing.LATE if one.limit < today else Standing.DUE
    return DocumentRow(one, standing, words if hamlets else "chưa gửi trưởng thôn, tổ trưởng tổ dân phố", one.limit)


# --- “Danh sách các nội dung đã công khai” (R5) ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A document that was made public, with the forms used."""

    face: Face
    record: Disclosure
    postings: Sequence[Posting]
    is_shown: bool

    @property
    def forms(self) -> str:
        """“niêm yết tại trụ sở, nhà văn hóa từ 02/03/2026 đến 01/04/2026; …”; of what is gone no place and no address,
        which would lead to it."""
        return "; ".join(forms_in_words(self.postings, places=self.is_shown))

    @property
    def number(self) -> str:
        """Number and sign of the document, while it is shown."""
        return self.record.number if self.is_shown else ""

    @property
    def gone(self) -> str:
        """That it was taken down, and on which day; empty while it is shown. Why stands on its page."""
        if self.is_shown:
            return ""
        return f"gỡ ngày {date_vn(self.face.gone_on)}" if self.face.gone_on else "hết thời gian niêm yết"


def posting_words(one: Posting, *, places: bool = True, dead: Mapping[str, date] | None = None) -> str:
    """A form with its days, and with its place; ``dead``: since when pages don't open, by their addresses."""
    spots = [SPOTS[spot] for spot in SPOTS if spot in one.spots] if places else []
    where = one.where if places else ""
    place = f" tại {', '.join(spots)}" if spots else f" ({where})" if where else ""
    until = f" đến {date_vn(one.last)}" if one.last else ""
    since = dead.get(where) if dead else None
    broken = f", liên kết không mở được từ {date_vn(since)}" if since else ""
    return f"{Form(one.form).label}{place} từ {date_vn(one.day)}{until}{broken}"


def forms_in_words(
    postings: Sequence[Posting], *, places: bool = True, dead: Mapping[str, date] | None = None
) -> list[str]:
    """Each form with its days, and what doesn't open any more; what heads of thôn, tổ dân phố told there as one: in
    how many, since when."""
    told = [one for one in postings if one.hamlet_id is not None]
    words = [posting_words(one, places=places, dead=dead) for one in postings if one.hamlet_id is None]
    if not told:
        return words
    number_of = len({one.hamlet_id for one in told})
    first = min(one.day for one in told)
    return [*words, f"{Form.BY_HEADS.label} tại {number_of} thôn, tổ dân phố từ {date_vn(first)}"]


def published_in(unit: Unit, quarter: Period) -> list[PublishedRow]:
    """What a unit made public in a quarter: shown first then, or in some form begun then. Two statements."""
    shown = Exists(Face.objects.shown().filter(pk=OuterRef("pk")))
    first, end = clock.end_of(quarter.first - timedelta(days=1)), clock.end_of(quarter.last)
    begun = Posting.objects.standing().between(quarter.first, quarter.last).filter(disclosure=OuterRef("disclosure"))
    in_quarter = Q(first_at__gte=first, first_at__lt=end) | Exists(begun)
    rows_of = Face.objects.filter(in_quarter, unit=unit).select_related("version").annotate(is_shown=shown)
    faces: list[Any] = list(rows_of.order_by("version__day", "pk"))
    postings = postings_by_disclosure([one.disclosure for one in faces])
    return [PublishedRow(one, one.version, postings.get(one.disclosure, []), one.is_shown) for one in faces]


def postings_by_disclosure(origins: Sequence[UUID]) -> Mapping[UUID, list[Posting]]:
    """The forms of some disclosures, that stand, by day. One statement."""
    found: dict[UUID, list[Posting]] = {}
    for one in Posting.objects.standing().filter(disclosure__in=origins).order_by("day", "pk"):
        found.setdefault(one.disclosure, []).append(one)
    return found


# --- “Danh mục thông tin phải được công khai” -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """An item with where, how, when and for how long it is public (Luật Tiếp cận thông tin, điểm g khoản 1 Điều
    19)."""

    item: Item

    @property
    def law(self) -> str:
        """The law by its name."""
        return LAWS[self.item.law]

    @property
    def forms(self) -> str:
        """How it is made public, and where."""
        spots: list[Spot] = [spot for spot in SPOTS if spot in self.item.places]
        told = ["trang thông tin điện tử"] if self.item.web else []
        told += [f"niêm yết tại {', '.join(SPOTS[spot] for spot in spots)}"] if spots else []
        told += ["truyền thanh"] if self.item.broadcast_days else []
        told += ["qua trưởng thôn, tổ trưởng tổ dân phố"] if self.item.hamlets else []
        return "; ".join(told)

    @property
    def when(self) -> str:
        """How often, and by when."""
        moment = CADENCES[self.item.period]
        return moment if self.item.period == "permanent" else f"{moment}, trong 05 ngày làm việc từ ngày văn bản"

    @property
    def how_long(self) -> str:
        """For how many days."""
        if self.item.posting_days:
            return f"niêm yết ít nhất {self.item.posting_days} ngày liên tục"
        return "thường xuyên" if self.item.period == "permanent" else "theo thời gian niêm yết ghi ở từng văn bản"


def catalogue_rows(today: date) -> list[CatalogueRow]:
    """The items that are asked for on a day."""
    return [CatalogueRow(one) for one in catalogue().values() if one.holds_for(today, today)]
