"""The register of requests about one's own data, for the officer; the auditor reads it."""

from __future__ import annotations

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
from thanthien.core.acting.pages import posted, sent_from
from thanthien.core.compression import shows_secret
from thanthien.core.private.actions import read_private
from thanthien.core.tables.pages import table_page
from thanthien.privacy.actions import enter_request, take_step
from thanthien.privacy.forms import FIELDS, RequestFilter, RequestForm, StepForm
from thanthien.privacy.models import DataRequest
from thanthien.privacy.parts import part_tabs
from thanthien.privacy.permissions import keeps_registers, reads_registers
from thanthien.privacy.purposes import REQUEST
from thanthien.privacy.shelf import REQUESTS
from thanthien.privacy.tables import own_act_table, request_facts, request_history, request_table
from thanthien.privacy.workflow import REOPEN, STEPS, Actor

WHAT_IS_READ = "người yêu cầu, cách liên hệ"
_LIST = "privacy-requests"
_form = require_http_methods(["GET", "HEAD", "POST"])


def _trail(*further: str) -> tuple[str, ...]:
    return ("Yêu cầu về dữ liệu cá nhân", reverse(_LIST), *further)


@require_safe
@requires(reads_registers)
def requests(request: PersonRequest) -> HttpResponseBase:
    """Requests that came by letter or at the desk; what waits first."""
    shown = {"tabs": part_tabs(_LIST), "keeps": keeps_registers(request.user)}
    return table_page(request, "privacy/requests.html", shown, table=request_table(RequestFilter(request.GET)))


@require_safe
@requires(reads_registers)
def own_acts(request: PersonRequest) -> HttpResponseBase:
    """What people did with their data by their codes, by day; nothing of who."""
    return table_page(request, "privacy/own_acts.html", {"tabs": part_tabs("privacy-own-acts")}, table=own_act_table())


@_form
@requires(keeps_registers)
def enter(request: PersonRequest) -> HttpResponse:
    """Enter a request."""
    form = RequestForm(posted(request))
    page = FormPage(
        title="Ghi yêu cầu về dữ liệu cá nhân", button="Ghi yêu cầu", back=reverse(_LIST), trail=_trail(),
        done="Đã ghi yêu cầu.", to=lambda made: reverse("privacy-request", args=[made.pk]),
        purposes=(REQUEST.code,),
    )  # fmt: skip
    return form_page(request, form, lambda: enter_request(form.asked(), by=request.user), page)


@require_safe
@requires(reads_registers)
def one(request: PersonRequest, pk: int) -> HttpResponse:
    """A request with its limits and steps; who asks is not shown here."""
    return render(request, "privacy/request.html", _page_of(request, _found(pk)))


def _found(pk: int) -> DataRequest:
    return get_object_or_404(DataRequest.objects.select_related("unit", "entered_by"), pk=pk)


def _page_of(request: PersonRequest, row: DataRequest) -> dict[str, Any]:
    keeps = keeps_registers(request.user)
    steps = [one for one in STEPS.open_to(row.stage, Actor.OFFICER) if not (row.erased_at and one.name == REOPEN)]
    return {
        "row": row, "facts": request_facts(row), "history": request_history(row), "trail": _trail(), "keeps": keeps,
        "steps": steps if keeps else [], "person": None, "gone": False,
    }  # fmt: skip


@shows_secret
@requires(keeps_registers)
@sent_from(lambda pk: reverse("privacy-request", args=[pk]))
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """Who asks, shown once; that it was read is noted."""
    row = _found(pk)
    if row.kept is None:
        raise Http404
    # Of no place: the chair of the unit reads the looks that are of it, and would learn that somebody asked.
    (texts,) = read_private(REQUESTS, [(row, row.label, None)], what_for=WHAT_IS_READ, by=request.user)
    told = [("Họ tên", (texts or {}).get("name", "")), ("Cách liên hệ", (texts or {}).get("contact", ""))]
    shown = {"person": [pair for pair in told if pair[1]], "gone": texts is None}
    return render(request, "privacy/request.html", _page_of(request, row) | shown)


@_form
@requires(keeps_registers)
def step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the table."""
    row = _found(pk)
    if step not in FIELDS:
        raise Http404
    back = reverse("privacy-request", args=[pk])
    form = StepForm(step, posted(request), initial={"version": row.version, "day": clock.today()})
    page = FormPage(
        title=STEPS[step].label, button=STEPS[step].label, done="Đã ghi.", back=back, trail=_trail(row.label, back),
        facts=request_facts(row), quote=row.about,
    )  # fmt: skip
    return form_page(
        request,
        form,
        lambda: take_step(form.taken(), request_id=pk, version=form.cleaned_data["version"], by=request.user),
        page,
    )
