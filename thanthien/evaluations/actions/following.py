"""Answers that follow the platform's figures: a change reaches them at once and takes nobody's confirmation away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thanthien.core import clock
from thanthien.core.db import update_rows
from thanthien.evaluations.actions.answers import SCORE_FIELDS
from thanthien.evaluations.actions.entries import apply_figure
from thanthien.evaluations.actions.self_totals import recompute_selves
from thanthien.evaluations.enums import Origin
from thanthien.evaluations.models import Answer, Dossier
from thanthien.evaluations.queries.figures import Told, word_of
from thanthien.evaluations.scored import system_entry
from thanthien.evaluations.value_texts import change_text
from thanthien.measures.answers import Answered

_SYSTEM_FIELDS = ["system_state", "system_value", "system_reason", "system_as_of"]


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that follows and says something else now: “1.2.3: từ 38/45 lên 39/46 tuần”."""

    dossier: Dossier
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of figures for answers: how many are told something else by the platform, which changed by it, and
    “unit code, indicator: why” of figures that a rule can't take."""

    told: int = 0
    changes: tuple[Change, ...] = ()
    unfit: tuple[str, ...] = ()


def follow(told: Mapping[Dossier, Told], as_of: date) -> Followed:
    """Tell the answers of locked dossiers (of one cycle) what the platform computed to that day; those taken over by
    somebody are changed and scored anew. An answer is written only where the platform says something else than before.
    """
    by_pk = {dossier.pk: dossier for dossier in told}
    changed, changes = [], []
    rows = Answer.objects.filter(dossier__in=by_pk).select_related("indicator").order_by("pk")
    for answer in rows if any(words.said for words in told.values()) else ():
        answer.dossier = by_pk[answer.dossier_id]
        said = told[answer.dossier].said.get(answer.indicator.code)
        if said is None or not _hears(answer, said, as_of):
            continue
        changed.append(answer)
        if answer.origin == Origin.SYSTEM and (words := _takes(answer)):
            changes.append(Change(answer.dossier, answer.indicator.code, words))
    update_rows(changed, [*SCORE_FIELDS, *_SYSTEM_FIELDS])
    if changes:
        recompute_selves(list({change.dossier.pk: change.dossier for change in changes}.values()))
    unfit = [
        f"{dossier.unit.code}, {code}: {why}"
        for dossier, words in told.items()
        for code, why in words.unfit.items()
    ]  # fmt: skip
    return Followed(len(changed), tuple(changes), tuple(unfit))


def _hears(answer: Answer, said: Answered, as_of: date) -> bool:
    """Set what the platform says of the indicator; False where it says what it said before."""
    now = word_of(said)
    if now == (answer.system_state, answer.system_value, answer.system_reason):
        return False
    answer.system_state, answer.system_value, answer.system_reason = now
    answer.system_as_of = as_of
    return True


def _takes(answer: Answer) -> str:
    """Let an answer say what the platform says, and tell the change; "" when it says so already. Nobody's name stands
    under a change that no person made: who took the platform's figure over stands in the history before it."""
    entry, before = system_entry(answer), (answer.state, answer.value)
    if (answer.state, answer.value, answer.reason) == (entry.state, entry.value, entry.reason):
        return ""
    apply_figure(answer, entry, answer.compiled)
    answer.version += 1
    answer.updated_at, answer.updated_by = clock.now(), None
    return change_text(answer.compiled.definition, before, (answer.state, answer.value))
