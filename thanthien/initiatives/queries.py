"""Reading creative models: what was told of each, the gallery, one model whole, and what a figure counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Greatest

from thanthien.core import clock
from thanthien.core.question import Question
from thanthien.core.text import matches
from thanthien.initiatives.enums import ROOM, Outcome, Verdict
from thanthien.initiatives.models import Adoption, BodyWord, Initiative, ProgressReport, Recognition
from thanthien.initiatives.permissions import MEASURE
from thanthien.initiatives.states import State, Told, state_of
from thanthien.measures.offers import Offer
from thanthien.measures.scope import Scope
from thanthien.records.models import RecordQuerySet
from thanthien.units.models import Unit

# What bodies say: of which a model stands higher.
_WORDS: tuple[type[BodyWord] | type[Recognition], ...] = (BodyWord, Recognition)


def told_of(origins: Collection[UUID]) -> dict[UUID, Told]:
    """What was told of each model. Three statements."""
    reported, recognised = (_named(model.objects.standing(), origins) for model in (ProgressReport, Recognition))
    confirmed = _named(BodyWord.objects.standing().filter(verdict=Verdict.EFFECTIVE), origins)
    return {one: Told(one in reported, one in confirmed, one in recognised) for one in origins}


def _named(rows: RecordQuerySet, origins: Collection[UUID]) -> set[UUID]:
    return set(rows.filter(initiative__in=origins).order_by().values_list("initiative", flat=True))


def model_of(origin: UUID | str) -> Initiative | None:
    """The model that stands under the key of its first version. One statement."""
    found: Initiative | None = Initiative.objects.standing().filter(origin=origin).select_related("unit").first()
    return found


# --- The gallery ---


@dataclass(frozen=True, slots=True)
class Shown:
    """A model as the gallery shows it, with the number of units that took it over and go on with it."""

    initiative: Initiative
    state: State
    adopted: int


def gallery(*, words: str = "", topic: str = "", state: str = "") -> list[Shown]:
    """The models of units that use the room, the latest first, as a reader narrows them. Five statements."""
    rows = Initiative.objects.standing().select_related("unit").newest_first()
    if topic:
        rows = rows.filter(topic=topic)
    found = [row for row in rows if row.unit.uses(ROOM.key) and (not words or matches(words, _text(row)))]
    told, adopted = told_of([row.origin for row in found]), _adopters([row.origin for row in found])
    shown = [Shown(row, state_of(told[row.origin]), len(adopted.get(row.origin, ()))) for row in found]
    return [one for one in shown if not state or one.state.key == state]


def _text(row: Initiative) -> str:
    return f"{row.title} {row.unit.name} {row.problem} {row.novelty}"


def _adopters(origins: Collection[UUID]) -> dict[UUID, set[int]]:
    """The units that took each model over, by the last word of each. One statement."""
    rows = Adoption.objects.standing().filter(initiative__in=origins).order_by("day", "pk")
    last = {(one, unit): outcome for one, unit, outcome in rows.values_list("initiative", "unit_id", "outcome")}
    found: dict[UUID, set[int]] = defaultdict(set)
    for (one, unit), outcome in last.items():
        if outcome != Outcome.STOPPED:
            found[one].add(unit)
    return found


# --- One model ---


@dataclass(frozen=True, slots=True)
class Whole:
    """All that stands of one model; of several adoptions of a unit the last."""

    initiative: Initiative
    state: State
    reports: tuple[ProgressReport, ...]
    words: tuple[BodyWord, ...]
    recognitions: tuple[Recognition, ...]
    adoptions: tuple[Adoption, ...]


def whole(initiative: Initiative) -> Whole:
    """Four statements."""
    reports, words, recognitions = (_of(model, initiative) for model in (ProgressReport, BodyWord, Recognition))
    last = {row.unit_id: row for row in reversed(_of(Adoption, initiative))}
    confirmed = any(row.verdict == Verdict.EFFECTIVE for row in words)
    told = Told(bool(reports), confirmed, bool(recognitions))
    adoptions = sorted(last.values(), key=lambda row: (row.day, row.pk), reverse=True)
    return Whole(initiative, state_of(told), tuple(reports), tuple(words), tuple(recognitions), tuple(adoptions))


def _of(model: Any, initiative: Initiative) -> list[Any]:
    return list(model.objects.standing().filter(initiative=initiative.origin).with_names().newest_first())


# --- What figures and other rooms ask ---

Word: TypeAlias = BodyWord | Recognition


def words_that_count(scope: Scope) -> Question[dict[int, list[Word]]]:
    """By unit, what bodies said that counts for a year: the city's decisions signed in the span, and confirmations
    for the year, whenever they came before the moment of the question (a body's sheet closes them)."""
    decided = _known(Recognition, scope).between(scope.span.first, scope.state_day)
    confirmed = _known(BodyWord, scope).filter(verdict=Verdict.EFFECTIVE, year=scope.span.last.year)
    return Question(_by_unit, decided, confirmed)


def _by_unit(*words: Iterable[Word]) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = defaultdict(list)
    for row in (row for rows in words for row in rows):
        found[row.unit_id].append(row)
    return found


def _known(model: type[BodyWord] | type[Recognition], scope: Scope) -> RecordQuerySet:
    """What was known of models that were registered then, and here by the last day of the span."""
    registered = Initiative.objects.known_at(scope.known).filter(
        origin=OuterRef("initiative"), unit=OuterRef("unit"), told_at__lt=clock.end_of(scope.span.last)
    )
    rows: RecordQuerySet = model.objects.known_at(scope.known).filter(Exists(registered), unit__in=scope.units)
    return rows.order_by("day", "pk")


def bodies_words(units: Collection[int], since: datetime) -> Iterator[tuple[int, str, datetime]]:
    """What bodies said, mended or took back after a moment: unit, measure, when. Two statements."""
    for model in _WORDS:
        rows = model.objects.filter(Q(made_at__gt=since) | Q(ended_at__gt=since), unit__in=units)
        last = rows.order_by().annotate(at=Greatest("made_at", "ended_at")).values_list("unit_id", "at")
        for unit, at in last:
            yield unit, MEASURE, at


def models_to_register(unit: Unit) -> list[Offer]:
    """The unit's models, for who registers one for a year. One statement."""
    rows = Initiative.objects.standing().filter(unit=unit).newest_first() if unit.uses(ROOM.key) else ()
    return [Offer("initiatives.initiative", row.pk, row.title, _address(row)) for row in rows]


def _address(row: Initiative) -> str:
    return f"/mo-hinh-sang-tao/{row.origin}/"


def with_reports(units: Iterable[int], first: date, last: date) -> Question[list[tuple[int, date, bool]]]:
    """The models registered in some days: unit, day, whether there is a report."""
    reported = Exists(ProgressReport.objects.standing().filter(initiative=OuterRef("origin")))
    rows = Initiative.objects.standing().between(first, last).filter(unit__in=units).annotate(reported=reported)
    return Question(list, rows.order_by().values_list("unit_id", "day", "reported"))
