"""What keeps a dossier below a level, in one short sentence. Read from stored totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.rules import TOTAL_NODE
from thanthien.criteria.why import Barred, why_not


class StoredSums(Protocol):
    """What is kept of a column's sums: a row of ``Total``, or some fields of one."""

    @property
    def level(self) -> int | None: ...
    @property
    def points(self) -> Decimal: ...
    @property
    def maximum(self) -> Decimal: ...
    @property
    def groups(self) -> Iterable[Mapping[str, Any]]: ...
    @property
    def gates(self) -> Iterable[Mapping[str, str]]: ...


class CouncilSum(NamedTuple):
    """What the council concluded: points of the applicable maximum, the level of them, and what it rests on."""

    points: Decimal
    maximum: Decimal
    level: int | None
    groups: list[dict[str, Any]]
    gates: list[dict[str, str]]


def held_back(compiled: CompiledSet, gates: Iterable[Mapping[str, str]], level_high: int) -> str:
    """“Chưa đạt do: …” or “Không quá Mức độ 2 do: …”; empty when no condition that occurred sets the upper end.

    ``gates``: as a total stores them; ``level_high``: the highest level that the same total still allows.
    """
    caps = {gate.key: gate.cap for gate in compiled.gates}
    if level_high >= len(compiled.levels):
        return ""
    found = [gate["question"] for gate in gates if gate["state"] == "hit" and caps.get(gate["key"]) == level_high]
    if not found:
        return ""
    name = compiled.definition.level_names.name(level_high)
    return f"{f'Không quá {name}' if level_high else name} do: {'; '.join(found)}"


def why_not_higher(compiled: CompiledSet, total: StoredSums) -> str:
    """What keeps a total whose level is settled from the next one: “Chưa đạt Mức độ 1: Nhóm 4 mới đạt 20%, cần 50%”;
    empty at the top and while its level is open."""
    if total.level is None or total.level >= len(compiled.levels):
        return ""
    kept = {group["code"]: (Fraction(group["points"]), Fraction(group["maximum"])) for group in total.groups}
    kept[TOTAL_NODE] = (Fraction(total.points), Fraction(total.maximum))
    caps = {gate.key: gate.cap or 0 for gate in compiled.gates}
    hits = [Barred(gate["question"], caps[gate["key"]]) for gate in total.gates if gate["state"] == "hit"]
    shares = {code: share for code, share in kept.items() if share[1]}
    points = {code: share[0] for code, share in kept.items()}
    return not_higher(compiled, total.level + 1, why_not(compiled, total.level + 1, shares, points, hits))


def not_higher(compiled: CompiledSet, number: int, reasons: Iterable[str]) -> str:
    """“Chưa đạt Mức độ 3: …; …”; empty without a reason."""
    told = "; ".join(reasons)
    return f"Chưa đạt {compiled.definition.level_names.name(number)}: {told}" if told else ""


def held_below_points(compiled: CompiledSet, total: StoredSums, decided: int, reason: str) -> str:
    """What keeps a unit below a level for which its points in all suffice; empty where they don't. A level decided
    otherwise than the points say has a ``reason`` of its own."""
    if total.level is None:
        return ""
    if decided != total.level:
        return reason if decided < total.level else ""
    return why_not_higher(compiled, total) if _total_suffices(compiled, total, total.level + 1) else ""


def _total_suffices(compiled: CompiledSet, total: StoredSums, level: int) -> bool:
    if not total.maximum or level > len(compiled.levels):
        return False
    points = Fraction(total.points)
    return not why_not(compiled, level, {TOTAL_NODE: (points, Fraction(total.maximum))}, {TOTAL_NODE: points}, ())
