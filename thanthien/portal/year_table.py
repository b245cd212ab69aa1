"""The results of a year as one line for each unit: level, sums, and the points of every criterion side by side.

Read from the sealed decisions alone, as the other files of the year; what a seal does not say is in no column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import DAY, decimal, share
from thanthien.criteria.rules import SetDefinition
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.public import SealRow, seal_bodies
from thanthien.portal.open_data import file_name
from thanthien.units.enums import UnitKind


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's last sealed decision. ``groups``, ``criteria``: points by code, of a criterion those concluded; None
    where it does not apply or was not scored."""

    row: SealRow
    document: dict[str, Any]
    groups: Mapping[str, Decimal | None]
    criteria: Mapping[str, Decimal | None]

    @property
    def unit(self) -> dict[str, Any]:
        return dict(self.document["unit"])

    @property
    def total(self) -> dict[str, Any]:
        """Sums of the whole; empty where nothing was ever submitted."""
        return self.document["total"] or {}

    @property
    def share(self) -> Fraction | None:
        """Part reached of the applicable maximum."""
        points, most = _number(self.total.get("points")), _number(self.total.get("maximum"))
        return Fraction(points) / Fraction(most) if points is not None and most else None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _line(row: SealRow, body: str) -> UnitLine:
    document = json.loads(body)
    groups = (document["total"] or {}).get("groups", ())
    return UnitLine(
        row,
        document,
        {one["code"]: _number(one["points"]) for one in groups},
        {one["code"]: _number(one["concluded"]["points"]) for one in document["indicators"]},
    )


def year_table(cycle: Cycle, rows: list[SealRow]) -> Table[UnitLine]:
    """One line for each unit with a published result, in the order of codes; documents are read some at a time."""
    definition = cycle.criteria_set.parsed()
    return Table(
        name="cac-don-vi",
        file=file_name(cycle, "tung-don-vi").replace(".", "-"),
        caption=f"{cycle.title}: mỗi đơn vị một dòng",
        noun="đơn vị",
        rows=list({row.unit_code: row for row in rows}.values()),
        prepare=lambda members: [_line(row, body) for row, body in seal_bodies(members)],
        columns=[*_of_unit(definition), *_points(definition), *_of_decision()],
        order_label="Theo mã đơn vị",
    )


def _of_unit(definition: SetDefinition) -> list[Column[UnitLine]]:
    names = definition.level_names
    return [
        Column("ma", "Mã đơn vị", lambda line: line.row.unit_code),
        Column("ten", "Đơn vị", lambda line: line.unit["name"]),
        Column("loai", "Loại đơn vị", lambda line: UnitKind(line.unit["kind"]).title),
        Column("muc", "Mức độ hiện nay", lambda line: names.name(line.row.level)),
        Column("tinh-duoc", "Mức độ tính được", lambda line: _level(names, line, "computed")),
        Column("de-nghi", "Mức độ đề nghị", lambda line: _level(names, line, "proposed")),
        Column("diem", "Tổng điểm", lambda line: _number(line.total.get("points")), decimal(2)),
        Column("toi-da", "Điểm tối đa áp dụng", lambda line: _number(line.total.get("maximum")), decimal(2)),
        Column("ty-le", "Tỷ lệ", lambda line: line.share, share()),
    ]


def _level(names: LevelNames, line: UnitLine, which: str) -> str:
    level = line.document["level"][which]
    return "" if level is None else names.name(level)


def _points(definition: SetDefinition) -> list[Column[UnitLine]]:
    """Of each group its sum, then of each criterion the points concluded."""
    groups = [_group(one.code, one.title) for one in definition.groups]
    return [*groups, *(_criterion(one.code, one.label) for one in definition.indicators())]


def _group(code: str, title: str) -> Column[UnitLine]:
    return Column(f"nhom-{code}", f"Nhóm {code}. {title}", lambda line: line.groups.get(code), decimal(2))


def _criterion(code: str, label: str) -> Column[UnitLine]:
    return Column(f"tc-{code}", f"{code} {label}", lambda line: line.criteria.get(code), decimal(2))


def _of_decision() -> list[Column[UnitLine]]:
    return [
        Column("quyet-dinh", "Quyết định số", lambda line: line.document["decision"]["number"]),
        Column("ngay", "Ngày ký", lambda line: date.fromisoformat(line.document["decision"]["signed_on"]), DAY),
        Column("niem-phong", "Số niêm phong", lambda line: line.row.number),
        Column("sha256", "SHA-256", lambda line: line.row.sha256),
    ]
