"""The units of a pilot, changed while registration is open."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.form_page import FormPage, form_page, show_form
from thanthien.core.acting.pages import posted
from thanthien.evaluations.actions.pilots import change_units, refuse_late
from thanthien.evaluations.forms.pilots import PilotUnitsForm
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.views.cycles import cycle_or_404


@requires(is_office)
@require_http_methods(["GET", "HEAD", "POST"])
def pilot_units(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Let units join a pilot, or leave it."""
    cycle = cycle_or_404(cycle_id)
    if not cycle.pilot:
        raise Http404
    form = PilotUnitsForm(posted(request), request.FILES or None, cycle=cycle)
    back = reverse("cycle-detail", args=[cycle.pk])
    page = FormPage(
        title="Đơn vị thí điểm",
        button="Lưu danh sách",
        done=lambda count: f"Đã lưu: {count} đơn vị thay đổi." if count else "Danh sách không thay đổi.",
        back=back,
        trail=("Kỳ đánh giá", reverse("cycle-list"), cycle.title, back),
        lead="Đơn vị thêm vào có hồ sơ ngay; đơn vị đưa ra thì hồ sơ chưa bắt đầu được xóa, đã bắt đầu thì không đưa "
        "ra được. Danh sách thay đổi được đến hết giai đoạn đăng ký.",
        problems=_too_late(cycle),
        template="evaluations/cycles/pilot_units.html",
    )
    if form.looks_only():
        return show_form(request, form, page)
    return form_page(request, form, lambda: _change(request, cycle, form), page)


def _change(request: PersonRequest, cycle: Cycle, form: PilotUnitsForm) -> int:
    data = form.cleaned_data
    return change_units(by=request.user, cycle=cycle, unit_ids=form.chosen(), reason=data["reason"], seen=data["seen"])


def _too_late(cycle: Cycle) -> list[str]:
    try:
        refuse_late(cycle)
    except Refused as problem:
        return problem.problems
    return []
