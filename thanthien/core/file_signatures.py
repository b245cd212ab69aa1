"""How the bytes of a file begin: which kind it is, or why it is none that is taken. Rules only (`core/files.py`)."""

from __future__ import annotations

import codecs

_PACKED = b"ftyp"  # before the brand of a film or picture that is packed as MP4 is
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpg"),
    (8, b"WEBP", "webp"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
)
_MP4_BRANDS = (
    b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1",
    b"M4V ", b"MSNV", b"3gp4", b"3gp5",
)  # fmt: skip

_PROGRAM = "là một chương trình chạy trên máy tính. Hệ thống không nhận chương trình."
_SCRIPT = "chứa mã lệnh. Hệ thống không nhận tệp mã lệnh."
_WEB_PAGE = "là một trang web hoặc hình vẽ dạng mã (HTML, SVG, XML). Cần in ra PDF rồi tải lên."
_ARCHIVE = "là tệp nén. Cần giải nén rồi tải lên từng tệp bên trong."
_OTHER_IMAGE = "là ảnh ở định dạng chưa nhận. Cần lưu lại thành JPG hoặc PNG."
_HEIC = (
    "là ảnh HEIC, nhiều máy không mở được. Trên iPhone: Cài đặt → Camera → Định dạng → Tương thích nhất; hoặc lưu lại "
    "thành JPG."
)
# Of what is packed as MP4 is, by the brand in its head.
_REFUSED_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), ("heic", _HEIC)),
    **dict.fromkeys((b"avif", b"avis", b"avio"), ("other_image", _OTHER_IMAGE)),
}
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"MZ", "program", _PROGRAM),
    (b"\x7fELF", "program", _PROGRAM),
    (b"\xca\xfe\xba\xbe", "program", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", "program", _PROGRAM),
    (b"\xce\xfa\xed\xfe", "program", _PROGRAM),
    (b"dex\n", "program", _PROGRAM),
    (b"#!", "script", _SCRIPT),
    (b"@echo", "script", _SCRIPT),
    (b"<?php", "script", _SCRIPT),
    (b"<", "web_page", _WEB_PAGE),
    (b"Rar!", "archive", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", "archive", _ARCHIVE),
    (b"\x1f\x8b", "archive", _ARCHIVE),
    (b"BZh", "archive", _ARCHIVE),
    (b"\xfd7zXZ", "archive", _ARCHIVE),
    (b"GIF8", "other_image", _OTHER_IMAGE),
    (b"BM", "other_image", _OTHER_IMAGE),
    (b"II*\x00", "other_image", _OTHER_IMAGE),
    (b"MM\x00*", "other_image", _OTHER_IMAGE),
)


def kind_by_signature(head: bytes) -> str:
    """The code of the kind that begins so, of `KINDS` or “zip”, “ole”, in which several are packed; empty for none."""
    if head[4:8] == _PACKED:
        return "mp4" if head[8:12] in _MP4_BRANDS else ""
    for offset, signature, code in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature and (code != "webp" or head[:4] == b"RIFF"):
            return code
    return ""


def refusal_of(head: bytes) -> tuple[str, str] | None:
    """What begins so is known and not taken: a code for programs, and why, as it follows the name of the file."""
    if head[4:8] == _PACKED and head[8:12] in _REFUSED_BRANDS:
        return _REFUSED_BRANDS[head[8:12]]
    beginning = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for signature, code, why in _REFUSED:
        if beginning[: len(signature)].lower() == signature.lower():
            return code, why
    return None
