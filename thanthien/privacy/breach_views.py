"""The register of breaches of personal data, for the officer; the auditor reads it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.tables.pages import table_page
from thanthien.privacy.actions import tell_breach, tell_further
from thanthien.privacy.breach_tables import breach_table, version_facts
from thanthien.privacy.forms import BreachForm, FurtherForm
from thanthien.privacy.models import Breach
from thanthien.privacy.parts import on_paper, part_tabs
from thanthien.privacy.permissions import keeps_registers, reads_registers

_LIST = "privacy-breaches"
_form = require_http_methods(["GET", "HEAD", "POST"])


def _trail(*further: str) -> tuple[str, ...]:
    return ("Vi phạm dữ liệu cá nhân", reverse(_LIST), *further)


def _lead() -> str:
    return (
        f"Báo cơ quan chuyên trách bảo vệ dữ liệu cá nhân trong {settings.DATA_BREACH_HOURS} giờ từ lúc phát hiện; "
        "chưa biết hết thì ghi những gì đã biết, biết thêm thì ghi thêm."
    )


@require_safe
@requires(reads_registers)
def breaches(request: PersonRequest) -> HttpResponseBase:
    """The register, the latest noticed first."""
    shown = {"tabs": part_tabs(_LIST), "keeps": keeps_registers(request.user), "lead": _lead()}
    return table_page(request, "privacy/breaches.html", shown, table=breach_table())


@require_safe
@requires(reads_registers)
def printed(request: PersonRequest) -> HttpResponse:
    """The register as a sheet of paper."""
    return on_paper(request, "privacy/breaches_print.html", breach_table())


@require_safe
@requires(reads_registers)
def one(request: PersonRequest, pk: int) -> HttpResponse:
    """A breach with all its versions, the present one first."""
    breach = get_object_or_404(Breach.objects.select_related("last"), pk=pk)
    versions = [(one, version_facts(one)) for one in breach.versions.select_related("by").order_by("-pk")]
    shown = {"breach": breach, "versions": versions, "trail": _trail(), "keeps": keeps_registers(request.user)}
    return render(request, "privacy/breach.html", shown)


@_form
@requires(keeps_registers)
def enter(request: PersonRequest) -> HttpResponse:
    """Put a breach into the register."""
    form = BreachForm(posted(request), initial={"noticed_on": clock.today()})
    page = FormPage(
        title="Ghi vi phạm dữ liệu cá nhân", button="Ghi vi phạm", done="Đã ghi vi phạm.", back=reverse(_LIST),
        to=lambda made: reverse("privacy-breach", args=[made.pk]), trail=_trail(), lead=_lead(),
    )  # fmt: skip
    return form_page(request, form, lambda: tell_breach(form.told(), by=request.user), page)


@_form
@requires(keeps_registers)
def further(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell a breach further; what was told before stays readable."""
    breach = get_object_or_404(Breach.objects.select_related("last"), pk=pk)
    back = reverse("privacy-breach", args=[pk])
    form = FurtherForm(breach.now, posted(request))
    page = FormPage(
        title="Ghi thêm, đính chính", button="Lưu bản mới", done="Đã lưu. Bản trước vẫn xem được.", back=back,
        trail=_trail(breach.label, back), lead=_lead(),
    )  # fmt: skip

    def act() -> Breach:
        typed = form.cleaned_data
        return tell_further(form.told(), breach_id=pk, seen=typed["seen"], reason=typed["reason"], by=request.user)

    return form_page(request, form, act, page)
