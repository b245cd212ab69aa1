"""Drafts on pages: a copy to begin with, then one form for each piece."""

from __future__ import annotations

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.criteria.editor.actions import change_piece, copy_to_draft
from thanthien.criteria.editor.forms import CopyForm, PieceForm
from thanthien.criteria.editor.pages import difference, save_piece, to_issued
from thanthien.criteria.editor.places import find_place, piece_at
from thanthien.criteria.editor.queries import known_for
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.permissions import keeps_sets


@requires(keeps_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: PersonRequest, pk: int) -> HttpResponse:
    """A new draft that is a copy of this set."""
    source = get_object_or_404(CriteriaSet.objects.select_related("scheme"), pk=pk)
    form = CopyForm(posted(request), initial=_proposed(source))
    set_url = reverse("criteria:set", args=[pk])
    page = FormPage(
        title="Soạn phiên bản mới",
        button="Tạo dự thảo",
        done=lambda draft: f"Đã tạo dự thảo phiên bản {draft.version} năm {draft.year}. Sửa từng mục ở trang này.",
        back=set_url,
        to=lambda draft: reverse("criteria:set", args=[draft.pk]),
        trail=("Bộ tiêu chí", reverse("criteria:list"), source.title, set_url),
        lead="Dự thảo là bản sao của bộ tiêu chí này; sau đó sửa từng tiêu chí, mức độ, trường hợp.",
        facts=[("Sao từ", f"{source.title}, phiên bản {source.version} năm {source.year}")],
    )
    return form_page(request, form, lambda: copy_to_draft(by=request.user, set_id=source.pk, **form.cleaned_data), page)


def _proposed(source: CriteriaSet) -> dict[str, object]:
    """The same year, the next version that is free."""
    beside = CriteriaSet.objects.filter(scheme_id=source.scheme_id, year=source.year)
    last: int = beside.aggregate(last=Max("version"))["last"]
    return {"year": source.year, "version": last + 1, "title": source.title}


@requires(keeps_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: PersonRequest, pk: int, part: str, code: str) -> HttpResponse:
    """One piece of a draft: its form, and saving it."""
    draft = get_object_or_404(CriteriaSet, pk=pk)
    tree = draft.definition
    place = find_place(tree, part, code)
    if place is None:
        raise Http404
    if draft.status != SetStatus.DRAFT:
        return to_issued(request, pk)
    form = PieceForm(posted(request), place=place, piece=piece_at(tree, place), known=known_for(draft.parsed()))
    return save_piece(
        request, draft, form,
        lambda: change_piece(
            by=request.user, set_id=pk, place=place, piece=form.tree(), seen=form.cleaned_data["seen"]
        ),
        lambda saved: f"Đã sửa {place.named}. {difference(saved, place)}",
    )  # fmt: skip
