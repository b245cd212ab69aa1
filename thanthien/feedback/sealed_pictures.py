"""Pictures of feedback on the disk: encrypted under the key of the words of their matter, and gone with it."""

from __future__ import annotations

from functools import partial
from typing import IO
from uuid import UUID

from thanthien.core.kept.sealed import open_sealed, store_sealed
from thanthien.core.kept.taking import Taken
from thanthien.core.private.keys import GoneError, file_mark, seal_file, unseal_file
from thanthien.feedback.enums import TEXT_SHELF, Part
from thanthien.feedback.kept_photographs import PUBLIC_SHELF, SHELF, FeedbackPhotograph, PublicPhotograph
from thanthien.feedback.models import FeedbackText


def key_of(feedback_id: int) -> UUID:
    """The name of the key of the words. Raises GoneError where they were erased. One statement."""
    words = FeedbackText.objects.filter(feedback=feedback_id, part=Part.TEXT, erased_at=None)
    name = words.values_list("sealed_key", flat=True).first()
    if name is None:
        raise GoneError
    return name


def mark_of(taken: Taken, key: UUID) -> str:
    """By what the same picture is known again within its matter. Raises GoneError."""
    taken.content.seek(0)
    return file_mark(TEXT_SHELF, key, taken.content.read())


def keep_sealed(row: FeedbackPhotograph | PublicPhotograph, taken: Taken, key: UUID) -> None:
    """Store a new row with its file. Raises GoneError."""
    store_sealed(row, taken, "photograph", partial(seal_file, TEXT_SHELF, key, of=row.key))


def open_photograph(row: FeedbackPhotograph) -> IO[bytes]:
    """What was sent, at its start. Raises GoneError without the key, NotGenuineError where other bytes lie there."""
    return open_sealed(SHELF, row, partial(unseal_file, TEXT_SHELF, key_of(row.feedback_id), of=row.key))


def open_public(row: PublicPhotograph) -> IO[bytes]:
    """The picture for everybody, at its start. Raises GoneError, NotGenuineError as :func:`open_photograph` does."""
    key = key_of(row.photograph.feedback_id)
    return open_sealed(PUBLIC_SHELF, row, partial(unseal_file, TEXT_SHELF, key, of=row.key))
