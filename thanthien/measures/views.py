"""The page of late records of one figure of one unit, and what a body says of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_appraiser
from thanthien.core.access import requires
from thanthien.core.acting.bulk import Told
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.measures.bulk import LateWord, show_late
from thanthien.measures.late_page import late_records
from thanthien.measures.permissions import can_see_lateness, can_see_lateness_of
from thanthien.measures.registry import Measure, find
from thanthien.measures.terms import YearTerms, known_terms
from thanthien.units.models import Unit


@require_safe
@requires(can_see_lateness)
def late(request: PersonRequest, code: str, measure: str, year: str) -> HttpResponse:
    """Late records by period: how many, entered when and by whom, how late, and what bodies said of them. ``year``: the
    key of its terms, so that a trial that runs beside an official year has a page of its own."""
    known = _measure(measure)
    unit = _seen_by(request, code, known)
    return show_late(request, late_records(request.user, unit, known, _year(year)), Told())


@requires(is_appraiser)
def accept(request: PersonRequest, code: str, measure: str, year: str) -> HttpResponse:
    """Let the late records of chosen periods count: checked, then confirmed with a reason."""
    return _say(request, code, measure, year, accepted=True)


@requires(is_appraiser)
def refuse(request: PersonRequest, code: str, measure: str, year: str) -> HttpResponse:
    """Not accept those of chosen periods, also where they never counted."""
    return _say(request, code, measure, year, accepted=False)


def _say(request: PersonRequest, code: str, measure: str, year: str, *, accepted: bool) -> HttpResponse:
    _seen_by(request, code, _measure(measure))
    return bulk_page(request, LateWord(request.user, code, measure, _year(year), accepted))


def _seen_by(request: PersonRequest, code: str, measure: Measure) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not can_see_lateness_of(request.user, unit, measure.key):
        raise Http404
    return unit


def _measure(key: str) -> Measure:
    """A figure in which the late rule has a say."""
    found = find(key)
    if found is None or found.timeliness is None:
        raise Http404
    return found


def _year(key: str) -> YearTerms:
    try:
        return known_terms().asked(key)
    except LookupError as problem:
        raise Http404 from problem
