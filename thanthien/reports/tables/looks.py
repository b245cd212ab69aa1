"""Who read personal data: a list of the looks, of the units that the reader answers for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import weekday_vn
from thanthien.core.private.models import Look, LookQuerySet
from thanthien.core.private.shelves import shelf_title
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.text import fold
from thanthien.core.workbooks.cells import MOMENT
from thanthien.reports.forms import LookForm
from thanthien.reports.permissions import sees_all_looks, units_of_looks
from thanthien.units.models import Unit
from thanthien.units.queries import units_meant

_SHOWN = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class LookLine:
    """A look with the name of the unit whose row it was."""

    look: Look
    unit: str


def look_table(user: User, form: LookForm) -> Table[LookLine]:
    """The looks of the last thirteen months, as the address narrows them, the latest first."""
    rows = Look.objects.since(clock.now() - _SHOWN).select_related("by").order_by("-at", "-pk")
    if not sees_all_looks(user):
        rows = rows.filter(place__in=units_of_looks(user))
    rows = _narrowed(rows, form)
    return Table(
        name="lan-xem",
        file="nhat-ky-xem-du-lieu-ca-nhan",
        caption="Các lần xem dữ liệu cá nhân",
        noun="lần xem",
        rows=rows,
        prepare=_with_units,
        filters=form,
        columns=_COLUMNS,
        under=lambda line: weekday_vn(line.look.at),
        order_label="Lần xem gần nhất ở trên",
        empty=Empty("Chưa có lần xem nào"),
    )


def _narrowed(rows: LookQuerySet, form: LookForm) -> LookQuerySet:
    if shelf := form.read("kho"):
        rows = rows.filter(shelf=shelf)
    for word in fold(form.read("nguoi")).split():
        rows = rows.filter(by__folded__contains=word)
    if "q" in form.fields and (words := form.read("q").strip()):
        rows = rows.filter(place__in=units_meant(words))
    if first := form.read("tu"):
        rows = rows.filter(at__gte=datetime.combine(first, time(), clock.ZONE))
    if last := form.read("den"):
        rows = rows.filter(at__lt=clock.end_of(last))
    return rows


def _with_units(looks: list[Look]) -> Sequence[LookLine]:
    units = Unit.objects.in_bulk({look.place for look in looks if look.place})
    return [LookLine(look, units[look.place].name if look.place in units else "") for look in looks]


_COLUMNS: Sequence[Column[LookLine]] = (
    Column("luc", "Xem lúc", lambda line: line.look.at, MOMENT, order="at"),
    Column(
        "nguoi", "Người xem", lambda line: line.look.by.full_name, order="by__sort_key", wraps=True, phone=Phone.TITLE
    ),
    Column("don-vi", "Đơn vị", lambda line: line.unit, wraps=True),
    Column("ban-ghi", "Bản ghi", lambda line: line.look.words),
    Column("noi-dung", "Đã xem", lambda line: line.look.what_for, wraps=True),
    Column("loai", "Loại dữ liệu", lambda line: shelf_title(line.look.shelf), wraps=True, roomy=True),
)
