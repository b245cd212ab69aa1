"""Whether the measures that a set names exist. Criteria don't know where figures come from: somebody else answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from thanthien.criteria.checks import Found
from thanthien.criteria.gate_rules import MeasureCondition, MeasureSource
from thanthien.criteria.problems import Path
from thanthien.criteria.rules import Indicator, Node, SetDefinition

Check: TypeAlias = Callable[[Indicator | MeasureCondition], str]
Titles: TypeAlias = Callable[[], Iterable[tuple[str, str]]]

_checks: list[Check] = []
_titles: list[Titles] = []


def check_with(check: Check) -> None:
    """Register who answers; once, when the application starts."""
    _checks[:] = [check]


def choose_from(titles: Titles) -> None:
    """Register who lists the measures that a set may name, key and title of each; once, when the application starts."""
    _titles[:] = [titles]


def measure_titles() -> list[tuple[str, str]]:
    """Key and title of each measure that a set may name."""
    return [one for titles in _titles for one in titles()]


def measure_problems(definition: SetDefinition) -> list[Found]:
    """Where a set names a measure that isn't known or doesn't fit, and why. For import and issue only: issued sets
    always load."""
    problems: list[Found] = []
    for path, named in chain[tuple[Path, Indicator | MeasureCondition]](_indicators(definition), _gates(definition)):
        problems += [(path, told, "Unknown or unfit measure.") for check in _checks if (told := check(named))]
    return problems


def _indicators(definition: SetDefinition) -> Iterator[tuple[Path, Indicator]]:
    def walk(nodes: tuple[Node | Indicator, ...], path: Path) -> Iterator[tuple[Path, Indicator]]:
        for index, node in enumerate(nodes):
            if isinstance(node, Node):
                yield from walk(node.children, (*path, index, "children"))
            elif node.measure:
                yield (*path, index, "measure"), node

    yield from walk(definition.groups, ("groups",))


def _gates(definition: SetDefinition) -> Iterator[tuple[Path, MeasureCondition]]:
    for index, gate in enumerate(definition.gates):
        if isinstance(gate.source, MeasureSource):
            for place, one in enumerate(gate.source.conditions):
                yield ("gates", index, "source", "measures", place, "key"), one
