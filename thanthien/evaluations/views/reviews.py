"""Announcing provisional results, and answering the communes' requests for review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.form_page import form_page
from thanthien.core.acting.pages import CONFLICT, Attempt, attempt, posted
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions import reviews
from thanthien.evaluations.actions.council_day import review_day_label
from thanthien.evaluations.bulk.council import AnnounceResults
from thanthien.evaluations.enums import Column, ReviewOutcome
from thanthien.evaluations.forms.council import ConcludeForm, CouncilDayForm, ReviewForm
from thanthien.evaluations.models import Conclusion, Cycle, Dossier, ReviewRequest
from thanthien.evaluations.permissions import can_conclude, concludes
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.tables.reviews import answered_requests_table, open_requests_table
from thanthien.evaluations.views.council import concluder_or_404, step_page
from thanthien.evaluations.views.council_words import former_words, words_of


@requires(is_office)
def announce(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Announce provisional results of concluded dossiers."""
    get_object_or_404(Cycle, pk=cycle_id)
    return bulk_page(request, AnnounceResults(request.user, cycle_id))


@require_GET
@requires(sees_city)
def index(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Requests for review of a cycle; a dossier whose requests are all answered can be finished."""
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    may_answer = can_conclude(request.user, cycle)

    def whole_page() -> dict[str, Any]:
        found = list(pages.finishable(request.user, cycle_id))
        return {"cycle": cycle, "finishable": found, "can_conclude": may_answer}

    return table_page(
        request,
        "evaluations/council/reviews.html",
        whole_page,
        table=open_requests_table(request.user, cycle, may_answer=may_answer),
        answered=answered_requests_table(request.user, cycle),
    )


@requires(concludes)
def answer(request: PersonRequest, request_id: int) -> HttpResponse:
    """Answer one request: refused with a reason, or accepted with a new conclusion by the same form."""
    visible = Dossier.objects.visible_to(request.user)
    found = get_object_or_404(
        ReviewRequest.objects.select_related("indicator", "requested_by"), pk=request_id, dossier__in=visible
    )
    dossier = get_object_or_404(pages.council_dossiers(request.user, found.dossier.cycle_id), pk=found.dossier_id)
    concluder_or_404(request, dossier.cycle)
    page = pages.dossier_page(dossier)
    row = page.row(found.indicator.code)
    if row is None or (found.outcome and request.method != "POST"):
        messages.info(request, "Kiến nghị này đã được trả lời.")
        return redirect("review-list", dossier.cycle_id)
    data = posted(request)
    form, entry_form = ReviewForm(data), ConcludeForm(row.compiled, row.conclusion, row.conclusion, data)
    done = _answered(request, found, form, entry_form)
    if done:
        messages.success(request, f"Đã trả lời kiến nghị {row.code} của {dossier.unit.name}.")
        return redirect("review-list", dossier.cycle_id)
    context = {
        "found": found,
        "dossier": dossier,
        "row": row,
        "words": words_of(page, row),
        "form": form,
        "entry_form": entry_form,
        "stale": done.status == CONFLICT,
    }
    return render(request, "evaluations/council/review.html", context, status=done.status)


def _answered(
    request: PersonRequest, found: ReviewRequest, form: ReviewForm, entry_form: ConcludeForm
) -> Attempt[ReviewRequest]:
    """Carry out the answer; its sentences are in the forms."""
    done = attempt(
        form,
        lambda: reviews.answer_request(by=request.user, request_id=found.pk, answer=_told(form, entry_form)),
        entry_form,
    )
    if done.stale:
        found.refresh_from_db()  # a colleague was quicker: both answers are shown, this one is not written
        if isinstance(done.stale.current, Conclusion):
            entry_form.tell_stale(done.stale.current)
    return done


def _told(form: ReviewForm, entry_form: ConcludeForm) -> reviews.ReviewAnswer:
    """The answer as typed; an accepted one brings what the other form holds. Raises Invalid."""
    outcome, answer = ReviewOutcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
    if outcome != ReviewOutcome.ACCEPTED:
        return reviews.ReviewAnswer(outcome, answer)
    if not entry_form.is_valid():
        raise Invalid({})  # its sentences stand beside its fields
    return reviews.ReviewAnswer(outcome, answer, entry_form.entry(), entry_form.cleaned_data["version"])


@requires(concludes)
def finish(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """All requests of a dossier are answered: its result stands. Where a conclusion changed, the page asks for the
    council's day anew; it names the level that is going to be proposed."""
    found = get_object_or_404(pages.council_dossiers(request.user, cycle_id), unit__code=unit)
    concluder_or_404(request, found.cycle)
    form = CouncilDayForm(review_day_label(found), found.cycle, posted(request))
    page = step_page(
        found,
        title="Kết thúc trả lời kiến nghị",
        lead=f"Mức độ đề nghị sẽ là: {_level_to_propose(found)}",
        button="Kết thúc trả lời",
        done=f"Đã trả lời xong kiến nghị của {found.unit.name}.",
        to=reverse("review-list", args=[cycle_id]),
    )
    return form_page(
        request, form, lambda: reviews.finish_review(by=request.user, dossier_id=found.pk, session=form.session()), page
    )


def _level_to_propose(found: Dossier) -> str:
    """The computed level, or the one proposed instead with its reason; and the proposal that no longer stands."""
    names = found.cycle.level_names
    if found.proposed_reason and found.proposed_level is not None:
        return f"{names.name(found.proposed_level)}, khác mức độ tính được ({found.proposed_reason})."
    computed = pages.stored_totals([found])[found.pk].get(Column.COUNCIL)
    return f"{names.name(computed.level if computed else None)}. {former_words(found)}".strip()
