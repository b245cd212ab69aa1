"""WebP: chunks, of an animation within a chunk for each frame."""

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from thanthien.core.images.exif import EXIF_READ, UPRIGHT, orientation_of, small_exif
from thanthien.core.images.reading import broken, check_parts, check_size, copy, exactly, skip

WEBP_PICTURE = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
WEBP_FRAME, WEBP_FRAME_HEAD = b"ANMF", 16
WEBP_KEPT = WEBP_PICTURE | {b"VP8X", b"ICCP", b"ANIM", WEBP_FRAME}
WEBP_EXIF_FLAG, WEBP_XMP_FLAG = 0x08, 0x04
# Name, where the body starts, its length.
WebpPart = tuple[bytes, int, int]


def rewrite_webp(stream: BinaryIO, target: BinaryIO | None) -> bool:
    """Copies the pictures and their colours; True when something else was there. Raises ImageProblem."""
    head = exactly(stream, 12)
    end = 8 + int.from_bytes(head[4:8], "little")
    numbers = count(1)
    removed, orientation = False, UPRIGHT
    parts: list[tuple[WebpPart, list[WebpPart]]] = []
    for part in _webp_parts(stream, end, numbers):
        name, start, length = part
        if name == b"EXIF":
            stream.seek(start)
            orientation = orientation_of(exactly(stream, min(length, EXIF_READ)))
        if name not in WEBP_KEPT:
            removed = True
            continue
        inside = _webp_frame(stream, part, numbers) if name == WEBP_FRAME else []
        removed = removed or (name == WEBP_FRAME and _webp_length(inside) + WEBP_FRAME_HEAD != length)
        parts.append((part, inside))
    if not parts:
        raise broken()
    _check_webp_size(stream, parts[0][0])
    removed = removed or stream.seek(0, 2) > end
    if target:
        _write_webp(stream, target, parts, orientation)
    return removed


def _webp_parts(stream: BinaryIO, end: int, numbers: Iterator[int]) -> Iterator[WebpPart]:
    # The parts from here to `end`, each of which is all there.
    at = stream.tell()
    while at + 8 <= end:
        check_parts(next(numbers))
        stream.seek(at)
        head = exactly(stream, 8)
        name, length = head[:4], int.from_bytes(head[4:], "little")
        skip(stream, length + length % 2)
        yield name, at + 8, length
        at += 8 + length + length % 2


def _webp_frame(stream: BinaryIO, frame: WebpPart, numbers: Iterator[int]) -> list[WebpPart]:
    _name, start, length = frame
    stream.seek(start)
    skip(stream, WEBP_FRAME_HEAD)
    return [part for part in _webp_parts(stream, start + length, numbers) if part[0] in WEBP_PICTURE]


def _webp_length(parts: list[WebpPart]) -> int:
    return sum(8 + length + length % 2 for _name, _start, length in parts)


def _check_webp_size(stream: BinaryIO, part: WebpPart) -> None:
    name, start, _length = part
    stream.seek(start)
    body = exactly(stream, 10)
    if name == b"VP8X":
        check_size(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
    elif name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        check_size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    elif name == b"VP8 ":
        check_size(int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF)
    else:
        raise broken()


def _write_webp(
    stream: BinaryIO, target: BinaryIO, parts: list[tuple[WebpPart, list[WebpPart]]], orientation: int
) -> None:
    exif = small_exif(orientation) if orientation != UPRIGHT else b""
    target.write(b"RIFF\x00\x00\x00\x00WEBP")
    for part, inside in parts:
        name, start, _length = part
        if name == WEBP_FRAME:
            target.write(name + (WEBP_FRAME_HEAD + _webp_length(inside)).to_bytes(4, "little"))
            stream.seek(start)
            copy(stream, target, WEBP_FRAME_HEAD)
        for kept in inside if name == WEBP_FRAME else [part]:
            _write_webp_part(stream, target, kept, WEBP_EXIF_FLAG if exif else 0)
    if exif:
        target.write(b"EXIF" + len(exif).to_bytes(4, "little") + exif + b"\x00" * (len(exif) % 2))
    size = target.tell() - 8
    target.seek(4)
    target.write(size.to_bytes(4, "little"))


def _write_webp_part(stream: BinaryIO, target: BinaryIO, part: WebpPart, flag: int) -> None:
    name, start, length = part
    stream.seek(start)
    target.write(name + length.to_bytes(4, "little"))
    if name == b"VP8X":
        flags = exactly(stream, 1)[0] & ~(WEBP_EXIF_FLAG | WEBP_XMP_FLAG)
        target.write(bytes((flags | flag,)))
    copy(stream, target, start + length - stream.tell())
    target.write(b"\x00" * (length % 2))
