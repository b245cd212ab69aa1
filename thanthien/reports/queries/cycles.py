"""Cycles for the reports: all of them to choose from, the one shown with its calendar."""

from __future__ import annotations

from django.db.models import QuerySet, prefetch_related_objects

from thanthien.evaluations.models import Cycle


def report_cycles() -> QuerySet[Cycle]:
    """Newest first, each with its set, so that no report asks for it again."""
    return Cycle.objects.newest_first().select_related("criteria_set")


def with_calendar(cycle: Cycle) -> Cycle:
    """The same cycle with phases and extensions at hand. Two statements."""
    prefetch_related_objects([cycle], "phases", "extensions")
    return cycle
