"""PNG: chunks, each with its name, length and check sum."""

from itertools import count
from typing import BinaryIO
from zlib import crc32

from thanthien.core.images.exif import EXIF_READ, JPEG_EXIF, UPRIGHT, orientation_of, small_exif
from thanthien.core.images.reading import broken, check_parts, check_size, copy, exactly, skip

PNG_START = b"\x89PNG\r\n\x1a\n"
# Everything that a PNG needs to look the same, animation included; texts, times and EXIF are left out. Of what says
# how to show it: how long it may be, and it stands once.
PNG_PICTURE = frozenset({b"IDAT", b"IEND", b"fcTL", b"fdAT"})
PNG_SAID_ONCE = {
    b"PLTE": 768, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"cICP": 4, b"sBIT": 4, b"bKGD": 6, b"pHYs": 9,
    b"acTL": 8,
}  # fmt: skip
PNG_PROFILE, PNG_PROFILE_NAME = b"iCCP", b"icc\x00"
MAX_PROFILE = 4 * 1024 * 1024


def rewrite_png(stream: BinaryIO, target: BinaryIO | None) -> bool:
    """Copies what the picture is made of and shown with; True when something else was there. Raises ImageProblem."""
    exactly(stream, 8)
    if target:
        target.write(PNG_START)
    removed, first = False, True
    said: set[bytes] = set()
    for number in count(1):
        check_parts(number)
        head = exactly(stream, 8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if first:
            first = False
            _png_header(stream, target, head)
        elif name == b"eXIf":
            _png_exif(exactly(stream, min(length, EXIF_READ)), target)
            skip(stream, max(0, length - EXIF_READ) + 4)
            removed = True
        elif name == PNG_PROFILE and name not in said and length <= MAX_PROFILE:
            _png_profile(exactly(stream, length + 4)[:-4], target)
        elif name in PNG_PICTURE or (name not in said and length <= PNG_SAID_ONCE.get(name, -1)):
            if target:
                target.write(head)
            copy(stream, target, length + 4)
        else:
            skip(stream, length + 4)
            removed = True
        said.add(name)
        if name == b"IEND":
            return bool(stream.read(1)) or removed
    raise broken()


def _png_header(stream: BinaryIO, target: BinaryIO | None, head: bytes) -> None:
    if head != b"\x00\x00\x00\rIHDR":
        raise broken()
    body = exactly(stream, 17)
    check_size(int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
    if target:
        target.write(head + body)


def _png_exif(exif: bytes, target: BinaryIO | None) -> None:
    orientation = orientation_of(exif)
    if target is None or orientation == UPRIGHT:
        return
    _write_png_part(target, b"eXIf", small_exif(orientation).removeprefix(JPEG_EXIF))


def _png_profile(body: bytes, target: BinaryIO | None) -> None:
    # The colours stay; the name before them is free text.
    _name, _end, profile = body.partition(b"\x00")
    if target:
        _write_png_part(target, PNG_PROFILE, PNG_PROFILE_NAME + profile)


def _write_png_part(target: BinaryIO, name: bytes, body: bytes) -> None:
    target.write(len(body).to_bytes(4, "big") + name + body + crc32(name + body).to_bytes(4, "big"))
