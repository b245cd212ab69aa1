"""A commune corrects the value of an indicator on which a body asked, with its answer to the question.

Only that value changes: every body's column and the council's stay as they are, the bodies are told, and what was
handed in stays beside the new value, in the history and in the seal of the submission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.actions.answers import SCORE_FIELDS, Draft, write_draft
from thanthien.evaluations.actions.self_totals import recompute_self
from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.models import Answer, Dossier, ItemRequest, Sheet
from thanthien.evaluations.notices import tell_corrected
from thanthien.evaluations.permissions import is_theirs
from thanthien.evaluations.queries.entering import not_theirs


@dataclass(frozen=True, slots=True)
class Correction:
    """Another value than the one handed in. ``version``: of the answer that the person saw; ``read`` makes the draft of
    what was typed, once the indicator is known. ``read`` may raise Invalid."""

    version: int
    read: Callable[[CompiledIndicator], Draft]


def correct(*, by: User, request: ItemRequest, correction: Correction) -> Answer:
    """Store the correction of the indicator asked about, in a dossier that is locked and under appraisal, and its new
    total. The value as handed in stays in ``handed_in``, also after a second correction.

    Raises Stale with the answer when a colleague corrected it meanwhile, and Invalid when it says what was said before,
    or once every body of the indicator has sent its sheet: then nobody is left who would look at it.
    """
    dossier = request.dossier
    answer = Answer.objects.select_related("indicator").get(dossier=dossier, indicator_id=request.indicator_id)
    answer.dossier = dossier
    if not still_judged(answer):
        raise Invalid(
            {
                "corrects": "Các cơ quan thẩm định tiêu chí này đã gửi phiếu: không sửa được số liệu nữa, chỉ gửi được "
                "trả lời."
            }
        )
    if not is_theirs(by, answer):
        raise Refused(not_theirs(by, answer))
    refuse_other(answer, seen=correction.version, now=answer.version)
    before, draft = _word(answer), correction.read(answer.compiled)
    handed_in = answer.handed_in or before
    write_draft(by, answer, draft)
    _refuse_no_change(answer, before)
    answer.handed_in, answer.corrected_at = handed_in, clock.now()
    answer.save(update_fields=[*SCORE_FIELDS, "explanation", "origin"])
    recompute_self(dossier)
    tell_corrected(answer, by=by, asked_by=request.body_id)
    return answer


def still_judged(answer: Answer) -> bool:
    """Whether a body of the indicator has its sheet still in hand, and can look at another value."""
    open_sheets = Sheet.objects.filter(dossier=answer.dossier_id, status=SheetStatus.DRAFT)
    return open_sheets.filter(items__indicator=answer.indicator_id).exists()


def forget_corrections(dossier: Dossier) -> None:
    """What was corrected in the appraisal that was is the value handed in from now on: no answer of a locked dossier is
    marked as corrected any more. The history keeps what stood before."""
    corrected = Answer.objects.filter(dossier=dossier, corrected_at__isnull=False)
    corrected.update(handed_in=None, corrected_at=None)


def _word(answer: Answer) -> dict[str, object]:
    return {"state": answer.state, "value": answer.value, "reason": answer.reason}


def _refuse_no_change(answer: Answer, before: dict[str, object]) -> None:
    if answer.state == AnswerState.MISSING:
        raise Invalid({"value": "Cần nhập số liệu đúng của tiêu chí này."})
    if (answer.state, answer.value) == (before["state"], before["value"]):
        raise Invalid({"value": "Số liệu này giống số liệu đã nộp: cần nhập số liệu khác, hoặc bỏ đánh dấu sửa."})
