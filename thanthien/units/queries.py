"""Reads of the units room."""

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast

from django.db.models import Q, QuerySet

from thanthien.core import clock
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.core.text import exact, fold, matches
from thanthien.units.enums import UnitChangeKind
from thanthien.units.models import Agency, Hamlet, Unit, UnitChange, UnitFigure, UnitName


def units_read(ids: Collection[int], reading: Reading = EACH_TIME) -> list[Unit]:
    """Units by their numbers. One statement, none where the look knows them (:func:`units_known`)."""
    return reading.once(_asked(ids), lambda: list(Unit.objects.filter(pk__in=ids)))


def units_asked(ids: Collection[int], reading: Reading = EACH_TIME) -> Question[list[Unit]]:
    """The question for them."""
    return reading.keeping(_asked(ids), Question(list, Unit.objects.filter(pk__in=ids)))


def units_known(units: Iterable[Unit], reading: Reading) -> None:
    """Tell the rest of a look that these units are at hand."""
    known = list(units)
    reading.know(_asked([unit.pk for unit in known]), known)


def _asked(ids: Collection[int]) -> tuple[str, frozenset[int]]:
    return "units", frozenset(ids)


def unit_of_code(code: str) -> Unit | None:
    """A unit, whether it is one today or was one. One statement."""
    return _UNIT.first(code=code)


_UNIT = Prepared(lambda: Unit.objects.filter(code=Given("code")))


def hamlets_today(unit: Unit) -> Question[int]:
    """How many thôn, tổ dân phố a unit has today."""
    return Question(len, _HAMLETS.asked(unit=unit.pk, today=clock.today()))


_HAMLETS = Prepared(
    lambda: Hamlet.objects.filter(unit=Given("unit")).current(cast("date", Given("today"))).order_by().values_list("pk")
)


def search_units(text: str, kind: str | None = None, on: date | None = None) -> list[Unit]:
    """Units found by name, code, kind word or another name, in the order people expect; all of them for an empty text.

    Diacritics are forgiven (“cam giang” finds Cẩm Giang and Cẩm Giàng); a name typed with its diacritics comes
    first, whichever habit of tone marks was used. One statement more for a text.
    """
    units = Unit.objects.current(on or clock.today()).in_vietnamese_order()
    found = list(units.of_kind(kind) if kind else units)
    others = _other_names(text, on or clock.today())
    return rank_units(found, text, _meant(text, others)) or _named_in(found, text, others)


def units_meant(text: str) -> list[int]:
    """The numbers of all units that a typed text means, those that ended too, for the filter of a list. Two
    statements."""
    known = Unit.objects.in_vietnamese_order().only("code", "name", "short_name", "sort_key")
    return [unit.pk for unit in rank_units(known, text, meant_by_other_names(text))]


def meant_by_other_names(text: str) -> dict[str, str]:
    """The units that a typed text means by a name that is not theirs today: an old one, one of a unit that went into
    them, another spelling; by code, with that name. One statement, none for an empty text."""
    return _meant(text, _other_names(text, clock.today()))


def _other_names(text: str, on: date) -> list[tuple[str, str]]:
    """Unit codes with other names; one that a merger brings leads to its unit from the day of the merger."""
    if not fold(text):
        return []
    names = UnitName.objects.exclude(came_with__kind=UnitChangeKind.MERGE, came_with__on__gt=on)
    return list(names.order_by().values_list("unit__code", "name"))


def _meant(text: str, others: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {code: name for code, name in others if matches(text, name)}


def _named_in(units: Iterable[Unit], text: str, others: Iterable[tuple[str, str]]) -> list[Unit]:
    """Units whose name stands among other words: “ngan sach phuong hai an” means Phường Hải An.

    Names with their kind (“phuong hai an”) are taken before bare ones, names of today before others.
    """
    query = f" {fold(text)} "
    whole = [unit for unit in units if f" {fold(unit.name)} " in query]
    short = whole or [unit for unit in units if f" {fold(unit.short_name)} " in query]
    by_other = {code for code, name in others if f" {fold(name)} " in query}
    return short or [unit for unit in units if unit.code in by_other]


class Named(Protocol):
    """A unit, or what stands for one in a list."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...


N = TypeVar("N", bound=Named)


def rank_units(units: Iterable[N], text: str, others: Container[str]) -> list[N]:
    """The units that a typed text means, best first; the given order is kept among equals. ``others``: codes of those
    meant by another name (:func:`meant_by_other_names`), which come last. No query."""
    query = fold(text)
    if not query:
        return list(units)
    typed = exact(text)
    scored = [(_score(unit, query, typed, others), unit) for unit in units]
    return [unit for score, unit in sorted((pair for pair in scored if pair[0] is not None), key=_by_score)]


def _by_score(pair: tuple[int | None, Any]) -> int:
    return pair[0] or 0


def _score(unit: Named, query: str, typed: str, others: Container[str]) -> int | None:
    """How well a unit answers: 0 best; None when it does not answer at all."""
    if query == unit.code:
        return 0
    if not (unit.code.startswith(query) or matches(query, unit.name)):
        return 6 if unit.code in others else None
    if typed in (exact(unit.short_name), exact(unit.name)):
        return 1
    if query in (fold(unit.short_name), fold(unit.name)):
        return 2
    if exact(unit.short_name).startswith(typed):
        return 3
    return 4 if fold(unit.short_name).startswith(query) else 5


def unit_centres() -> dict[str, tuple[float | None, float | None]]:
    """Latitude and longitude of the middle of each of today's units, by code. One statement."""
    return {code: (y, x) for code, y, x in Unit.objects.current().values_list("code", "latitude", "longitude")}


def latest_figures(on: date | None = None) -> dict[int, UnitFigure]:
    """The newest figures of each unit up to a day, by unit id. One statement."""
    known = UnitFigure.objects.filter(as_of__lte=on or clock.today())
    return {one.unit_id: one for one in known.order_by("unit_id", "-as_of").distinct("unit_id")}


def figures_of_day(day: date, unit_ids: Iterable[int]) -> dict[int, UnitFigure]:
    """What is stored of units for one day, by unit id. One statement."""
    return {one.unit_id: one for one in UnitFigure.objects.filter(as_of=day, unit__in=unit_ids)}


def hamlets_by_unit(unit_ids: Iterable[int]) -> dict[int, list[Hamlet]]:
    """Thôn and tổ dân phố of units, former ones too, by unit id in Vietnamese order. One statement."""
    found: dict[int, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.filter(unit_id__in=list(unit_ids)).in_vietnamese_order():
        found.setdefault(hamlet.unit_id, []).append(hamlet)
    return found


def hamlet_name(key: str) -> str:
    """What the thôn or tổ dân phố of a form's code is called; empty for none. One statement."""
    return _name(Hamlet.objects.all(), key)


def unit_name(key: str) -> str:
    """The same of a unit."""
    return _name(Unit.objects.all(), key)


def _name(rows: QuerySet[Any], key: str) -> str:
    known = key.isascii() and key.isdigit() and len(key) < 19
    return next(iter(rows.filter(pk=key).values_list("name", flat=True)), "") if known else ""


def hamlets_known(unit_ids: Iterable[int], known_at: datetime) -> QuerySet[Any]:
    """The days of thôn and tổ dân phố as the platform knew them at a moment: rows of their history, with ``id``,
    ``unit_id``, ``valid_from`` and ``valid_to``. A list that was given later, for whatever day, changes nothing."""
    history = Hamlet.pgh_event_model.objects  # type: ignore[attr-defined]
    told = history.filter(unit__in=list(unit_ids), told_at__lte=known_at)
    last = told.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values("pgh_id")
    return history.filter(pgh_id__in=last).exclude(pgh_label="delete").order_by()  # type: ignore[no-any-return]


def changes_of(unit: Unit) -> Question[list[UnitChange]]:
    """What happened to a unit by law, the newest first: it went into another, others into it, it took another name."""
    return Question(list, _CHANGES.asked(unit=unit.pk))


def _changes() -> QuerySet[UnitChange]:
    both = UnitChange.objects.filter(Q(from_unit=Given("unit")) | Q(to_unit=Given("unit")))
    return both.select_related("from_unit", "to_unit").order_by("-on", "-pk")


_CHANGES = Prepared(_changes)


@dataclass(frozen=True, slots=True)
class NameChange:
    """From one moment on, an agency was named so."""

    at: datetime
    name: str
    label: str


def names_over_time(agency: Agency) -> list[NameChange]:
    """The names an agency has had, newest first. One statement."""
    events = agency.events.order_by("pgh_id").values_list("pgh_created_at", "name", "label")  # type: ignore[attr-defined]
    changes: list[NameChange] = []
    for moment, name, label in events:
        if not changes or (changes[-1].name, changes[-1].label) != (name, label):
            changes.append(NameChange(moment, name, label))
    return changes[::-1]
