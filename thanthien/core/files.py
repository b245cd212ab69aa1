"""What may be uploaded, and why something may not: names, types by content, sizes, hashes.

Rules only: no Django, nothing is stored here. A file is read as a stream and never unpacked or decoded into memory, so
a bomb costs no more than its own size. Each refusal is a sentence for the person who chose the file: it names the file,
says why and what to do.
"""

import codecs
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from thanthien.core.file_archives import ArchiveProblem, archive_kind, has_archive_tail
from thanthien.core.file_code import CodeProblem, holds_macro_sheet, refuse_acting_pdf, refuse_formulas
from thanthien.core.file_signatures import kind_by_signature, refusal_of
from thanthien.core.formats import file_size
from thanthien.core.images.reading import ImageProblem
from thanthien.core.images.stripping import check_image

CHUNK = 64 * 1024
HEAD = 4096
TAIL = 8192
MAX_NAME = 200
MEGABYTE = 1024 * 1024

WORD, SHEET, SLIDES = "wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class FileRefused(Exception):
    """A file that is not taken. `code` is for programs, `sentence` for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken. `share` is the part of the general size limit that it may use."""

    code: str
    title: str
    extensions: tuple[str, ...]
    content_type: str
    share: float = 1.0
    inline: bool = False
    """Safe to show in the browser (in a sandbox) instead of saving."""


KINDS: dict[str, FileKind] = {
    kind.code: kind
    for kind in (
        FileKind("pdf", "tài liệu PDF", ("pdf",), "application/pdf", inline=True),
        FileKind("png", "ảnh PNG", ("png",), "image/png", inline=True),
        FileKind("jpg", "ảnh JPEG", ("jpg", "jpeg"), "image/jpeg", inline=True),
        FileKind("webp", "ảnh WebP", ("webp",), "image/webp", inline=True),
        FileKind("docx", "văn bản Word", ("docx",), OFFICE + WORD),
        FileKind("xlsx", "bảng tính Excel", ("xlsx",), OFFICE + SHEET),
        FileKind("pptx", "bản trình chiếu PowerPoint", ("pptx",), OFFICE + SLIDES),
        FileKind("doc", "văn bản Word 97–2003", ("doc",), "application/msword"),
        FileKind("xls", "bảng tính Excel 97–2003", ("xls",), "application/vnd.ms-excel"),
        FileKind("odt", "văn bản OpenDocument", ("odt",), OPEN_DOCUMENT + "text"),
        FileKind("ods", "bảng tính OpenDocument", ("ods",), OPEN_DOCUMENT + "spreadsheet"),
        FileKind("txt", "văn bản thuần", ("txt", "csv"), "text/plain", share=0.2),
        FileKind("mp3", "tệp âm thanh MP3", ("mp3",), "audio/mpeg"),
        FileKind("mp4", "tệp phim MP4", ("mp4",), "video/mp4"),
    )
}
IMAGES = frozenset({"png", "jpg", "webp"})
ACCEPTED_EXTENSIONS = tuple(ext for kind in KINDS.values() for ext in kind.extensions)
ACCEPT_ATTRIBUTE = ",".join(f".{ext}" for ext in ACCEPTED_EXTENSIONS)
ACCEPTED_SENTENCE = "PDF, ảnh (JPG, PNG, WebP), Word, Excel, PowerPoint, OpenDocument, TXT, CSV, MP3, MP4"
_PICTURES_TO_SAVE = frozenset({"heic", "other_image"})  # refusals that say how


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes; `max_files` is for one sending."""

    max_bytes: int
    max_files: int = 20

    def of(self, kind: FileKind) -> int:
        """Largest size of one file of this kind, in bytes."""
        return int(self.max_bytes * kind.share)

    @property
    def largest(self) -> int:
        """The largest size of any kind: what is larger need not be looked into."""
        return max(self.of(kind) for kind in KINDS.values())


@dataclass(frozen=True)
class Inspected:
    """A file that may be taken: its cleaned name, its kind by content, and remarks for the person who sends it."""

    name: str
    kind: FileKind
    notes: tuple[str, ...] = ()


def inspect(raw_name: str, stream: BinaryIO, size: int, limits: Limits, *, only_images: bool = False) -> Inspected:
    """Checks name, size and content of one file; leaves the stream at its start.

    `size` is in bytes. `only_images`: of anything else it is said that it is no picture, not how it could be mended.
    Raises FileRefused with the sentence to show.
    """
    name = clean_name(raw_name)
    if size == 0:
        raise FileRefused("empty", f"Tệp “{name}” trống (0 byte). Cần mở tệp kiểm tra, lưu lại rồi tải lên.")
    if size > limits.largest:
        raise _too_large(name, limits.largest)
    if only_images:
        _check_is_image(name, stream)
    kind = KINDS[_kind_by_content(name, stream)]
    if size > limits.of(kind):
        raise _too_large(name, limits.of(kind), kind)
    _check_extension(name, kind)
    notes = _CHECKS.get(kind.code, _nothing_more)(name, stream, size)
    stream.seek(0)
    return Inspected(name, kind, notes)


# --- Names ---------------------------------------------------------------------------------------------------------


def clean_name(raw: str) -> str:
    """The name in NFC without blanks around it. Raises FileRefused for names that could deceive or escape a folder."""
    name = unicodedata.normalize("NFC", raw).strip()
    shown = "".join(character if character.isprintable() else "�" for character in name)[:60]
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for character in name):
        sentence = f"Tên tệp “{shown}” có ký tự ẩn hoặc ký tự điều khiển. Cần đổi tên tệp rồi tải lên lại."
        raise FileRefused("name_hidden", sentence)
    if "/" in name or "\\" in name or ":" in name:
        sentence = f"Tên tệp “{shown}” có chứa đường dẫn (dấu /, \\ hoặc :). Cần đổi tên tệp rồi tải lên lại."
        raise FileRefused("name_path", sentence)
    if not name.rpartition(".")[0].strip(". "):
        raise FileRefused(
            "name_empty", f"Tệp “{shown}” thiếu tên hoặc thiếu đuôi. Cần đặt tên, ví dụ “Quyết định 15.pdf”."
        )
    if len(name) > MAX_NAME:
        sentence = f"Tên tệp “{shown}…” dài {len(name)} ký tự; tối đa {MAX_NAME}. Cần đặt tên ngắn hơn."
        raise FileRefused("name_long", sentence)
    return name


def extension_of(name: str) -> str:
    """The extension in lower case without the dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _check_extension(name: str, kind: FileKind) -> None:
    extension = extension_of(name)
    if extension in kind.extensions:
        return
    sentence = (
        f"Tệp “{name}” có đuôi .{extension} nhưng nội dung là {kind.title}. "
        f"Cần đổi đuôi thành .{kind.extensions[0]} hoặc lưu lại đúng định dạng."
    )
    raise FileRefused("wrong_extension", sentence)


# --- Content -------------------------------------------------------------------------------------------------------


def _kind_by_content(name: str, stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(HEAD)
    found = kind_by_signature(head)
    if found == "zip":
        return _zip_kind(name, stream)
    if found == "ole":
        return _ole_kind(name, stream)
    if found:
        return found
    _refuse_known(name, head)
    if extension_of(name) in KINDS["txt"].extensions:
        return "txt"
    sentence = f"Không nhận ra loại của tệp “{name}”. Các loại được nhận: {ACCEPTED_SENTENCE}."
    raise FileRefused("unknown_type", sentence)


def _refuse_known(name: str, head: bytes) -> None:
    if refused := refusal_of(head):
        code, why = refused
        raise FileRefused(code, f"Tệp “{name}” {why}")


def _check_is_image(name: str, stream: BinaryIO) -> None:
    """A picture of a kind that isn't taken is told how to save it, as anywhere."""
    stream.seek(0)
    head = stream.read(HEAD)
    found = kind_by_signature(head)
    if found in IMAGES:
        return
    refused = refusal_of(head)
    if refused and refused[0] in _PICTURES_TO_SAVE:
        _refuse_known(name, head)
    what = f"là {KINDS[found].title}" if found in KINDS else "không phải là ảnh"
    raise FileRefused("not_image", f"Tệp “{name}” {what}. Ở đây chỉ nhận ảnh JPG, PNG hoặc WebP.")


def _zip_kind(name: str, stream: BinaryIO) -> str:
    try:
        return archive_kind(stream)
    except ArchiveProblem as problem:
        raise FileRefused(problem.code, f"Tệp “{name}” {problem.why}") from problem


OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("_VBA_PROJECT", "macro"),
    ("_VBA_PROJECT_CUR", "macro"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)


def _ole_kind(name: str, stream: BinaryIO) -> str:
    present = _ole_streams(stream)
    if "encrypted" in present:
        raise FileRefused("encrypted", f"Tệp “{name}” đang đặt mật khẩu. Cần bỏ mật khẩu rồi tải lên lại.")
    if "macro" in present:
        raise FileRefused("macro", f"Tệp “{name}” có macro (mã lệnh). Cần lưu lại không có macro, hoặc in ra PDF.")
    kinds = present & {"doc", "xls"}
    if len(kinds) == 1:
        return kinds.pop()
    # A document with an embedded sheet holds both names; its own extension then says which it is.
    if extension_of(name) in kinds:
        return extension_of(name)
    raise FileRefused("unknown_type", f"Không nhận ra loại của tệp “{name}”. Cần lưu lại thành PDF, DOCX hoặc XLSX.")


def _ole_streams(stream: BinaryIO) -> set[str]:
    # Names of streams stand in the file's directory as UTF-16, in any case; the overlap keeps a name cut by a chunk
    # border whole.
    wanted = [(text.lower().encode("utf-16-le") + b"\0\0", code) for text, code in OLE_STREAMS]
    found: set[str] = set()
    rest = b""
    for chunk in chunks(stream):
        window = rest + chunk
        small = window.lower()
        found |= {code for text, code in wanted if text in small}
        if holds_macro_sheet(window):
            found.add("macro")
        rest = window[-64:]
    return found


def _check_pdf(name: str, stream: BinaryIO, size: int) -> tuple[str, ...]:
    stream.seek(max(0, size - TAIL))
    tail = stream.read(TAIL)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        sentence = f"Tệp “{name}” là PDF bị hỏng hoặc tải về chưa đủ. Cần mở tệp kiểm tra, xuất lại PDF rồi tải lên."
        raise FileRefused("broken", sentence)
    if has_archive_tail(stream):
        raise FileRefused("polyglot", f"Tệp “{name}” vừa là PDF vừa là tệp nén, không an toàn. Cần xuất lại PDF.")
    try:
        protected = refuse_acting_pdf(stream)
    except CodeProblem as problem:
        raise FileRefused(problem.code, f"Tệp “{name}” {problem.why}") from problem
    if protected:
        return ("PDF này có đặt bảo vệ; cần bảo đảm người thẩm định mở được mà không cần mật khẩu.",)
    return ()


def _check_image(name: str, stream: BinaryIO, size: int) -> tuple[str, ...]:
    try:
        check_image(stream)
    except ImageProblem as problem:
        raise FileRefused(problem.code, f"Tệp “{name}” {problem.why}") from problem
    return ()


def _check_text(name: str, stream: BinaryIO, size: int) -> tuple[str, ...]:
    stream.seek(0)
    start = stream.read(2)
    decoder = codecs.getincrementaldecoder(
        "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    )()
    try:
        for chunk in chunks(stream):
            if any(
                unicodedata.category(character) == "Cc" and character not in "\t\r\n\f"
                for character in decoder.decode(chunk)
            ):
                raise FileRefused(
                    "not_text", f"Tệp “{name}” không phải văn bản thuần. Cần lưu lại thành PDF hoặc DOCX."
                )
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        sentence = f"Tệp “{name}” không ở bảng mã Unicode. Cần mở tệp và lưu lại với bảng mã UTF-8."
        raise FileRefused("not_utf8", sentence) from error
    return _check_table(name, stream) if extension_of(name) == "csv" else ()


def _check_table(name: str, stream: BinaryIO) -> tuple[str, ...]:
    try:
        refuse_formulas(stream)
    except CodeProblem as problem:
        raise FileRefused(problem.code, f"Tệp “{name}” {problem.why}") from problem
    return ()


def _nothing_more(name: str, stream: BinaryIO, size: int) -> tuple[str, ...]:
    return ()


_CHECKS = {"pdf": _check_pdf, "txt": _check_text} | dict.fromkeys(IMAGES, _check_image)


# --- Sizes and hashes ----------------------------------------------------------------------------------------------


def _too_large(name: str, allowed: int, kind: FileKind | None = None) -> FileRefused:
    what = f" đối với {kind.title}" if kind else ""
    advice = "Cần quét lại ở độ phân giải thấp hơn, tách tệp, hoặc dùng đường dẫn tới nơi đã công bố."
    return FileRefused("too_large", f"Tệp “{name}” lớn hơn mức {file_size(allowed)} cho phép{what}. {advice}")


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream from its start in pieces of CHUNK bytes."""
    stream.seek(0)
    while piece := stream.read(CHUNK):
        yield piece


def sha256_of(stream: BinaryIO) -> str:
    """SHA-256 of the whole stream in hex, read piece by piece; leaves the stream at its start."""
    digest = hashlib.sha256()
    for piece in chunks(stream):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()
