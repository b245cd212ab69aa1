"""Cells of an Excel file whose value is not what someone wrote: formulas, and the errors they end in. No Django.

The reader gives of a formula what the last program worked out, or nothing; of an error it gives nothing. A figure that
nobody saw would be taken for one that was entered, and “#N/A” for “not known”.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from typing import IO, Any
from xml.parsers import expat

FORMULA = "Ô là công thức. Cần chép ô này rồi dán lại dạng giá trị."
ERROR = "Ô báo lỗi của Excel. Cần ghi lại giá trị."

Place = tuple[int, int]  # row and column from 0
Attributes = dict[str, str]

_BOOK = "xl/workbook.xml"
_ALPHABET = 26


class UnclearFile(Exception):
    """The parts of the file don't fit together."""


def marked_cells(content: bytes, number: int = 0) -> dict[Place, str]:
    """What is wrong with cells of a sheet (its number from 0), by their place: a sentence. Raises UnclearFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_sheet_part(archive, number)) as part:
            marks = _Marks()
            _read(part, marks.begin)
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise UnclearFile from error
    return marks.found


def _sheet_part(archive: zipfile.ZipFile, number: int) -> str:
    numbers: list[str] = []
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            numbers.extend(value for key, value in attributes.items() if key.endswith(":id"))

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    for part, begin in ((_BOOK, sheet), ("xl/_rels/workbook.xml.rels", relation)):
        with archive.open(part) as stream:
            _read(stream, begin)
    if number >= len(numbers):
        raise UnclearFile
    return posixpath.normpath(posixpath.join("xl", targets[numbers[number]])).lstrip("/")


def _read(part: IO[bytes], begin: Callable[[str, Attributes], None]) -> None:
    """Go through the elements of a part, their names without prefix."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: begin(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse  # entities that grow; no spreadsheet needs any
    parser.ParseFile(part)


def _refuse(*_: Any) -> None:
    raise UnclearFile


class _Marks:
    """Counts rows and cells as readers do: where a place is not told, it is the next one."""

    def __init__(self) -> None:
        self.found: dict[Place, str] = {}
        self._row = self._column = -1
        self._in_cell = False

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
        elif name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._in_cell = True
            if attributes.get("t") == "e":
                self.found[self._row, self._column] = ERROR
        elif name == "extLst":
            self._in_cell = False  # the “f” in here are ranges of drop-downs
        elif name == "f" and self._in_cell:
            self.found.setdefault((self._row, self._column), FORMULA)


def _column(reference: str) -> int:
    number = 0
    for letter in reference.rstrip("0123456789").upper():
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number - 1
