"""Before the first day of a phase: the switch of the cycle, and beginning early with a reason."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.evaluations.actions.early import allow_early
from thanthien.evaluations.bulk.early import BeginEarly
from thanthien.evaluations.forms.cycles import EarlyForm
from thanthien.evaluations.permissions import follows_cycles
from thanthien.evaluations.views.cycles import cycle_or_404
from thanthien.evaluations.workflow import PhaseKey


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def switch(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Sets whether people may act before the first day of a phase, with a reason."""
    cycle = cycle_or_404(cycle_id)
    now = cycle.early_allowed
    form = EarlyForm(posted(request), initial={"allowed": now, "seen": now})
    back = reverse("cycle-detail", args=[cycle.pk])
    page = FormPage(
        title="Làm trước ngày mở giai đoạn",
        lead="Không ai làm việc của một giai đoạn trước ngày đầu của giai đoạn đó, trừ khi kỳ cho phép và người làm "
        "ghi lý do. Ngày cuối chỉ ràng buộc đơn vị: việc của thành phố quá ngày cuối vẫn làm được và hiện là quá hạn.",
        button="Lưu",
        done="Đã lưu cách làm của kỳ.",
        back=back,
        trail=("Kỳ đánh giá", reverse("cycle-list"), cycle.title, back),
    )
    return form_page(
        request, form, lambda: allow_early(by=request.user, cycle_id=cycle.pk, **form.cleaned_data), page
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(follows_cycles)
def begin(request: PersonRequest, cycle_id: int, phase: str) -> HttpResponse:
    """Dossiers for which the phase may begin early: choose, check, say why."""
    cycle_or_404(cycle_id)
    if phase not in set(PhaseKey):
        raise Http404
    bulk = BeginEarly(request.user, cycle_id, phase)
    if not bulk.allowed():
        raise Http404
    return bulk_page(request, bulk)
