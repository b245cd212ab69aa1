"""Quick entry of what came otherwise than on the web: one form on a phone, stored once, its code shown once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.compression import shows_secret
from thanthien.feedback.entry_forms import EntryForm
from thanthien.feedback.enums import ABOVE
from thanthien.feedback.permissions import can_work
from thanthien.feedback.photographs import send_with
from thanthien.feedback.purposes import CONTACT, LETTERS, TEXT
from thanthien.feedback.topics import offered_to_units
from thanthien.feedback.waiting import worked_units
from thanthien.units.models import Unit
from thanthien.units.queries import hamlets_by_unit

WAY = "cach"  # how it came, in the address of the form
_LEAD = (
    "Chỉ ghi điều người dân nói và nơi xảy ra; liên hệ chỉ ghi khi người dân muốn được báo kết quả. Đơn khiếu nại, tố "
    "cáo thì nhận theo pháp luật về tiếp công dân, không ghi ở đây."
)


@shows_secret
@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_work)
def enter(request: PersonRequest, code: str) -> HttpResponse:
    """Enter what somebody told the unit; the page after it shows the code, once."""
    unit = get_object_or_404(Unit.objects.current(), pk__in=worked_units(request.user), code=code)
    topics = offered_to_units(clock.today())
    hamlets = hamlets_by_unit([unit.pk]).get(unit.pk, [])
    form = EntryForm(unit, topics, hamlets, posted(request), request.FILES or None, via=request.GET.get(WAY, ""))
    done = attempt(form, lambda: send_with(form.sent(), form.images(), slip=form.slip_sent, by=request.user))
    if done:
        return render(request, "feedback/entered.html", {"row": done.value, "code": form.slip_sent.code})
    if request.FILES:
        form.tell_lost_images()
    page = FormPage(
        title=f"Ghi phản ánh, góp ý, {unit.name_in_sentence}",
        button="Ghi phản ánh",
        done="",
        back=reverse("feedback-list"),
        trail=ABOVE,
        lead=_LEAD,
        purposes=(TEXT.code, CONTACT.code, LETTERS.code),
    )
    return render(request, page.template, {"form": form, "page": page}, status=done.status)
