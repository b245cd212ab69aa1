"""The mutants of the bench: what is changed, that it is changed in what runs, and that its lists are up to date."""

import ast
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bench.mutants import TESTS, equivalent
from bench.mutating.changes import changes
from bench.mutating.putting_in import Running
from tests.project_files import ROOT

SOURCE = '''"""A module to change."""

from functools import lru_cache

LEAST = 2
TWICE = LEAST * 2
WORD = "mean"
SENTENCE = "Không phải mã."


def passes(number: "int | None", least: int = LEAST + 0) -> bool:
    """Say whether 3 > 2."""
    if number is None:
        return False
    return number >= least and number < 10


def adder(more: int):
    def add(number: int) -> int:
        return number + more

    return add


@lru_cache
def remembered() -> int:
    return TWICE


class Point:
    """What stands beside functions is left alone."""

    x = 1

    @property
    def far(self) -> bool:
        return any(x > 5 for x in (self.x, 6))


KEPT = adder(1)
'''


def names() -> list[str]:
    return [change.name for change in changes(ast.parse(SOURCE))]


def test_changes_are_of_operators_conditions_values_and_what_is_returned() -> None:
    assert names() == [
        "LEAST: 2 → 3",
        "TWICE: LEAST * 2 → LEAST // 2",
        "TWICE: 2 → 3",
        "WORD: 'mean' → 'mean~'",
        "passes: LEAST + 0 → LEAST - 0",
        "passes: 0 → 1",
        "passes: number is None → number is not None",
        "passes: False → True",
        "passes: return number >= least and number < 10 → return None",
        "passes: number >= least and number < 10 → number >= least or number < 10",
        "passes: number >= least and number < 10 → number < 10",
        "passes: number >= least and number < 10 → number >= least",
        "passes: number >= least → number > least",
        "passes: number >= least → number < least",
        "passes: number < 10 → number <= 10",
        "passes: number < 10 → number >= 10",
        "passes: 10 → 11",
        "adder: return number + more → return None",
        "adder: number + more → number - more",
        "adder: return add → return None",
        "remembered: return TWICE → return None",
        "Point.far: return any((x > 5 for x in (self.x, 6))) → return None",
        "Point.far: any((x > 5 for x in (self.x, 6))) → all((x > 5 for x in (self.x, 6)))",
        "Point.far: x > 5 → x >= 5",
        "Point.far: x > 5 → x <= 5",
        "Point.far: 5 → 6",
        "Point.far: 6 → 7",
        "KEPT: 1 → 2",
    ]


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Callable[[str], ModuleType]]:
    """``changed(name)``: the module, imported and used, and then changed by the mutant of that name."""
    file = tmp_path / "to_change.py"
    file.write_text(SOURCE, encoding="utf-8")

    def change(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location("to_change", file)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules["to_change"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.remembered()
        tree = ast.parse(SOURCE)
        Running.of(module).put_in(tree, next(one for one in changes(tree) if one.name == name))
        return module

    yield change
    sys.modules.pop("to_change", None)


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("LEAST: 2 → 3", (3, 6, 6, [True, True], 11, True)),  # a default was taken when the function was made
        ("TWICE: 2 → 3", (2, 6, 6, [True, True], 11, True)),
        ("passes: 0 → 1", (2, 4, 4, [False, True], 11, True)),
        ("passes: number >= least → number > least", (2, 4, 4, [False, True], 11, True)),
        ("adder: number + more → number - more", (2, 4, 4, [True, True], 9, True)),  # also in what was made before
        ("remembered: return TWICE → return None", (2, 4, None, [True, True], 11, True)),  # nothing is remembered
        ("Point.far: 5 → 6", (2, 4, 4, [True, True], 11, False)),
        ("KEPT: 1 → 2", (2, 4, 4, [True, True], 12, True)),
    ],
)
def test_mutant_is_in_what_runs(
    changed: Callable[[str], ModuleType], name: str, now: tuple[int, int, int | None, list[bool], int, bool]
) -> None:
    module = changed(name)
    passing = [module.passes(2), module.passes(3)]
    assert (module.LEAST, module.TWICE, module.remembered(), passing, module.KEPT(10), module.Point().far) == now


def _source(module: str) -> str:
    return (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", equivalent())
def test_mutant_said_to_change_nothing_is_there_and_has_a_reason(module: str) -> None:
    there = {change.name for change in changes(ast.parse(_source(module)))}
    assert {name: why for name, why in equivalent()[module].items() if name not in there or len(why) < 20} == {}


def test_modules_and_tests_of_the_run_are_there() -> None:
    assert set(equivalent()) <= set(TESTS)
    assert [path for paths in TESTS.values() for path in paths if not (ROOT / "tests" / path).exists()] == []
    assert [module for module in TESTS if not changes(ast.parse(_source(module)))] == []
