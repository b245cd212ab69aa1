"""A table as an address asks for it: one page of its rows in an order, with the links to the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from thanthien.core.markup import put
from thanthien.core.tables.columns import Column, Control, Row
from thanthien.core.tables.drawing import draw, has_more
from thanthien.core.tables.leafing import Pages
from thanthien.core.tables.table import Table

ORDER, PAGE, FILE, WHICH = "xep", "trang", "tai", "bang"
_ORDER = '\n                  <option value="{}"{}>{}</option>\n                '
_CHOSEN = SafeString(" selected")


@dataclass(frozen=True, slots=True)
class Head:
    """One heading; ``url`` sorts by it (again: the other way round), ``sorted`` is its aria-sort."""

    text: str
    css: str = ""
    url: str = ""
    sorted: str = ""
    hidden: bool = False

    @property
    def arrow(self) -> str:
        """The icon of the present order."""
        return "up" if self.sorted == "ascending" else "down"


@dataclass(frozen=True, slots=True)
class ShownTable(Generic[Row]):
    """What the template of tables shows."""

    table: Table[Row]
    page: Page[Any]
    rows: Sequence[Row]
    order: str
    path: str
    query: QueryDict

    @property
    def count(self) -> int:
        """How many rows the filter finds, as far as they are counted."""
        return self.page.paginator.count

    @property
    def goes_on(self) -> bool:
        """Whether there are more than are counted."""
        pages = self.page.paginator
        return isinstance(pages, Pages) and pages.goes_on

    @property
    def body(self) -> SafeString:
        """The rows as markup."""
        return draw(self.table, self.rows, own_order=not self.order)

    @property
    def heads(self) -> list[Head]:
        """The headings from left to right."""
        made = [self._head(column) for column in self.table.columns]
        return [*made, Head("Chi tiết", "more-door", hidden=True)] if has_more(self.table) else made

    @property
    def nothing_found(self) -> str:
        """What is said where no row answers the filter."""
        return f"Không có {self.table.noun} phù hợp"

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """Names and values of the address that the filter form must carry on."""
        own = {self.table.param(name) for name in (ORDER, PAGE)} | {FILE, WHICH}
        asked = set(self.table.filters.fields) if self.table.filters else set()
        return ((name, value) for name, values in self.query.lists() if name not in own | asked for value in values)

    @property
    def fields(self) -> list[BoundField]:
        """Those of the filter: the first stands by itself, also on a phone, which keeps the others behind “Lọc
        thêm”."""
        return list(self.table.filters) if self.table.filters else []

    @property
    def order_options(self) -> SafeString:
        """Every order to choose from, as markup; empty when there is but one."""
        return SafeString(
            "".join(put(_ORDER, one, _CHOSEN if one == self.order else "", words) for one, words in self.table.orders)
        )

    @property
    def is_refined(self) -> bool:
        """Whether something behind “Lọc thêm” was chosen, so the address says it: then it stands open."""
        form = self.table.filters
        said = (bound.name for bound in self.fields[1:] if bound.html_name in self.query)
        chosen = form and any(form.read(name) for name in said)
        return bool(chosen or self.order)

    @property
    def clear_url(self) -> str:
        """The list without its filter."""
        names = list(self.table.filters.fields) if self.table.filters else []
        address = self._address(**dict.fromkeys([*names, self.table.param(PAGE)], ""))
        return f"{address}{'&' if '?' in address else '?'}{self.table.unfiltered}" if self.table.unfiltered else address

    @property
    def excel_url(self) -> str:
        """All rows of the filter as an Excel file."""
        return self._file("xlsx")

    @property
    def csv_url(self) -> str:
        """All rows of the filter as a CSV file."""
        return self._file("csv")

    @property
    def page_param(self) -> str:
        """The parameter of the address that turns pages."""
        return self.table.param(PAGE)

    @property
    def pages_label(self) -> str:
        """What the links to other pages are called."""
        return f"Trang của danh sách: {self.table.caption}"

    @property
    def order_param(self) -> str:
        """The parameter of the address that sorts."""
        return self.table.param(ORDER)

    def _file(self, ending: str) -> str:
        return self._address(**{self.table.param(PAGE): "", FILE: ending, WHICH: self.table.key})

    def _head(self, column: Column[Any] | Control[Any]) -> Head:
        if isinstance(column, Control):
            return Head(column.heading, hidden=True)
        if column.order is None:
            return Head(column.heading, column.head_css)
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.order, "")
        turned = f"-{column.key}" if now == "ascending" else column.key
        param = self.table.param
        return Head(column.heading, column.head_css, self._address(**{param(ORDER): turned, param(PAGE): ""}), now)

    def _address(self, **changes: str) -> str:
        """This address with some parameters changed; an empty value takes one away."""
        query = self.query.copy()
        for name in (FILE, WHICH):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"?{query.urlencode()}" if query else self.path


def wanted_order(table: Table[Any], query: QueryDict) -> str:
    """The order that the address asks for, where the table has it."""
    wanted = query.get(table.param(ORDER), "")
    return wanted if table.sorted_by(wanted) else ""


def shown(table: Table[Row], request: HttpRequest) -> ShownTable[Row]:
    """One page of the table. For a QuerySet two statements, and those of ``prepare``."""
    order = wanted_order(table, request.GET)
    pages = Pages(table.members(order), table.page_size, most=table.most_counted, counted=table.counted)
    page: Page[Any] = pages.get_page(request.GET.get(table.param(PAGE)))
    rows = table.prepare(list(page))
    return ShownTable(table, page, rows, order, request.path, request.GET)
