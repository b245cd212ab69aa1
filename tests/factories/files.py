"""Real small files of each kind, and the bad ones that people and attackers send."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n104\n%%EOF\n"
)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 64
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 64
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def pdf(mark: str = "") -> bytes:
    """A PDF; `mark` makes its bytes different."""
    return PDF.replace(b"%%EOF", b"%% " + mark.encode() + b"\n%%EOF")


def ole(*streams: str) -> bytes:
    """An Office 97–2003 container whose directory names these streams."""
    return OLE_HEAD + b"".join((name.encode("utf-16-le") + b"\0\0").ljust(128, b"\0") for name in streams)


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip container with these entries."""
    return zipped_parts(entries, zipfile.ZIP_DEFLATED)


def zipped_parts(entries: dict[str, bytes], method: int) -> bytes:
    """A zip container with these entries, packed by this method."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    """A Word, Excel or PowerPoint file with this main part; further parts by name with “__” for “/”."""
    extra = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return zipped(office_parts(part) | extra)


def office_parts(part: str = "word/document.xml") -> dict[str, bytes]:
    """The least parts by which an Office file is known."""
    return {"[Content_Types].xml": b"<Types/>", part: b"<document/>"}


def open_document(mime: bytes) -> bytes:
    """An OpenDocument file of this type."""
    return zipped({"mimetype": mime, "content.xml": b"<office/>"})


def image(kind: str = "JPEG", size: tuple[int, int] = (24, 16), exif: bool = False, mode: str = "RGB") -> bytes:
    """A picture; with `exif`, turned to the right and carrying a place, a maker and a comment."""
    picture = Image.new(mode, size, 90)
    target = io.BytesIO()
    options = {"exif": personal_exif()} if exif else {}
    if exif and kind == "JPEG":
        options["comment"] = b"Nha ong A"
    picture.save(target, kind, **options)
    return target.getvalue()


def personal_exif() -> bytes:
    """What a phone writes: orientation 6, maker, GPS position."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (20.0, 51.0, 3.0)
    return exif.tobytes()


def huge_png(side: int = 60_000) -> bytes:
    """A few bytes that claim a picture of side × side points."""
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + _png_end()


def zip_bomb(part: str = "word/document.xml", megabytes: int = 60) -> bytes:
    """A Word file of a few KB whose main part unpacks to many megabytes of zeros."""
    return office(part, word__media__a_dot_bin=b"\0" * (megabytes * 1024 * 1024))


def lying_zip() -> bytes:
    """A Word file whose directory says that a part of 30 MB has 10 bytes."""
    content = b"\0" * (30 * 1024 * 1024)
    whole = bytearray(office("word/document.xml", word__big_dot_bin=content))
    size = struct.pack("<I", len(content))
    while (at := whole.find(size)) >= 0:
        whole[at : at + 4] = struct.pack("<I", 10)
    return bytes(whole)


def other_method_zip(method: int, content: bytes, stated: bytes) -> bytes:
    """A Word file with a part packed by a method Office doesn't use; its headers state the size and CRC of `stated`."""
    whole = bytearray(zipped_parts(office_parts() | {"word/media/a.bin": content}, zipfile.ZIP_STORED))
    facts = struct.pack("<III", zlib.crc32(stated), len(content), len(stated))
    for signature, at_method, at_facts in ((b"PK\x03\x04", 8, 14), (b"PK\x01\x02", 10, 16)):
        at = whole.rfind(signature)
        whole[at + at_method : at + at_method + 2] = struct.pack("<H", method)
        whole[at + at_facts : at + at_facts + 12] = facts
    return bytes(whole)


def wide_zip(directory: int | None = None, shift: int = 0) -> bytes:
    """A Word file with a Zip64 end, which states the true size of the directory or this one; `shift` misplaces it."""
    whole = office()
    end = whole.rfind(b"PK\x05\x06")
    entries, size, start = struct.unpack("<HII", whole[end + 10 : end + 20])
    stated = (entries, entries, size if directory is None else directory, start)
    wide = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, *stated)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end + shift, 1)
    return whole[:end] + wide + locator + whole[end:]


def shattered(kind: str, parts: int) -> bytes:
    """A picture with this many empty parts before its end."""
    whole = image(kind)
    if kind == "JPEG":
        return whole[:2] + b"\xff\xdb\x00\x02" * parts + whole[2:]
    if kind == "PNG":
        return whole[:33] + _png_chunk(b"tEXt", b"") * parts + whole[33:]
    size = len(whole) - 8 + 8 * parts
    return whole[:4] + struct.pack("<I", size) + whole[8:] + b"ALPH\0\0\0\0" * parts


def greedy_exif(entries: int = 5_000) -> bytes:
    """An EXIF block in which every entry claims the same 40 KB."""
    rows = [struct.pack("<HHII", 0x8000 + number, 7, 40_000, 8) for number in range(entries)]
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", entries) + b"".join(rows) + b"\0" * 4


def crowded_zip(entries: int = 5_200) -> bytes:
    """A Word file with more parts than any document has."""
    return office("word/document.xml", **{f"word__p{number}": b"" for number in range(entries)})


def nested_zip(depth: int = 4) -> bytes:
    """Word files inside Word files."""
    content = office()
    for _ in range(depth):
        content = office(word__embeddings__a_dot_docx=content)
    return content


def encrypted_zip() -> bytes:
    """A Word file whose entries are marked as encrypted."""
    whole = bytearray(office())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := whole.find(signature, at + 1)) >= 0:
            whole[at + offset] |= 1
    return bytes(whole)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png_end() -> bytes:
    return _png_chunk(b"IDAT", zlib.compress(b"\0")) + _png_chunk(b"IEND", b"")
