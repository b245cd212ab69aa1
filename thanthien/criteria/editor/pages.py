"""What the pages of a draft share: the form of a piece as it is drawn, and what is told after saving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.core.acting.pages import attempt
from thanthien.criteria import queries
from thanthien.criteria.comparing import compare_all
from thanthien.criteria.editor.forms import PieceForm
from thanthien.criteria.editor.places import Part, Place
from thanthien.criteria.editor.queries import doors_in
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.words import rule_words

T = TypeVar("T")


def to_issued(request: PersonRequest, pk: int) -> HttpResponse:
    """Back to a set that can't be changed any more, with the reason."""
    messages.info(request, "Bộ tiêu chí này đã ban hành, không thể thay đổi. Cần soạn phiên bản mới.")
    return redirect("criteria:set", pk=pk)


def to_draft(pk: int) -> str:
    """The address of what is to be done in a draft."""
    return f"{reverse('criteria:set', args=[pk])}#soan-du-thao"


def difference(draft: CriteriaSet, place: Place) -> str:
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


def save_piece(
    request: PersonRequest, draft: CriteriaSet, form: PieceForm, act: Callable[[], T], told: Callable[[T], str]
) -> HttpResponse:
    """The form of a piece, drawn otherwise where rows or another kind of rule are asked for; else what is typed is
    saved by ``act``, and ``told`` of what it gives."""
    drawn = form.again(request.POST) if form.is_bound else None
    if drawn is not None:
        return piece_page(request, draft, drawn, 200)
    done = attempt(form, act)
    if done:
        messages.success(request, told(done.value))
        return redirect(to_draft(draft.pk))
    return piece_page(request, draft, form, done.status)


def piece_page(request: PersonRequest, draft: CriteriaSet, form: PieceForm, status: int) -> HttpResponse:
    """The form of a piece, also of one that isn't there yet."""
    definition, place = draft.parsed(), form.place
    leaves = definition.indicators() if place.part == Part.INDICATOR else ()
    indicator = next((one for one in leaves if one.code == place.code), None)
    context = {
        "draft": draft,
        "place": place,
        "form": form,
        "variants": form.piece.get("variants", []),
        "rule": rule_words(indicator, definition.step) if indicator else "",
        "whole": place.part == Part.GATE and not form.heading,
        "heading": form.heading or f"Sửa {place.named}",
        "here": form.heading or place.heading,
        "adding": doors_in(draft, place) if place.part == Part.GROUP and not form.heading else [],
        "removable": not form.heading and place.part != Part.HEAD,
    }
    return render(request, "criteria/editor/piece.html", context, status=status)
