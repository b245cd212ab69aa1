"""Announcing provisional results, and answering the communes' requests for review."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.components.basics import level_name
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions import council as council_actions
from thanthien.evaluations.actions import reviews
from thanthien.evaluations.actions.council_day import review_day_label
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.enums import Column, ReviewOutcome
from thanthien.evaluations.forms.council import ConcludeForm, CouncilDayForm, ReviewForm
from thanthien.evaluations.models import Conclusion, Cycle, Dossier, ReviewRequest
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.views.bulk import BulkPage, BulkRow, bulk
from thanthien.evaluations.views.council import CONFLICT, LEVEL_COLUMNS, REFUSED, level_cells, posted, step_page
from thanthien.evaluations.views.council_words import former_words, words_of
from thanthien.evaluations.workflow import Status


@requires(is_office)
def announce(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Announce provisional results of concluded dossiers, after the list to check."""
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    found = list(pages.council_dossiers(request.user, cycle_id).filter(status=Status.CONCLUDED))
    totals, problems = pages.totals_of(found), check(found, "announce", by=request.user)
    rows = [
        BulkRow(
            one.pk, one.unit.name, (*level_cells(one, totals[one.pk]), *_day(one)), tuple(problems.get(one.pk, ())),
            reverse("council-dossier", args=[cycle_id, one.unit.code]),
        )
        for one in found
    ]  # fmt: skip
    page = BulkPage(
        "Thông báo kết quả dự kiến", f"{cycle.title}. Những hồ sơ Hội đồng đã kết luận.",
        (*LEVEL_COLUMNS, *filter(None, [cycle.council_day_label])), rows,
        "Từ lúc thông báo, đơn vị thấy điểm thẩm định, kết luận của Hội đồng và có thể kiến nghị xem xét lại.",
        "Thông báo", reverse("decision-home", args=[cycle_id]), "Quyết định",
        "Không có hồ sơ nào chờ thông báo kết quả dự kiến.",
    )  # fmt: skip

    def act(keys: list[int]) -> str:
        done = council_actions.announce(by=request.user, dossier_ids=keys)
        return f"Đã thông báo kết quả dự kiến của {len(done)} hồ sơ."

    return bulk(request, page, act)


def _day(dossier: Dossier) -> tuple[str, ...]:
    """The cell with the council's day, in cycles that have one."""
    return (date_vn(dossier.council_on),) if dossier.cycle.council_day_label else ()


@require_GET
@requires(sees_city)
def index(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Requests for review of a cycle; a dossier whose requests are all answered can be finished."""
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    requests = pages.review_requests(request.user, cycle_id)
    waiting = {one.dossier_id for one in requests if not one.outcome}
    finishable = {
        one.dossier_id: one.dossier
        for one in requests
        if one.dossier.status == Status.REVIEW_REQUESTED and one.dossier_id not in waiting
    }
    context = {
        "cycle": cycle,
        "open": [one for one in requests if not one.outcome],
        "answered": [one for one in requests if one.outcome],
        "finishable": list(finishable.values()),
        "can_conclude": can_conclude(request.user),
    }
    return render(request, "evaluations/council/reviews.html", context)


@requires(can_conclude)
def answer(request: PersonRequest, request_id: int) -> HttpResponse:
    """Answer one request: refused with a reason, or accepted with a new conclusion by the same form."""
    visible = Dossier.objects.visible_to(request.user)
    found = get_object_or_404(
        ReviewRequest.objects.select_related("indicator", "requested_by"), pk=request_id, dossier__in=visible
    )
    dossier = get_object_or_404(pages.council_dossiers(request.user, found.dossier.cycle_id), pk=found.dossier_id)
    page = pages.dossier_page(dossier)
    row = page.row(found.indicator.code)
    if row is None or (found.outcome and request.method != "POST"):
        messages.info(request, "Kiến nghị này đã được trả lời.")
        return redirect("review-list", dossier.cycle_id)
    data = request.POST if request.method == "POST" else None
    form, entry_form = ReviewForm(data), ConcludeForm(row.compiled, row.conclusion, row.conclusion, data)
    status = 200 if data is None else _answered(request, found, form, entry_form)
    if data is not None and status == 200:
        messages.success(request, f"Đã trả lời kiến nghị {row.code} của {dossier.unit.name}.")
        return redirect("review-list", dossier.cycle_id)
    context = {
        "found": found,
        "dossier": dossier,
        "row": row,
        "words": words_of(page, row),
        "form": form,
        "entry_form": entry_form,
        "stale": status == CONFLICT,
    }
    return render(request, "evaluations/council/review.html", context, status=status)


def _answered(request: PersonRequest, found: ReviewRequest, form: ReviewForm, entry_form: ConcludeForm) -> int:
    """Carry out the answer and say how it went (an HTTP status); else its sentences are in the forms."""
    if found.outcome:  # a colleague was quicker: both answers are shown, this one is not written
        return CONFLICT
    if not form.is_valid():
        return REFUSED
    accepted = form.cleaned_data["outcome"] == ReviewOutcome.ACCEPTED
    entry = entry_form.entry() if accepted and entry_form.is_valid() else None
    if accepted and entry is None:
        return REFUSED
    told = reviews.ReviewAnswer(
        ReviewOutcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"], entry,
        entry_form.cleaned_data["version"] if entry else None,
    )  # fmt: skip
    try:
        reviews.answer_request(by=request.user, request_id=found.pk, answer=told)
    except Invalid as invalid:
        entry_form.tell(invalid)
        return REFUSED
    except Refused as refused:
        form.add_error(None, str(refused))
        return REFUSED
    except Stale as stale:
        found.refresh_from_db()
        if isinstance(stale.current, Conclusion):
            entry_form.start_over(stale.current.version)
        return CONFLICT
    return 200


@requires(can_conclude)
def finish(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """All requests of a dossier are answered: its result stands. Where a conclusion changed, the page asks for the
    council's day anew; it names the level that is going to be proposed."""
    found = get_object_or_404(pages.council_dossiers(request.user, cycle_id), unit__code=unit)
    words = {
        "title": "Kết thúc trả lời kiến nghị",
        "lead": f"Mức đề nghị sẽ là: {_level_to_propose(found)}",
        "button": "Kết thúc trả lời",
        "done": f"Đã trả lời xong kiến nghị của {found.unit.name}.",
        "to": reverse("review-list", args=[cycle_id]),
    }
    form = CouncilDayForm(review_day_label(found), posted(request))
    return step_page(
        request, found, form, lambda data: reviews.finish_review(by=request.user, dossier_id=found.pk, **data), words
    )


def _level_to_propose(found: Dossier) -> str:
    """The computed level, or the one proposed instead with its reason; and the proposal that no longer stands."""
    if found.proposed_reason and found.proposed_level is not None:
        return f"{level_name(found.proposed_level)}, khác mức tính được ({found.proposed_reason})."
    computed = pages.totals_of([found])[found.pk].get(Column.COUNCIL)
    return f"{level_name(computed.level if computed else None)}. {former_words(found)}".strip()
