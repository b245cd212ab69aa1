"""Cycles for the reports, with their calendar at hand."""

from __future__ import annotations

from django.db.models import QuerySet

from thanthien.evaluations.models import Cycle


def report_cycles() -> QuerySet[Cycle]:
    """Newest first, with set and calendar, so that no report asks for them again."""
    rows = Cycle.objects.newest_first().select_related("criteria_set__scheme").defer("criteria_set__definition")
    return rows.prefetch_related("phases", "extensions")
