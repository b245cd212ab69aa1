"""Evidence of one answer: upload, link, choice from the library, page meant, detaching."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import FRONT, SCORERS, is_commune
from thanthien.core.access import requires
from thanthien.core.acting.form_page import form_page
from thanthien.core.acting.pages import carry_out, posted, press, say, sent_from
from thanthien.evaluations.actions import answers as actions
from thanthien.evaluations.actions import evidence_versions as version_actions
from thanthien.evaluations.models import Answer, AnswerEvidence
from thanthien.evaluations.permissions import enters
from thanthien.evaluations.queries import self_score
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.views.commune.scoring import page_with_pages_conflict
from thanthien.evaluations.views.commune.walk import filter_of, item_url
from thanthien.evidence import actions as library
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.forms import LinkForm
from thanthien.evidence.models import Document
from thanthien.evidence.queries import keys_of, search_documents
from thanthien.evidence.views import outcomes_of, tell_outcomes


def _answer(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> Answer:
    """An answer to which the person may attach evidence, else 404; the action has the last word."""
    dossiers = self_score.own_dossiers(request.user).filter(cycle_id=cycle_id, unit__code=unit_code)
    answer = get_object_or_404(
        Answer.objects.select_related("indicator", "dossier__unit"), dossier__in=dossiers, indicator__code=code
    )
    if not enters(request.user, answer):
        raise Http404
    return answer


def _back(request: PersonRequest, answer: Answer) -> HttpResponse:
    return redirect(_evidence_url(request, answer))


def _evidence_url(request: PersonRequest, answer: Answer) -> str:
    return f"{item_url(answer.dossier, answer.indicator.code, loc=filter_of(request))}#minh-chung"


@sent_from(lambda **of: reverse("self-scoring-item", kwargs=of))
@requires(is_commune)
def upload(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    """Takes files into the library and attaches them; each refused file says why."""
    answer = _answer(request, cycle_id, unit_code, code)
    files = request.FILES.getlist("files")
    outcomes = outcomes_of(files, lambda: _take_and_attach(request, answer, files))
    if request.headers.get("HX-Request"):
        return render(request, "evidence/_outcomes.html", {"outcomes": outcomes})
    tell_outcomes(request, outcomes)
    return _back(request, answer)


def _take_and_attach(request: PersonRequest, answer: Answer, files: list[Any]) -> list[library.Outcome]:
    actions.check_attachable(by=request.user, answer_id=answer.pk)
    access_class = request.POST.get("access_class", AccessClass.APPRAISAL)
    outcomes = library.add_files(
        by=request.user, unit=answer.dossier.unit, files=files, access_class=access_class
    )  # fmt: skip
    taken = [outcome.document.pk for outcome in outcomes if outcome.document is not None]
    if taken:
        actions.attach(by=request.user, answer_id=answer.pk, document_ids=taken)
        outcomes += _use_what_was_sent(request, answer, taken)
    return outcomes


def _use_what_was_sent(request: PersonRequest, answer: Answer, document_ids: list[int]) -> list[library.Outcome]:
    """A file that is attached in an older version, and was sent in its newest, is meant in the newest; what becomes of
    none of them is told."""
    kept = []
    for row in self_score.outdated_evidence(answer, document_ids):
        done = carry_out(partial(actions.use_newest_version, by=request.user, evidence_id=row.pk, seen=row.newest))
        if not done:
            still = f"“{row.document.title}” vẫn được gắn ở phiên bản {row.version.number}."
            kept.append(library.Outcome(row.document.title, problem=" ".join([*done.sentences, still])))
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def pick(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    """Chooses documents of the library; what is attached already is marked."""
    answer = _answer(request, cycle_id, unit_code, code)
    if request.method == "POST":
        return _picked(request, answer)
    words = request.GET.get("q", "")[:200]
    context = {
        "answer": answer,
        "dossier": answer.dossier,
        "documents": search_documents(request.user, answer.dossier.unit, words),
        "query": words,
        "chosen": list(AnswerEvidence.objects.filter(answer=answer).values_list("document_id", flat=True)),
        "back": item_url(answer.dossier, code),
    }
    return render(request, "evaluations/commune/pick.html", context)


def _picked(request: PersonRequest, answer: Answer) -> HttpResponse:
    keys = request.POST.getlist("documents")
    chosen = [document.pk for document in _documents(request, answer, keys)]
    press(
        request,
        lambda: actions.attach(by=request.user, answer_id=answer.pk, document_ids=chosen),
        "Đã gắn minh chứng.",
    )
    return _back(request, answer)


def _documents(request: PersonRequest, answer: Answer, keys: list[str]) -> list[Document]:
    found = Document.objects.visible_to(request.user).filter(unit=answer.dossier.unit)
    return list(found.in_bulk(keys_of(keys), field_name="key").values())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def link(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    """Enters a web address into the library and attaches it."""
    answer = _answer(request, cycle_id, unit_code, code)
    form = LinkForm(posted(request))
    back = item_url(answer.dossier, code)
    page = pages.step_page(
        answer.dossier,
        title="Thêm đường dẫn",
        button="Thêm và gắn",
        done="Đã thêm đường dẫn và gắn vào tiêu chí.",
        back=back,
        to=_evidence_url(request, answer),
        quote=str(answer.indicator),
    )
    return form_page(request, form, lambda: _link(request, answer, form.cleaned_data), page)


def _link(request: PersonRequest, answer: Answer, data: dict[str, Any]) -> None:
    actions.check_attachable(by=request.user, answer_id=answer.pk)
    made = library.add_link(by=request.user, unit=answer.dossier.unit, **data)
    actions.attach(by=request.user, answer_id=answer.pk, document_ids=[made.pk])


@sent_from(lambda evidence_id, **of: reverse("self-scoring-item", kwargs=of))
@requires(is_commune)
def change(request: PersonRequest, cycle_id: int, unit_code: str, code: str, evidence_id: int) -> HttpResponse:
    """States the page meant, lets a newer version count, or takes a document off the answer."""
    answer = _answer(request, cycle_id, unit_code, code)
    typed = request.POST.get("pages", "")[:200]
    if not AnswerEvidence.objects.filter(pk=evidence_id, answer=answer).exists():
        messages.error(request, f"Minh chứng này vừa được người khác bỏ khỏi tiêu chí. {_not_saved(typed)}".strip())
        return _back(request, answer)
    asked = request.POST.get("action", "")
    act, told = _changes(request, evidence_id, typed).get(asked, (None, ""))
    if act is not None:
        done = carry_out(act)
        if done.stale and asked != "newest":
            return page_with_pages_conflict(request, answer, evidence_id, typed)
        say(request, done, told)
    return _back(request, answer)


def _number(text: str) -> int:
    """A version's number as sent; 0, which none has, for anything that is no number."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _not_saved(typed: str) -> str:
    return f"Nội dung “{typed}” chưa được lưu." if typed else ""


def _changes(request: PersonRequest, evidence_id: int, typed: str) -> dict[str, tuple[Callable[[], object], str]]:
    """What may be asked for, each with the sentence that tells it is done."""
    row: Any = {"by": request.user, "evidence_id": evidence_id}
    seen, newest = request.POST.get("seen", ""), _number(request.POST.get("version", ""))
    return {
        "pages": (lambda: actions.set_pages(**row, pages=typed, seen=seen), "Đã ghi trang, mục."),
        "newest": (lambda: actions.use_newest_version(**row, seen=newest), f"Đã dùng phiên bản {newest}."),
        "detach": (lambda: actions.detach(**row, seen=seen), "Đã bỏ minh chứng khỏi tiêu chí."),
    }


@sent_from(lambda key: reverse("evidence:document", args=[key]))
@requires(is_commune)
def renew(request: PersonRequest, key: UUID) -> HttpResponse:
    """Lets every answer that the person may write use the newest version of a document."""
    document = get_object_or_404(Document.objects.visible_to(request.user), key=key)
    if document.unit_id not in request.user.unit_ids(*(SCORERS | FRONT)):
        raise Http404
    number = _number(request.POST.get("version", ""))
    press(
        request,
        lambda: version_actions.use_newest_everywhere(by=request.user, document_id=document.pk, seen=number),
        lambda changed: f"{len(changed)} tiêu chí đã dùng phiên bản {number}.",
    )
    return redirect("evidence:document", key=key)
