"""Records of other rooms that are published here, prefilled (``records/publishing.py``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.codes import joined
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.models import Disclosure, Face
from thanthien.disclosure.permissions import writes_as
from thanthien.records.publishing import Door, Publishable, Source, changed_sources
from thanthien.records.queries import Place

ASKED = "tu"  # in the address of the form that makes a disclosure of a record
# Under which items each part is published; of a city with another catalogue those that it has.
_ITEMS = {
    "consultation-plan": ("DC11.11.a", "DC11.11.b"),
    "consultation-result": ("DC11.11.c", "DC11.11.d"),
    "community-decision": ("DC11.14",),
}


def doors(user: User, parts: Sequence[Publishable]) -> list[Door]:
    """A door to the form of each part, or one to each document that was made of it, for who publishes for the unit; of
    a record that was taken back to those that weren't taken down. One statement."""
    own = [one for one in parts if writes_as(user, one.unit, None) is not None]
    if not own:
        return []
    rows: Any = Disclosure.objects.standing().filter(source__in=[one.value for one in own])
    made: dict[str, list[Any]] = defaultdict(list)
    for row in rows.annotate(is_gone=Exists(_gone())).order_by("pk"):
        made[row.source].append(row)
    found = [door for one in own if one.withdrawn for door in _left(one, made[one.value])]
    return [*found, *(_door(one, each) for one in own if not one.withdrawn for each in made.get(one.value, [None]))]


def _gone() -> QuerySet[Face]:
    """The face of a disclosure that was taken down."""
    return Face.objects.filter(disclosure=OuterRef("origin"), gone_at__isnull=False)


def _left(part: Publishable, made: Sequence[Any]) -> list[Door]:
    """What has to follow the record that was taken back."""
    words = f"Cần xem lại nội dung công khai: {part.words}"
    return [Door(words, reverse("disclosures-record", args=[row.pk])) for row in made if not row.is_gone]


def _door(part: Publishable, made: Disclosure | None) -> Door:
    if made is not None:
        return Door(f"Đã đưa vào công khai: {part.words}", reverse("disclosures-record", args=[made.pk]))
    return Door(f"Đưa vào công khai: {part.words}", f"{reverse('disclosures-add')}?{ASKED}={part.value}")


@dataclass(frozen=True, slots=True)
class Behind:
    """A disclosure whose source says another thing by now, or was withdrawn; it follows by a correction or a withdrawal
    of its own."""

    record: Disclosure
    source: Source

    @property
    def words(self) -> str:
        """“Bản ghi gốc (kết quả lấy ý kiến) đã hủy”."""
        return f"Bản ghi gốc ({self.source.words}) {self.source.fate}"


def behind(units: Collection[int], *, only: UUID | None = None) -> list[Behind]:
    """The disclosures of some units that stand, and haven't followed their sources: of what everybody sees the version
    that is shown counts, what was taken down is left out. ``only``: this one. One statement, one more for each kind of
    source."""
    faces = Face.objects.filter(disclosure=OuterRef("origin"))
    rows: Any = Disclosure.objects.standing().filter(~Exists(_gone()), unit__in=units)
    rows = rows.exclude(source="").select_related("unit")
    rows = rows.filter(origin=only) if only else rows
    made: list[Any] = list(rows.annotate(shown_of=Subquery(faces.values("version__made_at")[:1])).order_by("day", "pk"))
    since = [(one, (str(one.source), one.shown_of or one.made_at)) for one in made]
    found = changed_sources([of for _, of in since])
    return [Behind(one, found[of]) for one, of in since if of in found]


def prefilled(part: Publishable) -> dict[str, Any]:
    """What the form of a disclosure begins with."""
    known, said = catalogue(), part.said
    return {
        "place": Place(part.unit).value,
        "day": said.day,
        "items": joined(code for code in _ITEMS.get(part.part, ()) if code in known),
        "title": said.title[:250],
        "number": said.number,
        "issuer": f"Ủy ban nhân dân {part.unit.name_in_sentence}"[:120],
        "text": said.text,
        "source": part.value,
    }
