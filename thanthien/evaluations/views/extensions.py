"""More time: a commune asks, the standing office answers, or gives it unasked."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, is_commune, is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import form_page, show_form
from thanthien.core.acting.pages import REFUSED, SHOWN, posted
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions.extensions import ask_extension
from thanthien.evaluations.bulk.extensions import AnswerExtensions, ExtendUnits
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.extensions import AskExtensionForm, RequestsFilter
from thanthien.evaluations.models import Dossier, ExtensionRequest
from thanthien.evaluations.permissions import can_ask_extension
from thanthien.evaluations.tables.extensions import requests_table
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.views.cycles import cycle_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def ask(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Asks for more time; what was asked before stands with its answer, also for those of the unit who can't ask (any
    more)."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    problems = _why_not(request.user, dossier)
    page = pages.step_page(
        dossier,
        title="Đề nghị gia hạn",
        button="Gửi đề nghị",
        done="Đã gửi đề nghị gia hạn.",
        lead="Cơ quan thường trực gia hạn cho đơn vị, hoặc trả lời vì sao không. Trong lúc chờ, hạn hiện nay vẫn giữ.",
        facts=[(f"{one.get_key_display()} đến {one.wished_on:%d/%m/%Y}", one.told) for one in _asked(dossier)],
        problems=problems,
        template="evaluations/commune/ask_extension.html",
    )
    if problems:
        unbound = AskExtensionForm(dossier=dossier)
        return show_form(request, unbound, page, REFUSED if request.method == "POST" else SHOWN)
    form = AskExtensionForm(posted(request), dossier=dossier)
    return form_page(
        request, form, lambda: ask_extension(by=request.user, dossier_id=dossier.pk, **form.cleaned_data), page
    )


def _why_not(user: User, dossier: Dossier) -> list[str]:
    if can_ask_extension(user, dossier):
        return []
    if dossier.unit_id in user.unit_ids(*COMMUNE_LEADS):
        return [f"Hồ sơ đang ở trạng thái “{dossier.label}” nên không đề nghị gia hạn được."]
    return ["Chủ tịch, Phó Chủ tịch hoặc công chức đầu mối của đơn vị đề nghị gia hạn."]


def _asked(dossier: Dossier) -> Iterable[ExtensionRequest]:
    return dossier.extension_requests.order_by("-asked_at", "-pk")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def answer(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Requests that wait: choose, check, grant or refuse."""
    cycle_or_404(cycle_id)
    return bulk_page(request, AnswerExtensions(request.user, cycle_id))


@require_safe
@requires(sees_city)
def asked(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """What units asked of the calendar, with the answers."""
    cycle = cycle_or_404(cycle_id)
    menu = cycle_tabs(request.user, cycle, "extensions-asked")
    context = {"cycle": cycle, "menu": menu, "office": is_office(request.user)}
    table = requests_table(cycle, RequestsFilter(request.GET))
    return table_page(request, "evaluations/cycles/extensions_asked.html", context, table=table)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def extend_units(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """More time for several units, asked or not: choose, check, give."""
    cycle_or_404(cycle_id)
    return bulk_page(request, ExtendUnits(request.user, cycle_id))
