"""A table: columns over a QuerySet, or over a sequence for the few lists that are none.

table = Table(
    name="nguoi-dung",
    caption="Người dùng và vai trò hiện nay",
    noun="người",
    rows=search_people(…),
    columns=PEOPLE,
    link=lambda person: reverse("accounts:person", args=[person.pk]),
    filters=form,
)
return table_page(request, "accounts/people.html", {}, table=table)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic

from django.db.models import F, QuerySet

from thanthien.core.tables.columns import Column, Control, OrderBy, Row
from thanthien.core.tables.filters import FilterForm
from thanthien.core.tables.leafing import MOST_COUNTED

PAGE_SIZE = 50
FRAME = frozenset({"noi-dung", "thong-bao", "thong-bao-nhanh"})  # anchors of `base.html`


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: why, and the next step."""

    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    icon: str = "list"


def _as_they_are(members: list[Any]) -> Sequence[Any]:
    return members


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A list as it is declared for one reader: ``rows`` holds only what this person may see.

    ``name`` is the anchor of the list on its page, and none of ``FRAME``, which a filter would replace; ``file`` the
    name of its files where that is another. ``prepare`` makes rows of some members of ``rows``: what stands beside them
    is read for all of them at once. ``key`` tells the second and further lists of a page apart in the address.
    ``under``: the heading under which a row stands (its day), as long as the list has its own order.
    ``words``: what was searched for; it is marked in titles. ``unfiltered``: what the address says of a list that is
    narrowed where nothing was asked, so that all of it is shown. ``counted``: how many rows there are, where
    that was found when they were looked for, so that nobody counts again; of more than ``most_counted`` one more.
    ``drawn_by``: all that cells show beside their rows, of a list whose rows are plain values: its drawing is kept by
    both (ADR 20).
    """

    name: str
    caption: str
    columns: Sequence[Column[Row] | Control[Row]]
    rows: QuerySet[Any] | Sequence[Any]
    noun: str = "dòng"
    prepare: Callable[[list[Any]], Sequence[Row]] = _as_they_are
    link: Callable[[Row], str] | None = None
    filters: FilterForm | None = None
    under: Callable[[Row], str] | None = None
    words: str = ""
    order_label: str = "Theo thứ tự bảng chữ cái"
    page_size: int = PAGE_SIZE
    most_counted: int = MOST_COUNTED
    counted: int | None = None
    empty: Empty = Empty("Danh sách chưa có dòng nào")
    file: str = ""
    key: str = ""
    unfiltered: str = ""
    drawn_by: Hashable = None

    def __post_init__(self) -> None:
        if self.name in FRAME:
            raise ValueError(f"{self.name} is an anchor of the frame of pages")

    @property
    def values(self) -> list[Column[Row]]:
        """The columns that hold values."""
        return [column for column in self.columns if isinstance(column, Column)]

    @property
    def count(self) -> int:
        """How many rows there are on all pages. One statement for a QuerySet."""
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    @property
    def narrows(self) -> bool:
        """Whether the reader narrowed the list."""
        return self.filters is not None and self.filters.narrows

    def param(self, name: str) -> str:
        """The name of a parameter of the address: of this list when a page has several."""
        return f"{name}-{self.key}" if self.key else name

    def sorted_by(self, order: str) -> Column[Row] | None:
        """The column of an order such as ``ten`` or ``-ten``; None for the list's own order."""
        wanted = order.removeprefix("-")
        return next((one for one in self.values if one.order is not None and one.key == wanted), None)

    def order_in_words(self, order: str) -> str:
        """An order as people call it."""
        column = self.sorted_by(order)
        if column is None:
            return self.order_label
        return f"{column.heading}, {'giảm dần' if order.startswith('-') else 'tăng dần'}"

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Every order with its words, its own first; empty when there is but one."""
        keys = [sign + column.key for column in self.values if column.order is not None for sign in ("", "-")]
        return [(key, self.order_in_words(key)) for key in ("", *keys)] if keys else []

    def members(self, order: str = "") -> QuerySet[Any] | Sequence[Any]:
        """The members in the order asked for; the list's own order decides among equals."""
        column, downwards = self.sorted_by(order), order.startswith("-")
        if isinstance(self.rows, QuerySet):
            return _in_database(self.rows, column.order if column else None, downwards=downwards)
        return _in_memory(self.rows, column.order, downwards=downwards) if column else self.rows

    def batches(self, order: str, size: int) -> Iterator[Sequence[Row]]:
        """All rows in their order, some at a time; never all of them in memory."""
        found = self.members(order)
        members = found.iterator(chunk_size=size) if isinstance(found, QuerySet) else iter(found)
        while batch := list(islice(members, size)):
            yield self.prepare(batch)


def _in_database(rows: QuerySet[Any], order: OrderBy | None, *, downwards: bool) -> QuerySet[Any]:
    own = rows.query.order_by
    if not own:
        raise ValueError("A list needs an order of its own, or its pages overlap.")
    if order is None:
        return rows
    by: Any = F(order) if isinstance(order, str) else order
    return rows.order_by(by.desc(nulls_last=True) if downwards else by.asc(nulls_last=True), *own)


def _in_memory(rows: Sequence[Any], order: Any, *, downwards: bool) -> list[Any]:
    keyed = [(order(row), row) for row in rows]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=downwards)
    return [row for _, row in known] + [row for key, row in keyed if key is None]
