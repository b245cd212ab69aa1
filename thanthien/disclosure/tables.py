"""Lists of the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Subquery, Value, When

from thanthien.accounts.models import User
from thanthien.core.addresses import addresses_of
from thanthien.core.calendar import WorkCalendar
from thanthien.core.codes import parted
from thanthien.core.formats import NOTHING
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.templatetags.thanthien import highlight
from thanthien.core.workbooks.cells import DAY, MOMENT, WHOLE
from thanthien.disclosure.asked import stands_in_words, with_hearing
from thanthien.disclosure.board import BoardRow, CatalogueRow, DocumentRow, PublishedRow
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.enums import Act
from thanthien.disclosure.file_texts import MOST_OF_RARE, Found, FoundFace, with_excerpts
from thanthien.disclosure.forms import BoardFilter, QuarterFilter, SearchFilter
from thanthien.disclosure.items import LAWS, in_order
from thanthien.disclosure.kinds import INFORMATION
from thanthien.disclosure.models import Disclosure, DisclosureFile, Face, Step
from thanthien.disclosure.queries import stage_by
from thanthien.records.later import AnsweredFilter, open_to_answer
from thanthien.records.models import Record
from thanthien.records.tables import record_table

# The two lists of the law are read and printed whole.
_WHOLE = 1000


def with_stage(table: Table[Any]) -> Table[Any]:
    """The register with where each disclosure stands."""
    rows: Any = table.rows
    checks = Step.objects.filter(version=OuterRef("pk"), act=Act.CHECK).order_by("-at").values("at")[:1]
    shown = Step.objects.filter(version=OuterRef("pk"), act=Act.PUBLISH).order_by("at").values("at")[:1]
    newer = DisclosureFile.objects.there().filter(disclosure=OuterRef("origin"), added_at__gt=OuterRef("checked_at"))
    faces = Face.objects.filter(disclosure=OuterRef("origin"))
    rows = rows.annotate(checked_at=Subquery(checks)).annotate(
        is_checked=Case(When(checked_at__isnull=True, then=Value(False)), default=~Exists(newer)),
        face_version=Subquery(faces.values("version_id")[:1]),
        face_gone=Subquery(faces.values("gone_at")[:1]),
        shown_at=Subquery(shown),
    )
    first, *others = table.columns
    state: Any = others.pop()  # that of the record: the last one of every register
    told: Column[Any] = replace(state, value=lambda row: stage_in_words(row) or state.value(row))
    # What a figure is counted again from: since when everybody saw this version, and whose version it is.
    shown_at: Column[Any] = Column(
        "luc-cong-khai", "Công khai bản này lúc", lambda row: row.shown_at, MOMENT, phone=Phone.MORE, roomy=True,
        on_paper=False,
    )  # fmt: skip
    return replace(table, rows=rows, columns=[first, told, *others, shown_at, _mark(lambda row: row.origin)])


def _mark(origin: Callable[[Any], UUID]) -> Column[Any]:
    """By what versions of one document, and its forms, find each other in files."""
    return Column(
        "van-ban", "Mã văn bản", lambda row: origin(row).hex[:12], phone=Phone.MORE, roomy=True, on_paper=False
    )


def stage_in_words(row: Any) -> str:
    """Where a row of the register stands, as one state with that of its record; of a version that no longer stands,
    nothing."""
    if not row.stands:
        return ""
    stage = stage_by(row.pk, row.face_version, checked=row.is_checked, gone=row.face_gone is not None)
    return str(stage.label)


def with_disclosure(table: Table[Any]) -> Table[Any]:
    """The list of forms with what each made public."""
    own = Disclosure.objects.filter(origin=OuterRef("disclosure"), ended_at__isnull=True)
    rows: Any = table.rows
    rows = rows.annotate(of=Subquery(own.values("title")[:1]))
    column: Column[Any] = Column("noi-dung", "Nội dung", lambda row: row.of or "đã hủy", wraps=True)
    first, *others = table.columns
    return replace(table, rows=rows, columns=[first, column, *others, _mark(lambda row: row.disclosure)])


def information_table(user: User, form: AnsweredFilter, calendar: WorkCalendar) -> Table[Record]:
    """Requests for information, each with how it stands."""
    table = record_table(INFORMATION, user, form, calendar)
    rows = open_to_answer(with_hearing(table.rows), "answered_on", str(form.read("tra_loi")))  # type: ignore[arg-type]
    column: Column[Any] = Column("han", "Thời hạn", lambda row: stands_in_words(row, calendar), wraps=True)
    return replace(table, rows=rows, columns=[*table.columns, column])


def board_table(rows: Sequence[BoardRow], form: BoardFilter) -> Table[BoardRow]:
    """Items in the period that is looked at."""
    law, standing = form.read("luat"), form.read("trang_thai")
    shown = [row for row in rows if law in ("", row.item.law) and standing in ("", row.standing.value)]
    return Table(
        name="theo-ky",
        file="theo-doi-cong-khai",
        caption="Nội dung phải công khai",
        noun="nội dung",
        rows=shown,
        columns=[
            Column("ma", "Mã", lambda row: row.item.code),
            Column("ten", "Nội dung", lambda row: row.item.title, phone=Phone.TITLE, wraps=True),
            Column("luat", "Quy định", lambda row: LAWS[row.item.law], wraps=True, roomy=True),
            Column("ky", "Kỳ", lambda row: row.period),
            Column("trang-thai", "Trạng thái", lambda row: row.standing.label, phone=Phone.BESIDE),
            Column("vi-sao", "Căn cứ", lambda row: row.words, wraps=True, phone=Phone.WHOLE),
            Column("van-ban", "Văn bản", lambda row: row.documents, WHOLE),
        ],
        filters=form,
        order_label="Theo thứ tự danh mục",
        page_size=_WHOLE,
        empty=Empty("Không có nội dung nào"),
    )


def document_table(rows: Sequence[DocumentRow]) -> Table[DocumentRow]:
    """Documents that want something done."""
    address = addresses_of("disclosures-record", int)
    return Table(
        name="van-ban",
        key="vb",
        file="van-ban-den-han",
        caption="Văn bản đến hạn, quá hạn, sắp hết thời gian",
        noun="văn bản",
        rows=rows,
        columns=[
            Column("ten", "Văn bản", lambda row: row.document.title, phone=Phone.TITLE, wraps=True),
            Column("ngay", "Ngày văn bản", lambda row: row.document.day, DAY),
            Column("trang-thai", "Trạng thái", lambda row: row.standing.label, phone=Phone.BESIDE),
            Column("viec", "Việc", lambda row: row.words, wraps=True),
            Column("han", "Hạn", lambda row: row.until, DAY),
        ],
        link=lambda row: address(row.document.id),
        order_label="Hạn gần nhất ở trên",
        empty=Empty("Không có văn bản nào chờ xử lý"),
    )


def published_table(rows: Sequence[PublishedRow], form: QuarterFilter, label: str) -> Table[PublishedRow]:
    """“Danh sách các nội dung đã công khai” of a quarter."""
    address = addresses_of("disclosure-document", UUID)
    return Table(
        name="danh-sach",
        file="danh-sach-noi-dung-da-cong-khai",
        caption=f"Danh sách các nội dung đã công khai {label}",
        noun="nội dung",
        rows=rows,
        columns=[
            Column("ten", "Nội dung", lambda row: row.record.title, phone=Phone.TITLE, wraps=True, width=50),
            Column("ma", "Mã nội dung", lambda row: row.record.items, wraps=True),
            Column("so", "Số, ký hiệu", lambda row: row.number or None, wraps=True),
            Column("ngay", "Ngày văn bản", lambda row: row.record.day, DAY),
            Column("co-quan", "Cơ quan ban hành", lambda row: row.record.issuer, wraps=True, roomy=True),
            Column("luc", "Công khai từ", lambda row: row.face.first_at, MOMENT),
            Column(
                "hinh-thuc", "Hình thức, nơi, thời gian", lambda row: row.forms, wraps=True, phone=Phone.WHOLE, width=60
            ),
            Column("go", "Đã gỡ", lambda row: row.gone or None, wraps=True),
        ],
        link=lambda row: address(row.face.disclosure),
        filters=form,
        order_label="Theo ngày văn bản",
        page_size=_WHOLE,
        empty=Empty("Không có nội dung nào được công khai trong quý này"),
    )


def catalogue_table(rows: Sequence[CatalogueRow]) -> Table[CatalogueRow]:
    """“Danh mục thông tin phải được công khai”."""
    return Table(
        name="danh-muc",
        file="danh-muc-thong-tin-phai-cong-khai",
        caption="Danh mục thông tin phải được công khai",
        noun="nội dung",
        rows=rows,
        columns=[
            Column("ma", "Mã", lambda row: row.item.code),
            Column("ten", "Nội dung", lambda row: row.item.title, phone=Phone.TITLE, wraps=True, width=60),
            Column("can-cu", "Căn cứ", lambda row: row.item.basis, wraps=True, roomy=True, width=40),
            Column("hinh-thuc", "Hình thức, địa chỉ", lambda row: row.forms, wraps=True, width=40),
            Column("thoi-diem", "Thời điểm", lambda row: row.when, wraps=True, width=30),
            Column("thoi-han", "Thời hạn", lambda row: row.how_long, wraps=True, width=30),
        ],
        order_label="Theo thứ tự danh mục",
        page_size=_WHOLE,
    )


def codes_of(version: Disclosure) -> str:
    """The codes of all items that a document satisfies."""
    return ", ".join(in_order(parted(version.items), catalogue()))


def _excerpt_column(words: str) -> Column[FoundFace]:
    """Where in a file the words stand that the document itself doesn't say."""

    def cell(row: FoundFace) -> str:
        return highlight(str(row.excerpt), words) if row.excerpt else NOTHING

    return Column(
        "tep", "Thấy trong tệp", lambda row: str(row.excerpt) if row.excerpt else None, cell=cell, wraps=True,
        phone=Phone.WHOLE, width=60,
    )  # fmt: skip


def search_table(found: Found, form: SearchFilter, words: str, rest: str) -> Table[FoundFace]:
    """What all units show. ``rest``: the folded words without a unit's name, of which the place in a file is told."""
    address = addresses_of("disclosure-document", UUID)
    return Table(
        name="cong-khai",
        file="noi-dung-cong-khai",
        caption="Nội dung các đơn vị công khai",
        noun="nội dung",
        rows=found.rows,
        columns=[
            Column("ten", "Nội dung", lambda row: row.face.version.title, phone=Phone.TITLE, wraps=True, width=60),
            *([_excerpt_column(rest)] if rest else []),
            Column("don-vi", "Đơn vị", lambda row: row.face.unit.name, order="unit__sort_key", wraps=True),
            Column("ma", "Mã nội dung", lambda row: codes_of(row.face.version), wraps=True, phone=Phone.MORE),
            Column("so", "Số, ký hiệu", lambda row: row.face.version.number, wraps=True),
            Column("ngay", "Ngày văn bản", lambda row: row.face.version.day, DAY, order="version__day"),
            Column("luc", "Công khai lúc", lambda row: row.face.published_at, MOMENT, order="published_at"),
        ],
        prepare=lambda faces: with_excerpts(faces, rest),
        link=lambda row: address(row.face.disclosure),
        filters=form,
        words=words,
        most_counted=MOST_OF_RARE,
        counted=found.counted,
        order_label="Công khai gần nhất ở trên",
        empty=Empty("Không tìm thấy nội dung nào" if form.narrows else "Chưa có nội dung nào được công khai"),
    )
