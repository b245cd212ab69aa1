"""What the platform's records say beside the rows of the appraisal grid: the figure of the cut-off where it differs
from the posted one, how many records came late, and what stands against “không phát sinh”. A constant number of
statements; none for an indicator that the platform doesn't compute.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import caches

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Answer, Cycle, Dossier, DossierFigure, SheetItem
from thanthien.evaluations.queries.figure_door import differs, figure_text
from thanthien.evaluations.queries.figures import scope_for
from thanthien.evaluations.states import IN_APPRAISAL
from thanthien.measures.lateness import timeliness_of
from thanthien.measures.models import LateAcceptance
from thanthien.measures.registry import find
from thanthien.measures.timeliness import Timeliness

ON_TIME = Timeliness()
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class RowFigures:
    """Beside one row. ``cut_off``: what the cut-off says where it says something else than what was posted, else “”.
    ``records``: how many records the platform counted."""

    cut_off: str = ""
    records: int = 0
    timeliness: Timeliness = ON_TIME

    def against(self, answer: Answer) -> str:
        """What stands against a claim that nothing arose, as a sentence; empty where nothing does."""
        claimed = answer.state == AnswerState.NOT_APPLICABLE and answer.system_state != AnswerState.NOT_APPLICABLE
        if not claimed or not self.records:
            return ""
        return f"Đơn vị ghi “Không phát sinh”, hệ thống có {number(self.records)} bản ghi"

    @property
    def late_words(self) -> str:
        """“30 bản ghi quá hạn, trong đó 30 bản ghi ghi cùng ngày 20/12/2026”; empty where none was late."""
        late = self.timeliness.late
        if not late:
            return ""
        together = "; ghi dồn: " + " ".join(self.timeliness.together_in_words) if self.timeliness.together else ""
        return f"{number(late)} bản ghi quá hạn{together}"


NONE = RowFigures()


def figures_beside(items: Sequence[SheetItem], *, fresh: bool) -> Mapping[int, RowFigures]:
    """By dossier id, for items of one cycle and one indicator. ``fresh``: for somebody who may write such records."""
    key = items[0].compiled.definition.measure or ""
    if find(key) is None:
        return {}
    dossiers = {item.sheet.dossier_id: item for item in items}
    kept: dict[int, dict[Moment, DossierFigure]] = {}
    for row in DossierFigure.objects.filter(measure=key, dossier__in=dossiers):
        kept.setdefault(row.dossier_id, {})[Moment(row.moment)] = row
    units = [item.sheet.dossier.unit_id for item in items]
    told = _timeliness(items[0].sheet.dossier.cycle, key, units, fresh=fresh)
    return {
        pk: _beside(item, kept.get(pk, {}), told.get(item.sheet.dossier.unit_id, ON_TIME))
        for pk, item in dossiers.items()
    }


def _timeliness(cycle: Cycle, key: str, units: Collection[int], *, fresh: bool) -> Mapping[int, Timeliness]:
    """How punctually the records of all units came, by unit; at most some minutes old, for a row is saved many times
    while one indicator is appraised. What bodies said of late records, what the city set and which dossiers it accepted
    counts at once, and who may write records reads them anew: nobody sees less than what he has just done."""
    said = LateAcceptance.objects.filter(measure=key).order_by("-pk").values_list("pk", flat=True).first()
    asked = (cycle.pk, cycle.span, cycle.measure_settings, key, clock.today(), said)
    name = f"timeliness:{sha256(repr(asked).encode()).hexdigest()}"
    found: Mapping[int, Timeliness] | None = None if fresh else caches["local"].get(name)
    if found is None or not found.keys() >= set(units):
        every = Dossier.objects.filter(cycle=cycle, status__in=IN_APPRAISAL).values_list("unit_id", flat=True)
        found = timeliness_of([key], scope_for(cycle, list(every))).get(key, {})
        caches["local"].set(name, found, _SECONDS)
    return found


def _beside(item: SheetItem, kept: Mapping[Moment, DossierFigure], told: Timeliness) -> RowFigures:
    words = ""
    if differs(kept):
        words = figure_text(item.compiled, kept[Moment.CUT_OFF])
    held = kept.get(Moment.CUT_OFF) or kept.get(Moment.POSTED) or kept.get(Moment.LIVE)
    return RowFigures(words, held.records + held.numbers if held else 0, told)
