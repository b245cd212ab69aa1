"""Invented content of the gallery page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.http import QueryDict

from thanthien.core.components.basics import Step, Tab, status_tag
from thanthien.core.components.boundaries import Feature
from thanthien.core.components.charts import Bar, LevelLine, Stage, Week
from thanthien.core.components.maps import Tile
from thanthien.core.day_field import DayField
from thanthien.core.levels import LevelNames
from thanthien.core.long_text import LongText
from thanthien.core.number_field import NumberField
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.tables.table import Table
from thanthien.core.text import matches, sort_key
from thanthien.core.workbooks.cells import DAY, WHOLE, decimal, share

WEEK_STATES = "dddnddmdddndddoodnddddlddmddddnddddnddmddmdddnff"
WEEK_NAMES = {"d": "done", "n": "none", "m": "missing", "o": "off", "l": "late", "f": "future"}
LEVELS = LevelNames(("Mức độ 1", "Mức độ 2", "Mức độ 3", "Mức độ 4"))
MANY_LEVELS = LevelNames(tuple(f"Bậc {number}" for number in range(1, 10)))
ROWS = ("..3444..", ".2233441", "11223344", ".0122x33", "..01x2..")


class SampleForm(forms.Form):
    """Fields of every kind."""

    weeks = NumberField(label="Số tuần có tiếp nhận", help_text="Đếm cả tuần báo “không phát sinh”.")
    held_on = DayField(label="Ngày tổ chức", required=False)
    kind = forms.ChoiceField(label="Loại đơn vị", choices=[("xa", "Xã"), ("phuong", "Phường"), ("dac_khu", "Đặc khu")])
    answer = forms.ChoiceField(
        label="Có thực hiện không?", choices=[("1", "Có"), ("0", "Không")], widget=forms.RadioSelect
    )
    explanation = LongText(label="Giải trình", required=False, max_length=2000, rows=3)
    agreed = forms.BooleanField(label="Tôi đã kiểm tra số liệu trên đây.")


def steps() -> list[Step]:
    """A dossier on its way."""
    return [
        Step("Đăng ký Mức độ 3", "done", "15/01/2026"),
        Step("Tự chấm điểm", "current", "28 / 33 tiêu chí"),
        Step("Niêm yết lấy ý kiến", "todo", "ít nhất 5 ngày"),
        Step("Bổ sung hồ sơ", "late", "hạn 20/11/2026"),
    ]


def tabs() -> list[Tab]:
    """Three tabs."""
    return [
        Tab("Tất cả", "?muc=tat-ca", current=True, count=114),
        Tab("Chưa chấm", "?muc=chua", count=61),
        Tab("Chênh lệch", "?muc=lech", count=8),
    ]


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the sample list."""

    name: str
    sent: bool
    day: date | None
    households: int
    points: Decimal | None
    ratio: float | None
    note: str


class RecordFilter(FilterForm):
    """The filter of the sample list."""

    q = forms.CharField(label="Đơn vị", required=False, max_length=100)
    da_gui = forms.ChoiceField(label="Trạng thái", required=False, choices=[ALL, ("1", "Đã gửi"), ("0", "Chưa gửi")])


RECORDS = [
    Record("Phường Trần Nhân Tông", True, date(2026, 12, 3), 12480, Decimal("83.25"), 0.8325, ""),
    Record("Xã Khúc Thừa Dụ", True, date(2026, 12, 15), 3720, Decimal(77), 0.77, "Nhóm 4 mới đạt 20%, cần 50%."),
    Record("Xã Gia Lộc", False, None, 5105, None, None, "Đã gia hạn đến 20/12/2026 vì bão số 9 làm hỏng kho sổ."),
]


def records(query: QueryDict) -> Table[Record]:
    """A list with a column of each kind, two rows a page."""
    form = RecordFilter(query)
    words, sent = form.read("q"), form.read("da_gui")
    found = [one for one in RECORDS if matches(words, one.name) and sent in ("", str(int(one.sent)))]
    return Table(
        name="danh-sach-mau",
        caption="Danh sách: dòng trên máy tính, thẻ trên điện thoại",
        noun="đơn vị",
        rows=found,
        columns=_RECORD_COLUMNS,
        link=lambda one: "#danh-sach-mau",
        filters=form,
        words=words,
        page_size=2,
    )


_RECORD_COLUMNS: list[Column[Record]] = [
    Column("ten", "Đơn vị", lambda one: one.name, order=lambda one: sort_key(one.name), phone=Phone.TITLE),
    Column(
        "trang-thai",
        "Trạng thái",
        lambda one: "Đã gửi" if one.sent else "Chưa gửi",
        cell=lambda one: status_tag("Đã gửi", "ok") if one.sent else status_tag("Chưa gửi"),
        phone=Phone.BESIDE,
    ),
    Column("ngay", "Ngày gửi", lambda one: one.day, DAY, order=lambda one: one.day),
    Column("so-ho", "Số hộ", lambda one: one.households, WHOLE, order=lambda one: one.households),
    Column("diem", "Điểm", lambda one: one.points, decimal(2), order=lambda one: one.points),
    Column("ty-le", "Tỷ lệ", lambda one: one.ratio, share(), phone=Phone.MORE),
    Column("ghi-chu", "Ghi chú", lambda one: one.note, phone=Phone.WHOLE, clip=True),
]


def bars() -> list[Bar]:
    """Four groups, one not scored yet."""
    return [
        Bar("Nhóm 1", Decimal("0.75")),
        Bar("Nhóm 2", Decimal("0.8")),
        Bar("Nhóm 3", Decimal("0.63")),
        Bar("Nhóm 4", None, "còn 6 tiêu chí"),
    ]


def level_lines() -> list[LevelLine]:
    """What the levels ask for in each group."""
    shares = ("0.5", "0.6", "0.7", "0.8")
    return [LevelLine((title,), Decimal(share)) for title, share in zip(LEVELS.titles, shares, strict=True)]


def weeks() -> list[Week]:
    """A year of weeks in every state."""
    return [Week(f"tuần {place}", WEEK_NAMES[mark]) for place, mark in enumerate(WEEK_STATES, start=1)]  # type: ignore[arg-type]


def stages() -> list[Stage]:
    """A funnel."""
    return [
        Stage("Đã đăng ký", 114, "?giai-doan=dang-ky"),
        Stage("Đã tự chấm", 92, "?giai-doan=tu-cham"),
        Stage("Đã niêm yết", 61),
        Stage("Đã gửi", 33),
        Stage("Đã thẩm định", 0),
    ]


def tiles() -> list[Tile]:
    """A small country of tiles with every level, no result, and an island."""
    found = [
        Tile(f"{row}{col}", col, row, f"A{chr(65 + col)}", level, f"Phường Mẫu {row}.{col}", f"#o-{row}-{col}")
        for row, line in enumerate(ROWS)
        for col, mark in enumerate(line)
        if mark != "."
        for level in [None if mark == "x" else int(mark)]
    ]
    return [*found, Tile("99", 11, 4, "ĐX", 2, "Đặc khu Đảo Xa", "#o-dao")]


def features() -> list[Feature]:
    """Six square units and an island far out."""
    near = [
        _square(f"v{place}", f"Xã Vuông {place}", level, 106.3 + place % 3 * 0.1, 20.8 + place // 3 * 0.1, 0.1)
        for place, level in enumerate((4, 3, 2, 1, 0, None))
    ]
    return [*near, _square("v9", "Đặc khu Đảo Xa", 2, 107.7, 20.1, 0.03)]


def _square(code: str, name: str, level: int | None, x: float, y: float, side: float) -> Feature:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return Feature(code, name, level, {"type": "Polygon", "coordinates": [ring]}, f"#o-{code}")
