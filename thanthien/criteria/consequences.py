"""All problems of a file at once, without those that only follow from another one.

What can't be read is replaced by a harmless stand-in, and the meaning of the rest is still checked. A sum that is wrong
because a summand couldn't be read is no second problem.
"""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.criteria.checks import Found
from thanthien.criteria.gate_rules import IndicatorSource
from thanthien.criteria.problems import Path
from thanthien.criteria.rules import SetDefinition

# Words of an indicator that decide the form of its value, and with it the bounds of its rule.
_FORM = ("max", "unit", "numerator")


def own_problems(found: Iterable[Found], unread: Iterable[Path], definition: SetDefinition) -> list[Found]:
    """Those problems of meaning that would also be there if everything had been readable. ``unread``: the paths at
    which something couldn't be read."""
    broken = list(unread)
    return [problem for problem in found if not _follows(problem[0], broken, definition)]


def _follows(path: Path, broken: list[Path], definition: SetDefinition) -> bool:
    if any(_nested(path, one) for one in broken):
        return True
    match path[0] if path else "":
        case "groups":
            return _of_group(path, broken)
        case "gates":
            return _of_gate(path, broken, definition)
        case "minimums" | "targets":
            return any(one[:1] == ("groups",) for one in broken)
        case _:
            return False


def _nested(path: Path, other: Path) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _of_group(path: Path, broken: list[Path]) -> bool:
    if ("step",) in broken and ("rule" in path or path[-1] == "max"):
        return True
    if path[-1] == "max":  # of a group: the sum of what stands under it
        return any(_nested(one, (*path[:-1], "children")) for one in broken)
    if "rule" not in path:
        return False
    indicator = path[: path.index("rule")]
    return any(one == (*indicator, key) for key in _FORM for one in broken)


def _of_gate(path: Path, broken: list[Path], definition: SetDefinition) -> bool:
    """A gate's cap depends on the levels, its source on the indicator that it names."""
    if "cap" in path:
        return any(one[:1] == ("levels",) for one in broken)
    gate = definition.gates[path[1]] if len(path) > 1 and isinstance(path[1], int) else None
    return (
        gate is not None
        and isinstance(gate.source, IndicatorSource)
        and any(one[:1] == ("groups",) and one[-1] in ("kind", "code", "kinds", *_FORM) for one in broken)
    )
