"""The library of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html

from thanthien.accounts.models import User
from thanthien.core.components.basics import status_tag
from thanthien.core.formats import file_size
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.forms import LibraryFilterForm
from thanthien.evidence.models import Document
from thanthien.evidence.queries import library
from thanthien.evidence.usages import usages_of
from thanthien.units.models import Unit


class LibraryLine(NamedTuple):
    """A document and the number of places that use it."""

    document: Document
    uses: int


def library_table(user: User, unit: Unit, form: LibraryFilterForm, *, retired: bool) -> Table[LibraryLine]:
    """The documents of the unit that the person may see, newest first."""
    wanted = form.wanted(retired=retired)

    def lines(documents: Sequence[Document]) -> list[LibraryLine]:
        used = usages_of(user, [document.pk for document in documents])
        return [LibraryLine(document, len(used.get(document.pk, ()))) for document in documents]

    return Table(
        name="minh-chung",
        file="minh-chung-thoi-dung" if retired else "",
        caption=f"Minh chứng {'đã ngừng sử dụng' if retired else 'đang dùng'} của {unit.name_in_sentence}",
        noun="minh chứng",
        rows=library(user, unit, wanted),
        prepare=lines,
        columns=_COLUMNS,
        link=lambda line: reverse("evidence:document", args=[line.document.key]),
        filters=form,
        words=wanted.text,
        order_label="Mới nhất trước",
        empty=_NONE_RETIRED if retired else _NONE,
    )


_NONE_RETIRED = Empty("Chưa có minh chứng nào ngừng sử dụng")
_NONE = Empty(
    "Kho chưa có minh chứng",
    "Tải tệp lên, thêm đường dẫn hoặc ghi chép ở trên. Minh chứng thêm khi tự chấm cũng nằm ở đây.",
)


def access_tag(document: Document) -> str:
    """Who sees a document, as a tag."""
    words = document.get_access_class_display()
    if document.is_restricted:
        return status_tag(words, "warn", "lock")
    if document.access_class == AccessClass.UNIT:
        return status_tag(words, "plain", "home")
    return status_tag(words, "info", "eye")


def _size(document: Document) -> int | None:
    return document.latest.size if document.latest else None


def _origin(line: LibraryLine) -> str | None:
    latest = line.document.latest
    return latest.get_origin_display() if latest else None


def _kind(document: Document) -> str:
    latest = document.latest
    return latest.file_kind.code.upper() if latest else document.get_kind_display()


def _kind_cell(document: Document) -> str:
    latest = document.latest
    if not latest:
        return _kind(document)
    words, size = latest.get_origin_display(), file_size(latest.size)
    return format_html('{} · <span class="num">{}</span><br><span class="soft">{}</span>', _kind(document), size, words)


_COLUMNS: list[Column[LibraryLine]] = [
    Column(
        "ten", "Minh chứng", lambda line: line.document.title, order="folded", phone=Phone.TITLE, wraps=True, width=60
    ),
    Column(
        "loai",
        "Loại",
        lambda line: _kind(line.document),
        cell=lambda line: _kind_cell(line.document),
        order="kind",
        extras=(
            Extra("Dung lượng (byte)", lambda line: _size(line.document), WHOLE),
            Extra("Nguồn tệp", _origin),
        ),
    ),
    Column(
        "pham-vi",
        "Phạm vi xem",
        lambda line: line.document.get_access_class_display(),
        cell=lambda line: access_tag(line.document),
        order="access_class",
    ),
    Column("co-quan", "Cơ quan nhập", lambda line: str(line.document.owner_agency), phone=Phone.WHOLE, wraps=True),
    Column("ngay", "Ngày nhập", lambda line: line.document.created_at, DAY, order="created_at"),
    Column("noi-dung", "Nơi dùng", lambda line: line.uses or "chưa dùng", WHOLE),
]
