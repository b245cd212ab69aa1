"""The workbook of thôn and tổ dân phố: for each unit in it, its whole list from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn, number
from thanthien.core.text import exact
from thanthien.core.workbooks.checking import Check, Effect, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Choice, Option, Text, Whole
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.place.forms import DatedWorkbookForm
from thanthien.units.actions import import_hamlets
from thanthien.units.enums import HamletKind
from thanthien.units.hamlets import HamletLine, HamletPlan, plan_hamlets
from thanthien.units.models import Hamlet, Unit
from thanthien.units.queries import hamlets_by_unit, search_units
from thanthien.units.unit_columns import compare_names, unit_columns

MOST_ROWS = 15_000  # a city has several thousand


def hamlets_workbook(units: Iterable[Unit]) -> Workbook:
    """The columns; a row without kind, name and number is left out."""
    kinds = Choice([Option(kind, str(kind.label)) for kind in HamletKind])
    return Workbook(
        title="Thôn, tổ dân phố",
        file_name="thon-to-dan-pho",
        most_rows=MOST_ROWS,
        columns=(
            *unit_columns(units),
            Column("kind", "Loại", kinds, 14, required=True, note="Xã có thôn, phường có tổ dân phố."),
            Column("name", "Tên thôn, tổ dân phố", Text(120), 36, required=True, example="Tổ dân phố số 1"),
            Column("households", "Số hộ", Whole(1), 12, example=120, note="Chưa biết thì để trống, không ghi 0."),
        ),
    )


class HamletsImport(WorkbookImport):
    """Lists of thôn and tổ dân phố; what a unit's list doesn't name ends the day before."""

    purpose = "place.hamlets"
    route = "place-hamlets"
    title = "Nhập thôn, tổ dân phố"
    crumb = ("Đơn vị", "place-units")
    template_hint = ": có sẵn mọi đơn vị và danh sách hiện có. Mỗi dòng một thôn hoặc tổ dân phố."
    hints = (
        "Với mỗi đơn vị có trong tệp, cần ghi đủ mọi thôn, tổ dân phố.",
        "Thôn, tổ dân phố không còn trong tệp kết thúc vào ngày liền trước và vẫn còn trong lịch sử.",
        "Đơn vị không có trong tệp được giữ nguyên; số hộ để trống không xóa số đã ghi.",
    )
    effects_about = "Đơn vị"
    effects_told = "Không còn trong tệp"
    form_class = DatedWorkbookForm
    prefilled = True

    def workbook(self) -> Workbook:
        """One statement."""
        return hamlets_workbook(search_units(""))

    def check(self, check: Check, given: Given, by: Any) -> None:
        """One statement, and none when a cell is wrong."""
        compare_names(check.rows)
        check.doubles("name", _unit_and_name)
        if check.wrong:
            return
        lists = _lists(check.rows)
        stored = hamlets_by_unit(unit.pk for unit in lists)
        kept: dict[HamletLine, Hamlet] = {}
        for unit, lines in lists.items():
            try:
                plan = _plan(unit, stored.get(unit.pk, []), lines, given["as_of"])
            except Refused as refusal:
                check.refused.append(f"{unit.name}: {refusal}")
            else:
                check.effects.append(_effect(unit, plan))
                kept |= {line: hamlet for hamlet, line in plan.kept}
        for row in check.rows:
            row.told = _told(kept.get(_line(row)), _line(row))
        check.told.append(
            f"{number(len(check.rows))} thôn, tổ dân phố của {number(len(lists))} đơn vị, "
            f"áp dụng từ {date_vn(given['as_of'])}."
        )

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Replaces the lists of the units in the file."""
        lines = [_line(row) for row in check.rows]
        count = import_hamlets(lines=lines, from_day=given["as_of"], by=by)
        return f"Đã nhập thôn, tổ dân phố của {number(count)} đơn vị."

    def stored(self) -> Iterator[Record]:
        """Today's thôn and tổ dân phố; a unit without any has one row to go on from. Two statements."""
        units = search_units("")
        known = hamlets_by_unit(unit.pk for unit in units)
        for unit in units:
            named = {"unit": unit, "unit_name": unit.name}
            own = [one for one in known.get(unit.pk, ()) if one.valid_to is None]
            yield from (
                named | {"kind": HamletKind(one.kind), "name": one.name, "households": one.households} for one in own
            )
            if not own:
                yield named


def _unit_and_name(row: Row) -> tuple[Unit, str] | None:
    return (row.get("unit"), exact(row.get("name"))) if row.get("unit") and row.get("name") else None


def _line(row: Row) -> HamletLine:
    return HamletLine(row.values["unit"].pk, row.values["kind"], row.values["name"], row.get("households"))


def _lists(rows: Iterable[Row]) -> dict[Unit, list[HamletLine]]:
    lists: dict[Unit, list[HamletLine]] = {}
    for row in rows:
        lists.setdefault(row.values["unit"], []).append(_line(row))
    return lists


def _plan(unit: Unit, stored: list[Hamlet], lines: list[HamletLine], day: date) -> HamletPlan:
    if day < unit.valid_from:
        raise Refused(f"đơn vị có từ ngày {date_vn(unit.valid_from)}; cần chọn ngày đó hoặc sau đó.")
    return plan_hamlets(stored, lines, day)


def _effect(unit: Unit, plan: HamletPlan) -> Effect:
    counts = {"Mới": len(plan.added), "Giữ": len(plan.kept), "Kết thúc": len(plan.gone)}
    return Effect(unit.name, counts, ", ".join(one.name for one in plan.gone))


def _told(known: Hamlet | None, line: HamletLine) -> str:
    """What becomes of what is stored, so that a change made after the dry run is seen."""
    if known is None:
        return "ghi mới"
    changes = []
    if known.name != line.name:
        changes.append(f"tên: {known.name} → {line.name}")
    if known.kind != line.kind:
        changes.append(f"loại: {known.get_kind_display()} → {HamletKind(line.kind).label}")
    if line.households not in (None, known.households):
        before = "chưa có" if known.households is None else number(known.households)
        changes.append(f"số hộ: {before} → {number(line.households)}")
    if known.valid_to is not None:
        changes.append("không kết thúc nữa")
    return "; ".join(changes) or "giữ nguyên"


hamlets_import = HamletsImport()
