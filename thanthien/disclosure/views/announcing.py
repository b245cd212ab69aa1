"""Pages of a head of a thôn, tổ dân phố: what to announce there, and that it was."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import date_vn
from thanthien.disclosure.actions import announce
from thanthien.disclosure.announcing import announcements
from thanthien.disclosure.forms import AnnounceForm
from thanthien.disclosure.kinds import POSTINGS
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.on_device import TITLE
from thanthien.disclosure.permissions import can_announce
from thanthien.records.actions import withdraw
from thanthien.records.forms import WithdrawForm
from thanthien.records.queries import readable

LIST = "Thông báo ở thôn, tổ dân phố"
_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(can_announce)
def mine(request: PersonRequest) -> HttpResponse:
    """What waits to be announced in the person's places, and what was announced."""
    every = announcements(request.user)
    context = {
        "title": LIST,
        "waiting": [one for one in every if one.told is None],
        "told": [one for one in every if one.told is not None],
        "several": len({one.place.value for one in every}) > 1,
    }
    return render(request, "disclosure/announce.html", context)


@_form
@requires(can_announce)
def confirm(request: PersonRequest) -> HttpResponse:
    """Say on which day and how it was announced, with a photograph."""
    back = reverse("disclosure-announce")
    form = AnnounceForm(
        request.user, posted(request), request.FILES or None, initial={"document": request.GET.get("noi-dung", "")}
    )
    if not form.can_be_filled_in:
        raise Http404
    page = FormPage(
        title=TITLE, button="Xác nhận", done="Đã ghi việc thông báo.", back=back, trail=(LIST, back),
        lead="Chỉ xác nhận sau khi đã thông báo đến các hộ.", template="disclosure/announce_form.html",
    )  # fmt: skip
    return form_page(request, form, lambda: announce(form.entry(), form.sent(), by=request.user), page)


@_form
@requires(can_announce)
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back what was confirmed by mistake; it stays readable with the reason."""
    record = get_object_or_404(readable(POSTINGS, request.user), pk=pk)
    if not POSTINGS.may_change(request.user, record):
        raise Http404
    back = reverse("disclosure-announce")
    form = WithdrawForm(posted(request), initial={"version": record.version})
    of = Disclosure.objects.standing().filter(origin=record.disclosure).first()
    page = FormPage(
        title="Hủy xác nhận đã thông báo", button="Hủy xác nhận", done="Đã hủy xác nhận.", back=back,
        trail=(LIST, back), danger=True, template="disclosure/announce_form.html",
        facts=(("Nội dung", of.title if of else "đã hủy"), ("Ngày thông báo", date_vn(record.day))),
    )  # fmt: skip
    return form_page(
        request, form, lambda: withdraw(POSTINGS, record_id=pk, by=request.user, **form.cleaned_data), page
    )
