"""The workbook of a kind of record: new rows are entered, those that are stored already change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from thanthien.accounts.models import User
from thanthien.core.formats import number
from thanthien.core.text import fold, normalise
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Day, Text, shown
from thanthien.core.workbooks.packing import FROM_CITY, Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.records.actions import Entry, enter_all, faults_of_parts, problem_of, refused_beside
from thanthien.records.clashes import clashes
from thanthien.records.enums import Through
from thanthien.records.fields import workbook_column
from thanthien.records.kinds import RecordKind
from thanthien.records.queries import readable
from thanthien.units.models import Hamlet, Unit
from thanthien.units.unit_columns import compare_names, unit_columns

MOST_ROWS = 5000
_KEY_NOTE = "Để trống khi thêm dòng mới; dòng có mã là bản ghi đã có."
_OTHER = "Bản ghi này đã có với nội dung khác. Cần đính chính trên trang của bản ghi."
_WITHDRAWN = "Bản ghi này đã bị hủy; cần ghi lại thì ghi trên trang."
_NOT_FOUND = "Không có bản ghi mang mã này."


class RecordImport(WorkbookImport):
    """Records from a file. A file that is sent again stores nothing: each row has a key made of what it says."""

    exports = True
    hints: tuple[str, ...] = (
        "Mỗi dòng là một lần ghi; hai dòng giống hệt nhau là hai lần. Gửi lại tệp thì dòng đã nhập không nhập lần nữa.",
        "Nội dung đã ghi không sửa bằng tệp: đính chính trên trang của bản ghi, kèm lý do.",
    )

    def __init__(self, kind: RecordKind) -> None:
        self.kind = kind
        self.purpose = kind.key
        self.route = f"{kind.route}-import"
        self.title = f"Nhập từ Excel: {kind.title[:1].lower()}{kind.title[1:]}"
        self.crumb = (kind.title, kind.route)

    def workbook(self) -> Workbook:
        """One statement."""
        return Workbook(
            title="Danh sách",
            file_name=self.kind.file_name,
            most_rows=MOST_ROWS,
            columns=(
                *unit_columns(Unit.objects.in_vietnamese_order()),
                Column("hamlet", "Thôn, tổ dân phố", Text(120), 26, note="Để trống nếu ghi chung cho toàn đơn vị."),
                Column("day", "Ngày", Day(), 14, required=True),
                *(workbook_column(field) for field in self.kind.own_fields),
                Column("key", "Mã bản ghi", Text(36), 38, note=_KEY_NOTE),
            ),
        )

    def check(self, check: Check, given: Given, by: Any) -> None:
        """Two statements beside those of the person's roles, one for each unique constraint of the kind, and
        those of its own rule."""
        compare_names(check.rows)
        self.look_up(check.rows)
        through = Through.CITY_FILE if given.get(FROM_CITY) else Through.WORKBOOK
        stored = self._stored(check.rows, by)
        doubles: Counter[str] = Counter()
        said: dict[str, int] = {}
        new = 0
        for row in check.rows:
            if row.faults:
                self._refuse_parts(row)
                continue
            entry = replace(self._entry(row, by, doubles), through=through, vouched_at=given.get(FROM_CITY))
            record = stored.get(entry.key)
            if record is not None and _says_it_anew(record, entry):
                entry, record = replace(entry, key=uuid5(entry.key, str(entry.vouched_at))), None
            row.values["entry"] = None if record else entry
            if record is not None:
                row.told = "đã có, giữ nguyên"
                if record.end_reason:
                    row.fault("key", _WITHDRAWN)
                elif not self._same(record, entry):
                    row.fault("key", _OTHER)
            elif row.get("key"):
                row.fault("key", _NOT_FOUND)
            else:
                new += 1
                first = said.setdefault(repr((entry.unit.pk, entry.hamlet, entry.day, entry.values)), row.number)
                row.told = "ghi mới" if first == row.number else f"ghi mới, giống hệt dòng {first}"
                self._refuse(row, entry, by)
        self.refuse_clashes([row for row in check.rows if row.get("entry") and not row.faults])
        self._refuse_beside([row for row in check.rows if row.get("entry") and not row.faults], by)
        check.doubles("key", lambda row: row.get("key"))
        check.told.append(f"{number(new)} {self.kind.one} mới; {number(len(check.rows) - new)} dòng đã có.")
        if alike := new - len(said):
            check.told.append(
                f"{number(alike)} dòng giống hệt một dòng trước trong tệp. Nếu chỉ là một việc thì cần xóa dòng thừa "
                "rồi chọn lại tệp."
            )

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Stores the new rows."""
        entries = [row.values["entry"] for row in check.rows if row.values["entry"]]
        enter_all(self.kind, entries, by=by)
        kept = len(check.rows) - len(entries)
        return f"Đã nhập {number(len(entries))} {self.kind.one}; {number(kept)} dòng đã có từ trước."

    def rows_for(self, by: User) -> Iterator[Any]:
        """The records that the person reads and that stand, the latest first. One statement."""
        rows: Iterator[Any] = readable(self.kind, by).standing().iterator(chunk_size=1000)
        return rows

    def stored_for(self, by: Any) -> Iterator[Record]:
        """These as rows of the file. Two statements."""
        for record in self.rows_for(by):
            told = {name: getattr(record, name) for name in self.kind.fields}
            yield {
                "unit": record.unit,
                "unit_name": record.unit.name,
                "hamlet": record.hamlet.name if record.hamlet else None,
                "day": record.day,
                **{name: None if value == "" else value for name, value in told.items()},
                "key": str(record.key),
            }

    def look_up(self, rows: Sequence[Row]) -> None:
        """Find what rows name: the thôn, tổ dân phố that there was on the row's day. Two statements at most."""
        units = {row.values["unit"].pk for row in rows if row.get("unit")}
        known: dict[tuple[int, str], list[Hamlet]] = {}
        for hamlet in Hamlet.objects.filter(unit__in=units):
            known.setdefault((hamlet.unit_id, fold(hamlet.name)), []).append(hamlet)
        for row in rows:
            name, unit, day = row.get("hamlet"), row.get("unit"), row.get("day")
            if not (name and unit and day):
                continue
            found = [one for one in known.get((unit.pk, fold(name)), []) if _was_there(one, day)]
            if len(found) == 1:
                row.values["place"] = found[0]
            else:
                row.fault("hamlet", f"{unit.name} không có “{shown(name)}” vào ngày này.")

    def values_of(self, row: Row) -> dict[str, Any]:
        """What a row says of the record's own fields."""
        return {
            field.name: row.values.get(field.name, field.get_default() if field.has_default() else _nothing(field))
            for field in self.kind.own_fields
        }

    def _entry(self, row: Row, by: User, doubles: Counter[str]) -> Entry:
        values = self.values_of(row)
        unit, hamlet, day = row.values["unit"], row.get("place"), row.values["day"]
        said = repr((self.kind.key, by.pk, unit.code, hamlet and hamlet.pk, day, sorted(values.items())))
        doubles[said] += 1
        key = _uuid(row.get("key")) or uuid5(NAMESPACE_URL, f"{said}{doubles[said]}")
        return Entry(unit, day, values, hamlet, key)

    def _stored(self, rows: Iterable[Row], by: User) -> dict[UUID, Any]:
        """The records of the keys in the file that the person reads, and those that an earlier sending made."""
        doubles: Counter[str] = Counter()
        keys = [self._entry(row, by, doubles).key for row in rows if not row.faults]
        return {one.key: one for one in readable(self.kind, by).filter(key__in=keys)}

    def _same(self, record: Any, entry: Entry) -> bool:
        told = [(record.unit_id, record.hamlet_id, record.day), *(getattr(record, name) for name in entry.values)]
        typed = [(entry.unit.pk, entry.hamlet and entry.hamlet.pk, entry.day), *entry.values.values()]
        return [_plain(one) for one in told] == [_plain(one) for one in typed]

    def _refuse_parts(self, row: Row) -> None:
        """Say of a row of which a cell is wrong already what else is, so that it is mended once."""
        values = {name: row.values[name] for name in self.kind.fields if name in row.values}
        place, day = row.get("place"), row.get("day")
        faults = faults_of_parts(self.kind, day=day, values=values, unit=row.get("unit"), hamlet=place)
        for name, sentence in faults.items():
            row.fault(self.column_of(name), sentence)

    def _refuse(self, row: Row, entry: Entry, by: User) -> None:
        problem = problem_of(self.kind, entry, by=by)
        if problem is None:
            return
        named: dict[str, str] = getattr(problem, "errors", None) or {"unit": str(problem)}
        for name, sentence in named.items():
            row.fault(self.column_of(name), sentence)

    def refuse_clashes(self, rows: Sequence[Row]) -> None:
        """Say beside the row what the database would refuse when the file is confirmed."""
        found = clashes(self.kind, [row.values["entry"] for row in rows])
        for row in rows:
            if clash := found.get(row.values["entry"].key):
                name, sentence = clash
                row.fault(self.column_of(name), sentence)

    def _refuse_beside(self, rows: Sequence[Row], by: User) -> None:
        """Say beside the row what can't stand beside what is stored or told in another row."""
        refused = refused_beside(self.kind, [row.values["entry"] for row in rows], by=by)
        for row in rows:
            for name, sentence in refused.get(row.values["entry"].key, {}).items():
                row.fault(self.column_of(name), sentence)

    def column_of(self, name: str) -> str:
        """The column that shows what is wrong with a field of the record."""
        return name if name in (*self.kind.fields, "hamlet") else "day"


def _says_it_anew(record: Any, entry: Entry) -> bool:
    """Whether a file that the city marked later says again what was replaced meanwhile."""
    replaced = record.ended_at is not None and not record.end_reason
    return bool(replaced and entry.vouched_at is not None and entry.vouched_at > record.ended_at)


def _was_there(hamlet: Hamlet, day: Any) -> bool:
    return hamlet.valid_from <= day and (hamlet.valid_to is None or hamlet.valid_to >= day)


def _nothing(field: Any) -> Any:
    return None if field.null else ""


def _plain(value: Any) -> Any:
    """Texts as a cell holds them: one line."""
    return normalise(value) if isinstance(value, str) else value


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
