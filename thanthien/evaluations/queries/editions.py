"""A year's file as a whole: its head, the fingerprint of everything in it, and the editions that there were."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from django.conf import settings

from thanthien.core.context import DEMO_NOTICE
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question, all_of
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Conclusion, Cycle, Dossier, Edition, Total
from thanthien.evaluations.queries.public import SealRow, seal_bodies, seal_rows
from thanthien.evaluations.queries.set_changes import set_changes
from thanthien.evaluations.seal_documents import (
    EARLIER,
    LICENCE,
    composed,
    points_text,
    results_fingerprint,
    results_of,
    year_fingerprint,
    year_format,
)

Doc: TypeAlias = dict[str, Any]
_EDITIONS = Prepared(lambda: Edition.objects.filter(cycle=Given("cycle")))


def year_contents(cycle: Cycle) -> Question[tuple[list[Edition], list[SealRow]]]:
    """Every edition of a published cycle, newest first, and its seals. A year published before editions were kept has
    none. Ask for it, as :func:`thanthien.core.question.ask` does, in one statement: both are of one moment then, though
    somebody publish meanwhile."""
    return all_of(Question(list, _EDITIONS.asked(cycle=cycle.pk)), seal_rows(cycle))


def fingerprint_of(head: Mapping[str, Any], rows: Sequence[SealRow]) -> str:
    """The fingerprint of a file with this head and these seals."""
    units = [
        {"code": code, "level": level, "documents": [{"number": row.number, "sha256": row.sha256} for row in group]}
        for (code, level), group in groupby(rows, key=lambda row: (row.unit_code, row.level))
    ]
    return year_fingerprint(head, units)


def edition_head(cycle: Cycle, rows: list[SealRow]) -> Doc:
    """What a year's file says beside its documents and the definition of its set, as it stands now."""
    formats, decisions = _decisions(rows)
    head = {
        "format": year_format(formats),
        "licence": LICENCE,
        "note": DEMO_NOTICE if settings.DEMO else "",
        "city": settings.CITY_NAME,
        "cycle": cycle_entry(cycle),
        "criteria_set": set_entry(cycle.criteria_set),
        **earlier_entries(cycle),
        "summary": summary(rows),
        "decisions": decisions,
    }
    return dict(composed(head))


def cycle_entry(cycle: Cycle) -> Doc:
    """The cycle in a year's file."""
    return {
        "scheme": cycle.criteria_set.scheme.code,
        "year": cycle.year,
        "kind": cycle.kind,
        "title": cycle.title,
        "decided_by": cycle.decided_by,
    }


def earlier_entries(cycle: Cycle) -> Doc:
    """The versions of the set that held before in the year, in turn, without their definitions; only where there were
    any."""
    sets = {one.from_set.sha256: one.from_set for one in set_changes(cycle)}
    sets.pop(cycle.criteria_set.sha256, None)
    return {EARLIER: [set_entry(one) for one in sets.values()]} if sets else {}


def set_entry(chosen: CriteriaSet) -> Doc:
    """A set in a year's file, without its definition."""
    issued_on = chosen.decision_date.isoformat() if chosen.decision_date else None
    return {"sha256": chosen.sha256, "decision": {"number": chosen.decision_number, "date": issued_on}}


def summary(rows: Sequence[SealRow]) -> Doc:
    """Units, documents, and units by level."""
    levels = {row.unit_code: row.level for row in rows}
    count = Counter(str(level) for level in levels.values())
    return {"units": len(levels), "documents": len(rows), "levels": dict(sorted(count.items()))}


def _decisions(rows: list[SealRow]) -> tuple[set[str], list[Doc]]:
    """Formats of the year's documents; each of its decisions with the fingerprint of its results, by day and number."""
    formats: set[str] = set()
    results: dict[tuple[str, str, str], list[Doc]] = defaultdict(list)
    for _, body in seal_bodies(rows):
        document = json.loads(body)
        stated = document["decision"]
        formats.add(document["format"])
        results[stated["signed_on"], stated["number"], stated["kind"]].append(results_of(document))
    return formats, [
        {"kind": kind, "number": number, "signed_on": day, "results": results_fingerprint(told)}
        for (day, number, kind), told in sorted(results.items())
    ]


def draft_results_fingerprint(levels: Mapping[Dossier, int]) -> str:
    """The fingerprint that results with these levels will have in the year's file, before they have a decision. Two
    statements."""
    points = dict(Total.objects.filter(dossier__in=levels, column=Column.COUNCIL).values_list("dossier_id", "points"))
    rows: dict[int, list[list[Any]]] = defaultdict(list)
    concluded = Conclusion.objects.filter(dossier__in=levels).order_by("dossier_id", "indicator__position")
    for pk, code, state, value, worth in concluded.values_list(
        "dossier_id", "indicator__code", "state", "value", "points"
    ):
        rows[pk].append([code, state, value, points_text(worth)])
    return results_fingerprint(
        {
            "unit": dossier.unit.code,
            "level": level,
            "points": points_text(points.get(dossier.pk)),
            "indicators": rows[dossier.pk],
        }
        for dossier, level in levels.items()
    )
