"""What a check of a year's file found, and how its parts are read: by functions that report instead of failing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import rfc8785

from thanthien.verify_dossier import Told

Tree: TypeAlias = Mapping[str, Any]

MAX_SHOWN = 80


class NotAYearFile(ValueError):
    """The file is something else than a published year; the message is a Vietnamese sentence."""


@dataclass
class Report:
    """What the recomputation found. ``differences`` decide the verdict; the other lists are to be read."""

    title: str = ""
    set_code: str = ""
    units: int = 0
    documents: int = 0
    fingerprint: str | None = None
    told: Told = field(default_factory=Told)

    @property
    def clean(self) -> bool:
        return not self.told.differences

    def differ(self, where: str, sentence: str) -> None:
        self.told.differ(where, sentence)


def part(report: Report, tree: Tree, key: str, kind: type, where: str = "") -> Any:
    """The value under a key if it has the expected type, else an empty one and a difference."""
    value = tree.get(key)
    if type(value) is kind:
        return value
    report.differ(where or "tệp", f"Thiếu “{key}” hoặc sai kiểu dữ liệu.")
    return kind()


def unknown_keys(report: Report, tree: Tree, known: frozenset[str], where: str) -> None:
    for key in sorted(set(map(str, tree)) - known):
        report.differ(where, f"Có mục lạ “{key[:MAX_SHOWN]}”.")


def canonical(report: Report, where: str, compute: Callable[[], str]) -> str | None:
    try:
        return compute()
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError, TypeError) as error:
        report.differ(where, f"Không chuẩn hóa được nội dung theo RFC 8785 ({type(error).__name__}).")
        return None


def tree_of(tree: Tree, key: str) -> Tree:
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def without(tree: Tree, key: str) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if name != key}


def entries_of(unit: Tree) -> Iterator[Tree]:
    entries = unit.get("documents")
    yield from (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()


def short(value: object) -> str:
    return f"{str(value)[:12]}…" if isinstance(value, str) and len(value) > 12 else f"“{str(value)[:MAX_SHOWN]}”"
