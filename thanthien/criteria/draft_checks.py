"""What a file must also hold to become a set: order of levels, direction of gates, plain characters.

Asked when a file is read, imported or issued, never when an issued set is loaded: what was issued stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from thanthien.core.numbers_vi import percent_vi
from thanthien.criteria.checks import Found, walk_set
from thanthien.criteria.gate_rules import Gate, IndicatorSource
from thanthien.criteria.problems import Path
from thanthien.criteria.rules import UNIT_KINDS, Bands, Cadence, Indicator, Linear, Rule, SetDefinition

MAX_INDICATORS = 300
MAX_LEVELS = 9  # as many as there are colours that can be told apart

# Marks that turn or hide text, and letters and digits of East Asian width, which look like the plain ones.
_HIDDEN = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_WIDE = re.compile("[\uff01-\uff5e]")


def check_draft(definition: SetDefinition) -> list[Found]:
    """Problems of a set that is not issued yet, as (path, Vietnamese, English), in the order of the file."""
    return [*_too_many(definition), *shares_within(definition), *_gates(definition), *_levels(definition)]


def shares_within(definition: SetDefinition) -> list[Found]:
    """Bounds of rules that no value can reach: above 100% where the numerator may not exceed the denominator."""
    return [one for node, path in walk_set(definition) if isinstance(node, Indicator) for one in _shares(node, path)]


def _shares(indicator: Indicator, path: Path) -> Iterator[Found]:
    ruled = [(indicator, indicator.rule, path)]
    for index, variant in enumerate(indicator.variants):
        if variant.rule is not None and variant.kinds:
            ruled.append((indicator.for_kind(variant.kinds[0]), variant.rule, (*path, "variants", index)))
    for one, rule, where in ruled:
        bounded = one.input in ("ratio", "percent") and not one.numerator_may_exceed
        for at, bound in _bounds(rule) if bounded else ():
            if bound > 1:
                yield (*where, "rule", *at), "Không được quá 100%.", "Must not exceed 100%."


def _bounds(rule: Rule) -> Iterator[tuple[Path, Decimal]]:
    if isinstance(rule, Bands):
        for index, band in enumerate(rule.bands):
            yield ("bands", index, "at_least"), band.at_least
    elif isinstance(rule, (Linear, Cadence)):
        yield from ((("from",), rule.start), (("to",), rule.end))


def _too_many(definition: SetDefinition) -> Iterator[Found]:
    count = sum(1 for _ in definition.indicators())
    if count > MAX_INDICATORS:
        yield (
            ("groups",),
            f"Bộ tiêu chí có {count} tiêu chí thành phần, nhiều nhất là {MAX_INDICATORS}.",
            f"The set has {count} indicators; at most {MAX_INDICATORS} are allowed.",
        )
    levels = len(definition.levels)
    if levels > MAX_LEVELS:
        yield (
            ("levels",),
            f"Bộ tiêu chí có {levels} mức độ, nhiều nhất là {MAX_LEVELS}.",
            f"The set has {levels} levels; at most {MAX_LEVELS} are allowed.",
        )


def _gates(definition: SetDefinition) -> Iterator[Found]:
    indicators = {indicator.code: indicator for indicator in definition.indicators()}
    for index, gate in enumerate(definition.gates):
        if isinstance(gate.source, IndicatorSource) and gate.source.indicator in indicators:
            yield from _direction(gate, gate.source, indicators[gate.source.indicator], ("gates", index, "source"))


def _direction(gate: Gate, source: IndicatorSource, indicator: Indicator, path: Path) -> Iterator[Found]:
    """A gate bars what is bad: it asks “below” where more is better, “above” where less is."""
    kinds = [kind for kind in UNIT_KINDS if gate.applies_to(kind) and indicator.applies_to(kind)]
    for less in {_less_is_better(indicator.for_kind(kind)) for kind in kinds}:
        if source.condition in (("below", "at_most") if less else ("above", "at_least")):
            better, words = (
                ("thấp", "“trên”, “từ” (above, at_least)") if less else ("cao", "“dưới”, “không quá” (below, at_most)")
            )
            which = f"Tiêu chí “{source.indicator}” càng {better} càng tốt"
            yield (
                (*path, source.condition),
                f"{which} nên ngưỡng của trường hợp này phải dùng {words}.",
                f"{'Less' if less else 'More'} is better in “{source.indicator}”: the gate looks the wrong way.",
            )


def _less_is_better(indicator: Indicator) -> bool:
    rule = indicator.rule
    return isinstance(rule, (Linear, Cadence)) and rule.start > rule.end


def _levels(definition: SetDefinition) -> Iterator[Found]:
    """A level that states no share of its own may ask for the level under it instead."""
    for index, (lower, upper) in enumerate(pairwise(definition.levels), start=1):
        for key in ("total_at_least", "every_group_at_least"):
            least, share = getattr(lower, key), getattr(upper, key)
            if least is not None and share is not None and share < least:
                bound = percent_vi(least)
                yield (
                    ("levels", index, key),
                    f"Không được thấp hơn mức liền dưới ({bound}).",
                    f"Must not be below the level under it ({bound}).",
                )


def odd_characters(tree: object, path: Path = ()) -> Iterator[Found]:
    """Characters in a plain tree that a reader can't see or takes for others."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from odd_characters(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from odd_characters(value, (*path, index))
    elif isinstance(tree, str):
        yield from _odd_in(tree, path)


def _odd_in(text: str, path: Path) -> Iterator[Found]:
    if found := _HIDDEN.search(text):
        code = f"U+{ord(found[0]):04X}"
        yield path, f"Chữ có ký tự ẩn ({code}): xóa rồi gõ lại.", f"Hidden character {code}."
    if found := _WIDE.search(text):
        yield (
            path,
            f"Chữ có ký tự “{found[0]}” khổ rộng: gõ lại bằng bàn phím thường.",
            f"Full-width character “{found[0]}”.",
        )
