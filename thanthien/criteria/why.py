"""Why a level is not reached, in words for people: “Nhóm 4 mới đạt 20%, cần 50%”.

One wording for every page. It is told of what a result or its stored sums say, whatever is kept of them: a condition on
a node of which nothing is kept is left to the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol

from thanthien.core.numbers_vi import number_vi, percent_vi, share_text
from thanthien.criteria.compiling import CompiledSet, Condition
from thanthien.criteria.levels import node_label
from thanthien.criteria.rules import TOTAL_NODE
from thanthien.criteria.scoring import Result

Share = tuple[Fraction, Fraction]  # reached, of how much: points of both, or the exact share of a weighted total


class Hit(Protocol):
    """A fact that occurred and bars or caps recognition; ``cap`` 0: no recognition."""

    @property
    def question(self) -> str: ...
    @property
    def cap(self) -> int: ...


class Barred(NamedTuple):
    """What is kept of such a fact."""

    question: str
    cap: int


def why_not_higher(result: Result) -> tuple[str, ...]:
    """What keeps a result from the level above the one that it reaches; empty at the top and while it is open."""
    if result.level is None:
        return ()
    shares = {code: _exact(node.share) for code, node in result.nodes.items() if node.share is not None}
    points = {code: Fraction(node.points) for code, node in result.nodes.items()}
    hits = [gate for gate in result.gates if gate.state == "hit"]
    told = why_not(result.compiled, result.level + 1, shares, points, hits)
    return (*told, *_never_held(result, result.level + 1))


def why_not(
    compiled: CompiledSet, number: int, shares: Mapping[str, Share], points: Mapping[str, Fraction], hits: Iterable[Hit]
) -> tuple[str, ...]:
    """What keeps a dossier from a level; empty when the set has none of that number. ``shares`` and ``points`` by the
    code of the node."""
    if number > len(compiled.levels):
        return ()
    conditions = compiled.level(number).conditions
    told = (_short(compiled, condition, shares, points) for condition in conditions)
    barred = (_barred(compiled, hit) for hit in hits if hit.cap < number)
    return (*filter(None, told), *barred)


def _short(
    compiled: CompiledSet, condition: Condition, shares: Mapping[str, Share], points: Mapping[str, Fraction]
) -> str:
    """The words for one condition; empty when it holds, and where nothing is kept of its node."""
    code = compiled.nodes[condition.node].code if condition.node else TOTAL_NODE
    label, bound = node_label(compiled, condition.node), Fraction(condition.num, condition.den)
    if condition.by_points:
        needed = bound * Fraction(compiled.definition.step)
        if code not in points or points[code] >= needed or (condition.node and code not in shares):
            return ""
        return f"{label} mới được {_points(points[code])} điểm, cần {_points(needed)} điểm"
    if code not in shares or shares[code][0] >= bound * shares[code][1]:
        return ""
    ratio = shares[code][0] / shares[code][1]
    shown = share_text(ratio.numerator, ratio.denominator, bound).replace(",0%", "%")
    return f"{label} mới đạt {shown}, cần {percent_vi(Decimal(bound.numerator) / Decimal(bound.denominator))}"


def _barred(compiled: CompiledSet, hit: Hit) -> str:
    if not hit.cap:
        return f"Thuộc trường hợp không công nhận: {hit.question}"
    return f"Thuộc trường hợp không quá {compiled.definition.level_names.name(hit.cap)}: {hit.question}"


def _never_held(result: Result, number: int) -> Iterable[str]:
    if number > len(result.compiled.levels):
        return
    for need in result.compiled.level(number).definition.requires:
        if need.how == "held_before" and need.level not in result.held_before:
            yield f"Chưa từng được công nhận {result.compiled.definition.level_names.name(need.level)} ở năm trước"


def _exact(share: tuple[int, int]) -> Share:
    return Fraction(share[0]), Fraction(share[1])


def _points(number: Fraction) -> str:
    return number_vi(Decimal(number.numerator) / Decimal(number.denominator))
