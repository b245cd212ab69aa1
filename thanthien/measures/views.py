"""The page of late records of one figure of one unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.formats import number
from thanthien.measures.actions import accept_late
from thanthien.measures.forms import LateForm
from thanthien.measures.lateness import last_word, late_periods, timeliness_of
from thanthien.measures.permissions import can_accept_late, can_see_lateness, can_see_lateness_of
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope
from thanthien.measures.terms import known_terms
from thanthien.units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_see_lateness)
def late(request: PersonRequest, code: str, measure: str, year: int) -> HttpResponse:
    """Late records by period: how many, made when, how late; a body lets them count or not, with its reason."""
    unit, known = _seen_by(request, code), _measure(measure)
    scope = _scope(unit, year)
    periods = late_periods(known, unit.pk, scope)
    may_accept = can_accept_late(request.user, unit, scope.span.first)
    form = LateForm(posted(request) if may_accept else None, periods, last_word(known.key, unit.pk))
    done = attempt(form, lambda: _accept(request, unit, known, form))
    if done:
        told = "Đã ghi: cho tính" if form.accepted else "Đã ghi: không cho tính nữa"
        messages.success(request, f"{told} bản ghi quá hạn của {number(done.value)} kỳ.")
        return redirect("measures-late", code, measure, year)
    context = {
        "unit": unit,
        "measure": known,
        "year": year,
        "span": scope.span,
        "timeliness": timeliness_of([known.key], scope)[known.key][unit.pk],
        "periods": periods,
        "form": form,
        "may_accept": may_accept,
    }
    return render(request, "measures/late.html", context, status=done.status)


def _accept(request: PersonRequest, unit: Unit, measure: Measure, form: LateForm) -> int:
    typed = form.cleaned_data
    return accept_late(
        by=request.user, unit=unit, measure=measure.key, periods=typed["periods"], reason=typed["reason"],
        accepted=form.accepted, seen=typed["seen"],
    )  # fmt: skip


def _seen_by(request: PersonRequest, code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not can_see_lateness_of(request.user, unit):
        raise Http404
    return unit


def _measure(key: str) -> Measure:
    """A figure in which the late rule has a say."""
    found = find(key)
    if found is None or found.timeliness is None:
        raise Http404
    return found


def _scope(unit: Unit, year: int) -> Scope:
    terms = known_terms()
    span = terms.span_of(year)
    return scope_of(span, clock.today(), [unit.pk], chosen=terms.settings_of(span))
