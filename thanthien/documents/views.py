"""“Mẫu văn bản” of a unit: its papers as Word drafts, and what stands on them."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import carry_out, posted, say
from thanthien.core.acting.seen import values_of
from thanthien.core.word.filling import fill
from thanthien.core.word.papers import paper_of
from thanthien.documents import actions, queries
from thanthien.documents.forms import PrintForm
from thanthien.documents.permissions import MAKERS, can_set_print, makes_papers, sets_print
from thanthien.documents.posters import poster_of
from thanthien.units.models import Unit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@requires(makes_papers)
def papers(request: PersonRequest) -> HttpResponse:
    """The papers that the person may make, by unit."""
    return render(request, "documents/papers.html", {"of_units": queries.papers_of(request.user)})


@require_safe
@requires(makes_papers)
def draft(request: PersonRequest, paper: str, subject: str) -> HttpResponseBase:
    """One paper as a Word file, made at once."""
    meant = paper_of(paper)
    of = meant.subject_for(request.user, subject) if meant else None
    if meant is None or of is None:
        raise Http404
    unit = Unit.objects.get(pk=of.unit_id)
    fields = {"head": queries.head_of(unit)} | dict(meant.fields(request.user, of))
    made = carry_out(lambda: fill(meant.template, fields))
    if not made:
        say(request, made, "")
        return redirect("papers")
    return FileResponse(BytesIO(made.value), as_attachment=True, filename=meant.file_name(of), content_type=DOCX)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(sets_print)
def unit_print(request: PersonRequest, code: str) -> HttpResponse:
    """How the unit's papers look, and what stands on its poster."""
    unit = get_object_or_404(Unit, code=code)
    if not can_set_print(request.user, unit):
        raise Http404
    form = PrintForm(posted(request), initial=values_of(queries.print_of(unit), actions.FIELDS))
    page = FormPage(
        title="Thông tin in trên văn bản, áp phích",
        button="Lưu",
        done="Đã lưu thông tin in.",
        trail=("Mẫu văn bản", reverse("papers")),
        back=reverse("papers"),
        lead=unit.name,
    )

    def act() -> object:
        values = {name: form.cleaned_data[name] for name in actions.FIELDS}
        return actions.set_print(by=request.user, unit_id=unit.pk, values=values, seen=form.cleaned_data["seen"])

    return form_page(request, form, act, page)


@require_safe
@requires(makes_papers)
def poster(request: PersonRequest, code: str) -> HttpResponse:
    """The poster of one of the person's units, to be printed."""
    unit = get_object_or_404(Unit.objects.filter(pk__in=request.user.unit_ids(*MAKERS)), code=code)
    context = {"poster": poster_of(unit), "may_set": can_set_print(request.user, unit)}
    return render(request, "documents/poster.html", context)
