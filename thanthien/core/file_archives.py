"""A look inside zip containers (Office and OpenDocument files) that never unpacks them into memory."""

import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

MAX_ENTRIES = 5_000
MAX_DIRECTORY = 2 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
FREE_UNPACKED = 20 * 1024 * 1024
MAX_RATIO = 200
MAX_DEPTH = 2
CHUNK = 64 * 1024
END_OF_DIRECTORY = b"PK\x05\x06"
END_SIZE = 22
LONGEST_COMMENT = 65_535
# Large containers, and sheets that some programs write row by row, tell the directory's size in a second, wider end.
WIDE_END, WIDE_END_SIZE = b"PK\x06\x06", 56
WIDE_LOCATOR, WIDE_LOCATOR_SIZE = b"PK\x06\x07", 20
# Python holds the output of these two to the size that is stated; what it makes of bzip2 or LZMA has no limit.
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OFFICE_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
PROGRAM_ENDINGS = (".exe", ".dll", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi", ".scr", ".com", ".sh", ".hta")

# Sheets of macros (Excel 4), and macros of OpenDocument.
MACRO_FOLDERS = ("xl/macrosheets/", "basic/", "scripts/")
MAX_TYPES = 1024 * 1024

# What Python raises for a damaged container, of itself or from what unpacks it.
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


class ArchiveProblem(Exception):
    """`why` continues the sentence “Tệp “…” …”."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.code = code
        self.why = why


@dataclass
class Budget:
    """What may still be unpacked, in bytes, over all levels of nesting."""

    left: int

    def spend(self, size: int) -> None:
        """Counts bytes; raises ArchiveProblem when the container unpacks to more than is allowed."""
        self.left -= size
        if self.left < 0:
            raise _bomb()


def archive_kind(stream: BinaryIO, most: int = MAX_UNPACKED) -> str:
    """Kind of Office or OpenDocument file in a zip container: docx, xlsx, pptx, odt or ods.

    `most` is how many bytes it may unpack to.
    Raises ArchiveProblem for anything else: bombs, encrypted or broken containers, macros, programs, plain zip files.
    """
    size = stream.seek(0, 2)
    budget = Budget(min(most, max(FREE_UNPACKED, size * MAX_RATIO)))
    return _walk(stream, budget, depth=1)


def has_archive_tail(stream: BinaryIO) -> bool:
    """Whether a file that begins as something else also ends as a zip container (a polyglot)."""
    return zipfile.is_zipfile(stream)


def _walk(stream: BinaryIO, budget: Budget, depth: int) -> str:
    _check_directory_size(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_entries(entries, budget)
            for entry in entries:
                _read_through(archive, entry, budget, depth)
            return _kind_of(archive)
    except UNREADABLE as error:
        raise _broken() from error


def _check_directory_size(stream: BinaryIO) -> None:
    # Python reads the whole directory into memory, so its size is looked at first, where the container ends.
    size = stream.seek(0, 2)
    start = max(0, size - END_SIZE - LONGEST_COMMENT)
    tail = _piece(stream, start, size - start)
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < END_SIZE:
        raise _broken()
    entries, directory = _wide_end(stream, start + at) or (_number(tail, at + 10, 2), _number(tail, at + 12, 4))
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise _bomb()


def _wide_end(stream: BinaryIO, end: int) -> tuple[int, int] | None:
    # Number of entries and size of the directory as a Zip64 end states them; it wins over the small one, as for Python.
    at = end - WIDE_LOCATOR_SIZE - WIDE_END_SIZE
    both = _piece(stream, max(0, at), end - max(0, at))
    if both[-WIDE_LOCATOR_SIZE:][:4] != WIDE_LOCATOR:
        return None
    # Readers differ in where they look for it: it must stand where all of them do.
    if at < 0 or both[:4] != WIDE_END or _number(both, WIDE_END_SIZE + 8, 8) != at:
        raise _broken()
    return _number(both, 32, 8), _number(both, 40, 8)


def _piece(stream: BinaryIO, start: int, count: int) -> bytes:
    stream.seek(start)
    return stream.read(count)


def _number(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "little")


def _check_entries(entries: list[zipfile.ZipInfo], budget: Budget) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > budget.left:
        raise _bomb()
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            raise _bomb()
        end = entry.header_offset + entry.compress_size
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if entry.flag_bits & 1:
        raise ArchiveProblem("encrypted", "đang đặt mật khẩu. Cần bỏ mật khẩu rồi tải lên lại.")
    if entry.compress_type not in METHODS:
        raise _broken()
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise ArchiveProblem(
            "unsafe_path", "có cấu trúc bên trong không an toàn. Cần lưu lại bằng Word, Excel hoặc in ra PDF."
        )
    if name.endswith("vbaproject.bin") or name.startswith(MACRO_FOLDERS):
        raise _macro()
    if name.endswith(PROGRAM_ENDINGS):
        raise ArchiveProblem("program", "có chương trình hoặc mã lệnh bên trong. Cần giải nén và chỉ tải lên tài liệu.")


def _read_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, depth: int) -> None:
    # Reading to the end checks the CRC, so a directory that lies about sizes is found out as broken.
    with archive.open(entry) as content:
        first = content.read(CHUNK)
        budget.spend(len(first))
        if first.startswith(b"PK\x03\x04"):
            _walk_nested(first, content, budget, depth)
            return
        while piece := content.read(CHUNK):
            budget.spend(len(piece))


def _walk_nested(first: bytes, content: IO[bytes], budget: Budget, depth: int) -> None:
    # A document may hold a sheet; a container in a container in a container is nobody's document.
    if depth >= MAX_DEPTH:
        raise _bomb()
    with tempfile.SpooledTemporaryFile(max_size=1024 * 1024) as copy:
        copy.write(first)
        while piece := content.read(CHUNK):
            budget.spend(len(piece))
            copy.write(piece)
        _walk(cast("BinaryIO", copy), budget, depth + 1)


def _kind_of(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        with archive.open("mimetype") as content:
            kind = OPEN_DOCUMENTS.get(content.read(100).strip())
        if kind:
            return kind
    if "[Content_Types].xml" in names:
        _refuse_declared_macros(archive)
        kinds = {kind for part, kind in OFFICE_MAIN_PARTS.items() if part in names}
        if len(kinds) == 1:
            return kinds.pop()
    raise ArchiveProblem("archive", "là tệp nén hoặc loại chưa nhận. Cần giải nén rồi tải lên từng tệp bên trong.")


def _refuse_declared_macros(archive: zipfile.ZipFile) -> None:
    # A part may have any name: what it is, the list of types says.
    with archive.open("[Content_Types].xml") as content:
        declared = content.read(MAX_TYPES).lower()
    if b"macro" in declared or b"vbaproject" in declared:
        raise _macro()


def _macro() -> ArchiveProblem:
    return ArchiveProblem("macro", "có macro (mã lệnh). Cần lưu lại không có macro, hoặc in ra PDF.")


def _broken() -> ArchiveProblem:
    return ArchiveProblem("broken", "bị hỏng hoặc tải về chưa đủ. Cần mở tệp kiểm tra, lưu lại rồi tải lên.")


def _bomb() -> ArchiveProblem:
    return ArchiveProblem("bomb", "giải nén ra dung lượng lớn bất thường nên không an toàn. Cần in ra PDF rồi tải lên.")
