"""What a reader chose, in words; what became public since they were written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.disclosure.catalogue import catalogue, labels
from thanthien.disclosure.enums import ROOM, People
from thanthien.disclosure.items import covered
from thanthien.disclosure.models import Face
from thanthien.disclosure.subscribing.models import Subscription

# What is published in these last minutes waits for the next letter: its transaction may not be through yet.
SETTLED = timedelta(minutes=10)


def words_of_topic(row: Subscription) -> str:
    """“DC11.02.b Dự toán ngân sách của phường Hải An”, “mọi nội dung của phường Hải An”."""
    item = labels([row.item])[0] if row.item else "mọi nội dung"
    return f"{item} của {row.unit.name_in_sentence if row.unit else 'mọi đơn vị'}"


@dataclass(frozen=True, slots=True)
class News:
    """A document that became public or was changed since its reader was written to."""

    face: Face
    is_new: bool

    @property
    def words(self) -> str:
        """“công khai”, “bản sửa, công khai”: its day follows."""
        return "công khai" if self.is_new else "bản sửa, công khai"


def told_up_to() -> datetime:
    """Up to when letters of this moment tell."""
    return clock.now() - SETTLED


def faces_since(moment: datetime, until: datetime) -> list[Face]:
    """What everybody sees that became public or was changed since a moment, up to another, the latest first, without
    its text. Lists of people are in no letter: a letter stays when they are taken down. One statement."""
    rows = Face.objects.shown().filter(published_at__gt=moment, published_at__lte=until)
    rows = rows.exclude(version__people=People.LISTED).select_related("version", "unit")
    rows = rows.defer("words", "version__text")
    return [face for face in rows.order_by("-published_at", "-pk") if face.unit.uses(ROOM.key)]


def news_of(rows: Sequence[Subscription], faces: Iterable[Face]) -> list[News]:
    """Which of these documents the rows of one reader ask for, each once. No statement."""
    known = catalogue()
    found = []
    for face in faces:
        codes = covered(parted(face.version.items), known)
        since = [row.told_until for row in rows if row.told_until and _asks(row, face, codes)]
        if any(moment < face.published_at for moment in since):
            found.append(News(face, face.first_at > min(since)))
    return found


def _asks(row: Subscription, face: Face, codes: frozenset[str]) -> bool:
    return (row.unit_id is None or row.unit_id == face.unit_id) and (not row.item or row.item in codes)


@dataclass(frozen=True, slots=True)
class Readers:
    """A row of each reader for whom there is something to write, and all rows of the others, up to a moment."""

    with_news: Sequence[int]
    without: Sequence[int]
    until: datetime


def readers_today() -> Readers:
    """Two statements, whatever their number."""
    until = told_up_to()
    readers: dict[str, list[Subscription]] = {}
    for row in Subscription.objects.confirmed().defer("sealed").order_by("pk"):
        readers.setdefault(row.digest, []).append(row)
    told = [row.told_until for rows in readers.values() for row in rows if row.told_until]
    faces = faces_since(min(told), until) if told else []
    with_news = [rows[0].pk for rows in readers.values() if news_of(rows, faces)]
    without = [row.pk for rows in readers.values() if rows[0].pk not in set(with_news) for row in rows]
    return Readers(with_news, without, until)
