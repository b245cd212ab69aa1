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
from thanthien.criteria.levels import meets, node_label
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


def why_out_of_reach(result: Result, number: int) -> tuple[str, ...]:
    """What bars a result from a level even if all that is missing earned all: conditions of the level and of those that
    it asks for at once, facts that occurred, a recognition that there never was."""
    compiled, high, step = result.compiled, result.high, Fraction(result.compiled.definition.step)
    codes = [node.code if place else TOTAL_NODE for place, node in enumerate(compiled.nodes)]
    sums = zip(codes, high.points, high.maximum, strict=True)
    shares = {code: (Fraction(most), Fraction(maximum)) for code, most, maximum in sums if code != TOTAL_NODE}
    if high.share is not None:
        shares[TOTAL_NODE] = _exact(high.share)
    points = {code: most * step for code, most in zip(codes, high.points, strict=True)}
    asked = _asked_at_once(compiled, number)
    unmet = (one for level in asked for one in compiled.level(level).conditions if not meets(one, high))
    told = (_short(compiled, one, shares, points, how="cao nhất chỉ") for one in unmet)
    barred = (_barred(compiled, gate) for gate in result.gates if gate.state == "hit" and gate.cap < number)
    never = (sentence for level in asked for sentence in _never_held(result, level))
    return tuple(dict.fromkeys((*filter(None, told), *barred, *never)))


def _asked_at_once(compiled: CompiledSet, number: int) -> list[int]:
    """A level, and those whose conditions it asks for in the same result."""
    needs = compiled.level(number).definition.requires
    return [
        number,
        *(one for need in needs if need.how == "same_result" for one in _asked_at_once(compiled, need.level)),
    ]


def _short(
    compiled: CompiledSet,
    condition: Condition,
    shares: Mapping[str, Share],
    points: Mapping[str, Fraction],
    how: str = "mới",
) -> str:
    """The words for one condition; empty when it holds, and where nothing is kept of its node."""
    code = compiled.nodes[condition.node].code if condition.node else TOTAL_NODE
    label, bound = node_label(compiled, condition.node), Fraction(condition.num, condition.den)
    if condition.by_points:
        needed = bound * Fraction(compiled.definition.step)
        if code not in points or points[code] >= needed or (condition.node and code not in shares):
            return ""
        return f"{label} {how} được {_points(points[code])} điểm, cần {_points(needed)} điểm"
    if code not in shares or shares[code][0] >= bound * shares[code][1]:
        return ""
    ratio = shares[code][0] / shares[code][1]
    shown = share_text(ratio.numerator, ratio.denominator, bound).replace(",0%", "%")
    return f"{label} {how} đạt {shown}, cần {percent_vi(Decimal(bound.numerator) / Decimal(bound.denominator))}"


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
