"""Which criteria sets the public sees, and where."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import Indicator, SetDefinition
from thanthien.evaluations.modes import MEETING, who_concludes
from thanthien.evaluations.queries.public import Cycles
from thanthien.measures.registry import Measure, find


def published_sets() -> list[CriteriaSet]:
    """Issued sets and those that were issued before them, newest first; drafts are nobody's business. One statement."""
    issued = CriteriaSet.objects.filter(~Q(status=SetStatus.DRAFT)).select_related("scheme")
    return list(issued.order_by("-year", "-version", "scheme__code"))


def newer_set(shown: CriteriaSet, sets: Iterable[CriteriaSet]) -> tuple[CriteriaSet, str] | None:
    """The newest set that was issued for the same scheme after the one shown, with the address of its page."""
    later = [one for one in sets if one.scheme_id == shown.scheme_id and _age(one) > _age(shown)]
    newest = max(later, key=_age, default=None)
    return (newest, set_url(newest)) if newest else None


def _age(one: CriteriaSet) -> tuple[int, int]:
    return one.year, one.version


def applied_words(one: CriteriaSet, found: Cycles) -> str:
    """“Đang áp dụng: năm 2026; đã áp dụng: năm 2025”: the years that go by a set; empty while none does."""
    running = found.running
    told = [f"đang áp dụng: {running.told_title}"] if running and running.criteria_set_id == one.pk else []
    results = [cycle.told_title for cycle in found.published if cycle.criteria_set_id == one.pk]
    told += [f"đã áp dụng: {', '.join(results)}"] if results else []
    words = "; ".join(told)
    return words[:1].upper() + words[1:]


def concluder_of(found: Cycles, one: CriteriaSet | None = None) -> str:
    """Who concludes, by the cycles that people see (those with this set, where one is given): “Hội đồng”, “cơ quan
    thường trực”, or both where years differ."""
    shown = [*found.published, *([found.in_progress] if found.in_progress else [])]
    modes = (cycle.council_mode for cycle in shown if one is None or cycle.criteria_set_id == one.pk)
    return " hoặc ".join(dict.fromkeys(map(who_concludes, modes))) or who_concludes(MEETING)


def computed_of(definition: SetDefinition) -> list[tuple[Indicator, Measure]]:
    """The indicators of a set whose figure the platform computes, in the set's order, with what says from what."""
    named = ((one, find(one.measure)) for one in definition.indicators() if one.measure)
    return [(indicator, measure) for indicator, measure in named if measure is not None]


def set_url(one: CriteriaSet, name: str = "method-set") -> str:
    """Address of the page of a set, or of one of its files."""
    return reverse(name, args=[one.scheme.code, one.year, one.version])
