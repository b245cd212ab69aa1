"""Pages on which a draft is submitted to the head of the standing agency, and given back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import datetime_vn
from thanthien.criteria import actions
from thanthien.criteria.editor.queries import unfinished
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.forms import SendBackForm, SubmitForm
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.permissions import can_issue_sets, keeps_sets


@requires(keeps_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: PersonRequest, pk: int) -> HttpResponse:
    """A draft that is sound goes to the head, with a note; what is still to be mended is told instead."""
    draft = get_object_or_404(CriteriaSet, pk=pk)
    form = SubmitForm(posted(request), initial={"seen": draft.sha256})
    page = FormPage(
        title="Trình ban hành",
        button="Trình ban hành",
        done="Đã trình ban hành. Lãnh đạo cơ quan thường trực thấy dự thảo trong “Việc của tôi”.",
        back=reverse("criteria:set", args=[pk]),
        trail=_trail(draft),
        lead="Lãnh đạo cơ quan thường trực ban hành hoặc trả lại kèm lý do. Sửa sau khi trình là rút lại việc trình.",
        facts=[("Dự thảo", str(draft)), ("SHA-256", draft.sha256)],
        problems=_in_the_way(draft),
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: actions.submit(
            by=request.user, set_id=pk, note=form.cleaned_data["note"], seen=form.cleaned_data["seen"]
        ),
        page,
    )  # fmt: skip


def _in_the_way(draft: CriteriaSet) -> list[str]:
    if draft.status != SetStatus.DRAFT:
        return ["Bộ tiêu chí này đã được ban hành."]
    if draft.is_submitted:
        return ["Dự thảo này đã được trình ban hành."]
    return [f"{place.heading}: {sentence}" for place, sentence in unfinished(draft)]


@requires(can_issue_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    """A submitted draft goes back to its writer, with the reason."""
    draft = get_object_or_404(CriteriaSet.objects.select_related("submitted_by"), pk=pk)
    form = SendBackForm(posted(request), initial={"seen": draft.sha256})
    facts = [("Dự thảo", str(draft))]
    if draft.submitted_by is not None:
        facts.append(("Trình", f"{datetime_vn(draft.submitted_at)}, {draft.submitted_by.full_name}"))
    page = FormPage(
        title="Trả lại dự thảo",
        button="Trả lại",
        done="Đã trả lại dự thảo kèm lý do.",
        back=reverse("criteria:set", args=[pk]),
        trail=_trail(draft),
        facts=facts,
        problems=[] if draft.is_submitted else ["Dự thảo này không chờ ban hành."],
    )
    return form_page(
        request, form,
        lambda: actions.send_back(
            by=request.user, set_id=pk, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"]
        ),
        page,
    )  # fmt: skip


def _trail(draft: CriteriaSet) -> tuple[str, ...]:
    return ("Bộ tiêu chí", reverse("criteria:list"), draft.title, reverse("criteria:set", args=[draft.pk]))
