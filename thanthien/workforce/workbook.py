"""Workbooks of the staff: the roll brings names along, courses and commitments name people by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from thanthien.accounts.models import User
from thanthien.core.text import normalise
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Text
from thanthien.core.workbooks.packing import Given
from thanthien.records.actions import Entry
from thanthien.records.queries import readable
from thanthien.records.workbook import RecordImport
from thanthien.workforce.actions import NO_NAME, keep_names
from thanthien.workforce.models import NumbersField
from thanthien.workforce.names import TEXTS, named_in
from thanthien.workforce.numbers import in_order
from thanthien.workforce.queries import NAME_GONE, names_by_key, names_of

_OTHER_NAME = "Người mang số này đã có với họ tên khác. Cần đính chính trên trang của bản ghi."


class StaffImport(RecordImport):
    """The roll with names. A file with the mark of the city may speak for the civil-servant database."""

    hints = (
        *RecordImport.hints,
        "Họ tên chỉ người giữ sổ của đơn vị và cơ quan thường trực xem được. Vui lòng xóa tệp sau khi nhập.",
    )

    def workbook(self) -> Workbook:
        """One statement."""
        made = super().workbook()
        name = Column("name", "Họ và tên", Text(120), 28, note="Cần có khi thêm dòng mới.")
        return replace(made, columns=(*made.columns[:-1], name, made.columns[-1]))

    def check(self, check: Check, given: Given, by: Any) -> None:
        """One statement beside those of every workbook of records."""
        super().check(check, given, by)
        rows = [row for row in check.rows if not row.faults]
        kept = names_by_key({row.values["entry_key"] for row in rows})
        for row in rows:
            name = normalise(row.get("name") or "")
            if row.get("entry") and not name:
                row.fault("name", NO_NAME)
            elif not row.get("entry") and name and kept[row.values["entry_key"]] not in (name, NAME_GONE):
                row.fault("name", _OTHER_NAME)
            for field, sentence in named_in(name, {field: row.get(field) for field in TEXTS}).items():
                row.fault(field, sentence)

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Stores the new rows, each with its name."""
        told = super().act(check, given, by)
        new = [row for row in check.rows if row.values["entry"]]
        keep_names({row.values["entry"].key: normalise(row.values["name"]) for row in new})
        return told

    def stored_for(self, by: Any) -> Iterator[Record]:
        """The roll that the person reads, with the names that are kept. Three statements."""
        origins = readable(self.kind, by).standing().order_by().values_list("key", "origin")
        origin_of = {str(key): origin for key, origin in origins}
        names = names_of(set(origin_of.values()))
        for row in super().stored_for(by):
            yield {**row, "name": names.get(origin_of[row["key"]])}

    def _entry(self, row: Row, by: User, doubles: Counter[str]) -> Entry:
        entry = super()._entry(row, by, doubles)
        row.values["entry_key"] = entry.key
        return entry


class NumbersImport(RecordImport):
    """Rows that name people of the roll by their numbers, however these are parted."""

    hints = (*RecordImport.hints, "Người dự, người ký ghi bằng số thứ tự trong danh sách của đơn vị, ví dụ 1; 2; 5.")

    def _entry(self, row: Row, by: User, doubles: Counter[str]) -> Entry:
        for field in self.kind.own_fields:
            told = row.get(field.name)
            if isinstance(field, NumbersField) and told:
                row.values[field.name] = in_order(told)
        return super()._entry(row, by, doubles)
