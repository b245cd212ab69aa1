"""JPEG: segments before, between and behind the scans of a picture."""

import re
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from thanthien.core.images.exif import JPEG_EXIF, UPRIGHT, orientation_of, small_exif
from thanthien.core.images.reading import COPY, broken, check_parts, check_size, exactly

JPEG_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
JPEG_APP0, JPEG_APP1, JPEG_APP2, JPEG_APP14 = 0xE0, 0xE1, 0xE2, 0xEE
JPEG_SCAN, JPEG_END, JPEG_FILL = 0xDA, 0xD9, 0xFF
# Tables and intervals that the picture is decoded with, before a scan or between two.
JPEG_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD})
# Within a scan FF stands before 00 and before the marks at which a decoder starts again; before anything else it ends.
# A scan ends at a marker. With “one 0xFF or more” Python would try at every byte instead of leaping to the next 0xFF,
# which took a third of taking in a photograph; more of them before the marker are given back below.
JPEG_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JFIF, JFIF_LENGTH = b"JFIF\x00", 14
ADOBE, ADOBE_LENGTH = b"Adobe", 12
# Marker and body.
JpegPart = tuple[int, bytes]


def rewrite_jpeg(stream: BinaryIO, target: BinaryIO | None) -> bool:
    """Copies the picture and its tables; True when something else was there. Raises ImageProblem."""
    exactly(stream, 2)
    removed, orientation, sized = False, UPRIGHT, False
    header: list[JpegPart] = []
    numbers = count(1)
    for marker, body in _jpeg_segments(stream, numbers):
        if marker in JPEG_SIZES:
            check_size(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
            sized = True
        if marker == JPEG_APP1 and body.startswith(JPEG_EXIF):
            orientation = orientation_of(body)
        if marker == JPEG_END:
            raise broken()
        kept = _jpeg_kept(marker, body)
        removed = removed or kept != body
        if kept is not None:
            header.append((marker, kept))
    if not sized:
        raise broken()
    if target:
        _write_jpeg_header(target, header, orientation)
    return _copy_jpeg_scans(stream, target, numbers) or removed


def drop_profile(stream: BinaryIO, target: BinaryIO) -> None:
    """Copies a picture that was cleaned already without its colour profile, which may hold words of its maker; viewers
    take it for sRGB then. Raises ImageProblem."""
    stream.seek(0)
    target.write(exactly(stream, 2))
    for marker, body in _jpeg_segments(stream, count(1)):
        if marker != JPEG_APP2:
            _write_jpeg_part(target, marker, body)
    while piece := stream.read(COPY):
        target.write(piece)
    target.seek(0)


def jpeg_size(stream: BinaryIO) -> tuple[int, int]:
    """Width and height in points, as they are stored (before it is turned); leaves the stream at its start. Raises
    ImageProblem."""
    stream.seek(2)
    for marker, body in _jpeg_segments(stream, count(1)):
        if marker in JPEG_SIZES and len(body) >= 5:
            stream.seek(0)
            return int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
    raise broken()


def _jpeg_segments(stream: BinaryIO, numbers: Iterator[int]) -> Iterator[JpegPart]:
    # Segments up to and including the next scan's head, or the end of the image.
    while True:
        check_parts(next(numbers))
        if exactly(stream, 1) != b"\xff":
            raise broken()
        marker = exactly(stream, 1)[0]
        if marker == JPEG_FILL:
            stream.seek(-1, 1)
            continue
        if marker == JPEG_END:
            yield marker, b""
            return
        length = int.from_bytes(exactly(stream, 2), "big")
        if length < 2:
            raise broken()
        yield marker, exactly(stream, length - 2)
        if marker == JPEG_SCAN:
            return


def _jpeg_kept(marker: int, body: bytes) -> bytes | None:
    """What is written of a segment: nothing of what a viewer can do without, and no small picture of the picture."""
    if marker == JPEG_APP0:
        return body[: JFIF_LENGTH - 2] + b"\x00\x00" if body.startswith(JFIF) and len(body) >= JFIF_LENGTH else None
    if marker == JPEG_APP2:
        return body if body.startswith(b"ICC_PROFILE\x00") else None
    if marker == JPEG_APP14:
        return body if body.startswith(ADOBE) and len(body) == ADOBE_LENGTH else None
    return body if marker in JPEG_SIZES | JPEG_TABLES | {JPEG_SCAN} else None


def _write_jpeg_header(target: BinaryIO, header: list[JpegPart], orientation: int) -> None:
    target.write(b"\xff\xd8")
    turn = small_exif(orientation) if orientation != UPRIGHT else b""
    for marker, body in header:
        if turn and marker != JPEG_APP0:
            _write_jpeg_part(target, JPEG_APP1, turn)
            turn = b""
        _write_jpeg_part(target, marker, body)


def _write_jpeg_part(target: BinaryIO | None, marker: int, body: bytes) -> None:
    if target:
        target.write(bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body)


def _copy_jpeg_scans(stream: BinaryIO, target: BinaryIO | None, numbers: Iterator[int]) -> bool:
    # A picture that comes in several scans has tables between them, and anything else there is dropped as before them.
    removed = False
    while True:
        _copy_jpeg_scan(stream, target)
        for marker, body in _jpeg_segments(stream, numbers):
            if marker == JPEG_END:
                if target:
                    target.write(b"\xff\xd9")
                return bool(stream.read(1)) or removed
            if marker in JPEG_TABLES or marker == JPEG_SCAN:
                _write_jpeg_part(target, marker, body)
            else:
                removed = True


def _copy_jpeg_scan(stream: BinaryIO, target: BinaryIO | None) -> None:
    # What is read further than the scan reaches is given back: the next segment begins there.
    carried = b""
    while piece := stream.read(COPY):
        window = carried + piece
        found = JPEG_SCAN_ENDS.search(window)
        whole = len((window[: found.start()] if found else window).rstrip(b"\xff"))
        if target:
            target.write(window[:whole])
        if found:
            stream.seek(whole - len(window), 1)
            return
        carried = window[whole:][-1:]
    raise broken()
