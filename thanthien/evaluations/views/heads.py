"""Who headed a unit, from when to when: a gate about heads is stated by these terms of office."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions.heads import correct_head, enter_head, remove_head
from thanthien.evaluations.forms.heads import HeadTermForm
from thanthien.evaluations.permissions import keeps_every_head, keeps_heads, keeps_some_heads
from thanthien.evaluations.tables.heads import heads_table
from thanthien.units.head_terms import HeadTerm
from thanthien.units.models import Unit

_LEAD = (
    "Ghi từng người theo thời gian giữ chức vụ. Người được thay, hoặc từ nơi khác về, chỉ xét việc làm trong chức vụ "
    "này."
)


def _unit(request: PersonRequest, unit_code: str) -> Unit:
    unit = get_object_or_404(Unit, code=unit_code)
    if not keeps_heads(request.user, unit):
        raise Http404
    return unit


@require_safe
@requires(keeps_every_head)
def every(request: PersonRequest) -> HttpResponseBase:
    """The heads of all units, and what is missing."""
    return table_page(request, "evaluations/heads_of_units.html", {}, table=heads_table(clock.today()))


@require_safe
@requires(keeps_some_heads)
def index(request: PersonRequest, unit_code: str) -> HttpResponse:
    """The heads of a unit, by post and term of office."""
    unit = _unit(request, unit_code)
    terms = list(HeadTerm.objects.filter(unit=unit))
    context = {"unit": unit, "terms": terms, "sees_every": keeps_every_head(request.user)}
    return render(request, "evaluations/heads.html", context)


@requires(keeps_some_heads)
def add(request: PersonRequest, unit_code: str) -> HttpResponse:
    """Enters a term of office."""
    unit = _unit(request, unit_code)
    form = HeadTermForm(posted(request))
    page = _page(unit, title="Ghi người đứng đầu", button="Ghi", done="Đã ghi người đứng đầu.")
    return form_page(request, form, lambda: enter_head(by=request.user, unit=unit, typed=form.typed()), page)


@requires(keeps_some_heads)
def change(request: PersonRequest, unit_code: str, term_id: int) -> HttpResponse:
    """Corrects a term, or takes one away that was entered by mistake."""
    unit = _unit(request, unit_code)
    term = get_object_or_404(HeadTerm, unit=unit, pk=term_id)
    form = HeadTermForm(posted(request), term=term)

    def act() -> None:
        seen = form.cleaned_data["seen"]
        if form.cleaned_data["remove"]:
            remove_head(by=request.user, unit=unit, term_id=term.pk, seen=seen)
        else:
            correct_head(by=request.user, unit=unit, term_id=term.pk, typed=form.typed(), seen=seen)

    return form_page(request, form, act, _page(unit, title="Sửa người đứng đầu", button="Lưu", done="Đã lưu."))


def _page(unit: Unit, *, title: str, button: str, done: str) -> FormPage:
    back = reverse("unit-heads", args=[unit.code])
    return FormPage(
        title=title, button=button, done=done, back=back, lead=_LEAD,
        trail=(f"Người đứng đầu {unit.name_in_sentence}", back),
    )  # fmt: skip
