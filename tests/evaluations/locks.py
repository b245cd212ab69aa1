"""What actions lock, and in which order: read off the statements that they send."""

from __future__ import annotations

import inspect
import re
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.db import connection

from thanthien.evaluations import actions as room

_HANGS_ON_IT = ("answer", "answerevidence", "opinion", "itemrequest", "sheet", "sheetitem", "conclusion", "gatefact",
                "reviewrequest", "total", "decision", "paper", "proceeding", "cityreturn", "adjustment",
                "adjusteditem")  # fmt: skip
RANK = {
    "evaluations_cycle": 0,
    "evaluations_phase": 0,
    "evaluations_dossier": 1,
    **dict.fromkeys((f"evaluations_{name}" for name in _HANGS_ON_IT), 2),
    "evidence_document": 3,
}
_CLAUSE = re.compile(r" FOR (?:NO KEY )?UPDATE(?: OF (?P<of>[\w\", ]+))?$")
_FIRST = re.compile(r'(?:^UPDATE|\bFROM) "(?P<table>\w+)"')
_HERE = str(Path(room.__file__).parent)


class Watch:
    """What was locked after something that comes later in the order: ``found`` (held, taken), and in ``wrong`` with the
    actions at work; in ``keys`` those that locked the key of a cycle: a computing, which holds dossiers, refers to it.
    ``acted``: every action that was carried out."""

    def __init__(self) -> None:
        self.acted: set[str] = set()
        self.wrong: set[tuple[str, str, str]] = set()
        self.keys: set[str] = set()
        self.found: list[tuple[str, str]] = []
        self._held: list[str] = []
        self._depth = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith("SAVEPOINT"):
            self._depth += 1
        elif sql.startswith("RELEASE SAVEPOINT"):
            self._depth -= 1
        for table in _locked_by(sql) if self._depth else ():
            self._take(table)
        if sql.endswith(" FOR UPDATE") and "evaluations_cycle" in _locked_by(sql):
            self.keys |= _actions_at_work()
        if self._depth:
            self.acted |= _actions_at_work()
        else:
            self._held.clear()
        return execute(sql, *more)

    def _take(self, table: str) -> None:
        later = [held for held in self._held if RANK[held] > RANK[table]]
        if table not in self._held and later:
            self.found.append((later[0], table))
            self.wrong |= {(action, later[0], table) for action in _actions_at_work()}
        self._held.append(table)


def _locked_by(sql: str) -> list[str]:
    clause = _CLAUSE.search(sql)
    if clause is None and not sql.startswith("UPDATE"):
        return []
    if clause and clause["of"]:
        named = re.findall(r"\w+", clause["of"])
    else:
        named = [found["table"] for found in _FIRST.finditer(sql)][:1]
    return [table for table in named if table in RANK]


def _actions_at_work() -> set[str]:
    """Functions of the room's actions on the stack."""
    found: set[str] = set()
    frame = sys._getframe()
    while frame:
        if frame.f_code.co_filename.startswith(_HERE):
            found.add(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return found


def until_somebody_waits() -> None:
    """Until another connection waits for a lock that this one holds; those of other processes of the tests, which have
    their own databases on the same server, wait for each other."""
    for _ in range(1200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")


def every_action() -> set[str]:
    """Atomic functions of the room that a person carries out."""
    found = set()
    for module in iter_modules(room.__path__):
        for name, act in inspect.getmembers(import_module(f"{room.__name__}.{module.name}"), inspect.isfunction):
            own = act.__module__ == f"{room.__name__}.{module.name}" and not name.startswith("_")
            if own and hasattr(act, "__wrapped__") and "by" in inspect.signature(act).parameters:
                found.add(f"{module.name}.{name}")
    return found
