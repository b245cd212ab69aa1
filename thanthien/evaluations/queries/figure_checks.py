"""Sealed figures beside the records they were counted from, which only the platform has: everything is counted again,
as known then and by the rules of then, and compared with figure and digest in the seal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from django.db.models import QuerySet

from thanthien.core.calendar import WorkCalendar
from thanthien.evaluations.models import Cycle, Seal
from thanthien.measures.figure_json import figure_to_json
from thanthien.measures.figures import Finding
from thanthien.measures.queries import digest_holds, scope_of
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope, Span

Tree: TypeAlias = Mapping[str, Any]


class Verdict(StrEnum):
    """What counting again says of a sealed figure."""

    SAME = "khớp"
    OTHER_FIGURE = "số liệu tính lại là số khác"
    OTHER_RECORDS = "số liệu như cũ nhưng từ những bản ghi khác"
    NO_KEY = "không còn khóa đã tạo dấu nên không kiểm tra được bản ghi"
    NO_MEASURE = "hệ thống không còn tính số liệu này"


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure of one seal, and the verdict."""

    number: str
    unit_code: str
    measure: str
    moment: str
    verdict: Verdict


@dataclass
class _Counter:
    """Counts each measure once for all units that one computing was for."""

    units: Mapping[str, frozenset[int]]
    found: dict[tuple[str, str], tuple[Scope, dict[int, Finding]]] = field(default_factory=dict)

    def again(self, computation: Tree, measure: Measure) -> tuple[Scope, dict[int, Finding]]:
        key = _name(computation)
        if (key, measure.key) not in self.found:
            scope = _scope(computation, self.units[key])
            self.found[key, measure.key] = scope, measure.answer(scope)
        return self.found[key, measure.key]


def check_figures(cycle: Cycle, unit_code: str = "") -> Iterator[Checked]:
    """Every sealed figure of a cycle (or of one of its units) with its verdict, by seal. Each measure is counted once
    for each computing, for all units together; a seal without figures says nothing."""
    seals = _seals(cycle, unit_code)
    units: dict[str, set[int]] = {}
    for unit_id, body in seals.values_list("dossier__unit_id", "body").iterator():
        for computation in json.loads(body).get("computations", []):
            units.setdefault(_name(computation), set()).add(unit_id)
    counter = _Counter({name: frozenset(ids) for name, ids in units.items()})
    for unit_id, body in seals.values_list("dossier__unit_id", "body").iterator():
        document = json.loads(body)
        for stated in document.get("figures", []):
            computation = document["computations"][stated["computation"]]
            verdict = _verdict(counter, computation, stated, unit_id, document["unit"]["code"])
            yield Checked(document["number"], document["unit"]["code"], stated["measure"], stated["moment"], verdict)


def _seals(cycle: Cycle, unit_code: str) -> QuerySet[Seal]:
    seals = Seal.objects.filter(dossier__cycle=cycle).order_by("dossier__unit__code", "pk")
    return seals.filter(dossier__unit__code=unit_code) if unit_code else seals


def _name(computation: Tree) -> str:
    return json.dumps(computation, sort_keys=True)


def _scope(computation: Tree, units: frozenset[int]) -> Scope:
    first, last, as_of = (date.fromisoformat(computation[key]) for key in ("first", "last", "as_of"))
    scope = scope_of(
        Span(first, last, computation["late_days"]),
        as_of,
        units,
        known_at=datetime.fromisoformat(computation["known_at"]),
        chosen=computation["settings"],
    )
    off, work = (frozenset(map(date.fromisoformat, computation["calendar"][key])) for key in ("off", "work"))
    until = computation.get("unit_until")  # as known then; what is noted of a unit later changes no seal
    ends = dict.fromkeys(units, date.fromisoformat(until)) if until else {}
    return replace(scope, calendar=WorkCalendar(off=off, work=work), ends=ends)


def _verdict(counter: _Counter, computation: Tree, stated: Tree, unit_id: int, unit_code: str) -> Verdict:
    measure = find(stated["measure"])
    if measure is None:
        return Verdict.NO_MEASURE
    scope, findings = counter.again(computation, measure)
    finding = findings[unit_id]
    if figure_to_json(finding.figure) != stated["figure"] or finding.withdrawn != stated.get("withdrawn", ""):
        return Verdict.OTHER_FIGURE
    holds = digest_holds(stated.get("digest", ""), measure.key, scope, unit_code, finding)
    return {True: Verdict.SAME, False: Verdict.OTHER_RECORDS, None: Verdict.NO_KEY}[holds]
