"""Values that the platform computed from records, beside what the commune declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from thanthien.core import clock
from thanthien.core.db import update_rows
from thanthien.criteria.values import parse_value, value_to_json
from thanthien.evaluations.actions.answers import SCORE_FIELDS, recompute_selves
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.models import Answer, Cycle, Dossier
from thanthien.evaluations.queries.deadlines import editing_is_over
from thanthien.evaluations.states import TAKES_SYSTEM_VALUES


@transaction.atomic
def record_system_values(*, cycle: Cycle, code: str, values: Mapping[int, object], as_of: date) -> int:
    """Store what the platform computed for one indicator, by unit id, in the form of the indicator's rule.

    It replaces no declared answer, gives no points until someone of the unit confirms it, and leaves dossiers alone
    that are posted or with the city, or whose answers nobody may write any more. A system value that was confirmed
    and now is another one waits to be confirmed anew. Returns how many answers took a value. Raises ValueProblem.
    """
    rows = Dossier.objects.filter(cycle=cycle, status__in=TAKES_SYSTEM_VALUES, unit_id__in=list(values))
    rows = rows.exclude(editing_is_over(cycle, clock.today()))
    dossiers = {row.pk: row for row in rows.select_related("unit").select_for_update(of=("self",)).order_by("pk")}
    answers = list(Answer.objects.filter(dossier__in=dossiers, indicator__code=code).order_by("pk"))
    outdated = []
    for answer in answers:
        answer.dossier = dossiers[answer.dossier_id]
        answer.dossier.cycle = cycle
        indicator = answer.dossier.compiled.by_code[code].definition
        answer.system_value = value_to_json(parse_value(indicator, values[answer.dossier.unit_id]))
        answer.system_state, answer.system_reason, answer.system_as_of = AnswerState.VALUE, "", as_of
        if _is_outdated(answer):
            _unconfirm(answer)
            outdated.append(answer.dossier)
    changed = update_rows(answers, [*SCORE_FIELDS, "system_state", "system_value", "system_reason", "system_as_of"])
    if outdated:
        recompute_selves(outdated)
    return changed


def _is_outdated(answer: Answer) -> bool:
    """A person confirmed a system value, and the platform has computed another one since."""
    confirmed = answer.origin == Origin.SYSTEM and answer.state == AnswerState.VALUE
    return confirmed and answer.value != answer.system_value


def _unconfirm(answer: Answer) -> None:
    """Back to missing; nobody's name stands under a change that no person made."""
    answer.state, answer.value, answer.reason, answer.points = AnswerState.MISSING, None, "", None
    answer.version += 1
    answer.updated_at, answer.updated_by = clock.now(), None
