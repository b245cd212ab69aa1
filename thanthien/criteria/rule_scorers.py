"""Each rule kind as a closure from value to points, on whole numbers only.

The hot path knows neither Fraction nor Decimal arithmetic: points are whole numbers of steps, a value is
a numerator and a denominator, comparisons are cross-multiplied. So it is exact and fast at once.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from thanthien.criteria.rules import (
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Linear,
    PassFail,
    PerUnit,
)
from thanthien.criteria.values import (
    Count,
    Counts,
    Items,
    Number,
    Passed,
    Percent,
    Picked,
    Ratio,
    Value,
    ValueProblem,
)

# Points in steps, then the exact points as numerator and denominator; None when still missing.
Outcome: TypeAlias = tuple[int, int, int] | None
Scorer: TypeAlias = Callable[[Value], Outcome]
Pair: TypeAlias = tuple[int, int]


def wrong_form() -> ValueProblem:
    return ValueProblem("", "Giá trị không đúng dạng của tiêu chí này.")


def read_pair(value: Value) -> Pair | None:
    """A numeric value as an exact pair (den > 0); None for a zero denominator."""
    kind = type(value)
    if kind is Ratio:
        top, top_den = value.numerator.as_integer_ratio()  # type: ignore[union-attr]
        bottom, bottom_den = value.denominator.as_integer_ratio()  # type: ignore[union-attr]
        return (top * bottom_den, bottom * top_den) if bottom else None
    if kind is Number:
        return value.number.as_integer_ratio()  # type: ignore[union-attr]
    if kind is Percent:
        num, den = value.percent.as_integer_ratio()  # type: ignore[union-attr]
        return num, den * 100
    if kind is Count:
        return value.count, 1  # type: ignore[union-attr]
    raise wrong_form()


def round_to_step(num: int, den: int, step: Decimal) -> int:
    """Exact points ``num/den`` as a whole number of steps: nearest, ties up."""
    step_num, step_den = step.as_integer_ratio()
    return (2 * num * step_den + den * step_num) // (2 * den * step_num)


def _outcome(points: Decimal | Fraction, step: Decimal) -> tuple[int, int, int]:
    num, den = points.as_integer_ratio()
    return round_to_step(num, den, step), num, den


def _pass_fail(indicator: Indicator, step: Decimal) -> Scorer:
    full, none = _outcome(indicator.max, step), (0, 0, 1)

    def score(value: Value) -> Outcome:
        if type(value) is not Passed:
            raise wrong_form()
        return full if value.passed else none

    return score


def _checklist(indicator: Indicator, rule: Checklist, step: Decimal) -> Scorer:
    weights = [(item.code, round_to_step(*item.weight.as_integer_ratio(), step)) for item in rule.items]
    step_num, step_den = step.as_integer_ratio()

    def score(value: Value) -> Outcome:
        if type(value) is not Items:
            raise wrong_form()
        stated, steps = value.items, 0
        for code, weight in weights:
            holds = stated.get(code)
            if holds is None:
                return None
            if holds:
                steps += weight
        return steps, steps * step_num, step_den

    return score


def _bands(indicator: Indicator, rule: Bands, step: Decimal) -> Scorer:
    bounds = [(*band.at_least.as_integer_ratio(), _outcome(band.points, step)) for band in rule.bands]
    form = {"ratio": Ratio, "percent": Percent, "number": Number}[indicator.input]
    none = (0, 0, 1)

    def score(value: Value) -> Outcome:
        if type(value) is not form:
            raise wrong_form()
        pair = read_pair(value)
        if pair is None:
            return None
        num, den = pair
        for bound_num, bound_den, outcome in bounds:
            if num * bound_den >= bound_num * den:
                return outcome
        return none

    return score


def _linear(indicator: Indicator, rule: Linear | Cadence, step: Decimal) -> Scorer:
    (start_num, start_den), (end_num, end_den) = rule.start.as_integer_ratio(), rule.end.as_integer_ratio()
    # (n/d − start) ÷ (end − start) = (a·n + b·d) / (c·d), with c > 0
    a, b, c = start_den * end_den, -start_num * end_den, end_num * start_den - start_num * end_den
    if c < 0:
        a, b, c = -a, -b, -c
    max_num, max_den = indicator.max.as_integer_ratio()
    full, none = _outcome(indicator.max, step), (0, 0, 1)
    most = full[0]
    form = {"ratio": Ratio, "percent": Percent, "number": Number}[indicator.input]

    def score(value: Value) -> Outcome:
        if type(value) is not form:
            raise wrong_form()
        pair = read_pair(value)
        if pair is None:
            return None
        num, den = pair
        part, whole = a * num + b * den, c * den
        if part <= 0:
            return none
        if part >= whole:
            return full
        return (2 * part * most + whole) // (2 * whole), max_num * part, max_den * whole

    return score


def _per_unit(indicator: Indicator, rule: PerUnit, step: Decimal) -> Scorer:
    each_num, each_den = rule.each.as_integer_ratio()
    max_num, max_den = indicator.max.as_integer_ratio()
    full = _outcome(indicator.max, step)

    def score(value: Value) -> Outcome:
        if type(value) is not Count:
            raise wrong_form()
        num = value.count * each_num
        if num * max_den >= max_num * each_den:
            return full
        return round_to_step(num, each_den, step), num, each_den

    return score


def _deduction(indicator: Indicator, rule: Deduction, step: Decimal) -> Scorer:
    costs = [(s.code, round_to_step(*s.points.as_integer_ratio(), step)) for s in rule.severities]
    most = round_to_step(*indicator.max.as_integer_ratio(), step)
    step_num, step_den = step.as_integer_ratio()

    def score(value: Value) -> Outcome:
        if type(value) is not Counts:
            raise wrong_form()
        stated, steps = value.counts, most
        for code, cost in costs:
            events = stated.get(code)
            if events is None:
                return None
            steps -= events * cost
        steps = max(steps, 0)
        return steps, steps * step_num, step_den

    return score


def _choice(indicator: Indicator, rule: Choice, step: Decimal) -> Scorer:
    outcomes = {option.code: _outcome(option.points, step) for option in rule.options}

    def score(value: Value) -> Outcome:
        if type(value) is not Picked or value.option not in outcomes:
            raise wrong_form()
        return outcomes[value.option]

    return score


def scorer_for(indicator: Indicator, step: Decimal) -> Scorer:
    """The rule of one indicator as a closure from value to points."""
    match indicator.rule:
        case PassFail():
            return _pass_fail(indicator, step)
        case Checklist() as rule:
            return _checklist(indicator, rule, step)
        case Bands() as rule:
            return _bands(indicator, rule, step)
        case Linear() | Cadence() as rule:
            return _linear(indicator, rule, step)
        case PerUnit() as rule:
            return _per_unit(indicator, rule, step)
        case Deduction() as rule:
            return _deduction(indicator, rule, step)
        case Choice() as rule:
            return _choice(indicator, rule, step)


def possible_steps(indicator: Indicator, step: Decimal) -> frozenset[int]:
    """Every number of steps that the rule can yield, or that joining what several bodies say of it can: the frame of
    a direct deviation. Two bodies that choose 4 and 2 give 3, which none of them could choose."""
    single = _single_steps(indicator, step)
    bodies = len(indicator.bodies)
    match indicator.combine:
        case "mean":
            return single | _means(single, bodies)
        case "median" if bodies % 2 == 0:  # of an odd number it is what the one in the middle says
            return single | _means(single, 2)
        case _:
            return single


def _means(single: frozenset[int], bodies: int) -> frozenset[int]:
    """Means of so many values, rounded once, ties up."""
    if len(single) > max(single):  # every step up to the maximum is there already
        return single
    sums = {0}
    for _ in range(bodies):
        sums = {known + one for known in sums for one in single}
    return frozenset((2 * total + bodies) // (2 * bodies) for total in sums) if bodies else frozenset()


def _single_steps(indicator: Indicator, step: Decimal) -> frozenset[int]:
    most = round_to_step(*indicator.max.as_integer_ratio(), step)
    match indicator.rule:
        case PassFail():
            return frozenset((0, most))
        case Bands(bands):
            return frozenset((0, *(_outcome(band.points, step)[0] for band in bands)))
        case Choice(options):
            return frozenset(_outcome(option.points, step)[0] for option in options)
        case Checklist(items):
            return _subset_sums(_outcome(item.weight, step)[0] for item in items)
        case PerUnit(each):
            return _multiples(each, most, step)
        case Deduction(severities):
            costs = [_outcome(severity.points, step)[0] for severity in severities]
            return _remainders(most, costs)
        case _:
            return frozenset(range(most + 1))


def _subset_sums(weights: Iterable[int]) -> frozenset[int]:
    sums = {0}
    for weight in weights:
        sums |= {known + weight for known in sums}
    return frozenset(sums)


def _multiples(each: Decimal, most: int, step: Decimal) -> frozenset[int]:
    num, den = each.as_integer_ratio()
    sums, count = {0, most}, 1
    while (steps := round_to_step(num * count, den, step)) < most:
        sums.add(steps)
        count += 1
    return frozenset(sums)


def _remainders(most: int, costs: list[int]) -> frozenset[int]:
    left, fresh = {most}, [most]
    while fresh:
        now = fresh.pop()
        for cost in costs:
            rest = max(now - cost, 0)
            if rest not in left:
                left.add(rest)
                fresh.append(rest)
    return frozenset(left)
