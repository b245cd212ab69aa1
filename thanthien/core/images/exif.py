"""The one thing of an EXIF block that a viewer needs: how the picture is to be turned."""

from typing import Literal

from PIL import Image

ORIENTATION = 0x0112
UPRIGHT = 1
JPEG_EXIF = b"Exif\x00\x00"
# The orientation stands in the first table of an EXIF block; makers' data and thumbnails behind need not be read.
EXIF_READ = 64 * 1024
BYTE_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II*\x00": "little", b"MM\x00*": "big"}
EXIF_NUMBER_SIZES = {1: 1, 3: 2, 4: 4}


def orientation_of(exif: bytes) -> int:
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


def small_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()
