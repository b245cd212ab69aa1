"""The rows of a sheet, and what else was typed with it, as bytes and back. No Django."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from thanthien.core.workbooks.reading import Sheet, SheetRow

Given: TypeAlias = Mapping[str, Any]  # the other fields of the form: texts, numbers, days
FROM_CITY = "from_city"  # of what was given: when the city marked the file as an extract, as it was checked; else None

_TAG = "__"
_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A sheet and what was typed with it."""

    sheet: Sheet
    given: Given


def pack(sheet: Sheet, given: Given) -> bytes:
    """As bytes, about a tenth of the text."""
    rows = [[row.number, row.cells, list(row.flaws.items())] for row in sheet.rows]
    text = json.dumps([sheet.headings_at, rows, dict(given)], default=_tagged, ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpack(content: bytes) -> Packed:
    """The same again."""
    text = zlib.decompress(content).decode("utf-8", "surrogatepass")
    headings_at, rows, given = json.loads(text, object_hook=_untagged)
    return Packed(
        Sheet(headings_at, tuple(SheetRow(number, tuple(cells), dict(flaws)) for number, cells, flaws in rows)), given
    )


def pack_text(packed: Packed) -> str:
    """The same as text, which is what is encrypted."""
    return base64.b64encode(pack(packed.sheet, packed.given)).decode()


def unpack_text(text: str) -> Packed:
    """The same again."""
    return unpack(base64.b64decode(text))


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, timedelta):
        return {_TAG: "span", "of": value.total_seconds()}
    if isinstance(value, datetime | date | time):
        return {_TAG: type(value).__name__, "of": value.isoformat()}
    raise TypeError(f"A sheet holds no {type(value).__name__}.")


def _untagged(found: dict[str, Any]) -> Any:
    if _TAG not in found:
        return found
    if found[_TAG] == "span":
        return timedelta(seconds=found["of"])
    return _FROM_TEXT[found[_TAG]](found["of"])
