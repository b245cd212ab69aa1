"""The city's decisions on creative models as a workbook: a decision recognises models of many units, and its list lies
in an office before it is here. A row names a model by its unit and title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from thanthien.core.text import fold, normalise
from thanthien.core.workbooks.checking import Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Text
from thanthien.initiatives.models import Initiative, Recognition
from thanthien.records.workbook import RecordImport

_UNKNOWN = "Đơn vị không đăng ký mô hình nào mang tên này."


class RecognitionImport(RecordImport):
    """Recognitions from a file, each of a model that its unit registered."""

    hints = (
        "Mỗi dòng là một mô hình được công nhận; một quyết định công nhận nhiều mô hình thì ghi nhiều dòng.",
        "Tên mô hình ghi đúng như đơn vị đã đăng ký. Ngày là ngày ký quyết định.",
        *RecordImport.hints,
    )

    def workbook(self) -> Workbook:
        """The title of the model in the place of the thôn, tổ dân phố: a model is the whole unit's."""
        base = super().workbook()
        title = Column("title", "Mô hình", Text(120), 44, required=True)
        columns = tuple(title if column.name == "hamlet" else column for column in base.columns)
        return replace(base, columns=columns)

    def look_up(self, rows: Sequence[Row]) -> None:
        """Find the models that rows name; a stored row keeps its own, also once that is registered no more. Two
        statements."""
        units = {row.values["unit"].pk for row in rows if row.get("unit")}
        by_title = _by_title(units)
        own = _own([row.values["key"] for row in rows if row.get("key")])
        for row in rows:
            if not (row.get("unit") and row.get("title")):
                continue
            known = by_title.get((row.values["unit"].pk, fold(row.values["title"])), {})
            origin = own.get(str(row.get("key"))) or known.get(normalise(row.values["title"]))
            if origin is None and len(known) == 1:
                origin = next(iter(known.values()))
            if origin is None:
                row.fault("title", _UNKNOWN)
            row.values["initiative"] = origin

    def values_of(self, row: Row) -> dict[str, Any]:
        """The model beside the decision."""
        return super().values_of(row) | {"initiative": row.values["initiative"]}

    def column_of(self, name: str) -> str:
        """What is wrong with the model stands at its title."""
        return "title" if name in ("", "initiative") else super().column_of(name)

    def stored_for(self, by: Any) -> Iterator[Record]:
        """The same with the last title of each model. Three statements."""
        records = list(super().stored_for(by))
        told = dict(Recognition.objects.standing().values_list("key", "initiative"))
        titles = dict(
            Initiative.objects.filter(origin__in=told.values()).order_by("version").values_list("origin", "title")
        )
        for record in records:
            without = {name: value for name, value in record.items() if name != "hamlet"}
            yield {**without, "title": titles[told[UUID(str(record["key"]))]]}


def _by_title(units: set[int]) -> Mapping[tuple[int, str], dict[str, UUID]]:
    """The models of units that are registered, by unit and title without accents, then by the title itself."""
    found: dict[tuple[int, str], dict[str, UUID]] = defaultdict(dict)
    rows = Initiative.objects.standing().filter(unit__in=units).values_list("unit_id", "title", "origin")
    for unit, title, origin in rows:
        found[unit, fold(title)][normalise(title)] = origin
    return found


def _own(keys: Sequence[str]) -> dict[str, UUID]:
    """The model of each stored recognition, by the key that a file shows."""
    valid = [key for key in keys if _is_uuid(key)]
    rows = Recognition.objects.filter(key__in=valid).values_list("key", "initiative")
    return {str(key): initiative for key, initiative in rows}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
