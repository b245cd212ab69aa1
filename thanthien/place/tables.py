"""The lists of the place: units with their figures, agencies, thôn and tổ dân phố of a unit."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from thanthien.core.formats import number
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE, decimal
from thanthien.place.forms import ENDED, AgencyFilterForm, UnitFilterForm
from thanthien.place.queries import agencies_named, listed_units
from thanthien.units.models import Agency, Hamlet, Unit

# --- Units ----------------------------------------------------------------------------------------------------------


def unit_table(form: UnitFilterForm) -> Table[Any]:
    """Today's units with their latest figures."""
    text = form.read("q")
    return Table(
        name="don-vi",
        caption="Đơn vị và số liệu gần nhất",
        noun="đơn vị",
        rows=listed_units(text, form.read("loai"), ended=form.read("con") == ENDED),
        columns=[*_UNITS, *([_ENDED] if form.read("con") else [])],
        link=lambda unit: reverse("place-unit", args=[unit.code]),
        filters=form,
        words=text,
        empty=Empty("Chưa có đơn vị nào"),
    )


def _hamlets(unit: Any) -> str:
    return number(unit.hamlets_count) if unit.hamlets_count else "chưa có"


_UNITS: list[Column[Any]] = [
    Column("ten", "Đơn vị", lambda unit: unit.name, order="sort_key", phone=Phone.TITLE),
    Column("ma", "Mã", lambda unit: unit.code, order="code", phone=Phone.BESIDE),
    Column("dien-tich", "Diện tích (km²)", lambda unit: unit.area_km2, decimal(2), order="area_km2"),
    Column("dan-so", "Dân số", lambda unit: unit.population, WHOLE, order="population"),
    Column("so-ho", "Số hộ", lambda unit: unit.households, WHOLE, order="households"),
    Column(
        "thon-to",
        "Thôn, tổ dân phố",
        lambda unit: unit.hamlets_count or "chưa có",
        WHOLE,
        cell=_hamlets,
        order="hamlets_count",
    ),
    Column("tinh-den", "Số liệu tính đến", lambda unit: unit.as_of, DAY, order="as_of"),
    Column("nguon", "Nguồn số liệu", lambda unit: unit.source, phone=Phone.WHOLE, clip=True, width=40),
    Column("dia-gioi", "Địa giới", lambda unit: "có" if unit.drawn else "chưa có", order="drawn"),
]
_ENDED: Column[Any] = Column("den-ngay", "Đến ngày", lambda row: row.valid_to, DAY, order="valid_to")

# --- Agencies -------------------------------------------------------------------------------------------------------


def agency_table(form: AgencyFilterForm) -> Table[Agency]:
    """Agencies of the city; those of the units when they are searched for."""
    text = form.read("q")
    return Table(
        name="co-quan",
        caption="Cơ quan",
        noun="cơ quan",
        rows=agencies_named(text, ended=form.read("con") == ENDED),
        columns=[*_AGENCIES, *([_ENDED] if form.read("con") else [])],
        link=lambda agency: reverse("place-agency", args=[agency.code]),
        filters=form,
        words=text,
        order_label="Theo thứ tự thường dùng",
        empty=Empty("Chưa có cơ quan nào"),
    )


_AGENCIES: list[Column[Agency]] = [
    Column("ten", "Tên", lambda agency: agency.name, order="sort_key", phone=Phone.TITLE, width=48),
    Column("ten-ngan", "Tên ngắn", lambda agency: agency.label or None, phone=Phone.WHOLE),
    Column("ma", "Mã", lambda agency: agency.code, order="code"),
    Column("loai", "Loại", lambda agency: agency.get_kind_display(), order="kind", phone=Phone.WHOLE, wraps=True),
    Column("tu-ngay", "Từ ngày", lambda agency: agency.valid_from, DAY, order="valid_from"),
]

# --- Hamlets of a unit ----------------------------------------------------------------------------------------------


def hamlet_table(unit: Unit) -> Table[Hamlet]:
    """The thôn and tổ dân phố of a unit today."""
    return Table(
        name="thon-to-dan-pho",
        file=f"thon-to-dan-pho-{unit.code}",
        caption=f"{unit.hamlets_label.capitalize()} hiện nay của {unit.name_in_sentence}",
        noun=unit.hamlets_label,
        rows=unit.hamlets.filter(valid_to=None).in_vietnamese_order(),
        columns=[_NAME, _KIND, _HOUSEHOLDS, _SINCE],
        empty=Empty(
            f"Chưa có danh sách {unit.hamlets_label}",
            "Danh sách được nhập từ tệp Excel.",
            reverse("place-hamlets"),
            f"Nhập {unit.hamlets_label}",
        ),
    )


def former_hamlet_table(unit: Unit) -> Table[Hamlet]:
    """Those that went into others or were dissolved."""
    return Table(
        name="da-ket-thuc",
        file=f"thon-to-dan-pho-da-ket-thuc-{unit.code}",
        caption=f"{unit.hamlets_label.capitalize()} đã sáp nhập, giải thể của {unit.name_in_sentence}",
        noun=f"{unit.hamlets_label} đã kết thúc",
        rows=unit.hamlets.exclude(valid_to=None).in_vietnamese_order(),
        columns=[_NAME, _KIND, _SINCE, _UNTIL],
        key="da-ket-thuc",
    )


_NAME: Column[Hamlet] = Column("ten", "Tên", lambda one: one.name, order="sort_key", phone=Phone.TITLE, width=32)
_KIND: Column[Hamlet] = Column("loai", "Loại", lambda one: one.get_kind_display(), order="kind", phone=Phone.BESIDE)
_HOUSEHOLDS: Column[Hamlet] = Column("so-ho", "Số hộ", lambda one: one.households, WHOLE, order="households")
_SINCE: Column[Hamlet] = Column("tu-ngay", "Từ ngày", lambda one: one.valid_from, DAY, order="valid_from")
_UNTIL: Column[Hamlet] = Column("den-ngay", "Đến ngày", lambda one: one.valid_to, DAY, order="valid_to")
