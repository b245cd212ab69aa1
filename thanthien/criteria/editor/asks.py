"""Fields of the forms of a draft, described by data, and what each kind of rule holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from thanthien.criteria.reader import MAX_TEXT
from thanthien.criteria.words import PERIODS

Pairs: TypeAlias = tuple[tuple[str, str], ...]


def to_choose(words: Mapping[str, str]) -> Pairs:
    """Codes with their words as choices of a field, each beginning with a capital."""
    return tuple((code, f"{told[:1].upper()}{told[1:]}") for code, told in words.items())


class Kind(Enum):
    """How a value is typed, and what becomes of it."""

    LINE = auto()
    LONG_LINE = auto()  # one line that needs the room of several
    TEXT = auto()
    LINES = auto()  # a list of texts, one a line
    NUMBER = auto()
    WHOLE = auto()
    SHARE = auto()  # a percentage, with its sign or without
    EITHER = auto()  # a percentage when it is typed with its sign, else a number
    BOUND = auto()  # a percentage where the value it bounds is one, else a number
    CHOICE = auto()
    FLAG = auto()
    MANY = auto()
    ROWS = auto()
    HIDDEN = auto()


@dataclass(frozen=True, slots=True)
class Ask:
    """One field. ``key``: where its value stands in the piece (``rule.from``); ``default``: what an absent one means.

    Of ``ROWS`` the ``columns`` are asked for in each row, and ``row`` is what one is called.
    """

    key: str
    label: str
    kind: Kind = Kind.LINE
    needed: bool = False
    hint: str = ""
    most: int = MAX_TEXT
    choices: Pairs = ()
    default: str | bool = ""
    columns: tuple[Ask, ...] = ()
    row: str = ""

    @property
    def name(self) -> str:
        """The field's name."""
        return self.key.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together under a heading."""

    title: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the fields choose from: code and name of each."""

    agencies: Pairs = ()
    measures: Pairs = ()
    indicators: Pairs = ()
    nodes: Pairs = ()
    levels: Pairs = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    weighted: bool = False


RULE_KINDS: Pairs = (
    ("pass_fail", "Đạt hoặc không đạt"),
    ("checklist", "Cộng điểm từng nội dung"),
    ("bands", "Theo các mốc"),
    ("linear", "Theo tỷ lệ, từ mức 0 điểm đến mức đủ điểm"),
    ("cadence", "Theo tỷ lệ số kỳ thực hiện (tuần, tháng …)"),
    ("per_unit", "Theo số lần, số trường hợp"),
    ("deduction", "Trừ điểm theo từng trường hợp"),
    ("choice", "Chọn một mức"),
)
BOUND = "Ghi tỷ lệ (ví dụ 95%) khi số liệu là tỷ lệ; nếu không, ghi số theo đơn vị tính."
_CODE = Ask("code", "Mã", Kind.HIDDEN)
_TITLE = Ask("title", "Tên", needed=True)
_POINTS = Ask("points", "Điểm", Kind.NUMBER, needed=True)

# What each kind of rule holds.
RULES: dict[str, tuple[Ask, ...]] = {
    "pass_fail": (),
    "checklist": (
        Ask(
            "rule.items", "Các nội dung", Kind.ROWS, needed=True, row="Nội dung",
            hint="Tổng điểm của các nội dung bằng điểm tối đa.",
            columns=(_CODE, _TITLE, Ask("weight", "Điểm", Kind.NUMBER, needed=True)),
        ),
    ),
    "bands": (
        Ask(
            "rule.bands", "Các mốc", Kind.ROWS, needed=True, row="Mốc", hint=f"Xếp từ cao xuống thấp. {BOUND}",
            columns=(Ask("at_least", "Từ mức", Kind.BOUND, needed=True), _POINTS),
        ),
    ),
    "linear": (
        Ask("rule.from", "Mức 0 điểm", Kind.BOUND, needed=True, hint=BOUND),
        Ask("rule.to", "Mức đủ điểm", Kind.BOUND, needed=True, hint="Thấp hơn mức 0 điểm khi càng ít càng tốt."),
    ),
    "cadence": (
        Ask("rule.period", "Kỳ", Kind.CHOICE, needed=True, choices=to_choose(PERIODS), default="iso_week"),
        Ask("rule.at_least", "Số lần ít nhất trong mỗi kỳ", Kind.WHOLE, needed=True),
        Ask("rule.from", "Tỷ lệ số kỳ được 0 điểm", Kind.SHARE, needed=True),
        Ask("rule.to", "Tỷ lệ số kỳ được đủ điểm", Kind.SHARE, needed=True),
        Ask(
            "rule.coverage", "Tỷ lệ thôn, tổ dân phố phải báo cáo thì kỳ mới được tính", Kind.SHARE,
            hint="Để trống khi không quy định.",
        ),
    ),
    "per_unit": (Ask("rule.each", "Điểm mỗi trường hợp", Kind.NUMBER, needed=True),),
    "deduction": (
        Ask(
            "rule.severities", "Các trường hợp trừ điểm", Kind.ROWS, needed=True, row="Trường hợp",
            columns=(_CODE, _TITLE, Ask("points", "Điểm trừ", Kind.NUMBER, needed=True)),
        ),
    ),
    "choice": (
        Ask(
            "rule.options", "Các mức", Kind.ROWS, needed=True, row="Mức",
            hint="Mức cao nhất bằng điểm tối đa.",
            columns=(_CODE, _TITLE, _POINTS, Ask("description", "Mô tả", Kind.TEXT)),
        ),
    ),
}  # fmt: skip
