"""The commune changes a value of its posted draft because of an opinion that it took up, or of its meeting.

The draft stays where it hangs: the change is told with what stood there before, on the draft, to who signs and to who
appraises. What Party committee and Front had said of it before counts no longer: they speak anew. Any other change
takes the draft down and posts it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.actions.answers import SCORE_FIELDS, Draft, Place, permit, write_draft
from thanthien.evaluations.actions.moves import lock_at
from thanthien.evaluations.actions.self_totals import recompute_self
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Dossier, DraftChange, Opinion
from thanthien.evaluations.opinion_notices import tell_to_speak_anew
from thanthien.evaluations.permissions import can_add_evidence
from thanthien.evaluations.queries.heard import heard
from thanthien.evaluations.workflow import Status

SAME = "Số liệu này giống số liệu đang niêm yết: cần nhập số liệu khác."


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a posted value is changed: the opinion (its id) that was taken up, or with None the minutes of the meeting;
    and the reason in words."""

    opinion_id: int | None
    why: str


@transaction.atomic
def change_posted(
    *, by: User, place: Place, version: int, read: Callable[[CompiledIndicator], Draft], ground: Ground
) -> DraftChange:
    """Change one value while the draft hangs, and the dossier's total. ``read`` makes the draft of what was typed, once
    the indicator is known.

    ``version``: of the answer that the person saw; Stale when a colleague changed it meanwhile. Raises Refused, or
    Invalid, also when the value is the same as before.
    """
    dossier = lock_at(by, place.cycle_id, place.unit_code)
    if dossier.status != Status.POSTED:
        raise Refused("Chỉ sửa theo ý kiến, biên bản họp khi dự thảo đang được niêm yết và chưa ký.")
    answer = dossier.answers.select_related("indicator").filter(indicator__code=place.code).first()
    if answer is None:
        raise Refused("Không tìm thấy tiêu chí.")
    answer.dossier = dossier
    permit(by, [answer], may=can_add_evidence, states={Status.POSTED})
    opinion = _opinion(dossier, ground)
    refuse_other(answer, seen=version, now=answer.version)
    before, points_before = _word(answer), answer.points
    spoken = heard([dossier]).get(dossier.pk, {})
    write_draft(by, answer, read(answer.compiled))
    if answer.state == AnswerState.MISSING:
        raise Invalid({"value": "Cần nhập số liệu đúng của tiêu chí này."})
    if (answer.state, answer.value) == (before["state"], before["value"]):
        raise Invalid({"value": SAME})
    answer.save(update_fields=[*SCORE_FIELDS, "explanation", "origin"])
    recompute_self(dossier)
    change = DraftChange.objects.create(
        dossier=dossier, indicator=answer.indicator, opinion=opinion,
        minutes=None if opinion else dossier.meeting_minutes, before=before, after=_word(answer),
        points_before=points_before, points_after=answer.points, why=ground.why.strip(), made_at=clock.now(),
        made_by=by,
    )  # fmt: skip
    tell_to_speak_anew(dossier, spoken, change, by=by)
    return change


def _opinion(dossier: Dossier, ground: Ground) -> Opinion | None:
    """What the change goes back to is there: the opinion with its answer, or the meeting with its minutes."""
    if not ground.why.strip():
        raise Invalid({"why": "Cần ghi lý do."})
    if ground.opinion_id is None:
        if dossier.meeting_on is None or dossier.meeting_minutes_id is None:
            raise Invalid({"ground": "Chưa ghi cuộc họp đánh giá và biên bản."})
        return None
    opinion = dossier.opinions.filter(pk=ground.opinion_id).first()
    if opinion is None:
        raise Refused("Không tìm thấy ý kiến.")
    if not opinion.response:
        raise Invalid({"ground": "Ý kiến này chưa được tiếp thu, giải trình: cần ghi trước khi sửa số liệu."})
    return opinion


def _word(answer: Answer) -> dict[str, object]:
    return {"state": answer.state, "value": answer.value, "reason": answer.reason}
