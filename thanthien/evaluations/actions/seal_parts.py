"""Parts of sealed documents that stand there only where there was such a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from thanthien.criteria.comparing import Fate, compare
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.heads import public
from thanthien.evaluations.models import (
    CityReturn,
    Conclusion,
    Cycle,
    Dossier,
    DraftChange,
    GateFact,
    Paper,
    PaperDossier,
    SetChange,
    Silence,
)
from thanthien.evaluations.queries.draft_changes import changes_of
from thanthien.evaluations.queries.heard import heard
from thanthien.evaluations.queries.score_facts import held_before
from thanthien.evaluations.queries.set_changes import set_changes
from thanthien.evaluations.queries.successions import bodies_of, passed, passed_of
from thanthien.evaluations.seal_documents import points_text
from thanthien.evaluations.workflow import Status
from thanthien.units.models import AgencyChange
from thanthien.units.successions import name_on

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """When a dossier ended without a result, and why; ``withdrawn``: by the unit itself, else it was closed."""

    on: date
    reason: str
    withdrawn: bool


def as_they_ended(dossiers: Sequence[Dossier], endings: Mapping[int, Ending]) -> list[Dossier]:
    """The dossiers to be sealed, each that ended in its cycle as that was then: a change of the set that took effect
    later is none of its own (docs/adr/0028). One with conclusions was opened again and went along with its cycle. No
    statement where the set never changed or nothing ended."""
    gone = [one for one in dossiers if one.pk in endings and one.cycle.set_turn]
    if not gone:
        return list(dossiers)
    judged = set(Conclusion.objects.filter(dossier__in=gone).order_by().values_list("dossier_id", flat=True))
    changes = set_changes(gone[0].cycle)
    then = {one.pk: _cycle_on(one.cycle, changes, endings[one.pk].on) for one in gone if one.pk not in judged}
    return [_in_cycle(one, then[one.pk]) if one.pk in then else one for one in dossiers]


def _cycle_on(cycle: Cycle, changes: Sequence[SetChange], day: date) -> Cycle:
    """The cycle with the version of its set that held on a day. It is to be read, never saved."""
    later = [change for change in changes if change.effective_on > day]
    if not later:
        return cycle
    earlier = copy(cycle)
    earlier.criteria_set, earlier.set_turn = later[0].from_set, later[0].turn - 1
    return earlier


def _in_cycle(dossier: Dossier, cycle: Cycle) -> Dossier:
    other = copy(dossier)
    other.cycle = cycle
    return other


def held_by_version(dossiers: Sequence[Dossier]) -> dict[int, frozenset[int]]:
    """Levels that units held before, by unit, where the version of the set under which each dossier stands asks."""
    versions = {one.cycle.set_turn: one.cycle for one in dossiers}
    held: dict[int, frozenset[int]] = defaultdict(frozenset)
    for turn, cycle in versions.items():
        held.update(held_before(cycle, [one for one in dossiers if one.cycle.set_turn == turn]))
    return held


def ending_part(dossier: Dossier, ending: Ending | None) -> Doc:
    """When and why a unit withdrew; of a closed dossier when that was, where the set changed later. ``dossier``: as it
    ended."""
    if ending is None:
        return {}
    if ending.withdrawn:
        return {"withdrawn": {"on": ending.on.isoformat(), "reason": ending.reason}}
    return {"closed": {"on": ending.on.isoformat()}} if dossier.cycle.set_turn < dossier.set_turn else {}


def before_signing_parts(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    """What was changed of the posted draft, and what Party committee and Front said of it, by dossier: parts that
    stand there only where there was any. A dossier that is being scored again has no posted draft."""
    drafts = [one for one in dossiers if one.status != Status.SELF_SCORING]
    changes, opinions = changes_of(drafts), heard(drafts)
    return {one.pk: _draft_parts(changes.get(one.pk, []), opinions.get(one.pk, {}).values()) for one in dossiers}


def _draft_parts(rows: Iterable[DraftChange], papers: Iterable[Paper]) -> Doc:
    changes = [
        {
            "code": row.indicator.code,
            "on": localdate(row.made_at).isoformat(),
            "by": "opinion" if row.opinion_id else "minutes",
            "why": row.why,
            "before": {"state": row.before["state"], "value": row.before["value"],
                       "points": points_text(row.points_before)},
            "after": {"state": row.after["state"], "value": row.after["value"],
                      "points": points_text(row.points_after)},
        }
        for row in rows
    ]  # fmt: skip
    opinions = [
        {
            "kind": paper.kind, "agrees": paper.agrees, "number": paper.number,
            "signed_on": paper.signed_on.isoformat(), "sha256": paper.sha256,
        }
        for paper in papers
    ]  # fmt: skip
    return ({"changes": changes} if changes else {}) | ({"bodies_heard": opinions} if opinions else {})


def silent_part(silences: Sequence[Silence]) -> Doc:
    """The bodies that said nothing, and by which document each had been reminded."""
    told = [
        {
            "body": row.body.code,
            "name": row.said_as,
            "on": localdate(row.said_at).isoformat(),
            "reminder": _paper_doc(row.reminder),
        }
        | ({"only": "gates"} if row.only_gates else {})
        for row in silences
        if row.reminder is not None
    ]
    return {"silent": told} if told else {}


def passed_parts(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    """Which bodies of the set passed to other agencies, by which document, by dossier: a part that stands there only
    where one did. One statement."""
    named = {one.pk: bodies_of(one.compiled) for one in dossiers}
    changes = passed(set().union(*named.values()))
    return {pk: _passed_doc(passed_of(codes, changes)) for pk, codes in named.items()}


def _passed_doc(changes: Sequence[AgencyChange]) -> Doc:
    told = [
        {
            "body": change.agency.code,
            "name": change.name,
            "into": {"body": change.into.code, "name": name_on(change.into, change.on)},
            "on": change.on.isoformat(),
            "document": {
                "number": change.document_number,
                "signed_on": change.signed_on.isoformat() if change.signed_on else None,
            },
        }
        for change in changes
        if change.into is not None
    ]
    return {"successions": told} if told else {}


def _paper_doc(paper: Paper) -> Doc:
    return {"number": paper.number, "signed_on": paper.signed_on.isoformat()}


def announcement_parts(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    """By which documents the provisional result was announced, in turn, by dossier; empty where none was recorded. One
    statement."""
    lines = PaperDossier.objects.filter(
        dossier__in=dossiers, paper__kind=PaperKind.ANNOUNCEMENT, paper__withdrawal__isnull=True
    )
    found: dict[int, Doc] = {}
    for row in lines.select_related("paper").order_by("paper__signed_on", "paper_id"):
        found.setdefault(row.dossier_id, {"announced": []})["announced"].append(_paper_doc(row.paper))
    return found


def returned_parts(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    """That the city returned the Tờ trình before it decided, by which document, and whether indicators were concluded
    again, in turn, by dossier; nothing where it never did. One statement."""
    rows = CityReturn.objects.filter(dossier__in=dossiers).exclude(outcome="").select_related("paper")
    found: dict[int, Doc] = {}
    for row in rows.order_by("paper__signed_on", "pk"):
        told = _paper_doc(row.paper) | {"outcome": row.outcome}
        found.setdefault(row.dossier_id, {"returned": []})["returned"].append(told)
    return found


def set_change_doc(change: SetChange, kind: str) -> Doc:
    """A change of the set as seals of units of a kind tell it: by which decision, from which day, from which version to
    which, and what became of indicators: those that are not listed are the same."""
    comparison = compare(change.from_set.parsed(), change.to_set.parsed(), kind)
    return {
        "number": change.paper.number,
        "signed_on": change.paper.signed_on.isoformat(),
        "effective_on": change.effective_on.isoformat(),
        **{
            way: {"version": one.version, "sha256": one.sha256}
            for way, one in (("from", change.from_set), ("to", change.to_set))
        },
        **{fate.value: list(comparison.codes(fate)) for fate in (Fate.TOUCHED, Fate.NEW, Fate.GONE)},
    }


def heads_parts(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    """What was said of heads, by gate, for dossiers with such a statement: posts and terms, no name. One statement."""
    found: dict[int, Doc] = {}
    for fact in GateFact.objects.filter(dossier__in=dossiers, heads__isnull=False).order_by("key"):
        if fact.heads:
            found.setdefault(fact.dossier_id, {"heads": {}})["heads"][fact.key] = public(fact.heads)
    return found
