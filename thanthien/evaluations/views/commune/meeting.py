"""The commune's evaluation meeting: its day and its minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_commune
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.form_page import show_form
from thanthien.core.acting.pages import attempt, posted
from thanthien.evaluations.actions import submission as actions
from thanthien.evaluations.forms.commune import MeetingForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.self_score import draft_since
from thanthien.evaluations.views.commune import pages
from thanthien.evidence import actions as library
from thanthien.evidence.models import Document
from thanthien.evidence.queries import newest_versions, search_documents


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def meeting(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Records day and minutes of the commune's meeting."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    form = MeetingForm(
        posted(request), request.FILES or None,
        initial=_recorded_meeting(dossier), documents=_minutes_to_choose(request, dossier),
        offered=_newer_minutes(dossier),
    )  # fmt: skip
    done = attempt(form, lambda: _record(request, dossier, form))
    if done:
        messages.success(request, "Đã ghi cuộc họp.")
        return redirect("submission", cycle_id, unit_code)
    if done.stale:
        dossier = pages.working_dossier(request, cycle_id, unit_code)
        form.offer(_minutes_to_choose(request, dossier), _newer_minutes(dossier))
    page = pages.step_page(
        dossier,
        title="Họp đánh giá",
        button="Lưu",
        done="",
        lead=f"Cuộc họp đánh giá bản dự thảo đang niêm yết. {pages.possible_days(dossier, 'ngày họp')}",
        quote=_meeting_words(request, dossier),
    )
    return show_form(request, form, page, done.status)


def _record(request: PersonRequest, dossier: Dossier, form: MeetingForm) -> Dossier:
    minutes, newest = _minutes(request, dossier, form)
    data = form.cleaned_data
    return actions.record_meeting(
        by=request.user, dossier_id=dossier.pk, version=data["version"], held_on=data["meeting_on"],
        minutes=minutes, newest=newest,
    )  # fmt: skip


def _recorded_meeting(dossier: Dossier) -> dict[str, Any]:
    """What the form shows first: the meeting as recorded."""
    minutes = str(dossier.meeting_minutes.key) if dossier.meeting_minutes else ""
    return {"version": dossier.version, "meeting_on": dossier.meeting_on or clock.today(), "minutes": minutes}


def _newer_minutes(dossier: Dossier) -> tuple[int, int] | None:
    """Numbers of the recorded version of the minutes and of the newest one; None when that is the recorded one."""
    kept = dossier.meeting_minutes_version
    newest = newest_versions([kept.document_id])[kept.document_id] if kept else None
    return (kept.number, newest.number) if kept and newest and newest != kept else None


def _minutes_to_choose(request: PersonRequest, dossier: Dossier) -> dict[str, str]:
    """Documents of the library by key, each told apart by file and date; what is recorded stands first, what was added
    before the draft took its present form last."""
    recorded = Document.objects.visible_to(request.user).filter(pk__in=[dossier.meeting_minutes_id or 0])
    recorded_key = str(dossier.meeting_minutes.key) if dossier.meeting_minutes else ""
    found = [*recorded.prefetch_related("versions"), *search_documents(request.user, dossier.unit, "")]
    since = draft_since(dossier)
    told = {str(row.key): (row.added_on() < since, f"{row.title} ({row.details})") for row in found}
    order = sorted(told, key=lambda key: key != recorded_key and told[key][0])
    return {key: f"{told[key][1]}{_BEFORE if told[key][0] else ''}" for key in order}


_BEFORE = " – có trước dự thảo này"


def _meeting_words(request: PersonRequest, dossier: Dossier) -> str:
    """“Đang ghi: họp ngày 20/01/2026, biên bản “Biên bản họp”, phiên bản 2.”; empty when nothing is recorded."""
    minutes, version = dossier.meeting_minutes, dossier.meeting_minutes_version
    if dossier.meeting_on is None or minutes is None:
        return ""
    readable = Document.objects.visible_to(request.user).filter(pk=minutes.pk).exists()
    name = f"biên bản “{minutes.title}”" if readable else "một biên bản hạn chế người xem"
    number = f", phiên bản {version.number}" if version else ""
    return f"Đang ghi: họp ngày {dossier.meeting_on:%d/%m/%Y}, {name}{number}."


def _minutes(request: PersonRequest, dossier: Dossier, form: MeetingForm) -> tuple[Document, int | None]:
    """The chosen document, or the sent file taken into the library; the form then holds it like a chosen one. With it
    the number of its newest version, when that is asked for: by choice, or by sending just this state of the file."""
    data = form.cleaned_data
    if not data["file"]:
        chosen = get_object_or_404(Document.objects.visible_to(request.user), key=data["minutes"])
        return chosen, data.get("newest") if chosen.pk == dossier.meeting_minutes_id else None
    outcome = library.add_files(by=request.user, unit=dossier.unit, files=[data["file"]])[0]
    if outcome.document is None:
        raise Invalid({"file": outcome.problem})
    form.choose(str(outcome.document.key), outcome.name)
    sent = outcome.document.latest
    return outcome.document, sent.number if sent else None
