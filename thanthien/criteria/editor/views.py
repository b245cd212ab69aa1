"""Drafts on pages: a copy to begin with, then one form for each piece."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted
from thanthien.criteria import queries
from thanthien.criteria.comparing import compare_all
from thanthien.criteria.editor.actions import change_piece, copy_to_draft
from thanthien.criteria.editor.forms import CopyForm, PieceForm
from thanthien.criteria.editor.places import Part, Place, find_place, piece_at
from thanthien.criteria.editor.queries import known_for
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.permissions import keeps_sets
from thanthien.criteria.words import rule_words


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
        messages.info(request, "Bộ tiêu chí này đã ban hành, không thể thay đổi. Cần soạn phiên bản mới.")
        return redirect("criteria:set", pk=pk)
    form = PieceForm(posted(request), place=place, piece=piece_at(tree, place), known=known_for(draft.parsed()))
    drawn = form.again(request.POST) if form.is_bound else None
    if drawn is not None:
        return _piece_page(request, draft, drawn, 200)
    done = attempt(
        form,
        lambda: change_piece(
            by=request.user, set_id=pk, place=place, piece=form.tree(), seen=form.cleaned_data["seen"]
        ),
    )
    if done:
        messages.success(request, f"Đã sửa {place.named}. {_difference(done.value, place)}")
        return redirect(f"{reverse('criteria:set', args=[pk])}#soan-du-thao")
    return _piece_page(request, draft, form, done.status)


def _difference(draft: CriteriaSet, place: Place) -> str:
    """What now differs from the version before, of this piece: “So với phiên bản 1: điểm tối đa từ 2 lên 3.”"""
    before = queries.version_before(draft)
    if before is None:
        return ""
    comparison = compare_all(before.parsed(), draft.parsed())
    heading = f"So với phiên bản {before.version} năm {before.year}"
    changes = {Part.INDICATOR: comparison.items, Part.GATE: comparison.gates}.get(place.part)
    if changes is None:
        words = "; ".join(one for one in comparison.whole if one.startswith(f"{place.heading}: "))
        return f"{heading}: {words}." if words else f"{heading}, thay đổi được liệt kê bên dưới."
    change = next((one for one in changes if one.code == place.code), None)
    words = change.sentence if change else ""
    return f"{heading}: {words[:1].lower()}{words[1:]}." if words else f"{heading}: không thay đổi."


def _piece_page(request: PersonRequest, draft: CriteriaSet, form: PieceForm, status: int) -> HttpResponse:
    definition = draft.parsed()
    indicator = next((one for one in definition.indicators() if one.code == form.place.code), None)
    context = {
        "draft": draft,
        "place": form.place,
        "form": form,
        "variants": form.piece.get("variants", []),
        "rule": rule_words(indicator, definition.step) if indicator and form.place.part == Part.INDICATOR else "",
        "whole": form.place.part == Part.GATE,
    }
    return render(request, "criteria/editor/piece.html", context, status=status)
