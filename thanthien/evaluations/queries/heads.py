"""Who headed units in the year of a cycle, as a gate about heads asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from thanthien.criteria.gate_rules import Gate
from thanthien.evaluations.gate_days import heads_until
from thanthien.evaluations.heads import POSTS, Term, asks_same, told_gaps
from thanthien.evaluations.models import Cycle, GateFact
from thanthien.units.head_terms import HeadTerm
from thanthien.units.heads import heads_between
from thanthien.units.models import Unit


def terms_of_year(cycle: Cycle, gate: Gate, units: Collection[Unit]) -> dict[int, tuple[Term, ...]]:
    """Terms of office in the year of a cycle up to the day of the gate, cut to these days, by unit; nothing for a gate
    that doesn't ask of heads. Before a unit's first day its posts are vacant. One statement."""
    last = heads_until(gate, cycle)
    if not gate.of_heads or last is None:
        return dict.fromkeys((unit.pk for unit in units), ())
    found = heads_between([unit.pk for unit in units], date(cycle.year, 1, 1), last)
    return {unit.pk: _terms_of(unit, found[unit.pk], date(cycle.year, 1, 1), last) for unit in units}


def _terms_of(unit: Unit, found: Iterable[HeadTerm], first: date, last: date) -> tuple[Term, ...]:
    """These terms of office as a gate asks for them: cut to the days between two (both counted)."""
    inside = (one for one in found if one.from_on <= last and (one.to_on is None or one.to_on >= first))
    return _in_turn(
        *_before(unit, first, last),
        *(
            Term(one.post, max(one.from_on, first), min(one.to_on or last, last), one.full_name, one.vacant_by)
            for one in inside
        ),
    )


def stated_otherwise(facts: Iterable[GateFact], terms: Mapping[int, Iterable[HeadTerm]]) -> list[GateFact]:
    """Statements on heads that are of others than these terms, by unit: they say nothing of them. No statement, where
    the dossiers of the facts are there with unit and cycle."""
    found = []
    for fact in facts:
        cycle, unit = fact.dossier.cycle, fact.dossier.unit
        gate = next((one for one in gates_of_heads(cycle) if one.key == fact.key), None)
        last = gate and heads_until(gate, cycle)
        if fact.heads and last:
            own = _terms_of(unit, terms.get(unit.pk, ()), date(cycle.year, 1, 1), last)
            if not asks_same(fact.heads, own):
                found.append(fact)
    return found


def _before(unit: Unit, first: date, last: date) -> list[Term]:
    """The posts of a unit before its first day, where that is in the year."""
    until = min(unit.valid_from - timedelta(1), last)
    ground = f"đơn vị có từ ngày {unit.valid_from:%d/%m/%Y}"
    return [Term(post, first, until, vacant=ground) for post in POSTS] if until >= first else []


def _in_turn(*terms: Term) -> tuple[Term, ...]:
    posts = list(POSTS)
    return tuple(sorted(terms, key=lambda term: (posts.index(term.post), term.first)))


@dataclass(frozen=True, slots=True)
class UnitHeads:
    """Who heads a unit on a day, by post; ``missing``: days of the year up to it that no head covers, as a sentence."""

    unit: Unit
    heads: dict[str, str]
    missing: str

    def who(self, post: str) -> str:
        """The name, that the post is vacant, or nothing where nobody entered it."""
        return self.heads.get(post, "")


def heads_of_units(day: date) -> list[UnitHeads]:
    """All units of today with their heads on a day. Two statements."""
    units, first = list(Unit.objects.current().in_vietnamese_order()), date(day.year, 1, 1)
    found = heads_between([unit.pk for unit in units], first, day)
    return [_heads_on(unit, found[unit.pk], first, day) for unit in units]


def _heads_on(unit: Unit, terms: Collection[HeadTerm], first: date, day: date) -> UnitHeads:
    now = {one.post: one.who for one in terms if one.from_on <= day and (one.to_on is None or one.to_on >= day)}
    return UnitHeads(unit, now, told_gaps(_terms_of(unit, terms, first, day), first, day))


def unknown_heads(cycle: Cycle, gate: Gate, terms: Collection[Term]) -> str:
    """Which days of the year no head is known for, as a sentence; empty when all are, and for other gates."""
    last = heads_until(gate, cycle)
    return told_gaps(terms, date(cycle.year, 1, 1), last) if gate.of_heads and last else ""


def gates_of_heads(cycle: Cycle) -> list[Gate]:
    """The gates of a cycle's set that ask of each head; none in most."""
    return [gate for gate in cycle.criteria_set.parsed().gates if gate.of_heads]
