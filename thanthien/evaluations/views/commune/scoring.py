"""Self-scoring: the tree, one item, and saving it at each change."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import Result, explain, score_indicator
from thanthien.criteria.words import rule_words, value_words
from thanthien.evaluations.actions import answers as actions
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.errors import Invalid, Refused, Stale
from thanthien.evaluations.forms.commune import AnswerForm, says_the_same
from thanthien.evaluations.forms.values import typed_value
from thanthien.evaluations.models import Answer, Dossier
from thanthien.evaluations.permissions import SCORERS, can_assign, can_edit_answer, is_commune, unit_ids
from thanthien.evaluations.queries import self_score
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import PhaseKey, Status

PAGE = "evaluations/commune/self_scoring.html"


@require_safe
@requires(is_commune)
def start(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Opens the first item that still waits for a value, own ones first."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    rows = self_score.answers_of([dossier])[dossier.pk]
    waiting = [row for row in rows if row.state == AnswerState.MISSING]
    mine = [row for row in waiting if row.assignee_id == request.user.pk]
    chosen = next(iter(mine or waiting or rows), None)
    if chosen is None:
        raise Http404
    return redirect(item_url(dossier, chosen.indicator.code))


def item_url(dossier: Dossier, code: str) -> str:
    """Address of one item."""
    return reverse("self-scoring-item", args=[dossier.cycle_id, dossier.unit.code, code])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def item(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    """One item: shows it, or saves what was typed."""
    if request.method == "POST":
        return _save(request, cycle_id, unit_code, code)
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    rows = self_score.answers_of([dossier])[dossier.pk]
    answer = _row(rows, code)
    answer.dossier = dossier
    form = AnswerForm.stored(_compiled(answer).definition, answer)
    prefilled = _reuse(request, answer, form)
    return render(request, PAGE, _page(request, answer, rows, form, prefilled=prefilled))


def _row(rows: list[self_score.CountedAnswer], code: str) -> Any:
    found = next((row for row in rows if row.indicator.code == code), None)
    if found is None:
        raise Http404
    return found


def _answer(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> Answer:
    """The answer with its dossier, else 404."""
    answer = get_object_or_404(
        Answer.objects.select_related("indicator", "assignee"),
        dossier=(dossier := pages.own_dossier(request, cycle_id, unit_code)),
        indicator__code=code,
    )
    answer.dossier = dossier
    return answer


def _target(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> Answer:
    """The answer with only what it takes to read the form, else 404: saving reads the rest under the lock."""
    rows = Answer.objects.select_related("indicator", "dossier__unit", "dossier__cycle__criteria_set").only(
        "indicator__code", "dossier__unit__kind", "dossier__cycle__criteria_set__sha256"
    )
    return get_object_or_404(
        rows,
        dossier__unit_id__in=unit_ids(request.user),
        dossier__cycle_id=cycle_id,
        dossier__unit__code=unit_code,
        indicator__code=code,
    )


def _compiled(answer: Answer) -> CompiledIndicator:
    return self_score.compiled_of(answer.dossier).by_code[answer.indicator.code]


def _reuse(request: PersonRequest, answer: Answer, form: AnswerForm) -> bool:
    """“Dùng lại”: last year's value fills the fields; it counts only once it is saved."""
    if request.GET.get("dung-lai") != "1":
        return False
    earlier = self_score.last_answer(answer)
    if earlier is None:
        return False
    form.typed, form.not_applicable = typed_value(earlier.value), False
    form.explanation = form.explanation or earlier.explanation
    return True


# --- Saving ---------------------------------------------------------------------------------------------------------


def _save(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    target = _target(request, cycle_id, unit_code, code)
    form = AnswerForm.sent(_compiled(target).definition, request.POST)
    try:
        saved = actions.save_answer(by=request.user, answer_id=target.pk, version=form.version, draft=form.draft())
    except (Stale, Invalid, Refused) as problem:
        return _not_saved(request, _answer(request, cycle_id, unit_code, code), form, problem)
    return _saved(request, saved.answer, saved.result)


def _not_saved(
    request: PersonRequest, answer: Answer, form: AnswerForm, problem: Stale | Invalid | Refused
) -> HttpResponse:
    if isinstance(problem, Stale):
        if isinstance(problem.current, Answer) and says_the_same(form.draft(), problem.current):
            return _saved(request, answer, None)
        return _conflict(request, answer, form)
    form.errors = problem.errors if isinstance(problem, Invalid) else {"": " ".join(problem.problems)}
    return _refused(request, answer, form, 422)


def _saved(request: PersonRequest, answer: Answer, result: Result | None) -> HttpResponse:
    """Saved: new sums for script, or the next page. Without a result the save had arrived before."""
    if request.htmx and result is not None:
        context = _fragment(request, answer, result, self_score.proven_codes(answer.dossier))
        response = render(request, f"{PAGE}#saved", context)
        response["X-Answer-Version"] = str(answer.version)
        return response
    if request.htmx:
        return _arrived(request, answer)
    messages.success(request, f"Đã lưu {answer.indicator.code} lúc {clock.now():%H:%M}.")
    after = _next_code(answer) if request.POST.get("action") == "next" else None
    return redirect(item_url(answer.dossier, after or answer.indicator.code))


def _arrived(request: PersonRequest, answer: Answer) -> HttpResponse:
    """The same save came twice (its first acknowledgement was lost): answer as the first time."""
    rows = self_score.answers_of([answer.dossier])[answer.dossier_id]
    current = _row(rows, answer.indicator.code)
    current.dossier = answer.dossier
    result = pages.results_for([answer.dossier], {answer.dossier_id: rows})[answer.dossier_id]
    return _saved(request, current, result)


def _refused(request: PersonRequest, answer: Answer, form: AnswerForm, status: int) -> HttpResponse:
    """What is wrong, beside the fields; everything typed stays."""
    if request.htmx:
        return render(request, f"{PAGE}#refused", {"form": form, "oob": True}, status=status)
    return _whole_page(request, answer, form, status)


def _whole_page(request: PersonRequest, answer: Answer, form: AnswerForm, status: int, **more: Any) -> HttpResponse:
    rows = self_score.answers_of([answer.dossier])[answer.dossier_id]
    current = _row(rows, answer.indicator.code)
    current.dossier = answer.dossier
    return render(request, PAGE, _page(request, current, rows, form, **more), status=status)


def _conflict(request: PersonRequest, answer: Answer, form: AnswerForm) -> HttpResponse:
    """Someone saved meanwhile: both contents side by side and three ways to go on; nothing is written."""
    theirs = Answer.objects.select_related("indicator", "updated_by").get(pk=answer.pk)
    theirs.dossier = answer.dossier
    form.version = theirs.version
    conflict = {"theirs": theirs, "their_value": _stored_words(theirs), "my_value": _typed_words(form), "mine": form}
    if request.htmx:
        context = {"conflict": conflict, "form": form, "oob": True, "item_url": request.path}
        response = render(request, f"{PAGE}#conflict-panel", context, status=409)
        response["X-Answer-Version"] = str(theirs.version)
        return response
    return _whole_page(request, answer, form, 409, conflict=conflict)


def _typed_words(form: AnswerForm) -> str:
    try:
        entry = form.draft().entry
    except Invalid:
        return "; ".join(text for text in form.typed.values() if text)
    return _entry_words(form.indicator, entry.state, entry.value, form.reason)


def _stored_words(answer: Answer) -> str:
    return _entry_words(_compiled(answer).definition, answer.state, answer.value, answer.reason)


def _entry_words(indicator: Any, state: str, value: object, reason: str) -> str:
    if state == AnswerState.VALUE:
        return value_words(indicator, value)
    return f"Không phát sinh: {reason}" if state == AnswerState.NOT_APPLICABLE else "Chưa chấm"


# --- What the page shows --------------------------------------------------------------------------------------------


def _next_code(answer: Answer) -> str | None:
    codes = list(self_score.compiled_of(answer.dossier).by_code)
    place = codes.index(answer.indicator.code) + 1
    return codes[place] if place < len(codes) else None


def _outcome(answer: Answer) -> dict[str, Any]:
    """Points of the item with the sentence that explains them."""
    compiled = _compiled(answer)
    given = engine_answer(compiled.definition, answer)
    scored = score_indicator(compiled, given)
    return {
        "points": scored.points,
        "maximum": compiled.maximum,
        "state": scored.state,
        "explanation": explain(compiled, given, scored) if given is not None else "",
        "proposes_not_applicable": scored.proposes_not_applicable,
    }


def _tree_row(answer: Answer, dossier: Dossier, documents: int, current: str) -> dict[str, Any]:
    compiled = self_score.compiled_of(dossier).by_code[answer.indicator.code]
    return {
        "code": compiled.code,
        "html_id": f"muc-{compiled.code.replace('.', '-')}",
        "title": compiled.definition.title,
        "points": answer.points,
        "maximum": compiled.maximum,
        "mark": self_score.mark_of(answer, documents, expects_evidence=bool(compiled.definition.evidence)),
        "current": compiled.code == current,
        "url": item_url(dossier, compiled.code),
        "not_applicable": answer.state == AnswerState.NOT_APPLICABLE,
    }


def _fragment(request: PersonRequest, answer: Answer, result: Result, proven: set[str]) -> dict[str, Any]:
    """What changes on the page after a save."""
    code, dossier = answer.indicator.code, answer.dossier
    return {
        "oob": True,
        "dossier": dossier,
        "form": AnswerForm.stored(_compiled(answer).definition, answer),
        "outcome": _outcome(answer),
        "row": _tree_row(answer, dossier, int(code in proven), code),
        "saved_at": clock.now(),
        "conflict": None,
        **pages.sums(dossier, result, proven),
    }


def _page(
    request: PersonRequest, answer: Answer, rows: list[self_score.CountedAnswer], form: AnswerForm, **more: Any
) -> dict[str, Any]:
    dossier, compiled = answer.dossier, _compiled(answer)
    proven = {row.indicator.code for row in rows if row.documents}
    side = pages.sums(dossier, pages.results_for([dossier], {dossier.pk: rows})[dossier.pk], proven)
    told_due, due = _deadlines(dossier)
    editable = can_edit_answer(request.user, answer) and not (due and clock.today() > due)
    asked = list(dossier.item_requests.filter(indicator_id=answer.indicator_id).select_related("body"))
    return {
        "dossier": dossier,
        "answer": answer,
        "compiled": compiled,
        "form": form,
        "rule_text": rule_words(compiled.definition, compiled.step),
        "system_text": _system_words(answer),
        "outcome": _outcome(answer),
        "last": _last(answer),
        "changes": [(row, _entry_words(compiled.definition, row.state, row.value, row.reason)) for row in
                    self_score.changes_of(answer)],
        "evidence": list(self_score.evidence_of(answer, request.user)),
        "requests": asked,
        "told_due": told_due,
        "editable": editable,
        "may_attach": editable or _is_asked(request, answer, asked),
        "may_assign": can_assign(request.user, dossier),
        "closed_sentence": "" if editable else _closed_sentence(answer, due),
        "tree": _tree(request, dossier, rows, side["groups"], answer.indicator.code),
        "only_mine": request.GET.get("loc") == "cua-toi",
        "next_code": _next_code(answer),
        "item_url": item_url(dossier, answer.indicator.code),
        "conflict": None,
        "prefilled": False,
        "oob": False,
        "saved_at": None,
        **side,
        **more,
    }  # fmt: skip


def _tree(
    request: PersonRequest,
    dossier: Dossier,
    rows: list[self_score.CountedAnswer],
    groups: list[dict[str, Any]],
    current: str,
) -> list[dict[str, Any]]:
    only_mine = request.GET.get("loc") == "cua-toi"
    shown = [row for row in rows if not only_mine or row.assignee_id == request.user.pk]
    return [
        group | {"rows": [
            _tree_row(row, dossier, row.documents, current)
            for row in shown
            if row.indicator.group_code == group["code"]
        ]}
        for group in groups
    ]  # fmt: skip


def _system_words(answer: Answer) -> str:
    if answer.system_value is None:
        return ""
    return value_words(_compiled(answer).definition, answer.system_value)


def _last(answer: Answer) -> dict[str, Any] | None:
    earlier = self_score.last_answer(answer)
    if earlier is None:
        return None
    words = value_words(_compiled(answer).definition, earlier.value)
    return {"answer": earlier, "words": words, "year": earlier.dossier.cycle.year}


def _deadlines(dossier: Dossier) -> tuple[date | None, date | None]:
    """The day told to people (self-scoring), and the last day on which an answer may still change (submission)."""
    if dossier.status == Status.RETURNED:
        return dossier.supplement_due_on, dossier.supplement_due_on
    days = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id]
    return days.get(PhaseKey.SELF_SCORING), days.get(PhaseKey.POSTING)


def _is_asked(request: PersonRequest, answer: Answer, asked: list[Any]) -> bool:
    open_ones = [one for one in asked if not one.answer and one.due_on >= clock.today()]
    dossier = answer.dossier
    scores = dossier.status == Status.UNDER_APPRAISAL and dossier.unit_id in unit_ids(request.user, SCORERS)
    return scores and bool(open_ones)


def _closed_sentence(answer: Answer, due: date | None) -> str:
    dossier = answer.dossier
    if not dossier.is_editable:
        return f"Hồ sơ đang ở trạng thái “{dossier.label}” nên không sửa được."
    if due and clock.today() > due:
        return f"Đã hết hạn ngày {due:%d/%m/%Y} nên không sửa được nữa."
    if answer.assignee is not None:
        return f"Tiêu chí này được giao cho {answer.assignee}."
    return "Anh/chị xem được nhưng không chấm tiêu chí này."
