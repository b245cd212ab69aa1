"""What comes back from the city: questions on single items, the result, the request for review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_commune
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import CHOOSE_AGAIN, CONFIRM, STEP
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.pages import REFUSED, SHOWN, Attempt, attempt, carry_out, posted
from thanthien.core.formats import points
from thanthien.evaluations.actions import reviews as review_actions
from thanthien.evaluations.actions import submission as submission_actions
from thanthien.evaluations.actions.corrections import Correction, still_judged
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.forms.commune import MAX_TEXT, AnswerForm, ItemRequestForm
from thanthien.evaluations.held_back import why_not_higher
from thanthien.evaluations.models import Answer, Dossier, ItemRequest, Total
from thanthien.evaluations.permissions import enters, is_theirs
from thanthien.evaluations.queries.commune_home import review_is_over
from thanthien.evaluations.queries.commune_results import Results, visible_results
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.queries.phases import Opening, opening_of
from thanthien.evaluations.queries.proceedings import proceedings_of
from thanthien.evaluations.queries.requests import with_state
from thanthien.evaluations.queries.scoring_page import words_of
from thanthien.evaluations.states import RESULT_KNOWN, SUBMITTED_ON
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import STEPS, PhaseKey


@require_safe
@requires(is_commune)
def item_requests(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Questions of the bodies, open ones first."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    rows = sorted(
        with_state(dossier.item_requests.all()).select_related("indicator", "body__passed_to", "answered_by"),
        key=lambda row: (not row.still_open, bool(row.answer), row.due_on),
    )
    return render(request, "evaluations/commune/requests.html", {"dossier": dossier, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def item_request(request: PersonRequest, cycle_id: int, unit_code: str, request_id: int) -> HttpResponse:
    """Answers one question; evidence is attached on the item's own page."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    found = with_state(dossier.item_requests.all()).select_related("indicator", "body__passed_to", "answered_by")
    asked = get_object_or_404(found, pk=request_id)
    answer = _answer_asked_about(dossier, asked)
    if not enters(request.user, answer):
        raise Http404
    form, value_form = ItemRequestForm(posted(request)), AnswerForm(posted(request), answer=answer)
    done = _request_answered(request, asked, answer, form, value_form)
    if done:
        messages.success(request, f"Đã trả lời đề nghị về tiêu chí {asked.indicator.code}.")
        return redirect("item-requests", cycle_id, unit_code)
    if done.problem:
        asked, answer = found.get(pk=request_id), _answer_asked_about(dossier, asked)  # a colleague may have been first
    context = {
        "dossier": dossier,
        "asked": asked,
        "form": form,
        "value_form": value_form,
        "answer": answer,
        "said": words_of(answer, answer),
        "may_correct": still_judged(answer) and is_theirs(request.user, answer),
    }
    return render(request, "evaluations/commune/request_answer.html", context, status=done.status)


def _answer_asked_about(dossier: Dossier, asked: ItemRequest) -> Answer:
    """The answer on whose indicator a body asked, as it stands."""
    answer = dossier.answers.select_related("indicator").get(indicator=asked.indicator_id)
    answer.dossier = dossier
    return answer


def _request_answered(
    request: PersonRequest, asked: ItemRequest, answer: Answer, form: ItemRequestForm, value_form: AnswerForm
) -> Attempt[ItemRequest]:
    """Carry out the answer, with the correction where one is asked for; its sentences are in the forms."""
    done = attempt(
        form,
        lambda: submission_actions.answer_item_request(
            by=request.user,
            request_id=asked.pk,
            answer=form.cleaned_data["answer"],
            correction=_correction(form, value_form, answer),
        ),
        value_form,
    )
    if done.stale:
        value_form.tell_stale(done.stale.current)
    return done


def _correction(form: ItemRequestForm, value_form: AnswerForm, answer: Answer) -> Correction | None:
    """The value as typed, where the person says that it is to be corrected. Raises Invalid, also when another value was
    typed without saying so: nothing typed is dropped in silence."""
    if not form.cleaned_data["corrects"]:
        if value_form.says_other_than(answer):
            raise Invalid(
                {"corrects": "Đã nhập số liệu khác: cần đánh dấu ô này để sửa, hoặc nhập lại số liệu đã nộp."}
            )
        return None
    if not value_form.is_valid():
        raise Invalid({})  # its sentences stand beside its fields
    return Correction(value_form.cleaned_data["version"], value_form.draft)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def results(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Three columns from the provisional result on; before, only which body has sent."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    if dossier.status not in SUBMITTED_ON:
        raise Http404
    step = request.POST.get(STEP)
    if request.method != "POST" or step == CHOOSE_AGAIN:
        return _show(request, dossier)
    if step == CONFIRM:
        done = carry_out(
            lambda: review_actions.request_review(by=request.user, dossier_id=dossier.pk, reasons=_typed(request))
        )
        if done:
            messages.success(request, "Đã gửi kiến nghị.")
            return redirect("commune-results", cycle_id, unit_code)
        return _show(request, dossier, done.sentences, done.status)
    return _check_review(request, dossier)


def _show(request: PersonRequest, dossier: Dossier, errors: Sequence[str] = (), status: int = SHOWN) -> HttpResponse:
    context = _shown(request, dossier) | {"errors": errors, "proceedings": proceedings_of(request.user, dossier)}
    return render(request, "evaluations/commune/results.html", context, status=status)


def _check_review(request: PersonRequest, dossier: Dossier) -> HttpResponse:
    """What is about to be sent, once and for all: each indicator with its points and the reason."""
    reasons = {code: reason.strip() for code, reason in _typed(request).items() if reason.strip()}
    rows = [row for row in visible_results(dossier, request.user).rows if row.compiled.code in reasons]
    problems = check([dossier], "request_review", by=request.user, reason="có").get(dossier.pk, [])
    if not rows and not problems:
        problems = [review_actions.NO_REASON]
    if problems:
        return _show(request, dossier, problems, REFUSED)
    context = {"dossier": dossier, "rows": [(row, reasons[row.compiled.code]) for row in rows]}
    return render(request, "evaluations/commune/review_check.html", context)


def _shown(request: PersonRequest, dossier: Dossier) -> dict[str, Any]:
    """What the page tells, all of it or only where somebody says otherwise; with what was typed for a review."""
    found = visible_results(dossier, request.user)
    differences = sum(row.differs for row in found.rows)
    only_differences = bool(differences) and request.GET.get("chi-chenh-lech") == "1"
    review_due = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id].get(PhaseKey.REVIEW)
    return {
        "dossier": dossier,
        "found": found,
        "known": dossier.status in RESULT_KNOWN,
        "groups": _groups(dossier, found, _typed(request), only_differences=only_differences),
        "differences": differences,
        "only_differences": only_differences,
        "sent": [sheet.name for sheet in found.sheets if sheet.status == SheetStatus.SENT],
        "silent": [sheet.name for sheet in found.sheets if sheet.status == SheetStatus.SILENT],
        "waiting": [sheet.name for sheet in found.sheets if sheet.status == SheetStatus.DRAFT],
        "levels": _levels(dossier, found),
        "may_review": not check([dossier], "request_review", by=request.user, reason="có"),
        "review_opening": _review_opening(dossier),
        "review_due": review_due,
        "review_over": review_is_over(dossier, review_due),
    }


def _review_opening(dossier: Dossier) -> Opening | None:
    """The first day of reviews, while it is still to come for an announced result."""
    if dossier.status not in STEPS["request_review"].sources or not dossier.cycle.review_allowed:
        return None
    return opening_of(dossier.cycle, PhaseKey.REVIEW, dossier)


def _typed(request: PersonRequest) -> dict[str, str]:
    """Reasons by indicator code, as typed: fields `ly-do:<code>`."""
    return {
        name.partition(":")[2]: str(text)[:MAX_TEXT] for name, text in request.POST.items() if name.startswith("ly-do:")
    }


def _groups(
    dossier: Dossier, found: Results, typed: Mapping[str, str], *, only_differences: bool
) -> list[dict[str, object]]:
    """Sums of each group in the columns that the person may see, as text, and its rows with the reasons as typed. A
    group stands open when it holds what was asked for, or what was typed."""
    compiled = dossier.compiled
    by_column = {column: {group["code"]: group for group in total.groups} for column, total in found.totals.items()}
    rows = [(row, typed.get(row.compiled.code, "")) for row in found.rows]
    shown = [(row, reason) for row, reason in rows if row.differs or reason or not only_differences]
    groups = []
    for group in found.totals["self"].groups:
        own = [(row, reason) for row, reason in shown if row.answer.indicator.group_code == group["code"]]
        groups.append(
            {
                "title": f"Nhóm {group['code']} · {compiled.title_of(group['code'])}",
                "sums": {column: _sum_text(by_column[column].get(group["code"])) for column in by_column},
                "rows": own,
                "is_open": only_differences or any(reason for _, reason in own),
            }
        )
    return groups


def _sum_text(group: Mapping[str, str] | None) -> str:
    return f"{points(Decimal(group['points']))} / {points(Decimal(group['maximum']))}" if group else "–"


def _levels(dossier: Dossier, found: Results) -> list[tuple[str, str, str]]:
    """Computed, proposed and decided level stand side by side, each with its reason when it departs."""
    if not found.sees_council:
        return []
    names, council = dossier.cycle.level_names, found.totals.get("council")
    rows = [("Mức độ tính theo điểm kết luận", *_computed(dossier, council))]
    rows.append(("Mức độ đề nghị", dossier.proposed_level, _given(dossier.proposed_reason)))
    rows.append(("Mức độ theo quyết định", dossier.decided_level, _given(dossier.decided_reason)))
    return [(name, names.name(level), why) for name, level, why in rows if level is not None]


def _given(reason: str) -> str:
    return f"Lý do: {reason}" if reason else ""


def _computed(dossier: Dossier, council: Total | None) -> tuple[int | None, str]:
    """The level of the concluded points, and what keeps them from the next one."""
    return (council.level, why_not_higher(dossier.compiled, council)) if council else (None, "")
