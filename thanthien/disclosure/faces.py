"""The face of a disclosure for everybody: put on by publishing, taken off by its end or its withdrawal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import last_copy
from thanthien.disclosure.enums import Act
from thanthien.disclosure.file_texts import forget_unsearchable
from thanthien.disclosure.models import Disclosure, Face, Step, words_of


def put_on(record: Disclosure, *, checked_at: datetime, at: datetime) -> None:
    """From now on everybody sees this version; text of files that aren't found with it any more is erased. Four
    statements at most."""
    told = {
        "version": record, "unit_id": record.unit_id, "published_at": at, "checked_at": checked_at,
        "gone_at": None, "gone_why": "", "words": words_of(record),
    }  # fmt: skip
    Face.objects.update_or_create(disclosure=record.origin, defaults=told, create_defaults=told | {"first_at": at})
    forget_unsearchable([record.origin])


def take_down(origins: Collection[UUID], *, at: datetime, why: str, by: User | None) -> int:
    """Nobody sees these any more: a step of who took them down (None: their time was over), for each that was seen
    until now, and the text of their files is erased; how many. Five statements at most."""
    shown = Face.objects.filter(disclosure__in=origins, gone_at__isnull=True)
    faces = list(shown.select_for_update(of=("self",)).select_related("version").order_by("pk"))
    Step.objects.bulk_create(
        Step(disclosure=one.disclosure, version=one.version, act=Act.TAKE_DOWN, at=at, by=by, words=why)
        for one in faces
    )
    if faces:
        last_copy.take_down()
    count = Face.objects.filter(pk__in=[one.pk for one in faces]).update(gone_at=at, gone_why=why)
    if faces:
        forget_unsearchable([one.disclosure for one in faces])
    return count
