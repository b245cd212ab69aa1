"""Docs that can fail: what they name exists."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
ROWS = re.findall(r"`(thanthien[\w.]+):(\w+)` \| `(tests/[\w/.]+)`", RULES)


def test_rule_table_has_a_function_and_a_test_in_every_row():
    lines = [line for line in RULES.splitlines() if line.startswith("| ") and not line.startswith("| rule")]
    assert len(lines) == len(ROWS)


@pytest.mark.parametrize(("module", "function", "test"), ROWS, ids=[row[1] for row in ROWS])
def test_rule_names_a_function_and_a_test_that_exist(module, function, test):
    assert callable(getattr(importlib.import_module(module), function))
    assert (ROOT / test).is_file()


@pytest.mark.parametrize("page", sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")]), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
