"""What of the set is not applied to units of a cycle: the list, and the standing office's word before self-scoring."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions.waivers import apply_again, waive
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.commune import ReasonForm
from thanthien.evaluations.forms.waivers import WaiveForm
from thanthien.evaluations.models import Cycle, Waiver
from thanthien.evaluations.permissions import follows_cycles
from thanthien.evaluations.queries.waivers import why_closed
from thanthien.evaluations.tables.waivers import waiver_table
from thanthien.evaluations.views.cycles import cycle_or_404


@require_safe
@requires(follows_cycles)
def waivers(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """What is not applied to whom, why, and by which document."""
    cycle, office = cycle_or_404(cycle_id), is_office(request.user)
    menu = cycle_tabs(request.user, cycle, "cycle-detail")
    context = {"cycle": cycle, "menu": menu, "office": office, "closed": why_closed(cycle)}
    table = waiver_table(cycle, office=office)
    return table_page(request, "evaluations/cycles/waivers.html", context, table=table)


@requires(is_office)
def waiver_add(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Decides that indicators are not applied to a unit."""
    cycle = cycle_or_404(cycle_id)
    form, closed = WaiveForm(posted(request), request.FILES or None, cycle=cycle), why_closed(cycle)
    page = FormPage(
        title="Ghi tiêu chí không áp dụng",
        button="Ghi",
        done=lambda made: f"Đã ghi {len(made)} tiêu chí không áp dụng.",
        back=reverse("waivers", args=[cycle.pk]),
        trail=_trail(cycle),
        lead="Theo văn bản của thành phố, trước khi đơn vị tự chấm. Khi tự chấm đã mở thì danh sách giữ nguyên.",
        problems=[closed] if closed else (),
    )

    def act() -> list[Waiver]:
        data = form.cleaned_data
        return waive(
            by=request.user, dossier_id=data["dossier"], codes=data["codes"], reason=data["reason"],
            printed=form.printed(),
        )  # fmt: skip

    return form_page(request, form, act, page)


@requires(is_office)
def waiver_end(request: PersonRequest, cycle_id: int, waiver_id: int) -> HttpResponse:
    """Applies an indicator again."""
    cycle = cycle_or_404(cycle_id)
    waiver = get_object_or_404(
        Waiver.objects.standing().select_related("indicator", "dossier__unit"), pk=waiver_id, dossier__cycle=cycle
    )
    form, closed = ReasonForm(posted(request), hint="Dòng đã ghi vẫn đọc được, kèm lý do này."), why_closed(cycle)
    page = FormPage(
        title="Áp dụng lại tiêu chí",
        button="Áp dụng lại",
        done="Đã ghi: tiêu chí được áp dụng lại.",
        back=reverse("waivers", args=[cycle.pk]),
        trail=_trail(cycle),
        facts=[("Đơn vị", waiver.dossier.unit.name), ("Tiêu chí", str(waiver.indicator)), ("Lý do", waiver.reason)],
        problems=[closed] if closed else (),
    )
    return form_page(
        request,
        form,
        lambda: apply_again(by=request.user, waiver_id=waiver.pk, reason=form.cleaned_data["reason"]),
        page,
    )


def _trail(cycle: Cycle) -> tuple[str, ...]:
    return (cycle.title, reverse("cycle-detail", args=[cycle.pk]), "Tiêu chí không áp dụng",
            reverse("waivers", args=[cycle.pk]))  # fmt: skip
