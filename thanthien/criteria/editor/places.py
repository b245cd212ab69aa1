"""The pieces of a criteria set that are edited each by itself, and where they lie in the tree of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from thanthien.criteria.checks import Found
from thanthien.criteria.problems import Path

Tree: TypeAlias = dict[str, Any]


class Part(StrEnum):
    """What a piece is; as it stands in addresses."""

    HEAD = "chung"
    GROUP = "nhom"
    INDICATOR = "tieu-chi"
    LEVEL = "muc-do"
    GATE = "truong-hop"


HEAD_CODE = "bo-tieu-chi"

# What stands inside a piece and is a piece of its own.
_INSIDE = {Part.HEAD: ("groups", "gates", "levels"), Part.GROUP: ("children",)}


@dataclass(frozen=True, slots=True)
class Place:
    """A piece: what it is, its code (of a level its number, of a gate its key), and its path in the tree."""

    part: Part
    code: str
    path: Path
    title: str = ""

    @property
    def named(self) -> str:
        """As it stands in a sentence: “tiêu chí 1.2.3”."""
        match self.part:
            case Part.HEAD:
                return "phần chung"
            case Part.GROUP:
                return f"nhóm {self.code}"
            case Part.INDICATOR:
                return f"tiêu chí {self.code}"
            case Part.LEVEL:
                return self.title
            case Part.GATE:
                return f"trường hợp “{self.title}”"

    @property
    def heading(self) -> str:
        """The same where it stands first."""
        return f"{self.named[:1].upper()}{self.named[1:]}"


def places(tree: Tree) -> Iterator[Place]:
    """Every piece, in the order of the set."""
    yield Place(Part.HEAD, HEAD_CODE, (), tree["title"])
    yield from _nodes(tree.get("groups", []), ("groups",))
    for index, level in enumerate(tree.get("levels", [])):
        yield Place(Part.LEVEL, str(level["number"]), ("levels", index), level["title"])
    for index, gate in enumerate(tree.get("gates", [])):
        yield Place(Part.GATE, gate["key"], ("gates", index), gate["question"])


def _nodes(nodes: list[Tree], path: Path) -> Iterator[Place]:
    for index, node in enumerate(nodes):
        here = (*path, index)
        part = Part.INDICATOR if "rule" in node else Part.GROUP
        yield Place(part, node["code"], here, node.get("short_title") or node["title"])
        yield from _nodes(node.get("children", []), (*here, "children"))


def find_place(tree: Tree, part: str, code: str) -> Place | None:
    """The piece of this kind with this code."""
    return next((one for one in places(tree) if (one.part, one.code) == (part, code)), None)


def place_over(tree: Tree, path: Path) -> Place:
    """The piece in which a path lies."""
    over = [one for one in places(tree) if path[: len(one.path)] == one.path]
    return max(over, key=lambda one: len(one.path))


def piece_at(tree: Tree, place: Place) -> Tree:
    """What the piece holds, without the pieces inside it."""
    held: Any = tree
    for step in place.path:
        held = held[step]
    return {key: value for key, value in held.items() if key not in _INSIDE.get(place.part, ())}


def with_piece(tree: Tree, place: Place, piece: Tree) -> Tree:
    """The tree with this piece in the place of the one that stands there; what is inside it stays."""
    changed: Tree = _put(tree, place.path, place.part, piece)
    return changed


def _put(held: Any, path: Path, part: Part, piece: Tree) -> Any:
    if not path:
        return piece | {key: held[key] for key in _INSIDE.get(part, ()) if key in held}
    step, rest = path[0], path[1:]
    if isinstance(held, list):
        return [_put(one, rest, part, piece) if index == step else one for index, one in enumerate(held)]
    return {key: _put(one, rest, part, piece) if key == step else one for key, one in held.items()}


def in_itself(place: Place, problem: Found) -> bool:
    """Whether what is wrong lies in the piece itself. A group's stated maximum is held against what stands under it."""
    path = problem[0]
    rest = path[len(place.path) :]
    if path[: len(place.path)] != place.path or (place.part == Part.GROUP and rest == ("max",)):
        return False
    return rest[:1] not in {(key,) for key in _INSIDE.get(place.part, ())}
