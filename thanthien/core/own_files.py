"""Excel files that the platform made carry its mark, so that nobody passes a file of their own as one.

The mark stands in the comment at the end of the zip container that every such file is: what the file is, when it was
made, and a keyed digest over this and over every other byte. A program that saves the file anew drops the comment; a
changed byte makes the digest false. Nothing that a person typed is marked before it was stored: no template, and no
file that is handed back to be mended.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

from thanthien.core import clock
from thanthien.core.digests import digest_fits, keyed_digest
from thanthien.core.formats import datetime_vn

_NAME = "thanthien.file.1"
# The container's last record; its last two bytes tell how long the comment behind it is.
_END, _END_SIZE, _LENGTH_SIZE = b"PK\x05\x06", 22, 2
_LONGEST = 4096
_PIECE = 64 * 1024


class Purpose(StrEnum):
    """What a marked file may be taken for."""

    EXPORT = "export"  # of what is stored on the platform
    EXTRACT = "extract"  # of another system, taken out by the city and marked by its administrator


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file says of itself, and whether that is true (``genuine``): its key is at hand, and every byte is as it
    was when the mark was made."""

    purpose: str
    title: str
    made_at: datetime
    genuine: bool

    @property
    def words(self) -> str:
        """““Số liệu ngày giải quyết nhanh”, 15:42, 18/12/2026”."""
        return f"“{self.title}”, {datetime_vn(self.made_at)}"

    def is_for(self, purpose: Purpose) -> bool:
        """Whether it is genuine and may be taken for this."""
        return self.genuine and self.purpose == purpose


def mark(file: BinaryIO, title: str, purpose: Purpose = Purpose.EXPORT) -> None:
    """Give a zip container that has no comment the platform's mark. The file is left at its start. Raises ValueError
    for another file."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_SIZE))
    end = file.read()
    if end[:4] != _END or end[-_LENGTH_SIZE:] != bytes(_LENGTH_SIZE):
        raise ValueError("Only a zip container without a comment can be marked.")
    told = {"name": _NAME, "purpose": str(purpose), "title": title[:200], "at": clock.now().isoformat()}
    body = _sha256(file, size - _LENGTH_SIZE)
    digest = keyed_digest(settings.FIGURE_DIGEST_KEYS[0], [*told.values(), body])
    comment = json.dumps(told | {"digest": digest}, ensure_ascii=False).encode()
    file.seek(size - _LENGTH_SIZE)
    file.write(len(comment).to_bytes(_LENGTH_SIZE, "little") + comment)
    file.seek(0)


def marked(content: bytes, title: str) -> bytes:
    """The same for a file in memory."""
    file = io.BytesIO(content)
    mark(file, title)
    return file.getvalue()


def mark_of(file: BinaryIO) -> FileMark | None:
    """What a file says of itself; None where it bears no mark of the platform. The file is left at its start."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_SIZE - _LONGEST)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    comment = tail[at + _END_SIZE :] if at >= 0 else b""
    told = _told(comment)
    whole = len(comment) == int.from_bytes(tail[at + _END_SIZE - _LENGTH_SIZE : at + _END_SIZE], "little")
    found = _checked(told, whole, _sha256(file, size - len(comment) - _LENGTH_SIZE)) if told else None
    file.seek(0)
    return found


def _told(comment: bytes) -> dict[str, str] | None:
    try:
        told = json.loads(comment)
    except ValueError:
        return None
    names = {"name", "purpose", "title", "at", "digest"}
    if not isinstance(told, dict) or {*told} != names or told["name"] != _NAME:
        return None
    return told if all(isinstance(value, str) for value in told.values()) else None


def _checked(told: dict[str, str], whole: bool, body: str) -> FileMark | None:
    digest = told.pop("digest")
    try:
        made_at = datetime.fromisoformat(told["at"])
    except ValueError:
        return None
    parts = [told[name] for name in ("name", "purpose", "title", "at")]
    genuine = whole and digest_fits(digest, settings.FIGURE_DIGEST_KEYS, [*parts, body]) is True
    return FileMark(told["purpose"], told["title"], made_at, genuine)


def _sha256(file: BinaryIO, count: int) -> str:
    made = hashlib.sha256()
    for piece in _pieces(file, count):
        made.update(piece)
    return made.hexdigest()


def _pieces(file: BinaryIO, count: int) -> Iterator[bytes]:
    file.seek(0)
    while count > 0 and (piece := file.read(min(_PIECE, count))):
        count -= len(piece)
        yield piece
