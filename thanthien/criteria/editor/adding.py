"""New pieces of a draft: where each kind may stand, and what its form shows before anything is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from decimal import Decimal
from typing import Any

from thanthien.core.numbers_vi import plain_decimal
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.editor.places import HEAD_CODE, Part, Place, Tree, find_place, places
from thanthien.criteria.problems import Path
from thanthien.criteria.rules import MAX_DEPTH

# Where a gate may find what it asks for, as it stands in addresses; what its form then shows.
GATE_SOURCES: dict[str, tuple[str, Any]] = {
    "co-quan": ("theo xác nhận của cơ quan", {"declared_by": ""}),
    "so-lieu": ("theo số liệu của hệ thống", {"measures": [], "declared_by": ""}),
    "tieu-chi": ("theo một tiêu chí", {"indicator": "", "below": ""}),
    "ho-so": ("không nộp hồ sơ đúng hạn", "dossier"),
}
_ONE = Decimal(1)


def path_over(tree: Tree, part: str, over: str) -> Path | None:
    """The list into which a new piece goes. ``over``: code of the group it stands in, the source of a gate, or
    :data:`HEAD_CODE` for what stands in the set itself. None where such a piece can't stand."""
    match part:
        case Part.LEVEL if over == HEAD_CODE:
            return ("levels",)
        case Part.GATE if over in GATE_SOURCES:
            return ("gates",)
        case Part.GROUP if over == HEAD_CODE:
            return ("groups",)
        case Part.GROUP | Part.INDICATOR:
            group = find_place(tree, Part.GROUP, over)
            return (*group.path, "children") if group and may_hold(group, Part(part)) else None
    return None


def may_hold(group: Place, part: Part) -> bool:
    """Whether the group lies high enough for one more piece under it; a group leaves room for an indicator."""
    depth = len(group.path) // 2 + 1
    return depth + (part == Part.GROUP) <= MAX_DEPTH


def pieces_in(tree: Tree, path: Path) -> list[Place]:
    """What stands in the list already, in order."""
    return [one for one in places(tree) if one.path[:-1] == path]


def mark_of_pieces(beside: Iterable[Place]) -> str:
    """What a form of a new piece carries of the list into which it goes: the SHA-256 of its codes."""
    return canonical_sha256([one.code for one in beside])


def new_piece(tree: Tree, part: Part, over: str) -> Tree:
    """What the form of a new piece shows at first; what only a person can know is empty."""
    match part:
        case Part.INDICATOR:
            step = Decimal(tree["step"])
            most = step if _ONE % step else _ONE
            return {"code": proposed_code(tree, over), "title": "", "max": plain_decimal(most), "rule": _PASS_FAIL}
        case Part.GROUP:
            return {"code": proposed_code(tree, over), "title": ""}
        case Part.LEVEL:
            top = tree["levels"][-1]
            shares = {key: top[key] for key in ("total_at_least", "every_group_at_least") if key in top}
            number = len(tree["levels"]) + 1
            return {"number": number, "title": f"Mức độ {number}", **shares}
        case _:
            return {"question": "", "source": deepcopy(GATE_SOURCES[over][1])}


def heading_of_new(part: Part, over: str) -> str:
    """What is done on the page of a new piece: “Thêm tiêu chí vào nhóm 1.2”."""
    inside = "" if over == HEAD_CODE else f" vào nhóm {over}"
    match part:
        case Part.INDICATOR:
            return f"Thêm tiêu chí{inside}"
        case Part.GROUP:
            return f"Thêm nhóm{inside}"
        case Part.LEVEL:
            return "Thêm mức độ"
        case _:
            return f"Thêm trường hợp {GATE_SOURCES[over][0]}"


_PASS_FAIL = {"kind": "pass_fail"}
_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def proposed_code(tree: Tree, over: str) -> str:
    """The next free code after the last piece of a group (“1.2.7”), or of the set itself (“5”, “E”)."""
    group = find_place(tree, Part.GROUP, over)
    beside = [one.code for one in pieces_in(tree, (*group.path, "children") if group else ("groups",))]
    taken = codes_of(tree)
    numbered = [found for found in map(_NUMBERED.fullmatch, beside) if found]
    if numbered:
        head, number = numbered[-1][1], max(int(one[2]) for one in numbered) + 1
    elif beside and len(beside[-1]) == 1 and beside[-1] not in "Zz":
        return _free(chr(ord(beside[-1]) + 1), taken)
    else:
        head, number = f"{over}." if group else "", 1
    while f"{head}{number}" in taken:
        number += 1
    return f"{head}{number}"


def _free(code: str, taken: Iterable[str]) -> str:
    return f"{code}1" if code in taken else code


def codes_of(tree: Tree) -> set[str]:
    """The codes of all groups and indicators; they differ in the whole set."""
    return {one.code for one in places(tree) if one.part in (Part.GROUP, Part.INDICATOR)}


def with_new(tree: Tree, path: Path, piece: Tree) -> tuple[Tree, Path]:
    """The tree with one more piece at the end of a list, and where it stands."""
    changed = deepcopy(tree)
    held: Any = changed
    for step in path:
        held = held.setdefault(step, []) if isinstance(held, dict) else held[step]
    held.append(piece)
    return changed, (*path, len(held) - 1)
