"""Reads of the room: where a disclosure stands, and for all units at once what is known of them at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.codes import parted
from thanthien.core.question import Question, made_once
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.cells import Document, Sample, Statement, Told
from thanthien.disclosure.enums import Act, People, Stage, Verdict
from thanthien.disclosure.items import covered
from thanthien.disclosure.models import (
    Disclosure,
    DisclosureFile,
    Face,
    NothingArose,
    Posting,
    Step,
)
from thanthien.disclosure.models import Sample as SampleRecord
from thanthien.disclosure.periods import quarter_named
from thanthien.disclosure.rules import DAYS, Shown, last_day
from thanthien.records.models import Photograph
from thanthien.units.models import Hamlet

_POSTINGS = "disclosure.posting"  # the key of their kind, which stands above
_BEFORE = timedelta(days=60)  # how long before a span a document may be dated whose last day lies in it

# --- One disclosure -------------------------------------------------------------------------------------------------


def steps_of(origin: UUID) -> list[Step]:
    """All that was done with it, the earliest first. One statement."""
    return list(Step.objects.filter(disclosure=origin).select_related("by", "version").order_by("at", "pk"))


def files_of(origin: UUID) -> list[DisclosureFile]:
    """Its files, with those that were taken away. One statement."""
    rows = DisclosureFile.objects.filter(disclosure=origin).select_related("added_by", "taken_by")
    return list(rows.order_by("added_at", "pk"))


def files_going_with(record: Disclosure) -> QuerySet[DisclosureFile]:
    """The files that everybody may see with a version: none that was there while another version listed people, for
    they go with that list."""
    rows = DisclosureFile.objects.there().filter(disclosure=record.origin)
    if record.people == People.LISTED:
        return rows
    return rows.filter(~added_under_a_list()).order_by("added_at", "pk")


def added_under_a_list() -> Exists:
    """A condition on files: they were added while a version that listed people stood, or one did later and ended."""
    listed = Disclosure.objects.filter(people=People.LISTED, ended_at__gte=OuterRef("added_at"))
    return Exists(listed.filter(origin=OuterRef("disclosure")))


def postings_of(origin: UUID) -> list[Posting]:
    """The forms in which it was made public, that stand. One statement."""
    with_pictures = Posting.objects.annotate(photographed=_photographed(clock.now()))
    rows = with_pictures.standing().filter(disclosure=origin).select_related("hamlet")
    return list(rows.order_by("day", "pk"))


def hamlets_of(unit: int) -> frozenset[int]:
    """The thôn, tổ dân phố of a unit today. One statement."""
    return frozenset(Hamlet.objects.current().filter(unit=unit).order_by().values_list("pk", flat=True))


def _photographed(moment: datetime) -> Exists:
    known = Photograph.objects.filter(kind=_POSTINGS).known_at(moment)
    return Exists(known.filter(origin=OuterRef("origin")))


def last_check(record: Disclosure) -> Step | None:
    """The last check of any of its versions."""
    return Step.objects.filter(disclosure=record.origin, act=Act.CHECK).order_by("-at", "-pk").first()


def is_checked(record: Disclosure) -> bool:
    """Whether what stands now is what was checked last: this version, and no file added since."""
    checked = last_check(record)
    if checked is None or checked.version_id != record.pk:
        return False
    return not DisclosureFile.objects.there().filter(disclosure=record.origin, added_at__gt=checked.at).exists()


def stage_of(record: Disclosure, face: Face | None, checked: bool) -> Stage:
    """Where a disclosure stands, of its version that stands."""
    if face is None:
        return stage_by(record.pk, None, checked=checked, gone=False)
    return stage_by(record.pk, face.version_id, checked=checked, gone=face.gone_at is not None)


def stage_by(version: int, public: int | None, *, checked: bool, gone: bool) -> Stage:
    """The same by the version that stands and the one that everybody was shown last, if any; ``gone``: that was taken
    down."""
    if public is None:
        return Stage.CHECKED if checked else Stage.DRAFT
    if gone:
        return Stage.CHECKED if checked and public != version else Stage.TAKEN_DOWN
    return Stage.PUBLISHED if public == version else Stage.AMENDED


def face_of(origin: UUID) -> Face | None:
    """Its face for everybody, or what is left of it. One statement."""
    return Face.objects.filter(disclosure=origin).select_related("version", "unit").first()


def shown_of(postings: Iterable[Any]) -> list[Shown]:
    """Forms as the rules take them."""
    return [
        Shown(
            one.form, one.day, one.last, frozenset(parted(one.spots)), one.told_at,  # type: ignore[arg-type]
            one.photographed, one.pk, one.version, one.entered_by_id, one.hamlet_id,
        )
        for one in postings
    ]  # fmt: skip


# --- All units at once ----------------------------------------------------------------------------------------------


_TOLD = ("title", "day", "items", "told_at", "signer", "ends_on", "entered_by_id", "pk", "version", "unit_id")
_Documents = Mapping[int, list[Document]]


@dataclass(frozen=True, slots=True)
class _Look:
    """Which units are looked at, as known when; of which days on; by which days to publish in."""

    units: Collection[int]
    known_at: datetime
    first: date
    calendar: WorkCalendar
    days: int

    def takes_in(self, day: date, codes: Collection[str]) -> bool:
        """Whether a document of a day, under all that it satisfies, may have a say."""
        known = catalogue()
        return day >= self.first - _BEFORE or any(known[code].period == "permanent" for code in codes if code in known)


@made_once
def told_of(
    units: Collection[int], known_at: datetime, calendar: WorkCalendar, *, first: date, days: int = DAYS
) -> Question[dict[int, Told]]:
    """What is known of each unit at a moment: documents whose last day may lie on ``first`` or later and those that
    hold for good, those among them that everybody saw and that were taken back, statements, samples."""
    look = _Look(units, known_at, first, calendar, days)
    return Question(partial(_told, look), *_rows(look))


def _rows(look: _Look) -> tuple[Any, ...]:
    """Documents that stand or were taken back, publications with the version that was published, forms, statements,
    samples. A document is looked up by the version that was published, and by the one that stands."""
    units, known_at = look.units, look.known_at
    public = Step.objects.filter(act=Act.PUBLISH, at__lte=known_at, version__unit__in=units)
    since = look.first - _BEFORE
    of_public = public.filter(Q(version__day__gte=since) | _lasting("version__items")).values("disclosure")
    asked = Q(day__gte=since) | _lasting("items") | Q(origin__in=of_public)
    stands = Q(ended_at__isnull=True) | Q(ended_at__gt=known_at) | ~Q(end_reason="")
    documents = Disclosure.objects.filter(stands, asked, made_at__lte=known_at, unit__in=units)
    shown = Posting.objects.known_at(known_at).filter(unit__in=units).annotate(photographed=_photographed(known_at))
    said = NothingArose.objects.known_at(known_at).filter(unit__in=units, day__gte=look.first)
    found = SampleRecord.objects.known_at(known_at).filter(unit__in=units, day__gte=look.first)
    in_order = [rows.order_by("day", "pk") for rows in (documents, shown, said, found)]
    return (
        in_order[0].values_list("origin", "ended_at", *_TOLD),
        public.order_by("at", "pk").values_list("disclosure", "at", *(f"version__{name}" for name in _TOLD)),
        in_order[1].values_list(
            "disclosure",
            "form",
            "day",
            "last",
            "spots",
            "told_at",
            "photographed",
            "pk",
            "version",
            "entered_by_id",
            "hamlet_id",
        ),
        in_order[2].values_list("unit_id", "pk", "version", "day", "period", "items", "told_at", "entered_by_id"),
        in_order[3].values_list(
            "unit_id", "pk", "version", "day", "items", "period", "verdict", "words", "entered_by_id"
        ),
    )


def _lasting(field: str) -> Q:
    """What holds for good, however old it is."""
    known, asked = catalogue(), Q()
    for item in known.values():
        if any(known[code].period == "permanent" for code in covered([item.code], known) if code in known):
            asked |= Q(**{f"{field}__contains": item.code})
    return asked


def _told(
    look: _Look, rows: Iterable[Any], public: Iterable[Any], shown: Iterable[Any], said: Iterable[Any],
    found: Iterable[Any],
) -> dict[int, Told]:  # fmt: skip
    documents, withdrawn = _documents(look, rows, public, _forms(shown))
    statements, samples = _statements(said), _samples(found)
    return {unit: Told(documents[unit], statements[unit], samples[unit], withdrawn[unit]) for unit in look.units}


def _documents(
    look: _Look, rows: Iterable[Any], public: Iterable[Any], shown: Mapping[UUID, list[Shown]]
) -> tuple[_Documents, _Documents]:
    """Those that stand and those that were taken back. The version that everybody saw last says what was public; of one
    that nobody saw yet the one that stands."""
    publications: dict[UUID, list[tuple[datetime, Sequence[Any]]]] = defaultdict(list)
    for origin, at, *told in public:
        publications[origin].append((at, told))
    standing: dict[int, list[Document]] = defaultdict(list)
    withdrawn: dict[int, list[Document]] = defaultdict(list)
    for origin, ended_at, *told in rows:
        ended_on = _day_of(ended_at) if ended_at is not None and ended_at <= look.known_at else None
        one = _document(look, told, publications.get(origin, ()), shown.get(origin, ()), ended_on)
        if look.takes_in(one.day, one.codes) and (ended_on is None or one.public_at is not None):
            (standing if ended_on is None else withdrawn)[told[-1]].append(one)
    return standing, withdrawn


def _document(
    look: _Look, told: Sequence[Any], publications: Sequence[tuple[datetime, Sequence[Any]]], shown: Sequence[Shown],
    withdrawn_on: date | None,
) -> Document:  # fmt: skip
    at = publications[0][0] if publications else None
    title, day, items, told_at, signer, ends_on, typist, pk, version, _ = publications[-1][1] if publications else told
    codes = covered(parted(items), catalogue())
    return Document(
        pk, version, title, day, last_day(day, look.calendar, look.days), codes, told_at,
        at, _day_of(at) if at else None, tuple(shown), _since(publications, codes), signer, ends_on, typist,
        withdrawn_on,
    )  # fmt: skip


def _since(
    publications: Sequence[tuple[datetime, Sequence[Any]]], codes: Collection[str]
) -> dict[str, tuple[datetime, date]]:
    """Of items of the last published version since when each was published with its day, where not from the first."""
    if len(publications) < 2:
        return {}
    known, found = catalogue(), dict[str, tuple[datetime, date]]()
    day, reached = publications[-1][1][1], len(publications)
    since = dict.fromkeys(codes, reached)
    for number in range(len(publications) - 1, -1, -1):
        told = publications[number][1]
        if told[1] != day:
            break
        own = covered(parted(told[2]), known)
        for code in codes:
            if since[code] == number + 1 and code in own:
                since[code] = number
    for code, number in since.items():
        if number:
            found[code] = (publications[number][0], _day_of(publications[number][0]))
    return found


def _day_of(moment: datetime) -> date:
    return moment.astimezone(clock.ZONE).date()


def _forms(rows: Iterable[Any]) -> dict[UUID, list[Shown]]:
    found: dict[UUID, list[Shown]] = defaultdict(list)
    for origin, form, day, last, spots, *more in rows:
        found[origin].append(Shown(form, day, last, frozenset(parted(spots)), *more))  # type: ignore[arg-type]
    return found


def _statements(rows: Iterable[Any]) -> Mapping[int, list[Statement]]:
    found: dict[int, list[Statement]] = defaultdict(list)
    for unit, pk, version, day, period, items, told_at, typist in rows:
        found[unit].append(Statement(pk, version, day, period, frozenset(parted(items)), told_at, typist))
    return found


def _samples(rows: Iterable[Any]) -> Mapping[int, list[Sample]]:
    found: dict[int, list[Sample]] = defaultdict(list)
    for unit, pk, version, day, items, period, verdict, words, typist in rows:
        said = words or str(Verdict(verdict).label)
        wrong, quarter = verdict != Verdict.RIGHT, quarter_named(period)
        of = min(day, quarter.last) if quarter else None
        found[unit] += [Sample(pk, version, day, code, wrong, said, typist, of) for code in parted(items)]
    return found
