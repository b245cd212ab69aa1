"""Pages of the fast day: its records, and the calendar that anybody sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from thanthien.core.access import public
from thanthien.records.models import Record
from thanthien.records.views import RecordPages
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.procedures import titles
from thanthien.service.queries import public_fast_days
from thanthien.units.models import Unit


class DecisionPages(RecordPages):
    """Decisions name their procedures in words."""

    def facts(self, record: Record) -> list[tuple[str, Any]]:
        named = "; ".join(titles(record.procedures))  # type: ignore[attr-defined]
        return [(label, named if label == "Danh mục thủ tục" else words) for label, words in super().facts(record)]


decision_pages = DecisionPages(DECISIONS)
day_pages = RecordPages(DAYS)


@require_safe
@public
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The fast days of a unit this year, and the next one."""
    unit = get_object_or_404(Unit, code=code)
    return render(
        request, "service/calendar.html", {"unit": unit, "fast_days": public_fast_days(unit, with_weeks=True)}
    )
