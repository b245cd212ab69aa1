"""Self-scoring: the tree, one item, and saving it at each change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import SCORERS, is_commune
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.criteria.scoring import explain, score_indicator
from thanthien.criteria.words import rule_words, value_words
from thanthien.evaluations.actions import answers as actions
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.commune import AnswerForm, says_the_same, sent_version
from thanthien.evaluations.forms.values import typed_value
from thanthien.evaluations.models import Answer, Dossier
from thanthien.evaluations.permissions import can_assign, can_edit_answer
from thanthien.evaluations.queries import self_score
from thanthien.evaluations.queries.deadlines import EditingDays, editing_days
from thanthien.evaluations.queries.requests import with_state
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.views.commune.walk import filter_of, item_url, next_row, next_url

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
    return redirect(item_url(dossier, chosen.indicator.code, loc=filter_of(request)))


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
    form = AnswerForm.stored(answer.compiled.definition, answer)
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
    place = actions.Place(cycle_id, unit_code, code)
    sent, version = request.POST, sent_version(request.POST)
    try:
        saved = actions.save_typed(
            by=request.user, place=place, version=version, read=lambda rule: AnswerForm.sent(rule, sent).draft()
        )
    except (Stale, Invalid, Refused) as problem:
        answer = _answer(request, cycle_id, unit_code, code)
        return _not_saved(request, answer, AnswerForm.sent(answer.compiled.definition, sent), problem)
    return _saved(request, saved)


def _not_saved(
    request: PersonRequest, answer: Answer, form: AnswerForm, problem: Stale | Invalid | Refused
) -> HttpResponse:
    if isinstance(problem, Stale):
        if isinstance(problem.current, Answer) and says_the_same(form.draft(), problem.current):
            return _saved(request, _arrived(answer))
        return _conflict(request, answer, form)
    form.errors = problem.errors if isinstance(problem, Invalid) else {"": " ".join(problem.problems)}
    return _refused(request, answer, form, 422)


def _saved(request: PersonRequest, saved: actions.Saved) -> HttpResponse:
    """Saved: new sums for script, or the next page."""
    answer = saved.answer
    if request.htmx:
        response = render(request, f"{PAGE}#saved", _fragment(request, saved))
        response["X-Answer-Version"] = str(answer.version)
        return response
    if request.POST.get("action") == "next" and answer.state == AnswerState.MISSING:
        return redirect(item_url(answer.dossier, answer.indicator.code, loc=filter_of(request), **{"chua-nhap": "1"}))
    messages.success(request, f"Đã lưu {answer.indicator.code} lúc {clock.now():%H:%M}.")
    if request.POST.get("action") != "next":
        return redirect(item_url(answer.dossier, answer.indicator.code, loc=filter_of(request)))
    return redirect(next_url(request, answer, self_score.answers_of([answer.dossier])[answer.dossier_id]))


def _arrived(answer: Answer) -> actions.Saved:
    """The same save came twice (its first acknowledgement was lost): what the first one answered."""
    rows = self_score.answers_of([answer.dossier])[answer.dossier_id]
    current = _row(rows, answer.indicator.code)
    current.dossier = answer.dossier
    result = pages.results_for([answer.dossier], {answer.dossier_id: rows})[answer.dossier_id]
    return actions.Saved(current, result, pages.proven_codes(rows))


def _refused(request: PersonRequest, answer: Answer, form: AnswerForm, status: int) -> HttpResponse:
    """What is wrong, beside the fields; everything typed stays."""
    if request.htmx:
        context = {"form": form, "oob": True, **_about_reason(answer), "editable": True}
        return render(request, f"{PAGE}#refused", context, status=status)
    return _whole_page(request, answer, form, status)


def _whole_page(request: PersonRequest, answer: Answer, form: AnswerForm, status: int, **more: Any) -> HttpResponse:
    rows = self_score.answers_of([answer.dossier])[answer.dossier_id]
    current = _row(rows, answer.indicator.code)
    current.dossier = answer.dossier
    return render(request, PAGE, _page(request, current, rows, form, **more), status=status)


def _conflict(request: PersonRequest, answer: Answer, form: AnswerForm) -> HttpResponse:
    """Someone saved meanwhile: both contents side by side and three ways to go on; nothing is written."""
    theirs = Answer.objects.select_related("indicator").get(pk=answer.pk)
    theirs.dossier = answer.dossier
    form.version = theirs.version
    conflict = {"theirs": theirs, "save": self_score.last_save(theirs), "mine": form}
    conflict |= {"their_value": _stored_words(theirs), "my_value": _typed_words(form)}
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
    return _entry_words(answer.compiled.definition, answer.state, answer.value, answer.reason)


def _entry_words(indicator: Any, state: str, value: object, reason: str) -> str:
    if state == AnswerState.VALUE:
        return value_words(indicator, value)
    return f"Không phát sinh: {reason}" if state == AnswerState.NOT_APPLICABLE else "Chưa chấm"


# --- What the page shows --------------------------------------------------------------------------------------------


def _outcome(answer: Answer) -> dict[str, Any]:
    """Points of the item with the sentence that explains them."""
    compiled = answer.compiled
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
    compiled = dossier.compiled.by_code[answer.indicator.code]
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


def _fragment(request: PersonRequest, saved: actions.Saved) -> dict[str, Any]:
    """What changes on the page after a save."""
    answer, code, dossier = saved.answer, saved.answer.indicator.code, saved.answer.dossier
    form = AnswerForm.stored(answer.compiled.definition, answer)
    form.page_has_reason = "reason" in request.POST
    return {
        "oob": True,
        "dossier": dossier,
        "form": form,
        "outcome": _outcome(answer),
        "row": _tree_row(answer, dossier, int(code in saved.proven), code),
        "only_mine": bool(filter_of(request)),
        "saved_at": clock.now(),
        "conflict": None,
        **pages.sums(dossier, saved.result, saved.proven),
    }


def _page(
    request: PersonRequest, answer: Answer, rows: list[self_score.CountedAnswer], form: AnswerForm, **more: Any
) -> dict[str, Any]:
    """The whole page. ``more`` says what is special this time (a conflict, last year's value filled in)."""
    dossier = answer.dossier
    side = pages.sums(dossier, pages.results_for([dossier], {dossier.pk: rows})[dossier.pk], pages.proven_codes(rows))
    return {
        "dossier": dossier,
        "answer": answer,
        "form": form,
        "outcome": _outcome(answer),
        "conflict": None,
        "pages_conflict": None,
        "prefilled": False,
        "nothing_entered": "chua-nhap" in request.GET and answer.state == AnswerState.MISSING,
        "oob": False,
        "saved_at": None,
        **_about(answer),
        **_about_reason(answer),
        **_open_to(request, answer),
        **_around(request, answer, rows),
        "tree": _tree(request, dossier, rows, side["groups"], answer.indicator.code),
        **side,
        **more,
    }


def _about(answer: Answer) -> dict[str, Any]:
    """The rule in words, last year's answer, and who wrote what."""
    compiled = answer.compiled
    changes = self_score.changes_of(answer)
    return {
        "compiled": compiled,
        "rule_text": rule_words(compiled.definition, compiled.step),
        "last": _last(answer),
        "changes": [(row, _entry_words(compiled.definition, row.state, row.value, row.reason)) for row in changes],
    }


def _about_reason(answer: Answer) -> dict[str, Any]:
    """What the reason would be given for: another value than the system's, or “không phát sinh”."""
    return {"compiled": answer.compiled, "system_text": _system_words(answer)}


def _open_to(request: PersonRequest, answer: Answer) -> dict[str, Any]:
    """What the person may do here, until when, and with which evidence."""
    dossier, days = answer.dossier, editing_days(answer.dossier)
    editable = can_edit_answer(request.user, answer) and not days.is_over(clock.today())
    asked = list(with_state(dossier.item_requests.filter(indicator_id=answer.indicator_id)).select_related("body"))
    return {
        "told_due": days.told,
        "editable": editable,
        "closed_sentence": "" if editable else _closed_sentence(request, answer, days),
        "may_assign": can_assign(request.user, dossier),
        "requests": asked,
        "may_attach": editable or _is_asked(request, answer, asked),
        "evidence": list(self_score.evidence_of(answer, request.user)),
    }


def _around(request: PersonRequest, answer: Answer, rows: list[self_score.CountedAnswer]) -> dict[str, Any]:
    """Where the page leads to, with its filter."""
    dossier, code = answer.dossier, answer.indicator.code
    following = next_row(request, answer, rows)
    return {
        "only_mine": bool(filter_of(request)),
        "item_url": item_url(dossier, code),
        "here_url": item_url(dossier, code, loc=filter_of(request)),
        "next_code": following.indicator.code if following else None,
        "next_url": next_url(request, answer, rows),
    }


def _tree(
    request: PersonRequest,
    dossier: Dossier,
    rows: list[self_score.CountedAnswer],
    groups: list[dict[str, Any]],
    current: str,
) -> list[dict[str, Any]]:
    shown = [row for row in rows if not filter_of(request) or row.assignee_id == request.user.pk]
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
    return value_words(answer.compiled.definition, answer.system_value)


def _last(answer: Answer) -> dict[str, Any] | None:
    earlier = self_score.last_answer(answer)
    if earlier is None:
        return None
    words = value_words(answer.compiled.definition, earlier.value)
    return {"answer": earlier, "words": words, "year": earlier.dossier.cycle.year}


def _is_asked(request: PersonRequest, answer: Answer, asked: list[Any]) -> bool:
    return answer.dossier.unit_id in request.user.unit_ids(*SCORERS) and any(one.still_open for one in asked)


def _closed_sentence(request: PersonRequest, answer: Answer, days: EditingDays) -> str:
    dossier = answer.dossier
    if dossier.unit_id not in request.user.unit_ids(*SCORERS):
        return "Vai trò của anh/chị chỉ được xem hồ sơ, không chấm điểm và không gắn minh chứng."
    if not dossier.is_editable:
        return f"Hồ sơ đang ở trạng thái “{dossier.label}” nên không sửa được."
    if days.is_over(clock.today()):
        return f"Đã hết hạn ngày {days.last:%d/%m/%Y} nên không sửa được nữa."
    if answer.assignee is not None:
        return f"Tiêu chí này được giao cho {answer.assignee}."
    return "Anh/chị xem được nhưng không chấm tiêu chí này."


def page_with_pages_conflict(request: PersonRequest, answer: Answer, evidence_id: int, typed: str) -> HttpResponse:
    """The item's page after a colleague stated other pages of a document: both stand there, nothing is written."""
    answer = _answer(request, answer.dossier.cycle_id, answer.dossier.unit.code, answer.indicator.code)
    form = AnswerForm.stored(answer.compiled.definition, answer)
    conflict = {"evidence_id": evidence_id, "typed": typed}
    return _whole_page(request, answer, form, 409, pages_conflict=conflict)
