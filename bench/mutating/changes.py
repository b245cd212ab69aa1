"""What a mutant changes: one place of a module's syntax tree.

Left alone: annotations, decorators, what stands in a class beside its functions, and sentences (texts with a space,
parts of f-strings): they are compared letter by letter in tests of their own.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.And: (ast.Or,), ast.Or: (ast.And,),
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.FloorDiv,), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.FloorDiv,), ast.BitOr: (ast.BitAnd,), ast.BitAnd: (ast.BitOr,),
}  # fmt: skip
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_CONDITIONS = {ast.If: "test", ast.IfExp: "test", ast.While: "test", ast.match_case: "guard"}
_UNTOUCHED = {"annotation", "returns", "decorator_list"}


@dataclass(frozen=True, slots=True)
class Change:
    """One mutant: in ``holder.field`` (at ``index`` of a list) stands ``new`` instead of ``old``."""

    holder: ast.AST
    field: str
    index: int | None
    old: ast.AST
    new: ast.AST | None
    where: str
    line: int
    statement: int
    nth: int = 1

    @property
    def name(self) -> str:
        """The same as long as the code around stays the same: “function: old → new”, and “#2” for its second place."""
        after = ast.unparse(self.new) if self.new is not None else "(nothing)"
        more = f" #{self.nth}" if self.nth > 1 else ""
        return f"{self.where}: {_short(ast.unparse(self.old))} → {_short(after)}{more}"

    def make(self) -> None:
        """Change the tree."""
        if self.index is None:
            setattr(self.holder, self.field, self.new)
        elif self.new is None:
            del getattr(self.holder, self.field)[self.index]
        else:
            getattr(self.holder, self.field)[self.index] = self.new


def _short(text: str) -> str:
    return " ".join(text.split())


def changes(tree: ast.Module) -> list[Change]:
    """All mutants of a module, in the order of its lines."""
    seen: Counter[str] = Counter()
    found = []
    for number, statement in enumerate(tree.body):
        for change in _in_statement(statement, tree, number):
            seen[change.name] += 1
            found.append(replace(change, nth=seen[change.name]))
    return found


def _in_statement(statement: ast.stmt, tree: ast.Module, number: int) -> Iterator[Change]:
    if isinstance(statement, ast.Import | ast.ImportFrom) or _is_type(statement) or _named(statement) == "__all__":
        return
    if isinstance(statement, ast.ClassDef):
        for inner in statement.body:
            if isinstance(inner, ast.FunctionDef):
                yield from _below(inner, f"{statement.name}.{inner.name}", number)
        return
    where = statement.name if isinstance(statement, ast.FunctionDef) else _named(statement)
    yield from _below(statement, where, number)


def _is_type(statement: ast.stmt) -> bool:
    """An alias of types, or what only the type checker runs."""
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.annotation) == "TypeAlias"
    return isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"


def _named(statement: ast.stmt) -> str:
    """The name that a statement of the module assigns; its text, where it assigns none."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", statement)]
    return ast.unparse(targets[0]).splitlines()[0]


def _below(node: ast.AST, where: str, number: int) -> Iterator[Change]:
    for field, value in ast.iter_fields(node):
        if field in _UNTOUCHED:
            continue
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if not isinstance(child, ast.AST) or _is_text(node, field, child):
                continue
            line = getattr(child, "lineno", getattr(getattr(child, "pattern", node), "lineno", 0))
            for new in _instead(node, field, child):
                yield Change(node, field, index, child, new, where, line, number)
            yield from _below(child, where, number)


def _is_text(node: ast.AST, field: str, child: ast.AST) -> bool:
    """Docstrings, and the fixed parts and formats of f-strings."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    return (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)) or field == "format_spec"


def _instead(node: ast.AST, field: str, child: ast.AST) -> Iterator[ast.AST | None]:
    """What may stand in the child's place; None where it may be left out."""
    if _CONDITIONS.get(type(node)) == field or (isinstance(node, ast.comprehension) and field == "ifs"):
        yield from _denied(child)
    if isinstance(child, ast.match_case) and isinstance(node, ast.Match) and len(node.cases) > 1:
        yield None
    yield from _other_operator(child)
    yield from _other_statement(child)
    match child:
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Call(ast.Name(name), args, keywords) if name in _NAMES:
            yield ast.Call(ast.Name(_NAMES[name], ast.Load()), args, keywords)
        case ast.Constant(value):
            yield from _other_constant(value)


def _other_operator(child: ast.AST) -> Iterator[ast.AST]:
    match child:
        case ast.Compare(left, ops, comparators):
            for place, op in enumerate(ops):
                for other in _OPERATORS[type(op)]:
                    yield ast.Compare(left, [*ops[:place], other(), *ops[place + 1 :]], comparators)
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            yield ast.BinOp(left, _OPERATORS[type(op)][0](), right)
        case ast.AugAssign(target, op, value) if type(op) in _OPERATORS:
            yield ast.AugAssign(target, _OPERATORS[type(op)][0](), value)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(_OPERATORS[type(op)][0](), values)
            yield from (_without(op, values, place) for place in range(len(values)))


def _other_statement(child: ast.AST) -> Iterator[ast.AST]:
    match child:
        case ast.Return(ast.AST() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()


def _denied(condition: ast.AST) -> Iterator[ast.AST]:
    """The condition the other way round, where no other change says the same."""
    if not isinstance(condition, ast.Compare | ast.UnaryOp | ast.BoolOp) and isinstance(condition, ast.expr):
        yield ast.UnaryOp(ast.Not(), condition)


def _without(op: ast.boolop, values: list[ast.expr], place: int) -> ast.expr:
    left = [value for other, value in enumerate(values) if other != place]
    return ast.BoolOp(op, left) if len(left) > 1 else left[0]


def _other_constant(value: object) -> Iterator[ast.AST]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int():
            yield ast.Constant(value + 1)
        case str() if value and not any(map(str.isspace, value)):
            yield ast.Constant(_other_word(value))


def _other_word(value: str) -> str:
    try:
        return str(Decimal(value) + 1)
    except InvalidOperation:
        return f"{value}~"
