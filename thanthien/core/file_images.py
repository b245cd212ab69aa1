"""Images without decoding a pixel: size from the header, whereabouts and makers' data taken out, orientation kept.

A phone writes where a photo was taken (GPS), by which device and when. That is personal data nobody needs as evidence.
The picture itself is copied byte for byte, so nothing is lost; whatever stands behind its end is dropped.
"""

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO, Literal
from zlib import crc32

from PIL import Image

MAX_PIXELS = 100_000_000
ORIENTATION = 0x0112
UPRIGHT = 1
PNG_START = b"\x89PNG\r\n\x1a\n"
# Everything that a PNG needs to look the same, animation included; texts, times and EXIF are left out.
PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split(b" "))
WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
WEBP_EXIF_FLAG, WEBP_XMP_FLAG = 0x08, 0x04
JPEG_EXIF = b"Exif\x00\x00"
JPEG_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
JPEG_APP0, JPEG_APP1, JPEG_APP2, JPEG_APP14, JPEG_APP15, JPEG_COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
JPEG_SCAN, JPEG_END, JPEG_FILL = 0xDA, 0xD9, 0xFF
# A photograph has some dozens of parts, an animation one for each frame; each costs memory and time.
MAX_PARTS = 20_000
COPY = 64 * 1024
# The orientation stands in the first table of an EXIF block; makers' data and thumbnails behind need not be read.
EXIF_READ = 64 * 1024
BYTE_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II*\x00": "little", b"MM\x00*": "big"}
EXIF_NUMBER_SIZES = {1: 1, 3: 2, 4: 4}
# Marker, where the body starts, its length.
JpegPart = tuple[int, int, int]


class ImageProblem(Exception):
    """`why` continues the sentence “Tệp “…” …”."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.code = code
        self.why = why


def check_image(stream: BinaryIO) -> None:
    """Raises ImageProblem when the image is cut off, damaged or has more than MAX_PIXELS points."""
    _rewrite(stream, None)


def strip_image(stream: BinaryIO, target: BinaryIO) -> bool:
    """Writes the image to `target` without EXIF, GPS, XMP, texts and trailing bytes; keeps orientation and colours.

    True when something was taken out. Raises ImageProblem as check_image does.
    """
    removed = _rewrite(stream, target)
    target.seek(0)
    return removed


def _rewrite(stream: BinaryIO, target: BinaryIO | None) -> bool:
    stream.seek(0)
    head = stream.read(12)
    stream.seek(0)
    if head.startswith(PNG_START):
        return _png(stream, target)
    return _webp(stream, target) if head[8:12] == b"WEBP" else _jpeg(stream, target)


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise _broken()
    if width * height > MAX_PIXELS:
        size = f"{width} × {height} điểm ảnh"
        raise ImageProblem("image_bomb", f"có kích thước {size}, quá lớn để mở an toàn. Cần lưu lại ở cỡ nhỏ hơn.")


def _check_parts(number: int) -> None:
    if number > MAX_PARTS:
        why = "bị chia thành quá nhiều mảnh để mở an toàn. Cần lưu lại thành JPG hoặc PNG rồi tải lên."
        raise ImageProblem("image_bomb", why)


def _broken() -> ImageProblem:
    return ImageProblem("broken", "là ảnh bị hỏng hoặc tải về chưa đủ. Cần chụp, quét hoặc lưu lại rồi tải lên.")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _broken()
    return data


def _copy(stream: BinaryIO, target: BinaryIO | None, size: int) -> None:
    while size > 0:
        piece = _exactly(stream, min(COPY, size))
        if target:
            target.write(piece)
        size -= len(piece)


def _skip(stream: BinaryIO, size: int) -> None:
    _copy(stream, None, size)


def _orientation(exif: bytes) -> int:
    # Read by hand: a library reads all entries, and thousands of them may claim the same bytes over and over.
    block = exif.removeprefix(JPEG_EXIF)
    order = BYTE_ORDERS.get(block[:4])
    if order is None:
        return UPRIGHT
    table = int.from_bytes(block[4:8], order)
    end = table + 2 + 12 * int.from_bytes(block[table : table + 2], order)
    for at in range(table + 2, min(end, len(block)), 12):
        if int.from_bytes(block[at : at + 2], order) == ORIENTATION:
            size = EXIF_NUMBER_SIZES.get(int.from_bytes(block[at + 2 : at + 4], order), 0)
            found = int.from_bytes(block[at + 8 : at + 8 + size], order)
            return found if 1 <= found <= 8 else UPRIGHT
    return UPRIGHT


def _small_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()


# --- JPEG ----------------------------------------------------------------------------------------------------------


def _jpeg(stream: BinaryIO, target: BinaryIO | None) -> bool:
    _exactly(stream, 2)
    removed, orientation, sized = False, UPRIGHT, False
    kept: list[JpegPart] = []
    for marker, body, start in _jpeg_segments(stream):
        if marker in JPEG_SIZES:
            _check_size(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
            sized = True
        if marker == JPEG_APP1 and body.startswith(JPEG_EXIF):
            orientation = _orientation(body)
        if _jpeg_personal(marker, body):
            removed = True
        else:
            kept.append((marker, start, len(body)))
    if not sized:
        raise _broken()
    if target:
        scans = stream.tell()
        _write_jpeg_header(stream, target, kept, orientation)
        stream.seek(scans)
    return _copy_jpeg_scans(stream, target) or removed


def _jpeg_segments(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    # Segments, each with where its body starts, up to and including the first scan's; scans are copied as they are.
    for number in count(1):
        _check_parts(number)
        if _exactly(stream, 1) != b"\xff":
            raise _broken()
        marker = _exactly(stream, 1)[0]
        if marker == JPEG_FILL:
            stream.seek(-1, 1)
            continue
        length = int.from_bytes(_exactly(stream, 2), "big")
        if length < 2 or marker == JPEG_END:
            raise _broken()
        start = stream.tell()
        yield marker, _exactly(stream, length - 2), start
        if marker == JPEG_SCAN:
            return


def _jpeg_personal(marker: int, body: bytes) -> bool:
    if marker == JPEG_COMMENT:
        return True
    if marker == JPEG_APP2:
        return not body.startswith(b"ICC_PROFILE\x00")
    return JPEG_APP1 <= marker <= JPEG_APP15 and marker != JPEG_APP14


def _write_jpeg_header(stream: BinaryIO, target: BinaryIO, kept: list[JpegPart], orientation: int) -> None:
    target.write(b"\xff\xd8")
    turn = _small_exif(orientation) if orientation != UPRIGHT else b""
    for marker, start, length in kept:
        if turn and marker != JPEG_APP0:
            target.write(_jpeg_head(JPEG_APP1, len(turn)) + turn)
            turn = b""
        target.write(_jpeg_head(marker, length))
        stream.seek(start)
        _copy(stream, target, length)


def _jpeg_head(marker: int, length: int) -> bytes:
    return bytes((0xFF, marker)) + (length + 2).to_bytes(2, "big")


def _copy_jpeg_scans(stream: BinaryIO, target: BinaryIO | None) -> bool:
    # Inside a scan the byte pair FF D9 stands for nothing but the end of the image. True when bytes follow it.
    carried = b""
    while piece := stream.read(COPY):
        window = carried + piece
        end = window.find(b"\xff\xd9")
        if end >= 0:
            if target:
                target.write(window[: end + 2])
            return end + 2 < len(window) or bool(stream.read(1))
        carried = window[-1:]
        if target:
            target.write(window[:-1])
    raise _broken()


# --- PNG -----------------------------------------------------------------------------------------------------------


def _png(stream: BinaryIO, target: BinaryIO | None) -> bool:
    _exactly(stream, 8)
    if target:
        target.write(PNG_START)
    removed, first = False, True
    for number in count(1):
        _check_parts(number)
        head = _exactly(stream, 8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if first:
            first = False
            _png_header(stream, target, head)
        elif name == b"eXIf":
            _png_exif(_exactly(stream, min(length, EXIF_READ)), target)
            _skip(stream, max(0, length - EXIF_READ) + 4)
            removed = True
        elif name in PNG_KEPT:
            if target:
                target.write(head)
            _copy(stream, target, length + 4)
        else:
            _skip(stream, length + 4)
            removed = True
        if name == b"IEND":
            return bool(stream.read(1)) or removed
    raise _broken()


def _png_header(stream: BinaryIO, target: BinaryIO | None, head: bytes) -> None:
    if head != b"\x00\x00\x00\rIHDR":
        raise _broken()
    body = _exactly(stream, 17)
    _check_size(int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
    if target:
        target.write(head + body)


def _png_exif(exif: bytes, target: BinaryIO | None) -> None:
    orientation = _orientation(exif)
    if target is None or orientation == UPRIGHT:
        return
    body = _small_exif(orientation).removeprefix(JPEG_EXIF)
    target.write(len(body).to_bytes(4, "big") + b"eXIf" + body + crc32(b"eXIf" + body).to_bytes(4, "big"))


# --- WebP ----------------------------------------------------------------------------------------------------------


def _webp(stream: BinaryIO, target: BinaryIO | None) -> bool:
    head = _exactly(stream, 12)
    end = 8 + int.from_bytes(head[4:8], "little")
    removed, orientation = False, UPRIGHT
    parts: list[tuple[bytes, int, int]] = []
    numbers = count(1)
    while stream.tell() + 8 <= end:
        _check_parts(next(numbers))
        chunk = _exactly(stream, 8)
        name, length = chunk[:4], int.from_bytes(chunk[4:], "little")
        start = stream.tell()
        if name == b"EXIF":
            orientation = _orientation(_exactly(stream, min(length, EXIF_READ)))
            stream.seek(start)
        if name in WEBP_DROPPED:
            removed = True
        else:
            parts.append((name, start, length))
        _skip(stream, length + length % 2)
    if not parts:
        raise _broken()
    _check_webp_size(stream, parts[0])
    removed = removed or stream.seek(0, 2) > end
    if target:
        _write_webp(stream, target, parts, orientation)
    return removed


def _check_webp_size(stream: BinaryIO, part: tuple[bytes, int, int]) -> None:
    name, start, _length = part
    stream.seek(start)
    body = _exactly(stream, 10)
    if name == b"VP8X":
        _check_size(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
    elif name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        _check_size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    elif name == b"VP8 ":
        _check_size(int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF)
    else:
        raise _broken()


def _write_webp(stream: BinaryIO, target: BinaryIO, parts: list[tuple[bytes, int, int]], orientation: int) -> None:
    exif = _small_exif(orientation) if orientation != UPRIGHT else b""
    target.write(b"RIFF\x00\x00\x00\x00WEBP")
    for name, start, length in parts:
        stream.seek(start)
        target.write(name + length.to_bytes(4, "little"))
        if name == b"VP8X":
            flags = _exactly(stream, 1)[0] & ~(WEBP_EXIF_FLAG | WEBP_XMP_FLAG)
            target.write(bytes((flags | (WEBP_EXIF_FLAG if exif else 0),)))
        _copy(stream, target, start + length - stream.tell())
        target.write(b"\x00" * (length % 2))
    if exif:
        target.write(b"EXIF" + len(exif).to_bytes(4, "little") + exif + b"\x00" * (len(exif) % 2))
    size = target.tell() - 8
    target.seek(4)
    target.write(size.to_bytes(4, "little"))
