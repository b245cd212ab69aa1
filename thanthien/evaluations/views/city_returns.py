"""A Tờ trình that the city returned: recorded by the office, answered by the council, concluded again."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import form_page
from thanthien.core.acting.pages import posted
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions import city_returns as actions
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.bulk.city_returns import KeepResults, RecordReturn, ReopenItems
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.council import CouncilDayForm
from thanthien.evaluations.modes import who_concludes
from thanthien.evaluations.permissions import can_conclude, concludes
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.tables.city_returns import returns_table
from thanthien.evaluations.views.council import concluder_or_404, step_page
from thanthien.evaluations.views.cycles import cycle_or_404


@require_safe
@requires(sees_city)
def index(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Dossiers of a cycle that the city returned, with what the council did about each."""
    cycle = cycle_or_404(cycle_id)
    context = {
        "cycle": cycle,
        "menu": cycle_tabs(request.user, cycle, "decision-home"),
        "office": is_office(request.user),
        "may_conclude": can_conclude(request.user, cycle),
        "who": who_concludes(cycle.council_mode),
    }
    table = returns_table(request.user, cycle)
    return table_page(request, "evaluations/council/city_returns.html", context, table=table)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def record(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Record the paper with which the city returned the Tờ trình."""
    cycle_or_404(cycle_id)
    return bulk_page(request, RecordReturn(request.user, cycle_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(concludes)
def keep(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """The council keeps results."""
    concluder_or_404(request, cycle_or_404(cycle_id))
    return bulk_page(request, KeepResults(request.user, cycle_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(concludes)
def reopen(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """The council opens indicators again."""
    concluder_or_404(request, cycle_or_404(cycle_id))
    return bulk_page(request, ReopenItems(request.user, cycle_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(concludes)
def finish(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """All that was opened is concluded again: another result is announced anew, the same one stands."""
    found = get_object_or_404(pages.council_dossiers(request.user, cycle_id), unit__code=unit)
    concluder_or_404(request, found.cycle)
    form = CouncilDayForm(found.cycle.council_day_label, found.cycle, posted(request))
    page = step_page(
        found,
        title="Kết luận lại",
        lead="Kết quả khác trước thì được thông báo lại; như trước thì giữ kết quả đã thông báo.",
        button="Kết luận lại",
        done=f"Đã kết luận lại hồ sơ của {found.unit.name}.",
        to=reverse("council-dossier", args=[cycle_id, unit]),
        problems=check([found], "conclude_again", by=request.user).get(found.pk, []),
    )
    return form_page(
        request, form, lambda: actions.finish_again(by=request.user, dossier_id=found.pk, session=form.session()), page
    )
