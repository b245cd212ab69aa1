"""The lists of the place: units with their figures, agencies, thôn and tổ dân phố, names, what happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html

from thanthien.core.components.basics import button
from thanthien.core.formats import NOTHING, date_vn, number
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT, WHOLE, decimal
from thanthien.place.forms import ENDED, AgencyFilterForm, UnitFilterForm
from thanthien.place.queries import agencies_named, listed_units
from thanthien.units.enums import UnitChangeKind
from thanthien.units.models import Agency, AgencyChange, Hamlet, Unit, UnitChange, UnitName
from thanthien.units.queries import NameChange, changes_of, names_over_time
from thanthien.units.readiness import Readiness, UnitGaps

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


# --- What happened to a unit or an agency, and its names --------------------------------------------------------------

_NEWEST_FIRST = "Mới nhất trước"


def unit_changes_table(unit: Unit) -> Table[UnitChange]:
    """Mergers and names of a unit by document, the newest first; a merger may be taken back. One statement."""
    return Table(
        name="thay-doi",
        file=f"thay-doi-{unit.code}",
        caption="Sáp nhập, đổi tên, mới nhất trước",
        noun="thay đổi",
        rows=changes_of(unit).answer(),
        columns=_UNIT_CHANGES,
        order_label=_NEWEST_FIRST,
        empty=Empty("Chưa có sáp nhập hay đổi tên nào từ khi có đơn vị", icon="calendar"),
    )


def _taking_back(one: UnitChange) -> str:
    if one.kind != UnitChangeKind.MERGE:
        return ""
    markup = '<a href="{}">Bỏ ghi<span class="visually-hidden"> sáp nhập {}</span></a>'
    return format_html(markup, reverse("place-unit-change-back", args=[one.pk]), one.from_name)


_UNIT_CHANGES: list[Column[UnitChange] | Control[UnitChange]] = [
    Column("tu-ngay", "Ngày hiệu lực", lambda one: one.on, DAY, phone=Phone.BESIDE),
    Column("viec", "Việc", lambda one: one.get_kind_display(), phone=Phone.TITLE),
    Column("cu", "Đơn vị cũ", lambda one: one.from_name, cell=lambda one: _to_unit(one.from_unit, one.from_name)),
    Column("moi", "Đơn vị mới", lambda one: one.to_name, cell=lambda one: _to_unit(one.to_unit, one.to_name)),
    Column("van-ban", "Số văn bản", lambda one: one.document_number or NOTHING),
    Control("Ghi nhầm", _taking_back),
]


def _to_unit(unit: Unit, name: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse("place-unit", args=[unit.code]), name)


def other_names_table(request: HttpRequest, unit: Unit) -> Table[UnitName]:
    """Names by which people look for a unit; one that came with a document goes with it alone. One statement."""
    token = get_token(request)

    def removing(one: UnitName) -> str:
        if one.came_with_id:
            return "theo văn bản"
        return format_html(
            '<form method="post" action="{}" data-once><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
            "</form>",
            reverse("place-other-name-remove", args=[one.pk]), token, button(f"Bỏ tên “{one.name}”", kind="quiet"),
        )  # fmt: skip

    return Table(
        name="ten-khac",
        file=f"ten-khac-{unit.code}",
        caption=f"Tên khác của {unit.name}",
        noun="tên khác",
        rows=list(unit.other_names.select_related("came_with")),
        columns=[
            Column("ten", "Tên", lambda one: one.name, phone=Phone.TITLE),
            Column("ghi-chu", "Ghi chú", lambda one: one.note or None, phone=Phone.WHOLE),
            Control("Bỏ tên", removing),
        ],
        key="ten-khac",
        empty=Empty(
            "Chưa có tên khác",
            "Người dân có thể tìm bằng tên cũ hoặc tên quen gọi. Thêm những tên đó ở đây, hoặc nhập nhiều tên cùng lúc "
            "bằng tệp Excel ở trang “Đơn vị”.",
        ),
    )


def agency_changes_table(agency: Agency) -> Table[AgencyChange]:
    """What happened to an agency by document, the newest first. One statement."""
    return Table(
        name="thay-doi-co-quan",
        file=f"thay-doi-{agency.code}",
        caption="Thành lập, đổi tên, kết thúc, mới nhất trước",
        noun="thay đổi",
        rows=list(agency.changes.select_related("into").order_by("-on", "-pk")),
        columns=_AGENCY_CHANGES,
        order_label=_NEWEST_FIRST,
    )


def _into(one: AgencyChange) -> str:
    if one.into is None:
        return NOTHING
    return format_html('<a href="{}">{}</a>', reverse("place-agency", args=[one.into.code]), one.into.name)


def _document(one: AgencyChange) -> str:
    return f"{one.document_number} ngày {date_vn(one.signed_on)}" if one.signed_on else one.document_number


_AGENCY_CHANGES: list[Column[AgencyChange]] = [
    Column("tu-ngay", "Ngày hiệu lực", lambda one: one.on, DAY, phone=Phone.BESIDE),
    Column("viec", "Việc", lambda one: one.get_kind_display(), phone=Phone.TITLE),
    Column("ten", "Tên từ ngày đó", lambda one: one.name, phone=Phone.WHOLE, wraps=True),
    Column("van-ban", "Số văn bản", _document),
    Column("nhan", "Cơ quan tiếp nhận", lambda one: one.into.name if one.into else None, cell=_into, wraps=True),
]


def agency_names_table(agency: Agency) -> Table[NameChange]:
    """The names that an agency has had, the newest first. One statement."""
    return Table(
        name="ten-da-dung",
        file=f"ten-da-dung-{agency.code}",
        caption="Tên theo thời gian, mới nhất trước",
        noun="tên",
        rows=names_over_time(agency),
        columns=_NAMES,
        order_label=_NEWEST_FIRST,
        key="ten-da-dung",
    )


_NAMES: list[Column[NameChange]] = [
    Column("ten", "Tên", lambda one: one.name, phone=Phone.TITLE, wraps=True),
    Column("ten-ngan", "Tên ngắn", lambda one: one.label or None),
    Column("ghi-tu", "Ghi từ", lambda one: one.at, MOMENT),
]

# --- What is missing before a year -----------------------------------------------------------------------------------

_GAPS: list[Column[UnitGaps]] = [
    Column("ten", "Đơn vị", lambda one: one.unit.name, phone=Phone.TITLE),
    Column("ma", "Mã", lambda one: one.unit.code, phone=Phone.BESIDE),
    Column("so-ho", "Số hộ", lambda one: one.households_words, phone=Phone.WHOLE, width=36),
    Column("thon-to", "Thôn, tổ dân phố", lambda one: one.hamlets_words, phone=Phone.WHOLE, width=36),
    Column("khac", "Tài khoản", lambda one: "; ".join(one.others), phone=Phone.WHOLE, width=36),
]


def readiness_table(found: Readiness) -> Table[UnitGaps]:
    """The units that lack something for a year."""
    return Table(
        name="dia-ban-con-thieu",
        caption="Đơn vị còn thiếu số hộ, thôn, tổ dân phố, tài khoản",
        noun="đơn vị",
        rows=found.gaps,
        columns=_GAPS,
        empty=Empty("Không đơn vị nào còn thiếu", icon="check-circle"),
    )
