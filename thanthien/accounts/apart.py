"""Roles that exclude each other in one person: data (setting ROLES_APART), which another city may write otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from thanthien.accounts.roles import Role
from thanthien.accounts.rules import Period


@dataclass(frozen=True, slots=True)
class Apart:
    """Every role of ``one`` excludes every role of ``other``; ``because`` says why, as people read it."""

    one: frozenset[Role]
    other: frozenset[Role]
    because: str

    def excludes(self, role: Role, held: Role) -> bool:
        """Whether these two are kept apart."""
        return (role in self.one and held in self.other) or (role in self.other and held in self.one)


def roles_apart() -> tuple[Apart, ...]:
    """The rules of this installation. Raises ValueError for a file that can't be understood."""
    return _read(settings.ROLES_APART)


@cache
def _read(path: Path) -> tuple[Apart, ...]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(_rule(row) for row in rows)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error


def _rule(row: dict[str, Any]) -> Apart:
    unknown = set(row) ^ {"roles", "apart_from", "because"}
    if unknown:
        raise ValueError(f"Expected roles, apart_from, because: {', '.join(sorted(unknown))}.")
    return Apart(frozenset(map(Role, row["roles"])), frozenset(map(Role, row["apart_from"])), str(row["because"]))


def clash(role: Role, period: Period, held: Iterable[tuple[Role, Period]]) -> str:
    """Why a person who holds these can't hold the role in that period; empty when they can."""
    for other, days in held:
        if not days.overlaps(period):
            continue
        for rule in roles_apart():
            if rule.excludes(role, other):
                return f"Một người không đồng thời là “{role.title}” và “{other.title}”. {rule.because}"
    return ""
