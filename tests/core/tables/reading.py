"""Reading a list back: from the page, from its CSV, from its Excel file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db.models import QuerySet, UniqueConstraint
from python_calamine import load_workbook


@dataclass
class PageList:
    """A list as a page shows it: the headings and, row by row, the words that are seen; ``told`` has also those that
    are hidden from eyes, and the parts of addresses."""

    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    told: list[set[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the texts of the lists of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lists: dict[str, PageList] = {}
        self._now: PageList | None = None
        self._part = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "section" and classes == ["list"]:
            self._now = self.lists.setdefault(given.get("id") or "", PageList())
        elif tag in ("thead", "tbody"):
            self._part = tag
        elif self._now is not None and self._part == "thead" and tag == "th":
            self._now.heads.append("")
        elif self._now is not None and self._part == "tbody" and tag == "tr" and "under" in classes:
            self._part = "heading"  # of the rows below it; no row of the list
        elif self._now is not None and self._part == "tbody" and tag == "tr":
            self._now.rows.append([])
            self._now.told.append(set())
        if self._now is not None and self._now.told:
            self._now.told[-1].update((given.get("href") or "").split("/"), (given.get("title") or "").split())
        if tag == "span" and (self._hidden or "visually-hidden" in classes):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("thead", "tbody"):
            self._part = ""
        elif tag == "section":
            self._now = None
        elif tag == "tr" and self._part == "heading":
            self._part = "tbody"
        if tag == "span" and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        words = data.split()
        if self._now is None or not words:
            return
        if self._part == "tbody":
            self._now.told[-1].update(words)
        if self._hidden:
            return
        if self._part == "thead":
            self._now.heads[-1] = " ".join(filter(None, [self._now.heads[-1], *words]))
        elif self._part == "tbody":
            self._now.rows[-1] += words


def lists_of(html: str) -> dict[str, PageList]:
    """The lists of a page by name."""
    reader = _Reader()
    reader.feed(html)
    return reader.lists


def csv_rows(file: Iterable[bytes]) -> list[list[str]]:
    """The rows of a CSV answer, headings first; without the byte order mark that it must have."""
    text = b"".join(file).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:])))


def excel_sheets(file: Iterable[bytes]) -> dict[str, list[list[Any]]]:
    """The sheets of an Excel file or answer by name, each cell as its type."""
    book = load_workbook(io.BytesIO(b"".join(file)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def may_tie(rows: Any) -> bool:
    """Whether the order of the rows leaves two of them alike, which change places from one look to the next: it holds
    neither the key nor all that is unique together."""
    if not isinstance(rows, QuerySet):
        return False
    given = rows.query.order_by or rows.model._meta.ordering
    keys = {getattr(getattr(one, "expression", one), "name", str(one)).removeprefix("-") for one in given}
    meta = rows.model._meta
    unique = [{"pk"}, {"id"}, *({field.name} for field in meta.fields if field.unique)]
    unique += [
        set(one.fields)
        for one in meta.constraints
        if isinstance(one, UniqueConstraint) and one.fields and one.condition is None
    ]
    return not any(some <= keys for some in unique)
