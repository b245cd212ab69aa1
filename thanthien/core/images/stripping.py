"""Images without decoding a pixel: size from the header, whereabouts and makers' data taken out, orientation kept.

A phone writes where a photo was taken (GPS), by which device and when. That is personal data nobody needs as evidence.
The picture itself is copied byte for byte, so nothing is lost. Of everything else only what a viewer needs is taken, by
its name and its size: what isn't known here is dropped, wherever in the file it stands, and so is what stands behind
the end.
"""

from typing import BinaryIO

from thanthien.core.images.jpeg import rewrite_jpeg
from thanthien.core.images.png import PNG_START, rewrite_png
from thanthien.core.images.webp import rewrite_webp


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
        return rewrite_png(stream, target)
    return rewrite_webp(stream, target) if head[8:12] == b"WEBP" else rewrite_jpeg(stream, target)
