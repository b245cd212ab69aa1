"""Taking a file in: checked, scanned, freed of what a picture hides, and stored only together with its row.

A file is written to the storage before its row. When the row fails, the file is removed at once; when the whole request
fails later, or the machine stops in between, sweeping (``core/sweeping.py``) finds the file without a row.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.files import IMAGES, MEGABYTE, FileRefused, Inspected, Limits, inspect, sha256_of
from thanthien.core.images.reading import ImageProblem
from thanthien.core.images.stripping import strip_image
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.private.keys import GoneError
from thanthien.core.scanning import Scan, Verdict, malware_sentence, scan

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Upload = UploadedFile[Any]

# A photo of a phone fits into memory; anything larger goes through a temporary file.
SPOOL = 2 * MEGABYTE
IN_A_ROW = 3  # silences after which the scanner is away


@dataclass(frozen=True)
class Taken:
    """A checked file ready to be stored: its bytes, what it is, its SHA-256, whether hidden data was taken out, and
    what the scanner said."""

    content: BinaryIO
    found: Inspected
    sha256: str
    cleaned: bool
    scan: Scan


def limits() -> Limits:
    """The city's size limits (setting EVIDENCE_MAX_MB)."""
    return Limits(max_bytes=settings.EVIDENCE_MAX_MB * MEGABYTE)


def take_in(file: Upload, *, only_images: bool = False) -> Taken:
    """Check one file that was sent. Of a picture the bytes are those without place, device and texts; whoever takes it
    closes ``content``. Raises FileRefused with the sentence for the person."""
    content = cast("BinaryIO", file.file)
    found = inspect(file.name or "", content, file.size or 0, limits(), only_images=only_images)
    said = scan(content)
    if said.verdict == Verdict.FOUND:
        raise FileRefused("malware", malware_sentence(found.name, said))
    if found.kind.code not in IMAGES:
        return Taken(content, found, sha256_of(content), cleaned=False, scan=said)
    target = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=SPOOL))  # noqa: SIM115 - closed by the taker
    try:
        cleaned = strip_image(content, target)
    except ImageProblem as problem:
        target.close()
        raise FileRefused(problem.code, f"Tệp “{found.name}” {problem.why}") from problem
    return Taken(target, found, sha256_of(target), cleaned, said)


@contextmanager
def files_taken_in(files: Iterable[Upload], field: str, *, only_images: bool = False) -> Iterator[list[Taken]]:
    """Several files as :func:`take_in` takes them, open within the block. Raises Invalid at the field of the form with
    a sentence for each that isn't taken."""
    with ExitStack() as opened:
        taken, wrong = [], []
        for file in files:
            try:
                taken.append(take_in(file, only_images=only_images))
            except FileRefused as refused:
                wrong.append(refused.sentence)
            else:
                opened.enter_context(taken[-1].content)
        if wrong:
            raise Invalid({field: " ".join(wrong)})
        yield taken


def store(row: Any, taken: Taken, name: str) -> None:
    """Write the file of a new row, with what is known of its bytes, and the row."""
    content = HashingFile(taken.content)
    with kept_only_with_its_row(row):
        row.file.save(name, content, save=False)
        row.sha256, row.size = content.hexdigest, content.length
        row.save(force_insert=True)


@contextmanager
def kept_only_with_its_row(row: Any) -> Iterator[None]:
    """Write the file of a row and the row in the block; if it fails, the file goes too."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if row.file:
            row.file.storage.delete(str(row.file.name))
        raise


class HashingFile(File):  # type: ignore[type-arg]  # File takes no argument at run time
    """A file that knows the SHA-256 and the length of what the storage has read from it."""

    def __init__(self, content: Any) -> None:
        super().__init__(content)
        self._digest = hashlib.sha256()
        self.length = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Pieces from the start; the hash begins anew, so a storage may retry."""
        self._digest, self.length = hashlib.sha256(), 0
        for piece in super().chunks(chunk_size):
            self._digest.update(piece)
            self.length += len(piece)
            yield piece

    @property
    def hexdigest(self) -> str:
        """SHA-256 in hex of what was read last."""
        return self._digest.hexdigest()


def scan_rows(
    shelf: str,
    rows: Iterable[Any],
    keep: Callable[[Any, Scan], None],
    *,
    open_row: Callable[[Any], IO[bytes]] | None = None,
) -> tuple[int, int]:
    """Have stored files scanned that no scanner has looked at yet, and ``keep`` what it said of each: how many were,
    and how many hold malware. It ends early when the scanner stays silent. ``open_row``: how a file is opened whose
    stored bytes are sealed (``core/kept/sealed.py``)."""
    said, silent = [], 0
    for row in rows:
        found = _scan(open_row or partial(open_genuine, shelf), row)
        if found is None:
            continue
        silent = silent + 1 if found.verdict == Verdict.NOT_SCANNED else 0
        if silent == IN_A_ROW:
            break
        keep(row, found)
        said.append(found.verdict)
    return sum(one != Verdict.NOT_SCANNED for one in said), said.count(Verdict.FOUND)


def note_scan(row: Any, said: Scan) -> bool:
    """Note on a row with ``scanned_at`` and ``malware`` what the scanner said of its file; whether it holds malware.
    Of a row that somebody takes away meanwhile nothing is left to note."""
    if said.verdict == Verdict.NOT_SCANNED:
        return False
    noted = type(row).objects.filter(pk=row.pk).update(scanned_at=clock.now(), malware=said.name)
    return bool(said.name and noted)


def _scan(open_row: Callable[[Any], IO[bytes]], row: Any) -> Scan | None:
    """What the scanner said; None of a file that is not what was stored: its bytes say nothing, so the scanner isn't
    asked, and whoever found it noted it. None too of one whose key is gone: it goes soon."""
    try:
        with open_row(row) as content:
            return scan(cast("BinaryIO", content))
    except (NotGenuineError, GoneError):
        return None
