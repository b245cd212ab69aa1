"""Puts a mutant into this process, where the module and its tests are imported already.

Functions get the mutant's code in place, so whoever imported one has it, closures and decorated ones too. What a
statement of the module computes is computed again, with what the module computes from it, and is put wherever its
name was imported. What others had computed from it on import stays: such a mutant may survive, none dies for nothing.
"""

from __future__ import annotations

import ast
import functools
import gc
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any, Self

from bench.mutating.changes import Change

_REMEMBERS = type(functools.lru_cache(len))


@dataclass(frozen=True, slots=True)
class Running:
    """A module as this process runs it: its functions, closures among them, and what any function remembers."""

    module: ModuleType
    functions: list[FunctionType]
    remembered: list[Any]

    @classmethod
    def of(cls, module: ModuleType) -> Self:
        """Look for them among all that the process holds: once, before it is copied."""
        held = [(type(one), one) for one in gc.get_objects()]
        functions = [one for kind, one in held if kind is FunctionType]
        own = [one for one in functions if one.__code__.co_filename == module.__file__]
        return cls(module, own, [one for kind, one in held if kind is _REMEMBERS])

    def put_in(self, tree: ast.Module, change: Change) -> None:
        """Change the tree, and the running module with it. What functions remember was computed by the old code."""
        others = _other_codes(tree, change, str(self.module.__file__))
        for function in self.functions:
            function.__code__ = others.get(function.__code__, function.__code__)
            if function.__qualname__ == change.where:
                _renew_defaults(function, tree.body[change.statement])
        _assign_anew(self.module, tree.body, change.statement)
        self.forget()

    def forget(self) -> None:
        """Nothing that a function returned before is remembered."""
        for one in self.remembered:
            one.cache_clear()


def _other_codes(tree: ast.Module, change: Change, file: str) -> dict[CodeType, CodeType]:
    """What the functions that change are compiled to, by what they are compiled to now."""
    before = _codes(compile(tree, file, "exec", dont_inherit=True))
    change.make()
    ast.fix_missing_locations(tree)
    after = _codes(compile(tree, file, "exec", dont_inherit=True))
    return {code: after[key] for key, code in before.items() if key in after and after[key] != code}


def _codes(root: CodeType) -> dict[tuple[str, int, int], CodeType]:
    """The code of every function, by its name, its line, and which of that name and line it is."""
    seen: Counter[tuple[str, int]] = Counter()
    found = {}
    for code in _inside(root):
        key = (code.co_qualname, code.co_firstlineno)
        seen[key] += 1
        found[(*key, seen[key])] = code
    return found


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inside(constant)


def _renew_defaults(function: FunctionType, statement: ast.stmt) -> None:
    """The defaults as the changed statement gives them."""
    defined = [node for node in ast.walk(statement) if isinstance(node, ast.FunctionDef)]
    args = next(node.args for node in defined if node.name == function.__name__)
    function.__defaults__ = tuple(_value(node, function.__globals__) for node in args.defaults) or None
    named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    given = {arg.arg: _value(node, function.__globals__) for arg, node in named if node is not None}
    function.__kwdefaults__ = given or None


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(node), "default", "eval", dont_inherit=True), names)


def _assign_anew(module: ModuleType, body: list[ast.stmt], first: int) -> None:
    """Run a changed assignment of the module again, and the later ones that use what it assigned."""
    changed: set[str] = set()
    for statement in body[first:]:
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        if statement is body[first] or used & changed:
            changed |= _run_again(module, statement)


def _run_again(module: ModuleType, statement: ast.stmt) -> set[str]:
    """The names that the statement gave another value, here and wherever they were imported."""
    before = dict(vars(module))
    one = ast.Module([statement], [])
    exec(compile(one, str(module.__file__), "exec", dont_inherit=True), vars(module))
    changed = {name for name, value in vars(module).items() if before.get(name) is not value}
    for other in list(sys.modules.values()):
        names = getattr(other, "__dict__", {})
        for name in changed & set(names):
            if names[name] is before.get(name):
                names[name] = vars(module)[name]
    return changed
