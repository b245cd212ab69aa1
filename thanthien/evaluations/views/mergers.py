"""Closing the dossier of a unit that went into another."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.evaluations.actions.mergers import close_merged
from thanthien.evaluations.forms.mergers import CARRY, CloseMergedForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.mergers import successor_of, why_not_carried
from thanthien.evaluations.views.dossier import dossier_or_404
from thanthien.evaluations.workflow import STEPS


@requires(is_office)
def close(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """The office's choice, with its document: closed, or carried on by the unit that took it in."""
    dossier = dossier_or_404(request, cycle_id, code)
    if not dossier.unit.has_ended or dossier.status not in STEPS["close_merged"].sources:
        raise Http404
    into, why = successor_of(dossier.unit), why_not_carried(dossier)
    form = CloseMergedForm(posted(request), request.FILES or None, into=into.name if into and not why else "")
    back = reverse("dossier-detail", args=[cycle_id, code])
    page = FormPage(
        title=f"Khép lại do sáp nhập: {dossier.unit.name_in_sentence}",
        button="Khép lại hồ sơ",
        done=_done,
        back=back,
        trail=(dossier.cycle.title, reverse("cycle-detail", args=[cycle_id]), dossier.unit.name, back),
        lead="Hồ sơ, bản ghi và những gì đã ký vẫn đọc được, đứng tên đơn vị cũ.",
        facts=[("Đơn vị tiếp nhận", into.name if into else "chưa ghi"), *([("Chuyển hồ sơ", why)] if why else [])],
        danger=True,
    )

    def act() -> Dossier | None:
        return close_merged(
            by=request.user, cycle_id=cycle_id, dossier_id=dossier.pk, reason=form.cleaned_data["reason"],
            printed=form.printed(), carry=form.cleaned_data["way"] == CARRY,
        )  # fmt: skip

    return form_page(request, form, act, page)


def _done(carried: Dossier | None) -> str:
    if carried is None:
        return "Đã khép lại hồ sơ."
    return f"Đã khép lại hồ sơ và mở hồ sơ của {carried.unit.name} trong kỳ này."
