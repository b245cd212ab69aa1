"""Reads of the appraised column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from thanthien.criteria.bodies import combine_bodies
from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.criteria.values import ClaimRefused
from thanthien.evaluations.models import Dossier, SheetItem
from thanthien.evaluations.scored import body_word

ByBody = dict[str, "EngineAnswer | ClaimRefused | None"]


def appraised_answers(dossiers: Sequence[Dossier]) -> dict[int, dict[str, EngineAnswer | None]]:
    """The joined appraised answer of every indicator (lead, mean or median as the set says), by dossier id. A body of
    which it is recorded that it said nothing, or that has one voice with another body of the indicator
    (`actions/one_voice.py`), is left out: of two the other's word is the mean, and it leads.

    For dossiers whose sheets are all sent; the caller answers for blindness.
    """
    compiled = {d.pk: d.compiled.by_code for d in dossiers}
    given: dict[tuple[int, str], ByBody] = defaultdict(dict)
    items = (
        SheetItem.objects.of_speakers().filter(sheet__dossier__in=dossiers).select_related("sheet__body", "indicator")
    )
    for item in items:
        key = item.sheet.dossier_id, item.indicator.code
        given[key][item.sheet.body.code] = body_word(compiled[key[0]][key[1]].definition, item)
    return {
        dossier_id: {
            code: combine_bodies(
                item,
                [given[dossier_id, code][body] for body in item.definition.bodies if body in given[dossier_id, code]],
            )
            for code, item in indicators.items()
        }
        for dossier_id, indicators in compiled.items()
    }
