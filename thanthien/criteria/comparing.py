"""What differs between two versions of a criteria set: what becomes of each indicator, gate and level, in words.

An indicator of the same code is the same one as long as the same value gives the same points: rule, maximum, form and
words of the value, “không phát sinh”, figure. Other words (title, guidance, who appraises) are told and touch no value.
One comparison makes the words for the check page, for notices, for the public method page and for seals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter

from thanthien.core.levels import LevelNames
from thanthien.criteria.comparing_words import gate_asks, gate_words, said_words, value_words, whole_words
from thanthien.criteria.gate_rules import Gate
from thanthien.criteria.rules import UNIT_KINDS, Indicator, SetDefinition
from thanthien.criteria.words import KINDS


class Fate(StrEnum):
    """What becomes of an indicator or a gate under the other version."""

    SAME = "same"
    TOUCHED = "touched"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator (``code``) or a gate (its key) under two versions. ``words``: what changed, a sentence each; of a
    same one only what touches no value."""

    code: str
    title: str
    fate: Fate
    words: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """What becomes of what was scored: “chấm lại”."""
        return OUTCOMES[self.fate]

    @property
    def sentence(self) -> str:
        """All of it in one: “Điểm tối đa từ 2 lên 3; tên từ …”; that it is new or gone where nothing else is said."""
        told = [self.words[0], *(f"{one[0].lower()}{one[1:]}" for one in self.words[1:])] if self.words else []
        return "; ".join(told) or _ALONE[self.fate]


OUTCOMES = {Fate.SAME: "giữ nguyên", Fate.TOUCHED: "chấm lại", Fate.NEW: "chấm mới", Fate.GONE: "không còn tính"}
_ALONE = {Fate.SAME: "", Fate.TOUCHED: "", Fate.NEW: "Thêm mới", Fate.GONE: "Bỏ"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions beside each other: indicators in the order of the later one, then those that are gone; gates alike.
    ``whole``: levels, minimums, weights and rounding, a sentence each."""

    items: tuple[Change, ...]
    gates: tuple[Change, ...]
    whole: tuple[str, ...]

    def codes(self, *fates: Fate) -> tuple[str, ...]:
        """Codes of the indicators with one of these fates, in order."""
        return tuple(item.code for item in self.items if item.fate in fates)

    @property
    def changed(self) -> tuple[Change, ...]:
        """Indicators that are touched, new or gone, or of which other words are told."""
        return tuple(item for item in self.items if item.fate != Fate.SAME or item.words)

    @property
    def changed_gates(self) -> tuple[Change, ...]:
        return tuple(gate for gate in self.gates if gate.fate != Fate.SAME or gate.words)

    @property
    def counts(self) -> bool:
        """Whether a result could come out otherwise: then a draft that hangs is another one. Words alone don't."""
        return bool(self.whole or self.changed_gates) or any(item.fate != Fate.SAME for item in self.items)


@lru_cache(maxsize=16)
def compare(before: SetDefinition, after: SetDefinition, kind: str) -> Comparison:
    """The two versions as they stand for one kind of unit (``xa``, ``phuong``, ``dac_khu``)."""
    old, new = _applicable(before, kind), _applicable(after, kind)
    items = [_item(old.get(code), indicator) for code, indicator in new.items()]
    items += [Change(code, old[code].label, Fate.GONE) for code in old if code not in new]
    names = before.level_names, after.level_names
    old_gates, new_gates = ({one.key: one for one in each.gates if one.applies_to(kind)} for each in (before, after))
    gates = [_gate(old_gates.get(key), gate, names) for key, gate in new_gates.items()]
    gates += [Change(key, old_gates[key].question, Fate.GONE) for key in old_gates if key not in new_gates]
    return Comparison(tuple(items), tuple(gates), tuple(whole_words(before, after)))


@lru_cache(maxsize=8)
def compare_all(before: SetDefinition, after: SetDefinition) -> Comparison:
    """The two versions for every kind of unit: what differs for some kinds only says for which."""
    by_kind = {kind: compare(before, after, kind) for kind in UNIT_KINDS}
    return Comparison(
        tuple(_joined({kind: one.items for kind, one in by_kind.items()})),
        tuple(_joined({kind: one.gates for kind, one in by_kind.items()})),
        next(iter(by_kind.values())).whole,
    )


def _applicable(definition: SetDefinition, kind: str) -> dict[str, Indicator]:
    return {one.code: one.for_kind(kind) for one in definition.indicators() if one.applies_to(kind)}


def _item(before: Indicator | None, after: Indicator) -> Change:
    if before is None:
        return Change(after.code, after.label, Fate.NEW)
    touched, said = list(value_words(before, after)), list(said_words(before, after))
    return Change(after.code, after.label, Fate.TOUCHED if touched else Fate.SAME, (*touched, *said))


def _gate(before: Gate | None, after: Gate, names: tuple[LevelNames, LevelNames]) -> Change:
    if before is None:
        return Change(after.key, after.question, Fate.NEW)
    fate = Fate.TOUCHED if gate_asks(before) != gate_asks(after) else Fate.SAME
    return Change(after.key, after.question, fate, tuple(gate_words(before, after, *names)))


_ORDER = (Fate.TOUCHED, Fate.NEW, Fate.GONE, Fate.SAME)


def _joined(by_kind: Mapping[str, tuple[Change, ...]]) -> Iterator[Change]:
    """One line for each code: the heaviest fate, and words with the kinds they hold for where they don't for all."""
    found: dict[str, dict[str, Change]] = {}
    for kind, changes in by_kind.items():
        for change in changes:
            found.setdefault(change.code, {})[kind] = change
    for code, of_kinds in found.items():
        each = list(of_kinds.values())
        first = min(each, key=lambda change: _ORDER.index(change.fate))
        if all(change == each[0] for change in each[1:]):
            yield first
            continue
        words = [word for told in _by_words(of_kinds) for word in told]
        yield Change(code, first.title, first.fate, tuple(words))


_BARE = {Fate.NEW: "thêm tiêu chí này", Fate.GONE: "bỏ tiêu chí này", Fate.TOUCHED: "", Fate.SAME: ""}


def _by_words(changes: Mapping[str, Change]) -> Iterator[list[str]]:
    groups: dict[tuple[Fate, tuple[str, ...]], list[str]] = {}
    for kind, change in changes.items():
        groups.setdefault(attrgetter("fate", "words")(change), []).append(KINDS[kind])
    for (fate, words), kinds in groups.items():
        told = [*words, *([_BARE[fate]] if _BARE[fate] else [])]
        yield [f"Với {', '.join(kinds)}: {word[0].lower()}{word[1:]}" for word in told]
