"""The commune changes a value of its posted draft because of an opinion on it, or of its meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_commune
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.pages import Attempt, attempt, posted
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions.answers import Place
from thanthien.evaluations.actions.draft_changes import Ground, change_posted
from thanthien.evaluations.forms.commune import MINUTES, AnswerForm, GroundForm
from thanthien.evaluations.models import Answer, Dossier, DraftChange, Opinion
from thanthien.evaluations.permissions import enters
from thanthien.evaluations.queries.draft_changes import changed
from thanthien.evaluations.queries.heard import outdated
from thanthien.evaluations.queries.scoring_page import rows_of, words_of
from thanthien.evaluations.value_texts import answer_text, change_text
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import Status

SPEAK_ANEW = "Đảng ủy, Mặt trận Tổ quốc đã có ý kiến trước khi sửa: ý kiến đó không còn tính, cần ghi lại trước khi ký."
_SHORT = 80


@require_safe
@requires(is_commune)
def index(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """What was changed of the posted draft, and the indicators of which a value can be changed."""
    dossier = pages.entering_dossier(request, cycle_id, unit_code)
    own = [row for row in rows_of(dossier) if enters(request.user, row)]
    rows = [(row, answer_text(row.compiled.definition, row.state, row.value)) for row in own]
    context = {
        "dossier": dossier,
        "rows": rows,
        "changes": changed(dossier),
        "grounds": _grounds(dossier),
        "hangs": dossier.status == Status.POSTED,
    }
    return render(request, "evaluations/commune/draft_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def change(request: PersonRequest, cycle_id: int, unit_code: str, code: str) -> HttpResponse:
    """Another value of one indicator, because of an opinion or of the minutes."""
    dossier = pages.entering_dossier(request, cycle_id, unit_code)
    answer = dossier.answers.select_related("indicator").filter(indicator__code=code).first()
    if answer is None or dossier.status != Status.POSTED:
        raise Http404
    answer.dossier = dossier
    if not enters(request.user, answer):
        raise Http404
    form = GroundForm(posted(request), grounds=_grounds(dossier))
    value_form = AnswerForm(posted(request), answer=answer)
    done = _changed(request, answer, form, value_form)
    if done:
        words = change_text(answer.compiled.definition, *_before_and_after(done.value))
        messages.success(
            request, f"Đã sửa tiêu chí {code}: {words}. Dự thảo đang niêm yết ghi rõ trước và sau khi sửa."
        )
        if any(outdated([dossier]).values()):
            messages.warning(request, SPEAK_ANEW)
        return redirect("draft-changes", cycle_id, unit_code)
    context = {
        "dossier": dossier,
        "answer": answer,
        "form": form,
        "value_form": value_form,
        "said": words_of(answer, answer),
    }
    return render(request, "evaluations/commune/draft_change.html", context, status=done.status)


def _before_and_after(change: DraftChange) -> tuple[tuple[str, Any], tuple[str, Any]]:
    before, after = ((said["state"], said["value"]) for said in (change.before, change.after))
    return before, after


def _changed(request: PersonRequest, answer: Answer, form: GroundForm, value_form: AnswerForm) -> Attempt[DraftChange]:
    """Carry it out; its sentences are in the forms."""

    def act() -> DraftChange:
        if not value_form.is_valid():
            raise Invalid({})  # its sentences stand beside its fields
        dossier = answer.dossier
        return change_posted(
            by=request.user, place=Place(dossier.cycle_id, dossier.unit.code, answer.indicator.code),
            version=value_form.cleaned_data["version"], read=value_form.draft,
            ground=Ground(form.opinion_id(), form.cleaned_data["why"]),
        )  # fmt: skip

    done = attempt(form, act, value_form)
    if done.stale:
        value_form.tell_stale(done.stale.current)
    return done


def _whose(opinion: Opinion) -> str:
    return opinion.channel if opinion.paper_id else f"Ý kiến nhận ngày {date_vn(opinion.received_on)}"


def _grounds(dossier: Dossier) -> dict[str, str]:
    """What a change can go back to: opinions that were answered, and the minutes once they are recorded."""
    found = {
        str(one.pk): f"{_whose(one)}: {one.text[:_SHORT]}{'…' * (len(one.text) > _SHORT)}"
        for one in dossier.opinions.exclude(response="")
    }
    if dossier.meeting_on and dossier.meeting_minutes_id:
        found[MINUTES] = f"Biên bản họp đánh giá ngày {date_vn(dossier.meeting_on)}"
    return found
