"""What the platform's records say beside the rows of the appraisal grid: the figure of the cut-off where it differs
from the posted one, how many records came late, and what stands against “không phát sinh”. A constant number of
statements; none for an indicator that the platform doesn't compute.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from django.core.cache import caches
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Cycle, Dossier, DossierFigure
from thanthien.evaluations.queries.figure_door import figure_text
from thanthien.evaluations.queries.figures import scope_for
from thanthien.evaluations.queries.grid_items import GridItem
from thanthien.evaluations.queries.late_words import NO_WORDS, Words, last_word, words_of
from thanthien.evaluations.states import IN_APPRAISAL
from thanthien.measures.lateness import UNSAID, LateSaid, timeliness_of
from thanthien.measures.registry import find
from thanthien.measures.timeliness import Timeliness

ON_TIME = Timeliness()
_SECONDS = 300


class Claim(Protocol):
    """A commune's answer and what the platform said of it."""

    @property
    def state(self) -> str: ...
    @property
    def system_state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RowFigures:
    """Beside one row. ``differs``: the cut-off says something else than what was posted, and ``cut_off`` says what, for
    rows that are shown. ``records``: how many records the platform counted. ``said``: what bodies said of late ones;
    ``moved``: by these words other periods count than in the posted figure."""

    differs: bool = False
    records: int = 0
    timeliness: Timeliness = ON_TIME
    cut_off: str = ""
    said: LateSaid = UNSAID
    moved: bool = False

    def against(self, answer: Claim) -> str:
        """What stands against a claim that nothing arose, as a sentence; empty where nothing does."""
        claimed = answer.state == AnswerState.NOT_APPLICABLE and answer.system_state != AnswerState.NOT_APPLICABLE
        if not claimed or not self.records:
            return ""
        return f"Đơn vị ghi “Không phát sinh”, hệ thống có {number(self.records)} bản ghi"

    @property
    def late_words(self) -> str:
        """“30 bản ghi quá hạn, trong đó 30 bản ghi ghi cùng ngày 20/12/2026”; empty where none came late."""
        late = self.timeliness.late
        together = "ghi dồn: " + " ".join(self.timeliness.together_in_words) if self.timeliness.is_mass else ""
        return "; ".join(filter(None, (f"{number(late)} bản ghi quá hạn" if late else "", together)))


NONE = RowFigures()


def figures_beside(cycle: Cycle, code: str, dossiers: Mapping[int, int], *, fresh: bool) -> dict[int, RowFigures]:
    """By dossier id, for dossiers of one cycle (each with its unit) and one indicator. Two statements, two more where
    something was said of late records, and those of how punctually records came. ``fresh``: for somebody who may write
    such records."""
    key = next((one.measure for one in cycle.criteria_set.parsed().indicators() if one.code == code), None) or ""
    if find(key) is None:
        return {}
    records, differing = _kept(cycle, key, dossiers)
    last = last_word(key)
    words = words_of(key, dossiers.values(), cycle.span) if last else NO_WORDS
    told = _timeliness(cycle, key, list(dossiers.values()), last, fresh=fresh)
    moved = _moved(key, words, dossiers)
    return {
        pk: RowFigures(
            pk in differing, records.get(pk, 0), told.get(unit, ON_TIME), said=words.of(unit), moved=pk in moved
        )
        for pk, unit in dossiers.items()
    }


def _moved(key: str, words: Words, dossiers: Mapping[int, int]) -> set[int]:
    """The dossiers in which other periods count by now than in the posted figure: a word that was said before is in
    that figure already. One statement; none where nothing was said."""
    spoken = {pk: unit for pk, unit in dossiers.items() if unit in words.told}
    rows = DossierFigure.objects.filter(dossier__in=spoken, measure=key, moment=Moment.POSTED) if spoken else None
    known = dict(rows.order_by().values_list("dossier_id", "computation__known_at")) if rows is not None else {}
    return {pk for pk, unit in spoken.items() if words.moved(unit, known.get(pk))}


_HOLDS = (Moment.CUT_OFF, Moment.POSTED, Moment.LIVE)  # the first that is there tells how many records count


def _kept(cycle: Cycle, key: str, dossiers: Mapping[int, int]) -> tuple[dict[int, int], set[int]]:
    """How many records count, by dossier, and the dossiers of which the cut-off says something else than was posted (as
    `figure_door.differs` says of figures in hand)."""
    posted = DossierFigure.objects.filter(dossier=OuterRef("dossier"), measure=key, moment=Moment.POSTED)
    other = Q(moment=Moment.CUT_OFF) & Exists(posted.exclude(figure=OuterRef("figure")))
    rows = DossierFigure.objects.filter(measure=key).annotate(other=ExpressionWrapper(other, BooleanField()))
    of = rows.filter(dossier__in=dossiers) if len(dossiers) == 1 else rows.filter(dossier__cycle=cycle)
    counts: dict[int, dict[str, int]] = {}
    differing = set()
    for pk, moment, records, numbers, differs in of.order_by().values_list(
        "dossier_id", "moment", "records", "numbers", "other"
    ):
        counts.setdefault(pk, {})[moment] = records + numbers
        if differs:
            differing.add(pk)
    return {pk: next(of[one] for one in _HOLDS if one in of) for pk, of in counts.items()}, differing


def cut_off_words(items: Sequence[GridItem]) -> dict[int, str]:
    """What the cut-off says, by dossier id. One statement; none without items."""
    by_dossier = {item.sheet.dossier_id: item for item in items}
    if not by_dossier:
        return {}
    key = items[0].compiled.definition.measure
    rows = DossierFigure.objects.filter(measure=key, moment=Moment.CUT_OFF, dossier__in=by_dossier)
    return {row.dossier_id: figure_text(by_dossier[row.dossier_id].compiled, row) for row in rows}


def _timeliness(
    cycle: Cycle, key: str, units: Collection[int], said: int | None, *, fresh: bool
) -> Mapping[int, Timeliness]:
    """How punctually the records of all units came, by unit; at most some minutes old, for a row is saved many times
    while one indicator is appraised. What bodies said of late records, what the city set and which dossiers it accepted
    counts at once, and who may write records reads them anew: nobody sees less than what he has just done."""
    asked = (cycle.pk, cycle.span, cycle.measure_settings, key, clock.today(), said)
    name = f"timeliness:{sha256(repr(asked).encode()).hexdigest()}"
    found: Mapping[int, Timeliness] | None = None if fresh else caches["local"].get(name)
    if found is None or not found.keys() >= set(units):
        every = Dossier.objects.filter(cycle=cycle, status__in=IN_APPRAISAL).values_list("unit_id", flat=True)
        found = timeliness_of([key], scope_for(cycle, list(every))).get(key, {})
        caches["local"].set(name, found, _SECONDS)
    return found
