"""What everybody sees of all units: search that forgives diacritics, one unit by item, one document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Window
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question, at_hand
from thanthien.core.text import fold
from thanthien.disclosure.board import forms_in_words, postings_by_disclosure
from thanthien.disclosure.catalogue import catalogue, labels
from thanthien.disclosure.enums import ROOM, Act, People
from thanthien.disclosure.file_texts import Found, faces_found
from thanthien.disclosure.items import LAWS, Item, Law, bringing, covered, in_order
from thanthien.disclosure.models import DisclosureFile, Face, FileQuerySet, Posting, Step
from thanthien.disclosure.queries import added_under_a_list
from thanthien.units.models import Unit
from thanthien.units.rooms import is_used

FEED_ENTRIES = 30


# --- All units ------------------------------------------------------------------------------------------------------


def units_that_publish() -> list[Unit]:
    """The units of today that use the room. One statement."""
    return [unit for unit in _UNITS(today=clock.today()) if unit.uses(ROOM.key)]


_UNITS = Prepared(lambda: Unit.objects.current(cast("date", Given("today"))).in_vietnamese_order())


class Publisher(NamedTuple):
    """A unit as a search knows it."""

    pk: int
    code: str
    name: str
    folded: str


Publishing = TypeVar("Publishing", Unit, Publisher)


def publishers() -> list[Publisher]:
    """The same without what no search asks. One statement."""
    today = clock.today()
    return [Publisher(*told) for rooms, *told in _PUBLISHERS(today=today) if is_used(rooms, ROOM.key, today)]


_PUBLISHERS = Prepared(
    lambda: (
        Unit.objects.current(cast("date", Given("today")))
        .in_vietnamese_order()
        .values_list("rooms", "pk", "code", "name", "folded")
    )
)
# What a row of the search says; versions and units have several times as many columns.
_SAID = (
    "disclosure", "published_at", "unit__name",
    "version__title", "version__number", "version__text", "version__items", "version__day",
)  # fmt: skip


def found_faces(
    units: Sequence[Publishing], named: Publishing | None, rest: str, *, unit: str, item: str
) -> Found:  # fmt: skip
    """What these units show, newest first, as a reader narrows it. A unit named among the words
    (:func:`unit_in_words`) narrows to that unit; ``rest``, all other words, have to stand in title, number or text, or
    in one file, diacritics forgiven."""
    asked = [one.pk for one in units if named in (None, one) and unit in ("", one.code)]
    narrowed = bool(named or unit)
    found = faces_found(asked, rest, narrowed=narrowed) if asked and rest else Found(Face.objects.shown_by(asked))
    if item:
        ticked = "|".join(map(re.escape, bringing(item, catalogue())))
        found = Found(found.rows.filter(version__items__regex=rf"(^|; )({ticked})(;|$)"))
    rows = found.rows.select_related("version", "unit").only(*_SAID)
    return found._replace(rows=rows.order_by("-published_at", "-pk"))


def unit_in_words(units: Sequence[Publishing], words: str) -> tuple[Publishing | None, str]:
    """The unit whose whole name stands among words (“ngan sach phuong hai an”), and the other words, folded; of several
    units the longest name."""
    folded = f" {fold(words)} "
    named = [unit for unit in units if f" {unit.folded} " in folded]
    found = max(named, key=lambda one: len(one.name), default=None)
    rest = folded.replace(f" {found.folded} ", " ") if found else folded
    return found, rest.strip()


# --- One unit -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document that everybody sees, with the forms in which it was made public."""

    face: Face
    postings: Sequence[Posting]

    @property
    def forms(self) -> str:
        """“niêm yết tại trụ sở từ 02/03/2026; …”."""
        return "; ".join(forms_in_words(self.postings))


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item with the unit's documents under it, the latest first."""

    item: Item
    documents: Sequence[ShownDocument]


@dataclass(frozen=True, slots=True)
class ShownLaw:
    """A law with its items of which the unit shows something."""

    law: Law
    items: Sequence[ShownItem]

    @property
    def title(self) -> str:
        """The law by its name."""
        return LAWS[self.law]


def shown_by_item(unit: Unit) -> list[ShownLaw]:
    """What a unit shows, by law and by each item that it satisfies, as the figures count it. Two statements."""
    faces = list(Face.objects.shown().filter(unit=unit).select_related("version", "unit"))
    postings = postings_by_disclosure([one.disclosure for one in faces])
    by_code: dict[str, list[ShownDocument]] = {}
    known = catalogue()
    for face in faces:
        for code in covered(parted(face.version.items), known):
            by_code.setdefault(code, []).append(ShownDocument(face, postings.get(face.disclosure, [])))
    items = [ShownItem(item, by_code[item.code]) for item in known.values() if item.code in by_code]
    found = [ShownLaw(law, [one for one in items if one.item.law == law]) for law in LAWS]
    return [one for one in found if one.items]


@dataclass(frozen=True, slots=True)
class Strip:
    """What the page of a unit tells of the room: how much it shows, and what came last."""

    count: int
    latest: Sequence[Face]


def disclosure_strip(unit: Unit, most: int = 3) -> Question[Strip | None]:
    """What came last and how much there is; None where the room isn't used."""
    if not unit.uses(ROOM.key):
        return at_hand(None)
    return Question(_strip, _LATEST.asked(most, unit=unit.pk, today=clock.today()))


def _strip(latest: Sequence[Any]) -> Strip:
    return Strip(latest[0].count if latest else 0, latest)


_LATEST = Prepared(
    lambda most: (
        Face.objects.shown(on=cast("date", Given("today")))
        .filter(unit=Given("unit"))
        .select_related("version")
        .defer("words")
        .annotate(count=Window(Count("pk")))
        .order_by("-published_at", "-pk")[:most]
    )
)


def feed_faces(unit: Unit) -> list[Face]:
    """What a unit published last. One statement."""
    rows = Face.objects.shown().filter(unit=unit).select_related("version", "unit")
    return list(rows.order_by("-published_at", "-pk")[:FEED_ENTRIES])


# --- One document ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Publication:
    """One time at which a document was made public, or taken down: when, and why it was changed."""

    step: Step

    @property
    def words(self) -> str:
        """“công khai”, “công khai bản sửa: …”, “gỡ: …”."""
        if self.step.act == Act.TAKE_DOWN:
            return f"gỡ: {self.step.words}"
        reason = self.step.version.reason
        return f"công khai bản sửa: {reason}" if reason else "công khai"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as everybody sees it; of one that is gone what it was called, since when and why it is gone."""

    face: Face
    is_shown: bool
    items: Sequence[str]
    files: Sequence[DisclosureFile]
    postings: Sequence[Posting]
    history: Sequence[Publication]

    @property
    def lists_people(self) -> bool:
        """Whether it names people: then nothing keeps a copy of it, and search engines leave it out from the first
        day."""
        return self.face.version.people == People.LISTED


def public_document(face: Face) -> Document:
    """Four statements at most."""
    is_shown = Face.objects.shown().filter(pk=face.pk).exists()
    known: Mapping[str, Item] = catalogue()
    items = labels(in_order(parted(face.version.items), known))
    acts = Step.objects.filter(disclosure=face.disclosure, act__in=(Act.PUBLISH, Act.TAKE_DOWN))
    history = [Publication(one) for one in acts.select_related("version").order_by("at", "pk")]
    files = list(public_files().filter(disclosure=face.disclosure)) if is_shown else []
    postings = postings_by_disclosure([face.disclosure]).get(face.disclosure, []) if is_shown else []
    return Document(face, is_shown, items, files, postings, history)


def public_files() -> FileQuerySet:
    """The files that everybody sees: of what is shown, there at the check that it was published by; those of a version
    that listed people go with it (:func:`thanthien.disclosure.queries.files_going_with`)."""
    faces = Face.objects.shown().filter(disclosure=OuterRef("disclosure"), checked_at__gte=OuterRef("added_at"))
    still_listed = Exists(faces.filter(version__people=People.LISTED))
    return DisclosureFile.objects.for_everybody().filter(still_listed | (Exists(faces) & ~added_under_a_list()))


def public_address(origin: UUID) -> str:
    """The whole address of a document, for paper."""
    return f"{settings.SITE_ADDRESS}{reverse('disclosure-document', args=[origin])}"
