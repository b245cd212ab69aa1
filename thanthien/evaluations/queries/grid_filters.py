"""How the appraisal grid is narrowed and sorted: by what the body still has to do, and by what records say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.queries.grid import Row
from thanthien.measures.registry import find
from thanthien.units.queries import rank_units


@dataclass(frozen=True, slots=True)
class View:
    """How the grid is narrowed and sorted."""

    words: str = ""
    only: str = ""
    order: str = ""


ONLY: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "": ("Tất cả", lambda row: True),
    "chua-cham": ("Chưa chấm", lambda row: row.unscored),
    "lech": ("Khác tự chấm", lambda row: row.differs),
    "thuc-te": ("Kiểm tra thực tế", lambda row: row.to_check),
    "bo-sung": ("Chờ bổ sung", lambda row: bool(row.open_requests)),
}
# Of indicators that the platform computes.
ONLY_BY_FIGURES: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "khac-chot": ("Số liệu ngày chốt khác niêm yết", lambda row: bool(row.figures.cut_off)),
    "qua-han": ("Có bản ghi quá hạn", lambda row: bool(row.figures.timeliness.late)),
    "ghi-don": ("Ghi dồn nhiều bản ghi", lambda row: bool(row.figures.timeliness.together)),
    "trai-ban-ghi": ("Khai không phát sinh, có bản ghi", lambda row: bool(row.figures.against(row.answer))),
}


def filters_of(compiled: CompiledIndicator) -> dict[str, tuple[str, Callable[[Row], bool]]]:
    """By what the grid of an indicator can be narrowed."""
    return ONLY | ONLY_BY_FIGURES if find(compiled.definition.measure or "") else ONLY


def _locked(row: Row) -> bool:
    return not row.writable


ORDERS: dict[str, tuple[str, Callable[[Row], tuple[bool | Decimal, ...]]]] = {
    "": (
        "Chênh lệch trước",
        lambda row: (_locked(row), -abs(row.difference or Decimal(0)), not row.differs, row.unscored),
    ),
    "chua-cham": ("Chưa chấm trước", lambda row: (not row.unscored,)),
    "ten": ("Theo tên A–Z", lambda row: ()),
}


def narrowed(rows: Sequence[Row], view: View) -> list[Row]:
    """The rows as the person wants them; the given order (Vietnamese alphabet) breaks ties."""
    filters = ONLY | ONLY_BY_FIGURES
    keep = filters.get(view.only, filters[""])[1]
    found = [row for row in rows if keep(row)]
    if view.words:
        by_unit = {row.dossier.unit: row for row in found}
        return [by_unit[unit] for unit in rank_units(by_unit, view.words)]
    return sorted(found, key=ORDERS.get(view.order, ORDERS[""])[1])
