"""What stands beside records in the lines of figures, in the same words for every room: told late, corrected (after the
time for its period), written without a signal, entered by a personal link, proved by a picture of another record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from thanthien.measures.figures import RecordLine
from thanthien.measures.scope import Scope
from thanthien.records.enums import Through
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Photograph, RecordQuerySet, came_at

CORRECTED = "bản đính chính"
CORRECTED_LATE = "đính chính sau hạn,"
REPEATED = "ảnh cũng có ở bản ghi khác"

LinkWords: TypeAlias = Callable[[Collection[UUID]], Mapping[UUID, str]]
_link_words: list[LinkWords] = []


def register_link_words(told: LinkWords) -> None:
    """Name a function that says, by the keys of records entered by a personal link, whose link it was. It costs one
    statement, and is asked of such records alone."""
    _link_words.append(told)


@dataclass(frozen=True, slots=True)
class Came:
    """How a record came: ``made_at`` is that of this version, ``reached_at`` when the platform first had what was told
    then; ``linked``: it or a version before it was entered by a personal link."""

    origin: UUID
    version: int
    told_at: datetime
    made_at: datetime
    reached_at: datetime
    linked: bool

    @property
    def came_at(self) -> datetime | None:
        """When it came that was written on a device before; None of what came as it was told."""
        return came_at(self.told_at, self.reached_at)


COLUMNS = ("origin", "version", "told_at", "made_at", "reached_at", "linked")  # of Came, in its order


def with_coming(rows: RecordQuerySet) -> RecordQuerySet:
    """Records with what :class:`Came` holds, in the same statement."""
    earlier = rows.model.objects.filter(origin=OuterRef("origin"), version__lte=OuterRef("version"))
    found: RecordQuerySet = rows.with_reached().annotate(linked=Exists(earlier.filter(through=Through.LINK)))
    return found


def marked(lines: Sequence[RecordLine], scope: Scope, *kinds: RecordKind) -> list[RecordLine]:
    """The lines of a figure with the marks that all rooms share, around the room's own. A line brings its ``limit``,
    where its period has one. One statement for each kind of which there are lines; see :func:`mark_lines`."""
    found = list(lines)
    for kind in kinds:
        address = reverse(f"{kind.route}-record", args=[0])
        own = {
            place: line
            for place, line in enumerate(lines)
            if line.record and line.url == address.replace("/0/", f"/{line.record}/")
        }
        if own:
            rows = with_coming(kind.model.objects.filter(pk__in=[line.record for line in own.values()])).order_by()
            came = {pk: Came(*told) for pk, *told in rows.values_list("pk", *COLUMNS)}
            for place, line in zip(own, mark_lines(kind, list(own.values()), came, scope), strict=True):
                found[place] = line
    return found


def mark_lines(
    kind: RecordKind, lines: Sequence[RecordLine], came: Mapping[int, Came], scope: Scope
) -> list[RecordLine]:
    """The same for lines of one kind of which is known how their records came, by their numbers. One statement where
    pictures of the kind prove one record each, two where one came by a link."""
    origins = [one.origin for one in came.values()]
    own_pictures = kind.photographs is not None and kind.photographs.one_each and bool(origins)
    repeated = repeated_photographs(kind, origins, scope.known) if own_pictures else set()
    links = _link_marks(kind, [one.origin for one in came.values() if one.linked])
    marks = {
        pk: (*links.get(one.origin, ()), *((REPEATED,) if one.origin in repeated else ())) for pk, one in came.items()
    }
    return [_marked(kind, line, came[line.record], marks[line.record]) for line in lines]


def _marked(kind: RecordKind, line: RecordLine, came: Came, of_chain: tuple[str, ...]) -> RecordLine:
    late = line.limit is not None and line.told_at is not None and line.told_at >= line.limit
    own = (*line.marks, f"ghi quá hạn, {kind.when(line.told_at)}") if late and line.told_at else line.marks
    since = line.limit if late else line.late_since
    came_late = line.limit is not None and came.came_at is not None and came.came_at >= line.limit
    marks = (*_of_version(kind, came, line.limit), *of_chain, *own)
    return replace(line, marks=marks, late_since=since, came_at=came.came_at, came_late=came_late, by_day=kind.by_day)


def _of_version(kind: RecordKind, came: Came, limit: datetime | None) -> Iterator[str]:
    """A correction keeps the moment of telling, so one that came after the limit is in time, and says so."""
    if came.version > 1:
        after = limit is not None and came.made_at >= limit
        yield f"{CORRECTED_LATE} {kind.when(came.made_at)}" if after else CORRECTED
    if came.came_at:
        yield f"ghi {kind.when(came.told_at)} khi chưa có mạng, đến {kind.when(came.came_at)}"


def _link_marks(kind: RecordKind, origins: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """By the origins of chains in which something was entered by a link, whose link it was."""
    if not origins:
        return {}
    rows = kind.model.objects.filter(origin__in=origins, through=Through.LINK).order_by("version")
    origin_of: dict[UUID, UUID] = dict(rows.values_list("key", "origin"))
    said = [(key, words) for told in _link_words for key, words in told(origin_of).items()]
    found: dict[UUID, tuple[str, ...]] = {}
    for key, words in said:
        before = found.get(origin_of[key], ())
        found[origin_of[key]] = before if words in before else (*before, words)
    return found


def repeated_photographs(kind: RecordKind, origins: Collection[UUID], moment: datetime) -> set[UUID]:
    """The origins of those records of which a picture, byte for byte, stood also at another record of any kind or unit,
    as known at a moment. One statement."""
    known = Photograph.objects.known_at(moment)
    others = known.filter(sha256=OuterRef("sha256")).exclude(origin=OuterRef("origin"))
    own = known.filter(Exists(others), kind=kind.key, origin__in=origins)
    return set(own.order_by().values_list("origin", flat=True))
