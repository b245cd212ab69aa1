"""Pages that change which pieces a draft has: a new one, and one that is taken out."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.criteria.editor.actions import add_piece, remove_piece
from thanthien.criteria.editor.adding import heading_of_new, new_piece, path_over, pieces_in
from thanthien.criteria.editor.pages import difference, save_piece, to_draft, to_issued
from thanthien.criteria.editor.places import Part, Place, find_place
from thanthien.criteria.editor.queries import known_for, left_by
from thanthien.criteria.editor.removing import inside, kept_by, whole_at, without
from thanthien.criteria.editor.shape_forms import NewPieceForm, RemoveForm, words_of_place
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.permissions import keeps_sets

_RENUMBERED = "Mức độ phía trên (nếu có) được đánh số lại và giữ nguyên tên."


@requires(keeps_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest, pk: int, part: str, over: str) -> HttpResponse:
    """A new piece of a draft: the form that it will have, and saving it. ``over``: `adding.path_over`."""
    draft = get_object_or_404(CriteriaSet, pk=pk)
    if path_over(draft.definition, part, over) is None:
        raise Http404
    if draft.status != SetStatus.DRAFT:
        return to_issued(request, pk)
    form = _new_form(request, draft, Part(part), over)
    return save_piece(
        request, draft, form,
        lambda: add_piece(
            by=request.user, set_id=pk, part=Part(part), over=over, piece=form.tree(), seen=form.cleaned_data["seen"]
        ),
        lambda added: f"Đã thêm {added[1].named}. {difference(*added)}",
    )  # fmt: skip


def _new_form(request: PersonRequest, draft: CriteriaSet, part: Part, over: str) -> NewPieceForm:
    tree = draft.definition
    path = path_over(tree, part, over) or ()
    return NewPieceForm(
        posted(request), heading=heading_of_new(part, over), beside=pieces_in(tree, path),
        place=Place(part, "", path), piece=new_piece(tree, part, over), known=known_for(draft.parsed()),
    )  # fmt: skip


@requires(keeps_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, pk: int, part: str, code: str) -> HttpResponse:
    """What goes with a piece and who else names it, then taking it out of the draft."""
    draft = get_object_or_404(CriteriaSet, pk=pk)
    tree = draft.definition
    place = find_place(tree, part, code)
    if place is None or place.part == Part.HEAD:
        raise Http404
    if draft.status != SetStatus.DRAFT:
        return to_issued(request, pk)
    form = _remove_form(request, draft, place)
    page = _remove_page(draft, place, kept_by(draft.parsed(), tree, place))
    return form_page(
        request, form,
        lambda: remove_piece(by=request.user, set_id=pk, place=place, seen=form.cleaned_data["seen"]), page,
    )  # fmt: skip


def _remove_form(request: PersonRequest, draft: CriteriaSet, place: Place) -> RemoveForm:
    tree, definition = draft.definition, draft.parsed()
    left = [] if kept_by(definition, tree, place) else left_by(definition, without(definition, place))
    return RemoveForm(
        posted(request), whole=whole_at(tree, place), inside=inside(tree, place), left=left,
        submitted=draft.is_submitted,
    )  # fmt: skip


def _remove_page(draft: CriteriaSet, place: Place, kept: list[str]) -> FormPage:
    set_url = reverse("criteria:set", args=[draft.pk])
    piece_url = reverse("criteria:piece", args=[draft.pk, place.part.value, place.code])
    return FormPage(
        title=f"Bỏ {place.named}",
        button="Bỏ khỏi dự thảo",
        done=lambda draft: f"Đã bỏ {place.named}. {difference(draft, place)}",
        back=piece_url,
        to=to_draft(draft.pk),
        trail=("Bộ tiêu chí", reverse("criteria:list"), draft.title, set_url, place.heading, piece_url),
        lead=_RENUMBERED if place.part == Part.LEVEL else "",
        facts=[("Mục", words_of_place(place))],
        problems=kept,
        danger=True,
        template="criteria/editor/remove.html",
    )
