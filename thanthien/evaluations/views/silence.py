"""Bodies whose sheets are not sent: reminded, recorded as silent, and that taken back."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions.silence import end_silence
from thanthien.evaluations.bulk.silence import RecordSilence, RemindBody
from thanthien.evaluations.forms.council import ReconsiderForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.permissions import can_conclude, concludes
from thanthien.evaluations.queries import silence as reads
from thanthien.evaluations.views.council import concluder_or_404
from thanthien.evaluations.views.cycles import cycle_or_404
from thanthien.units.models import Agency


@require_safe
@requires(sees_city)
def waiting_bodies(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Each body with the number of its sheets that are not sent, and of those of which it said nothing."""
    cycle = cycle_or_404(cycle_id)
    context = {
        "cycle": cycle,
        "lines": reads.body_lines(request.user, cycle),
        "silences": reads.silences_to_take_back(request.user, cycle),
        "office": is_office(request.user),
        "may_record": can_conclude(request.user, cycle),
        "council_url": f"{reverse('council-home')}?ky={cycle_id}",
    }
    return render(request, "evaluations/council/waiting.html", context)


def _body(code: str) -> Agency:
    return get_object_or_404(Agency.objects.at_work().select_related("passed_to"), code=code)


@requires(is_office)
def remind(request: PersonRequest, cycle_id: int, body: str) -> HttpResponse:
    """Record the document by which a body was reminded of its sheets."""
    cycle_or_404(cycle_id)
    return bulk_page(request, RemindBody(request.user, cycle_id, _body(body)))


@requires(concludes)
def record(request: PersonRequest, cycle_id: int, body: str) -> HttpResponse:
    """Record that a body said nothing: choose, check what stays open, confirm."""
    concluder_or_404(request, cycle_or_404(cycle_id))
    return bulk_page(request, RecordSilence(request.user, cycle_id, _body(body)))


@requires(concludes)
def end(request: PersonRequest, cycle_id: int, unit: str, body: str) -> HttpResponse:
    """Let a body send its sheet after all, with a reason."""
    rows = Dossier.objects.visible_to(request.user).select_related("unit", "cycle__criteria_set__scheme")
    found = get_object_or_404(rows, cycle_id=cycle_id, unit__code=unit)
    concluder_or_404(request, found.cycle)
    silence = next((row for row in reads.standing_silences([found]).get(found.pk, []) if row.body.code == body), None)
    if silence is None and request.method != "POST":
        raise Http404
    agency, back = get_object_or_404(Agency, code=body), reverse("waiting-bodies", args=[cycle_id])
    form = ReconsiderForm(posted(request), initial={"version": found.version})
    page = FormPage(
        title=f"Hủy ghi không có ý kiến của {agency.name}",
        button="Hủy việc ghi",
        done=f"Đã hủy. {agency.name} gửi phiếu được.",
        lead=f"{found.unit.name}. Phiếu mở lại như cơ quan đã để; điểm thẩm định đóng đến khi cơ quan gửi phiếu.",
        trail=("Kết luận", f"{reverse('council-home')}?ky={cycle_id}", "Phiếu chưa gửi", back),
        back=back,
        facts=[("Văn bản đôn đốc", str(silence.reminder)), ("Ghi ngày", date_vn(silence.said_at))] if silence else [],
    )
    return form_page(
        request,
        form,
        lambda: end_silence(by=request.user, dossier_id=found.pk, body=agency, **form.cleaned_data),
        page,
    )
