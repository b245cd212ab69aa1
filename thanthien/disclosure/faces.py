"""The face of a disclosure for everybody: put on by publishing, taken off by its end or its withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from thanthien.disclosure.models import Disclosure, Face, words_of


def put_on(record: Disclosure, *, checked_at: datetime, at: datetime) -> None:
    """From now on everybody sees this version. One statement or two."""
    told = {
        "version": record, "unit_id": record.unit_id, "published_at": at, "checked_at": checked_at,
        "gone_at": None, "gone_why": "", "words": words_of(record),
    }  # fmt: skip
    Face.objects.update_or_create(disclosure=record.origin, defaults=told, create_defaults=told | {"first_at": at})


def take_off(origins: Iterable[UUID], *, at: datetime, why: str) -> int:
    """Nobody sees these any more; how many were seen until now. One statement."""
    return Face.objects.filter(disclosure__in=list(origins), gone_at__isnull=True).update(gone_at=at, gone_why=why)
