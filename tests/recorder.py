"""Shared scenarios: a step that was lived once is put back when it comes again (docs/testing.md).

A step such as ``year.accept("10001")`` depends on the rows of the database, its arguments, the clock and the settings.
When all are as they were at an earlier time in this run, the rows and files that it left then are put back, with their
keys, and its result is a copy of that of then. So each step is lived once, in whichever test comes first, and the other
processes of the run go on from there; and a test that changed anything before it asks for a step lives that step
really. Sequences never go back: keys of rows that are put back are not given out again, nor the numbers that factories
put into names and codes.

``SCENARIOS=lived`` lives every step each time.
"""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

from django.conf import UserSettingsHolder, settings
from django.db import connection
from django.db.models import Model
from django.db.models.signals import pre_migrate

from tests import rows
from tests.factories.numbers import numbers_given
from tests.tapes import FOLDERS, Files, Shelf, Tape
from thanthien.core import clock

P = ParamSpec("P")
T = TypeVar("T")
_PLAIN = (str, bytes, int, float, bool, type(None), Decimal, date, Enum, Path)


class Untellable(Exception):
    """An argument that cannot be compared with that of an earlier call."""


class Recorder:
    """The steps lived in this process. ``counted``: how often steps were put back, and why not."""

    def __init__(self) -> None:
        self.on = os.environ.get("SCENARIOS") != "lived"
        self.counted: Counter[str] = Counter()
        self._shelf = Shelf()
        self._known: set[int] = set()
        self._newest: tuple[int, rows.Rows] = (0, {})

    def begin(self, shared: Path | None = None) -> None:
        """The database as it is now is where scenarios start. Steps from unknown states never come again: no tape.

        ``shared``: a folder for the tapes of all processes of this run.
        """
        self.on = self.on and rows.can_be_put_back()
        self._shelf = Shelf(shared)
        self._known = {rows.digest()}

    def forget(self) -> None:
        """Tables change: rows can't be put back as they were."""
        self._shelf.clear()

    def play(self, step: Callable[..., T], args: tuple[Any, ...], options: dict[str, Any]) -> T:
        """Put back what the step left at an earlier time, or live it."""
        before = rows.digest()
        if before not in self._known:
            self.counted["from unknown states"] += 1
            return step(*args, **options)
        try:
            key = before, _named(step), told(args), told(options), *_surroundings()
        except Untellable:
            self.counted["untellable"] += 1
            return step(*args, **options)
        if self._shelf.get(key) is None:
            with self._shelf.reserved(key):
                if self._shelf.get(key) is None:  # still: another process may have recorded it meanwhile
                    return self._record(key, before, lambda: step(*args, **options))
        self.counted["put back"] += 1
        return self._put_back(key)

    def _record(self, key: Hashable, before: int, live: Callable[[], T]) -> T:
        newest, old_rows = self._newest
        if newest != before:
            old_rows = rows.read()
        old_files, waiting = _files(), len(connection.run_on_commit)
        result = live()
        if len(connection.run_on_commit) != waiting:
            self.counted["left work for after the commit"] += 1
            return result
        after, new_rows = rows.digest(), rows.read()
        new_files = {name: content for name, content in _files().items() if name not in old_files}
        change = rows.change(old_rows, new_rows)
        tape = Tape(change, new_files, pickle.dumps(result), after, rows.keys_given(), numbers_given())
        self._shelf.put(key, tape)
        self._known.add(after)
        self._newest = after, new_rows
        self.counted["recorded"] += 1
        return result

    def _put_back(self, key: Hashable) -> Any:
        tape = self._shelf.get(key)
        assert tape is not None
        rows.put_back(tape.statements)
        for (folder, name), content in tape.files.items():
            path = Path(getattr(settings, folder)) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._known.add(tape.after)
        return pickle.loads(tape.result)  # noqa: S301 - pickled by the tests of this run


RECORDER = Recorder()


def recorded(step: Callable[P, T]) -> Callable[P, T]:
    """A step of a scenario: it writes rows and files alone, and its result can be pickled."""

    @wraps(step)
    def played(*args: P.args, **options: P.kwargs) -> T:
        watched = connection.queries_logged  # who counts queries wants to see them
        return RECORDER.play(step, args, options) if RECORDER.on and not watched else step(*args, **options)

    return played


def told(value: Any) -> Hashable:
    """A value, so that it can be compared with that of an earlier call; a record by its key. Raises Untellable."""
    if isinstance(value, _PLAIN):
        return type(value).__qualname__, value
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if isinstance(value, dict):
        return "dict", tuple((told(key), told(one)) for key, one in value.items())
    if isinstance(value, list | tuple):
        return type(value).__qualname__, tuple(told(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__qualname__, tuple(told(getattr(value, one.name)) for one in fields(value))
    raise Untellable(type(value).__qualname__)


def _named(step: Callable[..., Any]) -> Hashable:
    """A function so that it can be told from others of its name: by its place, and what it was made with."""
    if not isinstance(step, FunctionType):
        raise Untellable(repr(step))
    made_with = [cell.cell_contents for cell in step.__closure__ or ()]
    return step.__module__, step.__qualname__, step.__code__.co_firstlineno, told([made_with, step.__defaults__])


def _surroundings() -> tuple[Hashable, ...]:
    """What a step may depend on besides rows and arguments: the clock, and settings that the test changed."""
    changed: dict[str, str] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {name: repr(value) for name, value in vars(holder).items() if name.isupper()} | changed
        holder = holder.default_settings
    for folder in FOLDERS:  # each test has its own
        changed.pop(folder, None)
    return clock._set_moment.get() or clock.today(), tuple(sorted(changed.items()))


def _files() -> Files:
    roots = {folder: Path(getattr(settings, folder)) for folder in FOLDERS}
    return {
        (folder, path.relative_to(root)): path.read_bytes()
        for folder, root in roots.items()
        for path in root.rglob("*")
        if path.is_file()
    }


def _forget(**_: Any) -> None:
    RECORDER.forget()


pre_migrate.connect(_forget)
