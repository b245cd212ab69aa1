"""The workbook of the fast day: an extract that the city marked later takes the place of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thanthien.core.formats import datetime_vn
from thanthien.core.workbooks.checking import Row
from thanthien.records.actions import Entry
from thanthien.records.workbook import RecordImport
from thanthien.service.enums import Origin
from thanthien.service.kinds import extracts_at
from thanthien.service.models import FastDay

_REPLACES = "thay số trích trước"


class DayImport(RecordImport):
    """Rows of an extract that stand already are replaced, by a file that was marked after they were imported."""

    def refuse_clashes(self, rows: Sequence[Row]) -> None:
        """One statement more for a file with extracts. A file marked before what stands was imported is refused: a unit
        that holds two files doesn't choose between them."""
        standing, others = extracts_at([_number(row.values["entry"]) for row in rows]), []
        for row in rows:
            entry: Entry = row.values["entry"]
            before = standing.pop(_place(entry), None) if _is_extract(entry) else None
            if before is None:
                others.append(row)
            elif entry.vouched_at is None or entry.vouched_at <= before.made_at:
                row.fault(
                    "day", f"Ngày này đã có số trích nhập lúc {datetime_vn(before.made_at)}, sau khi cấp tệp này."
                )
            else:
                row.told = _REPLACES
        super().refuse_clashes(others)


def _is_extract(entry: Entry) -> bool:
    return bool(entry.values["origin_of_numbers"] == Origin.SYSTEM)


def _place(entry: Entry) -> tuple[int, date, str]:
    return entry.unit.pk, entry.day, entry.values["procedure"]


def _number(entry: Entry) -> FastDay:
    return FastDay(unit=entry.unit, day=entry.day, **entry.values)
