"""Records as a list, for people who read them: on the page, in its files, and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.db.models import Case, F, When

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.addresses import addresses_of
from thanthien.core.calendar import WorkCalendar
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT, WHOLE
from thanthien.measures.terms import Terms, known_terms
from thanthien.records.fields import list_column
from thanthien.records.forms import ENDED, LATE, STANDING, RecordFilter
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record, RecordQuerySet
from thanthien.records.queries import late_in_words, readable, with_photograph_count
from thanthien.records.timeliness import told_late

_PHOTOGRAPHS: Column[Any] = Column("anh", "Ảnh", lambda row: row.photograph_count, WHOLE)


def record_table(kind: RecordKind, user: User, form: RecordFilter, calendar: WorkCalendar) -> Table[Record]:
    """The records that the person reads, as the form narrows them, the latest day first."""
    terms = known_terms()
    rows = narrowed(kind, readable(kind, user), form, calendar, terms)
    address = addresses_of(f"{kind.route}-record", int)
    rows = _next_first(rows, kind.own_day) if kind.own_day else rows
    return Table(
        name="danh-sach",
        file=kind.file_name,
        caption=kind.title,
        noun=kind.one,
        rows=with_photograph_count(kind, rows) if kind.photographs else rows,
        columns=columns(kind, calendar, terms, several=form.several),
        link=lambda record: address(record.pk),
        filters=form,
        order_label="Ngày sắp tới ở trên" if kind.own_day else "Ngày gần nhất ở trên",
        empty=Empty(f"Chưa có {kind.one} nào"),
    )


def _next_first(rows: RecordQuerySet, day: str) -> RecordQuerySet:
    """Those of today and later, the next first; below them the others, the last first."""
    coming = Case(When(**{f"{day}__gte": clock.today()}, then=F(day)))
    return rows.order_by(coming.asc(nulls_last=True), f"-{day}", "-made_at", "-pk")


def narrowed(
    kind: RecordKind, rows: RecordQuerySet, form: RecordFilter, calendar: WorkCalendar, terms: Terms
) -> RecordQuerySet:
    """The records that answer the filter; its days are those by which the list goes. One statement more where it asks
    for those told late or in time, two for the unit."""
    by = kind.listed_by
    if first := form.read("tu"):
        rows = rows.filter(**{f"{by}__gte": first})
    if last := form.read("den"):
        rows = rows.filter(**{f"{by}__lte": last})
    rows = cast("RecordQuerySet", form.of_units(rows))
    if (state := form.read("trang_thai")) == ENDED:
        rows = rows.filter(ended_at__isnull=False)
    elif state == STANDING:
        rows = rows.standing()
    if wanted := kind.late_rule and form.read("han_ghi"):
        late = told_late(kind, rows, calendar, terms)
        rows = rows.filter(late if wanted == LATE else ~late)
    return rows


def columns(kind: RecordKind, calendar: WorkCalendar, terms: Terms, *, several: bool) -> list[Column[Record]]:
    """Day, place, the room's own fields, whose record it is, when it was told, whether it stands. Where the records
    have a day of their own, it comes first, and the day of the record later. ``several``: the reader has rows of
    several units, so each says its own on every screen."""
    day: Column[Record] = Column("ngay", kind.day_name, lambda row: row.day, DAY, order="day", phone=Phone.TITLE)
    first, *told_on = _days(kind, day)
    fields = [field for field in kind.own_fields if field.name != kind.own_day]
    return [
        first,
        Column("don-vi", "Đơn vị", lambda row: row.unit.name, order="unit__sort_key", wraps=True, roomy=not several),
        Column(
            "noi",
            "Thôn, tổ dân phố",
            lambda row: row.hamlet.name if row.hamlet else "toàn đơn vị",
            order="hamlet__sort_key",
            wraps=True,
        ),
        *(list_column(field, roomy=field.name in kind.roomy) for field in fields),
        *told_on,
        *([_PHOTOGRAPHS] if kind.photographs else []),
        Column("co-quan", "Cơ quan ghi", lambda row: row.agency.label or row.agency.name, wraps=True, roomy=True),
        Column(
            "nguoi", "Người ghi", lambda row: row.entered_by.full_name if row.entered_by else "", wraps=True, roomy=True
        ),
        _written(kind),
        Column("trang-thai", "Trạng thái", state_in_words(kind, calendar, terms), phone=Phone.BESIDE),
    ]


def _written(kind: RecordKind) -> Column[Record]:
    if kind.by_day:
        return Column("luc", "Ghi ngày", lambda row: row.made_at.astimezone(clock.ZONE).date(), DAY, order="made_at")
    return Column("luc", "Ghi lúc", lambda row: row.made_at, MOMENT, order="made_at")


def _days(kind: RecordKind, day: Column[Record]) -> list[Column[Record]]:
    """The day by which the list goes, and that of the record where it is another."""
    if not kind.own_day:
        return [day]
    own = next(field for field in kind.own_fields if field.name == kind.own_day)
    return [
        replace(list_column(own), order=kind.own_day, phone=Phone.TITLE),
        replace(day, phone=Phone.SHORT),
    ]


def state_in_words(kind: RecordKind, calendar: WorkCalendar, terms: Terms) -> Callable[[Record], str]:
    """Whether a record stands, or corrects another, and, where it can be late, was told in time; where several years
    hold its day, for which it is late."""

    def told(record: Record) -> str:
        mark = "bản đính chính" if record.version > 1 else ""
        if not record.stands:
            mark = "đã hủy" if record.end_reason else "đã đính chính"
        in_time = "đúng hạn" if kind.late_rule else ""
        words = [mark, late_in_words(kind, record, calendar, terms) or in_time]
        return ", ".join(word for word in words if word) or "đang có hiệu lực"

    return told
