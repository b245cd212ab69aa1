"""The Chủ tịch signs, the dossier is handed in: what is read before, and what was computed since the posting."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_commune
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.pages import SHOWN, attempt, carry_out, posted, press, say, sent_from
from thanthien.evaluations.actions import submission as actions
from thanthien.evaluations.actions.figures import take_newer
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.papers import ProposalForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.permissions import roles_towards
from thanthien.evaluations.queries import commune_home as queries
from thanthien.evaluations.queries import self_score
from thanthien.evaluations.queries.newer_figures import newer_than_posted
from thanthien.evaluations.queries.papers import asked_of, lacking
from thanthien.evaluations.queries.reading import reading_of
from thanthien.evaluations.queries.returns import items_asked
from thanthien.evaluations.states import SUBMITTED_ON
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.views.commune.submission import clock_text
from thanthien.evaluations.workflow import STEPS, Status


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def sign(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """What still is missing, and the question; then the Chủ tịch signs."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    if dossier.status == Status.SIGNED:
        messages.info(request, f"Hồ sơ đã được ký {clock_text(dossier.signed_at)}.")
    elif request.method != "POST":
        context = _check_context(request, dossier, "sign")
        return render(request, "evaluations/commune/sign_check.html", context | _newer(request, dossier))
    else:
        sign_it = partial(actions.sign, by=request.user, dossier_id=dossier.pk, seen=request.POST.get("seen", ""))
        if not press(request, sign_it, "Đã ký duyệt hồ sơ."):
            return redirect("sign-dossier", cycle_id, unit_code)
    return redirect("submission", cycle_id, unit_code)


def _newer(request: PersonRequest, dossier: Dossier) -> dict[str, Any]:
    """What was computed since the posting, and whether the person may take it."""
    newer = newer_than_posted(dossier, self_score.answers_of([dossier])[dossier.pk])
    takes = bool(roles_towards(request.user, dossier) & STEPS["take_figures"].roles)
    return {"newer": newer, "may_take": takes and newer.takeable}


@sent_from(lambda cycle_id, unit_code: reverse("sign-dossier", args=[cycle_id, unit_code]))
@requires(is_commune)
def take_figures(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Takes what was computed since the posting into the draft."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    take = partial(take_newer, by=request.user, dossier_id=dossier.pk, seen=request.POST.get("seen", ""))
    press(request, take, lambda taken: f"Đã lấy số liệu mới vào dự thảo: {_what_was_taken(taken)}.")
    return redirect("sign-dossier", cycle_id, unit_code)


def _what_was_taken(dossier: Dossier) -> str:
    """Before and after of each figure, as the log of steps tells it."""
    return dossier.steps.filter(step="take_figures").order_by("-at", "-pk").values_list("reason", flat=True)[0]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def submit(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """“Kiểm tra trước khi nộp”, then submission; a second click finds it done."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    if dossier.status in SUBMITTED_ON:
        messages.info(request, f"Hồ sơ đã nộp {clock_text(dossier.submitted_at)}.")
        return redirect("submission", cycle_id, unit_code)
    if request.method == "POST":
        return _submitted(request, dossier)
    return _show_check(request, dossier, _proposal_form(request, dossier))


def _proposal_form(request: PersonRequest, dossier: Dossier) -> ProposalForm | None:
    """The fields of the Tờ trình; None when it is recorded already."""
    asked = asked_of(dossier.cycle, PaperKind.PROPOSAL)
    if not lacking([dossier], PaperKind.PROPOSAL, asked, coming=1):
        return None
    return ProposalForm(posted(request), request.FILES or None, asked=asked)


def _show_check(
    request: PersonRequest, dossier: Dossier, form: ProposalForm | None, status: int = SHOWN
) -> HttpResponse:
    context = _check_context(request, dossier, _step_name(dossier)) | {"form": form}
    return render(request, "evaluations/commune/submit_check.html", context, status=status)


def _check_context(request: PersonRequest, dossier: Dossier, step: str) -> dict[str, Any]:
    """What is read before the dossier is signed or sent: all of it, and what stands in the way."""
    reading = reading_of(request.user, dossier)
    return {
        "dossier": dossier,
        "told": queries.told_steps([dossier]).answer().get(dossier.pk),
        "returned": list(items_asked([dossier])),
        "problems": check([dossier], step, by=request.user).get(dossier.pk, []),
        "reading": reading,
        "seen": reading.mark,
    }


def _step_name(dossier: Dossier) -> str:
    return "resubmit" if dossier.status == Status.RETURNED else "submit"


def _submitted(request: PersonRequest, dossier: Dossier) -> HttpResponse:
    form = _proposal_form(request, dossier)
    done = attempt(form, lambda: _send(request, dossier, form)) if form else carry_out(lambda: _send(request, dossier))
    now = Dossier.objects.only("status", "submitted_at").get(pk=dossier.pk)
    if not done and now.status in SUBMITTED_ON:  # the first of two clicks, or a colleague, was quicker
        messages.info(request, f"Hồ sơ đã nộp {clock_text(now.submitted_at)}.")
    elif form and form.errors and not isinstance(done.problem, Refused):
        return _show_check(request, dossier, form, done.status)
    else:
        say(request, done, f"Đã nộp hồ sơ lúc {clock.now():%H:%M, %d/%m/%Y}.")
    following = "submission" if now.status in SUBMITTED_ON else "submit-check"
    return redirect(following, dossier.cycle_id, dossier.unit.code)


def _send(request: PersonRequest, dossier: Dossier, form: ProposalForm | None = None) -> Dossier:
    send = actions.resubmit if dossier.status == Status.RETURNED else actions.submit
    proposal = form.printed_or_none() if form else None
    return send(by=request.user, dossier_id=dossier.pk, seen=request.POST.get("seen", ""), proposal=proposal)
