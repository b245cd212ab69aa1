"""How far the cells of an Excel file reach, found without building its table. No Django.

A reader lays out the whole rectangle down to the last cell: two cells, the second in XFD1048576, make 17 billion. The
numbers here are never too small; they may be twice too large, since tags and references are counted apart.
"""

import re
import zipfile
from dataclasses import dataclass
from typing import IO, BinaryIO

MAX_CELLS = 1_000_000
# One text may stand in every cell: so much would the whole table hold if each cell had the longest.
MAX_TEXT = 256 * 1024 * 1024
_CHUNK = 256 * 1024
_LONGEST_TAG = 256 * 1024
_LETTERS_IN_ALPHABET = 26
# A row or a cell begins, or a reference such as r="B12" (a cell) or r="12" (a row) stands there.
_MARK = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])|[\s\"']r\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_LONGEST_NUMBER, _HUGE = 18, 10**18


@dataclass(slots=True)
class _Extent:
    """What was counted in one part of the file."""

    rows: int = 0
    cells_in_row: int = 0
    most_in_row: int = 0
    last_row: int = 0
    last_column: int = 0

    def add(self, tag: bytes | None, letters: bytes, digits: bytes) -> None:
        """Counts one mark."""
        if tag == b"row":
            self.rows, self.cells_in_row = self.rows + 1, 0
        elif tag == b"c":
            self.cells_in_row += 1
            self.most_in_row = max(self.most_in_row, self.cells_in_row)
        else:
            self.last_row = max(self.last_row, int(digits) if len(digits) < _LONGEST_NUMBER else _HUGE)
            self.last_column = max(self.last_column, _column(letters))

    @property
    def cells(self) -> int:
        """The most cells that the rectangle can have; none when there is no cell at all."""
        if not self.most_in_row:
            return 0
        return (self.rows + self.last_row + 1) * (self.most_in_row + self.last_column)


def reaches_too_far(stream: BinaryIO) -> bool:
    """Whether a part of the file may need more than MAX_CELLS cells. The container itself was checked before."""
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            with archive.open(name) as part:
                if _part_reaches_too_far(part):
                    return True
    return False


def _part_reaches_too_far(part: IO[bytes]) -> bool:
    found, rest = _Extent(), b""
    while piece := part.read(_CHUNK):
        window, used = rest + piece, 0
        for mark in _MARK.finditer(window):
            found.add(mark[1], mark[2] or b"", mark[3] or b"0")
            used = mark.end()
        # A tag cut by the border is seen whole in the next window; a mark that was counted is not seen again.
        rest = window[max(used, window.rfind(b"<")) :]
        if found.cells > MAX_CELLS or (found.most_in_row and len(rest) > _LONGEST_TAG):
            return True
        rest = rest[-_LONGEST_TAG:]
    return False


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:_LONGEST_NUMBER]:
        number = number * _LETTERS_IN_ALPHABET + letter - ord("A") + 1
    return number


_TEXT_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:si|c)\s*>")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])")


def holds_too_much_text(stream: BinaryIO) -> bool:
    """Whether the table could need more than MAX_TEXT bytes of text: cells share texts, and a reader copies one into
    each. The container itself was checked before, its size too."""
    cells = longest = 0
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            cells += sum(1 for _ in _CELL.finditer(content))
            start = 0
            for end in _TEXT_ENDS.finditer(content):
                longest, start = max(longest, end.start() - start), end.end()
            longest = max(longest, len(content) - start) if start else longest
    return cells * longest > MAX_TEXT
