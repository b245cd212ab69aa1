"""Self-scoring: the tree, one item, and saving it at each change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_commune
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import CONFLICT, SHOWN, Attempt, attempt
from thanthien.evaluations.actions.answers import Place, Saved, save_typed
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.commune import AnswerForm
from thanthien.evaluations.models import Answer, EarlierAnswer
from thanthien.evaluations.queries import scoring_page
from thanthien.evaluations.queries.scoring_page import ItemPage
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.views.commune.walk import filter_of, item_url, url_after

PAGE = "evaluations/commune/self_scoring.html"


@require_safe
@requires(is_commune)
def start(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Opens the first item that still waits for a value, own ones first."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    answer = scoring_page.first_open(request.user, scoring_page.rows_of(dossier))
    if answer is None:
        raise Http404
    return redirect(item_url(dossier, answer.indicator.code, loc=filter_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def item(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    """One item: shows it, or saves what was typed."""
    place = Place(cycle_id, unit_code, code)
    if request.method == "POST":
        return _save(request, place)
    page = _page(request, place)
    reused, prefilled = _reused(page, request.GET.get("dung-lai", ""))
    return _show(request, page, AnswerForm(answer=page.answer, reused=reused), prefilled=prefilled)


def _reused(page: ItemPage, word: str) -> tuple[Answer | EarlierAnswer | None, str]:
    """What fills the fields on request, and how that is told: the answer of an earlier year, or under the version of
    the set before."""
    if word == "1" and page.last:
        return page.last, "Đã điền số liệu năm trước"
    if word == "bo-cu" and page.adjusted and page.adjusted.fits:
        return page.adjusted.earlier, "Đã điền số liệu theo bộ cũ"
    return None, ""


def _page(request: PersonRequest, place: Place) -> ItemPage:
    dossier = pages.own_dossier(request, place.cycle_id, place.unit_code)
    page = scoring_page.item_page(request.user, dossier, place.code, only_mine=bool(filter_of(request)))
    if page is None:
        raise Http404
    return page


def _show(
    request: PersonRequest, page: ItemPage, form: AnswerForm, *, status: int = SHOWN, **more: object
) -> HttpResponse:
    """The whole page. ``more`` says what is special this time (a conflict, last year's value filled in)."""
    code, loc = page.answer.indicator.code, filter_of(request)
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "dossier": page.dossier,
        "only_mine": bool(loc),
        "item_url": item_url(page.dossier, code),
        "here_url": item_url(page.dossier, code, loc=loc),
        "next_url": url_after(page.dossier, page.following, loc=loc),
        "nothing_entered": "chua-nhap" in request.GET and page.answer.state == AnswerState.MISSING,
        "system_text": page.system.words,
        "conflict": None,
        "typed_pages": None,
        "prefilled": "",
        **more,
    }
    return render(request, PAGE, context, status=status)


# --- Saving ---------------------------------------------------------------------------------------------------------


def _save(request: PersonRequest, place: Place) -> HttpResponse:
    form = AnswerForm(request.POST)
    done = attempt(
        form,
        lambda: save_typed(by=request.user, place=place, version=form.cleaned_data["version"], read=form.draft),
    )
    if not done:
        return _not_saved(request, place, form, done)
    if request.htmx:
        return _renewed(request, done.value)
    answer, code, loc = done.value.answer, place.code, filter_of(request)
    if form.action != "next":
        messages.success(request, f"Đã lưu {code} lúc {clock.now():%H:%M}.")
        return redirect(item_url(answer.dossier, code, loc=loc))
    if answer.state == AnswerState.MISSING:
        return redirect(item_url(answer.dossier, code, loc=loc, **{"chua-nhap": "1"}))
    messages.success(request, f"Đã lưu {code} lúc {clock.now():%H:%M}.")
    rows = scoring_page.rows_of(answer.dossier)
    return redirect(
        url_after(answer.dossier, scoring_page.following(request.user, rows, answer, only_mine=bool(loc)), loc=loc)
    )


def _renewed(request: PersonRequest, saved: Saved) -> HttpResponse:
    """The parts of the page that the save changed."""
    context = {
        "page": scoring_page.saved_item(saved.answer, saved.result, saved.proven),
        "form": AnswerForm(answer=saved.answer),
        "dossier": saved.answer.dossier,
        "only_mine": bool(filter_of(request)),
        "has_reason_field": "reason" in request.POST,
        "saved_at": clock.now(),
        "oob": True,
    }
    return _part(request, "saved", context, saved.answer)


def _not_saved(request: PersonRequest, place: Place, form: AnswerForm, done: Attempt[Saved]) -> HttpResponse:
    """What is wrong beside the fields, or both contents side by side; everything typed stays, nothing is written."""
    theirs: Answer | None = done.stale.current if done.stale else None
    conflict = scoring_page.conflict_with(theirs, form.words(theirs)) if theirs else None
    if not request.htmx:
        page = _page(request, place)
        form.ask(page.compiled)
        return _show(request, page, form, status=done.status, conflict=conflict)
    answer = theirs or _answer(request, place)
    form.ask(answer.compiled)
    context = {
        "form": form,
        "system_text": scoring_page.system_words(answer),
        "has_reason_field": "reason" in request.POST,
        "conflict": conflict,
        "item_url": request.path,
        "oob": True,
    }
    return _part(request, "conflict" if conflict else "refused", context, theirs, done.status)


def _part(
    request: PersonRequest, name: str, context: dict[str, Any], answer: Answer | None, status: int = SHOWN
) -> HttpResponse:
    """Parts of the page for script; with the version of an answer that was saved."""
    response = render(request, f"evaluations/commune/scoring/_{name}.html", context, status=status)
    if answer is not None:
        response["X-Answer-Version"] = str(answer.version)
    return response


def _answer(request: PersonRequest, place: Place) -> Answer:
    """The answer with its dossier, else 404."""
    dossier = pages.own_dossier(request, place.cycle_id, place.unit_code)
    answer = get_object_or_404(
        Answer.objects.select_related("indicator"), dossier=dossier, indicator__code=place.code
    )  # fmt: skip
    answer.dossier = dossier
    return answer


def page_with_pages_conflict(request: PersonRequest, answer: Answer, evidence_id: int, typed: str) -> HttpResponse:
    """The item's page after a colleague stated other pages of a document: both stand there, nothing is written."""
    place = Place(answer.dossier.cycle_id, answer.dossier.unit.code, answer.indicator.code)
    page = _page(request, place)
    typed_pages = {"evidence_id": evidence_id, "text": typed}
    return _show(request, page, AnswerForm(answer=page.answer), status=CONFLICT, typed_pages=typed_pages)
