"""Docs that can fail: what they name exists."""

import importlib
import re
from collections import Counter
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


PACKAGE = ROOT / "thanthien"
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
RECIPES = ARCHITECTURE.partition("## Where to put a change")[2]
NAMED = sorted(set(re.findall(r"`((?:[a-z_-]+/)+[\w./-]*|verify\w*\.py)(?:: (\w+))?`", RECIPES)))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[f"{path}:{name}" for path, name in NAMED])
def test_recipes_name_files_and_names_that_exist(path, name):
    home = ROOT if path.startswith(("docs/", "tests/", "bench/")) else PACKAGE
    assert (home / path).exists(), path
    assert not name or re.search(rf"^(?:def|class) {name}\b", (home / path).read_text(encoding="utf-8"), re.MULTILINE)


# `path` (`NAME` …: what to look for in the file.
SOUGHT = sorted(set(re.findall(r"`((?:[a-z_-]+/)+[\w.-]+\.py)` \(`([A-Za-z_]\w+)`", RECIPES)))


@pytest.mark.parametrize(("path", "name"), SOUGHT, ids=[f"{path}:{name}" for path, name in SOUGHT])
def test_what_to_look_for_stands_in_the_file(path, name):
    assert re.search(rf"\b{name}\b", (PACKAGE / path).read_text(encoding="utf-8"))


def test_recipes_name_enough_to_be_of_use():
    wanted = {
        "a rule, level or gate that needs a fact beside the value",
        "a new source of a gate",
        "a new state of a dossier",
        "one more field of a record that there is",
        "which weeks, months or quarters are due",
        "a kind of file that is taken, or no longer",
        "one more field of a unit, a thôn or tổ dân phố, an agency",
        "a new effect of a gate",
        "a new step or condition of the procedure",
        "a new switch or field of the cycle",
        "a new phase of the year",
        "a new column in the public CSV",
        "another late rule, another term of the year",
        "a second scheme in one year",
        "another format of seals or of the year's file",
        "a further receiver of reminders",
        "a record with photographs",
        "a record with another file",
        "one more column in a list",
        "a workbook of one cycle or one unit",
        "a new role",
        "a new kind of rule",
        "a new room",
        "a new duty of the week",
        "a new measure",
        "a new form of figure",
        "a new kind of period (half a year)",
        "a new kind of field of a record",
        "another channel of messages (SMS, Zalo)",
        "a new kind of agency",
        "a new setting of the installation",
        "a new list",
        "a new workbook",
    }
    changes = re.findall(r"^\| ([^|]+) \|", RECIPES, re.MULTILINE)
    assert wanted <= set(changes)
    assert len(NAMED) > 150
    assert len(SOUGHT) > 7


def test_every_room_has_its_sentence():
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    told = re.findall(r"^\| `(\w+)` \| [A-Z“]", ARCHITECTURE, re.MULTILINE)
    assert sorted(told) == sorted(rooms - {"config"})


def _twice(keys):
    return sorted(key for key, times in Counter(keys).items() if times > 1)


def test_glossary_explains_each_term_once():
    rows = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    assert _twice(row.split("|")[1].strip() for row in rows if row.startswith("| ") and row[2].isalpha()) == []


def test_changelog_tells_each_change_once():
    """Two branches that change one line leave it twice where both lines are kept."""
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert _twice(line[:50] for line in lines if line.startswith("- ")) == []
