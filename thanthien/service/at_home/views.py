"""Pages of home service for officials, and for those who enter a request for somebody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted, sent_from
from thanthien.core.compression import shows_secret
from thanthien.core.private.actions import read_private
from thanthien.core.tables.pages import table_page
from thanthien.records.views import RecordPages
from thanthien.service.at_home.actions import ask, take_step
from thanthien.service.at_home.forms import FIELDS, EntryForm, RequestFilter, SheetForm, StepForm
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.numbers import month_lines
from thanthien.service.at_home.permissions import (
    actor_for,
    can_enter,
    can_look,
    can_read,
    can_see_numbers,
    can_serve,
    number_units,
    readers,
)
from thanthien.service.at_home.places import entry_units, hamlets_for, served_units
from thanthien.service.at_home.queries import cases_of, open_cases
from thanthien.service.at_home.sheets import sheet_lines
from thanthien.service.at_home.shelf import HOME_SHELF
from thanthien.service.at_home.shown import WHAT_IS_READ, code_context, contact_facts, history, request_facts
from thanthien.service.at_home.tables import month_table, request_table, state_tone, state_words
from thanthien.service.at_home.workflow import STEPS
from thanthien.service.purposes import AT_HOME
from thanthien.units.models import Unit

announcement_pages = RecordPages(ANNOUNCEMENTS)
_form = require_http_methods(["GET", "HEAD", "POST"])
LIST = "home-requests"
_ABOVE = ("Phục vụ tại nhà", "/de-nghi-phuc-vu-tai-nha/")


@require_safe
@requires(can_read)
def requests(request: PersonRequest) -> HttpResponseBase:
    """The requests that the person reads; above them, for who serves, what waits."""
    table = request_table(request.user, RequestFilter(request.GET, request.user))
    return table_page(request, "service/at_home/requests.html", lambda: _above_list(request), table=table)


def _above_list(request: PersonRequest) -> dict[str, Any]:
    units = entry_units(request.user) if can_enter(request.user) else []
    served = served_units(request.user)
    return {
        "units": units,
        "waiting": [(case, state_words(case), state_tone(case)) for case in open_cases(served)] if served else [],
        "serves": bool(served),
        "numbers": can_see_numbers(request.user),
    }


@shows_secret
@_form
@requires(can_enter)
def enter(request: PersonRequest, code: str) -> HttpResponse:
    """Enter a request for somebody; the page after it shows the code, once."""
    unit = get_object_or_404(Unit, pk__in=[one.pk for one in entry_units(request.user)], code=code)
    hamlets, only = hamlets_for(request.user, unit)
    serves = unit.pk in served_units(request.user)
    form = EntryForm(unit, hamlets, posted(request), by_office=serves, only=only)
    done = attempt(form, lambda: ask(form.wanted(), slip=form.slip_sent, by=request.user))
    if done:
        return render(request, "service/at_home/entered.html", code_context(done.value, form.slip_sent.code))
    page = FormPage(
        title=f"Ghi đề nghị phục vụ tại nhà, {unit.name_in_sentence}",
        button="Ghi đề nghị",
        done="",
        back=reverse(LIST),
        trail=_ABOVE,
        lead="Chỉ hỏi những gì cần để đến nhà. Liên hệ, địa chỉ và lý do được mã hóa và tự xóa sau khi phục vụ xong.",
        purposes=(AT_HOME.code,),
    )
    return render(request, page.template, {"form": form, "page": page}, status=done.status)


@require_safe
@requires(can_read)
def one(request: PersonRequest, pk: int) -> HttpResponse:
    """A request with what came of it; what is encrypted is not shown here."""
    return render(request, "service/at_home/request.html", _page_of(request, _found(request, pk)))


def _found(request: PersonRequest, pk: int) -> HomeRequest:
    rows = HomeRequest.objects.filter(readers(request.user)).select_related("unit", "hamlet", "agency", "entered_by")
    return get_object_or_404(rows, pk=pk)


def _page_of(request: PersonRequest, row: HomeRequest) -> dict[str, Any]:
    (case,) = cases_of([row])
    actor = actor_for(request.user, row)
    steps = STEPS.open_to(row.stage, actor) if actor else []
    return {
        "case": case,
        "row": row,
        "state": state_words(case),
        "tone": state_tone(case),
        "facts": request_facts(case),
        "history": history(case),
        "steps": [step for step in steps if step.name != "move" or case.may_move],
        "may_look": can_look(request.user, row),
        "above": _ABOVE,
        "contact": None,
        "gone": False,
    }


@shows_secret
@requires(can_serve)
@sent_from(lambda pk: reverse("home-request", args=[pk]))
def contact(request: PersonRequest, pk: int) -> HttpResponse:
    """What is encrypted, shown once; that it was read is noted."""
    row = _found(request, pk)
    if not can_look(request.user, row):
        raise Http404
    (texts,) = read_private(HOME_SHELF, [(row, row.label, row.unit_id)], what_for=WHAT_IS_READ, by=request.user)
    shown = {"contact": contact_facts(texts) if texts else None, "gone": texts is None}
    return render(request, "service/at_home/request.html", _page_of(request, row) | shown)


@_form
@requires(can_read)
def step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the table."""
    row = _found(request, pk)
    actor = actor_for(request.user, row)
    if step not in FIELDS or actor is None or actor not in STEPS[step].actors:
        raise Http404
    (case,) = cases_of([row])
    shown = {"version": row.version} | ({"day": clock.today()} if STEPS[step].label.startswith("Ghi") else {})
    form = StepForm(step, posted(request), initial=shown)
    said = STEPS[step]
    page = FormPage(
        title=f"{said.label}, {row.label}",
        button=said.label,
        done=f"Đã lưu: {said.label.lower()}.",
        back=reverse("home-request", args=[pk]),
        trail=_ABOVE,
        facts=request_facts(case),
        danger=step in ("withdraw", "refuse"),
        problems=() if row.stage in said.sources else (f"Đề nghị {row.stage.label} nên không làm được việc này.",),
    )
    return form_page(
        request,
        form,
        lambda: take_step(form.taken(), request_id=pk, version=form.cleaned_data["version"], by=request.user),
        page,
    )


@shows_secret
@_form
@requires(can_serve)
def sheet(request: PersonRequest) -> HttpResponse:
    """The visits planned for a day, to print: without reasons; with whom to visit only by a button, which is noted."""
    form = SheetForm(request.POST if request.method == "POST" else request.GET)
    day: date = form.read("ngay") or clock.today()
    with_contact = request.method == "POST"
    lines = sheet_lines(served_units(request.user), day, reading=request.user if with_contact else None)
    context = {"day": day, "lines": lines, "with_contact": with_contact, "above": _ABOVE, "form": form}
    return render(request, "service/at_home/sheet.html", context)


@require_safe
@requires(can_see_numbers)
def numbers(request: PersonRequest) -> HttpResponseBase:
    """Numbers of this year by month, of the units that the person follows."""
    table = month_table(month_lines(number_units(request.user)))
    return table_page(request, "service/at_home/numbers.html", {"above": _ABOVE}, table=table)
