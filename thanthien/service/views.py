"""Pages of the fast day: its records, and the calendar that anybody sees."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from thanthien.core.access import public
from thanthien.records.views import RecordPages
from thanthien.service.days_workbook import DayImport
from thanthien.service.enums import ROOM
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.public import public_fast_days
from thanthien.service.roster.queries import public_support
from thanthien.units.models import Unit


class DecisionPages(RecordPages):
    """The list leads to the draft of a decision."""

    list_template = "service/decisions.html"


class DayPages(RecordPages):
    """An extract is replaced by a later file of the city alone."""

    import_class = DayImport


decision_pages = DecisionPages(DECISIONS)
day_pages = DayPages(DAYS)


@require_safe
@public
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The fast days of a unit this year, and the next one."""
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    fast_days = public_fast_days(unit, with_weeks=True).answer()
    context = {"unit": unit, "fast_days": fast_days, "support": public_support(unit)}
    return render(request, "service/calendar.html", context)
