"""Whether the agencies that a set names exist. For import and issue only: issued sets always load."""

from __future__ import annotations

from collections.abc import Iterator

from thanthien.criteria.checks import Found, walk_set
from thanthien.criteria.problems import Path
from thanthien.criteria.rules import Indicator, SetDefinition
from thanthien.units.models import Agency


def agency_problems(definition: SetDefinition) -> list[Found]:
    """Where a set first gives work to an agency that isn't there, or has ended. One statement."""
    named = list(_named(definition))
    codes = {code for _, code in named}
    there = set(Agency.objects.current().filter(code__in=codes).values_list("code", flat=True))
    first = {code: path for path, code in reversed(named) if code not in there}
    return [
        (path, f"Không có cơ quan “{code}”: bổ sung cơ quan hoặc sửa mã.", f"Unknown agency “{code}”.")
        for code, path in first.items()
    ]


def _named(definition: SetDefinition) -> Iterator[tuple[Path, str]]:
    for node, path in walk_set(definition):
        if isinstance(node, Indicator):
            yield from (((*path, "bodies", index), body) for index, body in enumerate(node.bodies))
    for index, gate in enumerate(definition.gates):
        if gate.body:
            yield ("gates", index, "source", "declared_by"), gate.body
