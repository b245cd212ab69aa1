"""How the appraisal grid is narrowed and sorted: by what the body still has to do, and by what records say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from thanthien.criteria.rules import Indicator
from thanthien.evaluations.queries.grid_figures import Claim, RowFigures
from thanthien.measures.registry import find
from thanthien.units.queries import Named, meant_by_other_names, rank_units


class Seen(Protocol):
    """What narrows and sorts a grid: a row, or a mark that stands for one."""

    @property
    def unit(self) -> Named: ...
    @property
    def unscored(self) -> bool: ...
    @property
    def differs(self) -> bool: ...
    @property
    def difference(self) -> Decimal | None: ...
    @property
    def to_check(self) -> bool: ...
    @property
    def open_requests(self) -> int: ...
    @property
    def writable(self) -> bool: ...
    @property
    def apart(self) -> bool: ...
    @property
    def apart_by(self) -> Decimal: ...
    @property
    def figures(self) -> RowFigures: ...
    @property
    def answer(self) -> Claim: ...


S = TypeVar("S", bound=Seen)


@dataclass(frozen=True, slots=True)
class View:
    """How the grid is narrowed and sorted."""

    words: str = ""
    only: str = ""
    order: str = ""


ONLY: dict[str, tuple[str, Callable[[Seen], bool]]] = {
    "": ("Tất cả", lambda row: True),
    "chua-cham": ("Chưa chấm", lambda row: row.unscored),
    "lech": ("Khác tự chấm", lambda row: row.differs),
    "thuc-te": ("Kiểm tra thực tế", lambda row: row.to_check),
    "bo-sung": ("Chờ bổ sung", lambda row: bool(row.open_requests)),
}
# Of indicators that the platform computes.
ONLY_BY_FIGURES: dict[str, tuple[str, Callable[[Seen], bool]]] = {
    "khac-he-thong": ("Khác số liệu hệ thống", lambda row: row.apart),
    "khac-chot": ("Số liệu ngày chốt khác niêm yết", lambda row: row.figures.differs),
    "qua-han": ("Có bản ghi quá hạn", lambda row: bool(row.figures.timeliness.late)),
    "ghi-don": ("Ghi dồn nhiều bản ghi", lambda row: row.figures.timeliness.is_mass),
    "trai-ban-ghi": ("Khai không phát sinh, có bản ghi", lambda row: bool(row.figures.against(row.answer))),
}


def filters_of(definition: Indicator) -> dict[str, tuple[str, Callable[[Seen], bool]]]:
    """By what the grid of an indicator can be narrowed."""
    return ONLY | ONLY_BY_FIGURES if find(definition.measure or "") else ONLY


def _locked(row: Seen) -> bool:
    return not row.writable


def _apart(row: Seen) -> tuple[bool | Decimal, ...]:
    """What is still to be judged and differs from the platform's figure comes first, most points first."""
    waits = row.apart and row.unscored
    return (not waits, -row.apart_by if waits else Decimal(0))


ORDERS: dict[str, tuple[str, Callable[[Seen], tuple[bool | Decimal, ...]]]] = {
    "": (
        "Chênh lệch trước",
        lambda row: (_locked(row), *_apart(row), -abs(row.difference or Decimal(0)), not row.differs, row.unscored),
    ),
    "chua-cham": ("Chưa chấm trước", lambda row: (not row.unscored,)),
    "ten": ("Theo tên A–Z", lambda row: ()),
}


def narrowed(rows: Sequence[S], view: View) -> list[S]:
    """The rows as the person wants them; the given order (Vietnamese alphabet) breaks ties. One statement where words
    were typed, else none."""
    filters = ONLY | ONLY_BY_FIGURES
    keep = filters.get(view.only, filters[""])[1]
    found = [row for row in rows if keep(row)]
    if view.words:
        by_unit = {row.unit: row for row in found}
        return [by_unit[unit] for unit in rank_units(by_unit, view.words, meant_by_other_names(view.words))]
    return sorted(found, key=ORDERS.get(view.order, ORDERS[""])[1])
