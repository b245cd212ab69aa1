"""A pytest plugin that runs the collected tests against mutants of one module instead of once.

Everything is imported and collected once. First a child process runs the tests on the code as it is and notes which
lines of the module each of them reaches, and how long it takes; then each mutant gets a child of its own, in which the
tests that reach its line run, the quick ones first, until one fails.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import math
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import Phase, settings

from bench.mutating.changes import Change, changes
from bench.mutating.putting_in import Running
from tests import properties

_DATABASE = {"db", "transactional_db", "live_server"}
_MORE = 5  # seconds of the processor that a mutant may take beyond five times what its tests took
settings.register_profile(
    "mutants", settings.get_profile("few"), database=None, phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
assert properties.FEW  # the profile “few” is made there


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mutants")
    group.addoption("--mutate", help="the module to change, by its dotted name")
    group.addoption("--mutants", type=int, default=0, help="how many, chosen by --seed; 0 for all")
    group.addoption("--mutants-seed", type=int, default=0)
    group.addoption("--mutants-to", help="the file that gets the outcome as JSON")
    group.addoption("--mutants-left-out", help="a JSON file: names of mutants that change nothing")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests without a database, unless the module has no others."""
    plain = [item for item in items if not item.get_closest_marker("django_db")]
    items[:] = [item for item in plain if not _DATABASE & set(getattr(item, "fixturenames", ()))] or items


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """The mutants, one after another."""
    option = session.config.option
    module = importlib.import_module(option.mutate)
    vars(session.config)["_tmp_path_factory"].getbasetemp()  # one folder for all children
    outcome = _Run(session, module).outcomes(option.mutants, option.mutants_seed, _left_out(option))
    Path(option.mutants_to).write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
    return True


def _left_out(option: Any) -> set[str]:
    if not option.mutants_left_out:
        return set()
    return set(json.loads(Path(option.mutants_left_out).read_text(encoding="utf-8")))


class _Run:
    """The mutants of one module against the tests of this session."""

    def __init__(self, session: pytest.Session, module: ModuleType) -> None:
        self.session, self.module = session, module
        self.running = Running.of(module)
        gc.freeze()  # what the children share with this process they need not look through
        self.reached = _in_child(lambda: _reached(session, self.running), 3600)
        if not isinstance(self.reached, dict) or "failed" in self.reached:
            raise pytest.UsageError(f"The tests fail on the code as it is: {self.reached}")
        # A child changes its own copy of the tree.
        self.tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))

    def outcomes(self, count: int, seed: int, left_out: set[str]) -> dict[str, Any]:
        """How many there are, and of a sample: name, line, the test that noticed it (None: none did)."""
        every = [change for change in changes(self.tree) if change.name not in left_out]
        chosen = list(range(len(every)))
        if count and count < len(every):
            chosen = sorted(random.Random(f"{self.module.__name__} {seed}").sample(chosen, count))
        return {"of": len(every), "mutants": [self._one(every[number]) for number in chosen]}

    def _one(self, change: Change) -> dict[str, Any]:
        items = self._tests_of(change)
        seconds = _MORE + 5 * sum(self.reached[item.nodeid]["seconds"] for item in items)
        noticed = _in_child(lambda: self._noticed(change, items), seconds) if items else None
        return {"name": change.name, "line": change.line, "tests": len(items), "noticed": noticed}

    def _tests_of(self, change: Change) -> list[pytest.Item]:
        """The tests that reach it, the quick ones first; all of them for what runs on import."""
        inside = "." in change.where or isinstance(getattr(self.module, change.where, None), FunctionType)
        lines = set(range(change.line, _last_line(change) + 1))
        found = [
            item
            for item in self.session.items
            if not inside or _is_default(change) or lines & set(self.reached[item.nodeid]["lines"])
        ]
        return sorted(found, key=lambda item: float(self.reached[item.nodeid]["seconds"]))

    def _noticed(self, change: Change, items: list[pytest.Item]) -> str | None:
        self.running.put_in(self.tree, change)
        return next(_failing(self.session, items), None)


def _last_line(change: Change) -> int:
    return getattr(change.old, "end_lineno", None) or change.line


def _is_default(change: Change) -> bool:
    return isinstance(change.holder, ast.arguments)


def _failing(session: pytest.Session, items: list[pytest.Item]) -> Iterator[str]:
    """The tests that fail, as they fail."""
    failed = session.testsfailed
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > failed:
            failed = session.testsfailed
            yield item.nodeid


def _reached(session: pytest.Session, running: Running) -> dict[str, Any]:
    """By test: the lines of the module that it runs when nothing is remembered from tests before it; its seconds."""
    found: dict[str, Any] = {}
    file = str(running.module.__file__)
    for item in session.items:
        lines: set[int] = set()
        running.forget()
        started = time.process_time()
        sys.settrace(_tracer(file, lines))
        try:
            failed = next(_failing(session, [item]), None)
        finally:
            sys.settrace(None)
        if failed:
            return {"failed": failed}
        found[item.nodeid] = {"lines": sorted(lines), "seconds": time.process_time() - started}
    return found


def _tracer(file: str, lines: set[int]) -> Callable[[FrameType, str, Any], Any]:
    def inside(frame: FrameType, event: str, _: Any) -> Any:
        lines.add(frame.f_lineno)
        return inside

    def called(frame: FrameType, event: str, _: Any) -> Any:
        return inside(frame, event, None) if frame.f_code.co_filename == file else None

    return called


def _in_child(work: Callable[[], Any], seconds: float) -> Any:
    """What the work comes to in a copy of this process; how it ended, where it came to nothing within its seconds."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        _answer(work, write, seconds)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        text = said.read()
    _, status = os.waitpid(pid, 0)
    if text:
        return json.loads(text)
    return "no end" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else f"ended with status {status}"


def _answer(work: Callable[[], Any], write: int, seconds: float) -> None:
    """The child. Its time is that of the processor: a busy machine makes no mutant endless."""
    gc.disable()
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 1))
    try:
        text = json.dumps(work())
        with os.fdopen(write, "w", encoding="utf-8") as out:
            out.write(text)
    finally:
        os._exit(0)
