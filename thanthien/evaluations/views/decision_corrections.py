"""Đính chính: a wrong number, day, signer or name of a unit in a recorded decision is corrected by its own document."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import CHOOSE_AGAIN, CONFIRM, STEP
from thanthien.core.acting.form_page import FormPage, show_form
from thanthien.core.acting.pages import SHOWN, attempt, posted
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions.decision_corrections import check_correction, correct_decision
from thanthien.evaluations.decision_words import Texts
from thanthien.evaluations.enums import DecisionKind
from thanthien.evaluations.forms.after_result import CorrectDecisionForm, RightTextsForm
from thanthien.evaluations.models import Decision
from thanthien.evaluations.queries.decision_texts import texts_of
from thanthien.evaluations.views.decision_check import DecisionCheck, check_page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def correct(request: PersonRequest, decision_id: int) -> HttpResponse:
    """Say what is right, check both texts, record the document that corrects."""
    found = get_object_or_404(Decision.objects.select_related("cycle"), pk=decision_id)
    if found.kind == DecisionKind.CORRECTION:
        raise Http404
    texts, step = texts_of(found), request.POST.get(STEP)
    form = RightTextsForm(texts, posted(request))
    if step == CONFIRM and form.is_valid():
        return _record(request, found, texts)
    checked = attempt(form, lambda: check_correction(found, form.right()))
    if not checked or step == CHOOSE_AGAIN:
        return show_form(request, form, _page(found, texts), checked.status)
    return _check(request, found, texts, CorrectDecisionForm(texts, initial=form.cleaned_data))


def _page(found: Decision, texts: Texts) -> FormPage:
    back = reverse("decision-home", args=[found.cycle_id])
    return FormPage(
        title="Đính chính quyết định",
        button="Kiểm tra trước khi ghi nhận",
        done="",
        back=back,
        trail=(found.cycle.told_title, reverse("cycle-detail", args=[found.cycle_id]), "Quyết định", back),
        lead="Nội dung đã ghi được giữ nguyên bên cạnh nội dung đúng. Đính chính không đổi mức độ, không đổi điểm.",
        facts=[("Quyết định", found.get_kind_display()), ("Đang ghi", _written(texts))],
    )


def _written(texts: Texts) -> str:
    return f"số {texts.number} ngày {date_vn(texts.signed_on)}, {texts.signer}"


def _record(request: PersonRequest, found: Decision, texts: Texts) -> HttpResponse:
    form = CorrectDecisionForm(texts, request.POST, request.FILES)
    done = attempt(
        form,
        lambda: correct_decision(
            by=request.user, decision_id=found.pk, paper=form.printed(), right=form.right(), seen=form.shown()
        ),
    )
    if done:
        messages.success(request, f"Đã ghi nhận đính chính theo văn bản số {done.value.number}.")
        return redirect("decision-home", found.cycle_id)
    return _check(request, found, texts, form, done.status)


def _check(
    request: PersonRequest, found: Decision, texts: Texts, form: CorrectDecisionForm, status: int = SHOWN
) -> HttpResponse:
    """Both texts, and what comes of it; the document is asked for beside them."""
    check = DecisionCheck(
        title="Kiểm tra trước khi ghi nhận đính chính",
        about="Đính chính",
        from_url=reverse("decision-correct", args=[found.pk]),
        facts=[("Quyết định", f"{found.get_kind_display()}, {_written(texts)}"), *form.both_texts()],
        follows=_FOLLOWS,
        paper="Văn bản đính chính",
    )
    return check_page(request, found.cycle, form, check, status)


_FOLLOWS = (
    "Từng hồ sơ liên quan có bản niêm phong mới; nếu kết quả đã công bố thì đính chính được công khai ngay.",
    "Nội dung đã ghi vẫn đọc được. Đính chính đã ghi không sửa được; ghi nhầm thì đính chính lần nữa.",
    "Tên người ký không nằm trong bản niêm phong.",
)
