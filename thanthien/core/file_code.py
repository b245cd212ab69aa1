"""Files that act when they are opened: PDFs with scripts, tables with formulas, old Office files with macros.

Nothing is unpacked into memory as a whole: streams are looked through piece by piece, within a budget.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 64 * 1024
OVERLAP = 4096
MAX_UNPACKED = 200 * 1024 * 1024


class CodeProblem(Exception):
    """`why` continues the sentence “Tệp “…” …”."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.code = code
        self.why = why


# --- PDF -----------------------------------------------------------------------------------------------------------


def _name(text: str) -> bytes:
    """A pattern for a name of PDF, any letter of which may be written as #hex, and that ends where it ends."""
    letters = (f"(?:{re.escape(one)}|#{ord(one):02x}|#{ord(one):02X})" for one in text)
    return ("/" + "".join(letters) + r"(?=[\s()<>\[\]{}/%])").encode()


_SCRIPT = re.compile(_name("JavaScript"))
_LAUNCH = re.compile(_name("Launch"))
_PACKED = re.compile(_name("ObjStm"))
_PROTECTED = re.compile(_name("Encrypt"))
_STREAM = re.compile(rb"\bstream\r?\n")
_OTHER_FILTERS = re.compile(rb"|".join(map(_name, ("ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "RunLengthDecode"))))
_PREDICTED = re.compile(_name("Predictor") + rb"\s*(?!1\b)\d")
_PDF_SCRIPT = "có mã lệnh JavaScript chạy khi mở tệp. Cần in lại ra PDF (không có mã lệnh) rồi tải lên."
_PDF_LAUNCH = "có lệnh mở chương trình khác. Cần in lại ra PDF rồi tải lên."
_PDF_HIDDEN = "có phần không kiểm tra được (đặt bảo vệ hoặc nén lạ). Cần bỏ bảo vệ hoặc in lại ra PDF rồi tải lên."


def refuse_acting_pdf(stream: BinaryIO) -> bool:
    """Raises CodeProblem for a PDF that runs a script or starts a program, or whose objects can't be looked at. Says
    whether it is protected."""
    packed: set[int] = set()
    protected = False
    for window, start in _windows(stream):
        _refuse_actions(window)
        protected = protected or bool(_PROTECTED.search(window))
        packed |= {start + found.start() for found in _PACKED.finditer(window)}
    if packed and protected:
        raise CodeProblem("hidden", _PDF_HIDDEN)
    budget = MAX_UNPACKED
    for place in sorted(packed):
        budget = _look_into(stream, place, budget)
    return protected


def _refuse_actions(text: bytes) -> None:
    if _SCRIPT.search(text):
        raise CodeProblem("script", _PDF_SCRIPT)
    if _LAUNCH.search(text):
        raise CodeProblem("launch", _PDF_LAUNCH)


def _look_into(stream: BinaryIO, place: int, budget: int) -> int:
    """Look through one stream of packed objects, whose type is named at ``place``. Gives what is left of the budget."""
    stream.seek(max(0, place - OVERLAP // 4))
    head = stream.read(OVERLAP)
    begins = _STREAM.search(head, min(place, OVERLAP // 4))
    if begins is None:
        return budget  # named where no stream follows: nothing is packed
    dictionary = head[: begins.start()].rpartition(b"obj")[2]
    if _OTHER_FILTERS.search(dictionary) or _PREDICTED.search(dictionary):
        raise CodeProblem("hidden", _PDF_HIDDEN)
    stream.seek(max(0, place - OVERLAP // 4) + begins.end())
    rest = b""
    for piece in _unpacked(stream):
        budget -= len(piece)
        if budget < 0:
            raise CodeProblem("bomb", "giải nén ra dung lượng lớn bất thường nên không an toàn. Cần in lại ra PDF.")
        _refuse_actions(rest + piece)
        rest = (rest + piece)[-64:]
    _refuse_actions(rest + b" ")  # a name may be the last that is packed
    return budget


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """What a deflated stream holds, piece by piece; nothing of one that isn't deflated (its bytes were looked at)."""
    unpacker = zlib.decompressobj()
    try:
        while not unpacker.eof and (packed := unpacker.unconsumed_tail or stream.read(CHUNK)):
            yield unpacker.decompress(packed, CHUNK)
    except zlib.error:
        return


def _windows(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The stream in pieces that overlap, each with where it starts: what a border cuts stands whole in the next."""
    stream.seek(0)
    rest, start = b"", 0
    while chunk := stream.read(CHUNK):
        window = rest + chunk
        yield window, start
        rest = window[-64:]
        start += len(window) - len(rest)


# --- Tables as text ------------------------------------------------------------------------------------------------

_CELLS = re.compile(r"[,;\t]")
_CALLS = re.compile(r"[(|!]")
_FORMULA = (
    "có ô bắt đầu bằng công thức (dấu =, hoặc dấu +, -, @ kèm lệnh), chương trình bảng tính sẽ chạy khi mở. "
    "Cần đổi thành giá trị, hoặc lưu thành XLSX rồi tải lên."
)


def refuse_formulas(stream: BinaryIO) -> None:
    """Raises CodeProblem for a table as text (CSV) in which a cell is a formula. Numbers with a sign, and texts that
    begin with a dash, are none."""
    stream.seek(0)
    start = stream.read(2)
    coding = "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    stream.seek(0)
    for line in codecs.getreader(coding)(stream, "replace"):
        if any(_is_formula(cell) for cell in _CELLS.split(line)):
            raise CodeProblem("formula", _FORMULA)


def _is_formula(cell: str) -> bool:
    said = cell.strip(" \r\n\"'\ufeff")
    return said.startswith("=") or (said.startswith(("+", "-", "@")) and bool(_CALLS.search(said)))


# --- Office 97–2003 ------------------------------------------------------------------------------------------------

# A record of an Excel workbook that names a sheet: its length, place and state, then its type; 1 is a sheet of macros.
_MACRO_SHEET = re.compile(rb"\x85\x00(.)\x00.{4}[\x00-\x02]\x01(.)([\x00\x01])", re.DOTALL)


def holds_macro_sheet(window: bytes) -> bool:
    """Whether these bytes of an Excel workbook name a sheet of macros (Excel 4), which has no stream of its own."""
    return any(
        found[1][0] == 8 + found[2][0] * (1 + found[3][0]) and found[2][0] > 0
        for found in _MACRO_SHEET.finditer(window)
    )
