"""Whatever people type and the platform keeps is a text in its one form: what no one sees is no part of it."""

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms

from tests.project_files import product, relative
from thanthien.core.long_text import LineText, LongText
from thanthien.records.forms import _own_fields
from thanthien.records.kinds import RecordKind

# What is kept nowhere (searches), or judged character by character by a rule of its own.
NOT_KEPT = frozenset(
    {
        ("thanthien/accounts/forms.py", "q"),
        ("thanthien/core/gallery/samples.py", "q"),
        ("thanthien/core/mail/lists.py", "q"),
        ("thanthien/evaluations/forms/lists.py", "q"),
        ("thanthien/evidence/forms.py", "q"),
        ("thanthien/place/forms.py", "_search"),
        ("thanthien/portal/forms.py", "q"),
        ("thanthien/questions/forms.py", "q"),
        ("thanthien/records/board_tables.py", "q"),
        ("thanthien/records/forms.py", "don_vi"),
        ("thanthien/reports/forms.py", "q"),
        ("thanthien/reports/forms.py", "nguoi"),
    }
)
JUDGED = frozenset({("thanthien/accounts/forms.py", "username_field"), ("thanthien/evidence/forms.py", "url")})
ADDRESSES = frozenset({("service.fast_day_decision", "link"), ("engagement.greeting", "link")})
HIDDEN = "a\u202eb\u200bc\u2060"


def plain_fields() -> Iterator[tuple[str, str]]:
    """Every visible `forms.CharField(…)` that is written: file, and what it is called or made by."""
    for path in product(".py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "forms.CharField" and not _is_hidden(node):
                yield relative(path), _name(node, parents)


def _is_hidden(call: ast.Call) -> bool:
    return any(one.arg == "widget" and "HiddenInput" in ast.unparse(one.value) for one in call.keywords)


def _name(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    while not isinstance(node, (ast.Assign, ast.FunctionDef)):
        node = parents[node]
    return ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else node.name


def test_no_text_that_is_kept_is_a_plain_field() -> None:
    found = set(plain_fields())
    assert (sorted(found - NOT_KEPT - JUDGED), sorted((NOT_KEPT | JUDGED) - found)) == ([], [])


def all_forms() -> list[type[forms.Form]]:
    """Every form of the product."""
    for path in product(".py"):
        if "from django import forms\n" in path.read_text(encoding="utf-8"):
            import_module(relative(path).removesuffix(".py").replace("/", "."))
    found, left = set(), [forms.Form]
    while left:
        for one in left.pop().__subclasses__():
            if one not in found:
                found.add(one)
                left.append(one)
    ours = [one for one in found if one.__module__.startswith("thanthien.")]
    return sorted(ours, key=lambda one: (one.__module__, one.__qualname__))


def test_each_text_of_each_form_comes_in_its_one_form() -> None:
    kept = {}
    for form in all_forms():
        for name, field in form.base_fields.items():
            if isinstance(field, (LongText, LineText)):
                kept[f"{form.__module__}.{form.__qualname__}.{name}"] = field.to_python(f" {HIDDEN} ")
    assert len(kept) > 60
    assert {name: text for name, text in kept.items() if text != "abc"} == {}


def all_kinds() -> list[RecordKind]:
    """Every kind of record that a room has."""
    modules = [
        import_module(relative(path).removesuffix(".py").replace("/", "."))
        for path in product(".py")
        if path.name.endswith("kinds.py")
    ]
    found = {one.key: one for module in modules for one in vars(module).values() if isinstance(one, RecordKind)}
    return [found[key] for key in sorted(found)]


def test_each_text_of_each_record_comes_in_its_one_form() -> None:
    kept = {}
    for kind in all_kinds():
        for name, field in _own_fields(kind).items():
            if isinstance(field, forms.CharField) and (kind.key, name) not in ADDRESSES:
                kept[kind.key, name] = field.to_python(f" {HIDDEN} ")
    texts = [
        "about", "address", "answer", "asked", "basis", "broadcast", "case_numbers", "decided", "delegate", "device",
        "document", "doer", "extended_why", "findings", "hours", "issuer", "left_document", "minutes", "note",
        "novelty", "number", "organiser", "paper", "phone", "place_held", "post", "problem", "project",
        "reason_told", "recognition", "responsible", "result", "results",
        "reviewer", "sheet", "signer", "source", "subject", "text", "title", "told_by",
        "unlisted_why", "venue", "where", "words",
    ]  # fmt: skip
    assert sorted({name for _, name in kept}) == sorted(texts)
    assert {name: text for name, text in kept.items() if text != "abc"} == {}


@pytest.mark.parametrize("field", [LongText(max_length=9), LineText(max_length=9)])
def test_text_is_as_long_as_what_is_seen(field: forms.CharField) -> None:
    assert field.clean("abc" + "\u200b" * 20) == "abc"
