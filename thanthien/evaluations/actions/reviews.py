"""Requests for review of the provisional result: each gets a decided answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions.council import conclude_anew
from thanthien.evaluations.actions.council_day import NO_SESSION, Session, check_review_session, told_session
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.figures import renew_again
from thanthien.evaluations.actions.moves import lock_one, move
from thanthien.evaluations.enums import AnswerState, Column, ReviewOutcome
from thanthien.evaluations.models import Conclusion, Dossier, ReviewRequest, Total
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.scored import Entry

NO_REASON = "Cần chọn ít nhất một tiêu chí và ghi lý do kiến nghị."


@transaction.atomic
def request_review(*, by: User, dossier_id: int, reasons: Mapping[str, str]) -> Dossier:
    """Ask the council to look again at some indicators (code → reason), within the phase of review."""
    dossier = lock_one(by, dossier_id)
    told = {code: reason.strip() for code, reason in reasons.items() if reason.strip()}
    conclusions = Conclusion.objects.filter(dossier=dossier, indicator__code__in=told).select_related("indicator")
    if not told or len(conclusions) != len(told):
        raise Invalid({"reasons": NO_REASON})
    move([dossier], "request_review", by=by, reason=f"Kiến nghị {len(told)} tiêu chí: {', '.join(sorted(told))}")
    ReviewRequest.objects.bulk_create(
        ReviewRequest(
            dossier=dossier, indicator=row.indicator, reason=told[row.indicator.code],
            requested_at=clock.now(), requested_by=by,
        )
        for row in conclusions
    )  # fmt: skip
    renew_again(dossier)
    return dossier


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """The council's answer to one request. An accepted one carries the new conclusion, and the ``version`` of the
    conclusion that the person saw."""

    outcome: ReviewOutcome
    answer: str
    entry: Entry | None = None
    version: int | None = None


@transaction.atomic
def answer_request(*, by: User, request_id: int, answer: ReviewAnswer) -> ReviewRequest:
    """Answer one request; accepted, the indicator is concluded anew and the totals follow.

    Raises Stale when someone answered it or changed the conclusion meanwhile, Refused or Invalid.
    """
    request = ReviewRequest.objects.select_related("dossier").filter(pk=request_id).first()
    dossier = lock_one(by, request.dossier_id) if request else None
    if request is None or dossier is None or not can_conclude(by, dossier.cycle):
        raise Refused("Không trả lời được kiến nghị này.")
    refuse_conflicted(by, [dossier])
    request.refresh_from_db()
    if request.outcome:
        raise Stale(request)
    if not answer.answer.strip():
        raise Invalid({"answer": "Cần ghi nội dung trả lời."})
    if answer.outcome == ReviewOutcome.ACCEPTED:
        _conclude_anew(by, request, answer)
    request.outcome, request.answer = answer.outcome, answer.answer.strip()
    request.answered_at, request.answered_by = clock.now(), by
    request.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    return request


def _conclude_anew(by: User, request: ReviewRequest, answer: ReviewAnswer) -> None:
    if answer.entry is None:
        raise Invalid({"value": "Chấp nhận kiến nghị thì cần nhập kết luận mới."})
    row = Conclusion.objects.get(dossier_id=request.dossier_id, indicator_id=request.indicator_id)
    entry = answer.entry
    if not entry.reason.strip():
        entry = Entry(AnswerState(entry.state), entry.value, answer.answer.strip(), entry.points)
    if answer.version is None:
        raise Stale(row)
    conclude_anew(by=by, conclusion_id=row.pk, version=answer.version, entry=entry)


@transaction.atomic
def finish_review(
    *,
    by: User,
    dossier_id: int,
    session: Session = NO_SESSION,
) -> Dossier:
    """All requests are answered: propose the level that the result now gives.

    ``session``: when the council changed a conclusion, and how many took part, where it
    did and the cycle asks for it; they take the place of the first ones. Raises Invalid beside them, or Refused.
    """
    dossier = lock_one(by, dossier_id)
    refuse_conflicted(by, [dossier])
    check_review_session(dossier, session)
    computed = Total.objects.filter(dossier=dossier, column=Column.COUNCIL).values_list("level", flat=True).first()
    proposal = {
        "proposed_level": dossier.proposed_level if dossier.proposed_reason else computed,
        **(session.columns if session.on else {}),
    }
    move([dossier], "answer_review", by=by, reason=told_session(dossier, session), set=proposal)
    return dossier
