"""Setting otherwise what the city sets about the measures of an open cycle."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.models import JobRun
from thanthien.evaluations.actions.setting_changes import change_settings
from thanthien.evaluations.forms.measure_settings import SettingsForm
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.setting_changes import last_change, why_settled
from thanthien.evaluations.tasks import recompute_cycle
from thanthien.evaluations.views.cycles import cycle_or_404


@requires(is_office)
def cycle_settings(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Sets measures of the cycle otherwise, with the reason; their figures are computed anew by a job."""
    cycle = cycle_or_404(cycle_id)
    form = SettingsForm(posted(request), cycle=cycle, seen=last_change(cycle))
    back, why = reverse("cycle-detail", args=[cycle.pk]), why_settled(cycle)
    page = FormPage(
        title="Thay đổi thông số của số liệu",
        button="Lưu và tính lại số liệu",
        done="Đã lưu thông số. Số liệu của kỳ đang được tính lại.",
        back=back,
        to=lambda run: run.get_absolute_url(),
        trail=("Kỳ đánh giá", reverse("cycle-list"), cycle.title, back),
        lead="Áp dụng cho cả thời kỳ số liệu, kể cả các tuần đã qua. Số liệu được tính lại; dự thảo đang niêm yết giữ "
        "số liệu cũ và được báo là có số liệu mới.",
        problems=[why] if why else (),
    )
    return form_page(request, form, lambda: _change(request, cycle, form), page)


@transaction.atomic
def _change(request: PersonRequest, cycle: Cycle, form: SettingsForm) -> JobRun:
    typed = form.cleaned_data
    change = change_settings(
        by=request.user, cycle=cycle, values=form.values(), reason=typed["reason"], seen=typed["seen"]
    )
    back = reverse("cycle-detail", args=[cycle.pk])
    return enqueue(recompute_cycle, by=request.user, key=f"settings:{change.pk}", back=back, cycle_id=cycle.pk)
