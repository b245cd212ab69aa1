"""`--changed` runs what a change touches: no less, and not much more."""

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest
from tests.changed import Touched, dependencies, imports, is_test, touched, touched_in
from tests.project_files import ROOT, relative, tracked

VIEW, RULES = "thanthien/room/views.py", "thanthien/room/rules.py"
TEST_RULES, TEST_PAGES, TEST_OTHER = "tests/room/test_rules.py", "tests/room/test_pages.py", "tests/other/test_it.py"
TEST_PART = "tests/room/part/test_pages.py"
PAGE, TAGS = "thanthien/room/templates/room/list.html", "thanthien/room/templatetags/room_tags.py"
GRAPH = {
    VIEW: {RULES},
    RULES: set(),
    TEST_RULES: {RULES},
    TEST_PAGES: {VIEW},
    TEST_OTHER: set(),
    "pyproject.toml": set(),
}
ALL = frozenset({TEST_RULES, TEST_PAGES, TEST_OTHER})


# --- From changes to tests --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differing", "tests"),
    [
        ([], set()),
        ([VIEW], {TEST_PAGES}),
        ([RULES], {TEST_RULES, TEST_PAGES}),
        ([TEST_OTHER], {TEST_OTHER}),
        ([VIEW, TEST_OTHER], {TEST_PAGES, TEST_OTHER}),
        (["tests/room/test_gone.py"], set()),
    ],
)
def test_change_touches_what_depends_on_it(differing, tests):
    assert touched(differing, GRAPH) == Touched(frozenset(tests))


@pytest.mark.parametrize(
    "path",
    [
        "pyproject.toml",
        "requirements-dev.txt",
        "tests/conftest.py",
        "thanthien/config/settings.py",
        "thanthien/room/migrations/0002_more.py",
        "thanthien/room/apps.py",
        "thanthien/room/gone.py",
        "thanthien/room/data/nobody-names.csv",
    ],
)
def test_change_touches_all_where_nobody_can_tell(path):
    graph = GRAPH | ({path: set()} if "gone" not in path else {})
    assert touched([VIEW, path], graph) == Touched(ALL, why_all=path)


def test_circle_of_imports_ends():
    graph = GRAPH | {RULES: {VIEW}}
    assert touched([VIEW], graph).tests == {TEST_RULES, TEST_PAGES}


# --- What depends on what ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "text", "used"),
    [
        (VIEW, 'render(request, "room/list.html")', "thanthien/room/templates/room/list.html"),
        (VIEW, 'render(request, "room/list.html#rows")', "thanthien/room/templates/room/list.html"),
        (VIEW, "SET = FOLDER / 'set-2026.yaml'", "thanthien/room/sets/set-2026.yaml"),
        (VIEW, 'sets = FOLDER.glob("sets/*.yaml")', "thanthien/room/sets/set-2026.yaml"),
        (VIEW, 'pages = ROOT.glob("docs/**/*.md")', "docs/page.md"),
        (VIEW, 'path("", include("thanthien.room.rules"))', RULES),
        (VIEW, 'setattr("thanthien.room.rules.MOST", 3)', RULES),
        (VIEW, 'call_command("fill_room")', "thanthien/room/management/commands/fill_room.py"),
        (PAGE, '{% include "room/row.html" %}', "thanthien/room/templates/room/row.html"),
        (PAGE, "{% static 'room/list.js' %}", "thanthien/room/static/room/list.js"),
        (PAGE, "{% load i18n room_tags %}", TAGS),
        (PAGE, "{% load a from room_tags %}", TAGS),
    ],
)  # fmt: skip
def test_file_depends_on_what_it_names(user, text, used):
    assert dependencies({user: text, used: "", "thanthien/room/other.py": ""}, [])[user] == {used}


@pytest.mark.parametrize("text", ["# see docs/page.md", "rglob('*')", '"page"', '"page.md.txt"', "{% load page %}"])
def test_what_is_not_named_is_no_dependency(text):
    assert dependencies({VIEW: text, "docs/page.md": ""}, [])[VIEW] == set()


def test_file_depends_on_what_it_imports():
    texts = {VIEW: "", RULES: "", "thanthien/room/__init__.py": ""}
    pairs = [("thanthien.room.views", "thanthien.room.rules"), ("thanthien.room.rules", "django.db")]
    assert dependencies(texts, pairs) == {VIEW: {RULES}, RULES: set(), "thanthien/room/__init__.py": set()}


PAGES = {
    "thanthien/config/settings.py": "M = ['thanthien.core.frame.Frame']; ROOT_URLCONF = 'thanthien.config.urls'",
    "thanthien/config/urls.py": "'thanthien.room.urls', 'thanthien.room.part.urls', 'thanthien.other.urls'",
    "thanthien/core/frame.py": "",
    "thanthien/room/urls.py": "",
    "thanthien/room/part/urls.py": "",
    "thanthien/other/urls.py": "",
    "tests/conftest.py": "",
    "tests/room/conftest.py": "",
    "tests/other/conftest.py": "",
    TEST_PAGES: "def test_it(client): ...",
    TEST_RULES: "def test_it(): ...",
    TEST_PART: "def test_it(new_page): ...",
    "tests/test_access_table.py": "Client()",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("thanthien/room/urls.py", {TEST_PAGES, "tests/test_access_table.py"}),
        ("thanthien/other/urls.py", {"tests/test_access_table.py"}),
        ("thanthien/room/part/urls.py", {TEST_PAGES, TEST_PART, "tests/test_access_table.py"}),
        ("thanthien/core/frame.py", {TEST_PAGES, TEST_PART, "tests/test_access_table.py"}),
        ("tests/room/conftest.py", {TEST_PAGES, TEST_RULES, TEST_PART}),
    ],
)
def test_test_that_opens_pages_depends_on_the_addresses_of_its_room(path, tests):
    assert touched([path], dependencies(PAGES, [])) == Touched(frozenset(tests))


def test_test_that_looks_at_all_files_is_touched_by_each():
    line = "from tests.project_files import"
    texts = {"tests/test_project.py": f"{line} ROOT, tracked", "tests/test_a.py": f"{line} ROOT", "docs/page.md": ""}
    assert touched(["docs/page.md"], dependencies(texts, [])).tests == {"tests/test_project.py"}


# --- This project -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project() -> dict[str, set[str]]:
    """What the files of this project depend on."""
    names = [relative(path) for path in tracked()]
    texts = {name: "" if not name.endswith((".py", ".html")) else (ROOT / name).read_text("utf-8") for name in names}
    return dependencies(texts | {"tests/changed.py": ""}, imports())


@pytest.mark.parametrize(
    ("path", "touching", "sparing"),
    [
        ("thanthien/criteria/scoring.py", "tests/criteria/test_scoring.py", "tests/core/test_text.py"),
        ("thanthien/evaluations/actions/intake.py", "tests/reports/test_board.py", "tests/criteria/test_scoring.py"),
        ("thanthien/evaluations/urls.py", "tests/evaluations/test_seen.py", "tests/accounts/test_views.py"),
        ("tests/evaluations/scenario.py", "tests/portal/test_pages.py", "tests/evidence/test_views.py"),
        ("docs/rules.md", "tests/test_docs.py", "tests/criteria/test_rules.py"),
    ],
)  # fmt: skip
def test_change_of_this_project(project, path, touching, sparing):
    found = touched([path], project)
    assert found.why_all == ""
    assert touching in found.tests
    assert sparing not in found.tests


def test_every_template_is_behind_a_page_that_some_test_opens(project):
    templates = [path for path in project if "/templates/" in path and "/allauth" not in path]
    alone = [path for path in templates if touched([path], project).tests == {"tests/test_project.py"}]
    assert alone == []


# --- In git and in pytest ---------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A branch that left main, with one commit, one change that is not committed, and a new file."""

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *words], cwd=tmp_path, check=True)

    for number in range(5):
        path = tmp_path / f"tests/room/test_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "start")
    git("checkout", "-qb", "branch")
    (tmp_path / "tests/room/test_1.py").write_text("1", encoding="utf-8")
    git("commit", "-qam", "on the branch")
    (tmp_path / "tests/room/test_2.py").write_text("2", encoding="utf-8")
    (tmp_path / "tests/room/test_mới.py").write_text("3", encoding="utf-8")
    git("checkout", "-q", "main")
    (tmp_path / "tests/room/test_4.py").write_text("4", encoding="utf-8")
    git("commit", "-q", "-m", "later on main", "tests/room/test_4.py")
    git("checkout", "-q", "branch")
    return tmp_path


@pytest.mark.parametrize(
    ("base", "numbers"), [("main", ["1", "2", "mới"]), ("HEAD", ["2", "mới"]), ("no-such-branch", ["2", "mới"])]
)
def test_change_is_all_since_the_branch_left(checkout, base, numbers):
    assert touched_in(checkout, base).tests == {f"tests/room/test_{number}.py" for number in numbers}


def ignored(path: Path, chosen: Touched | None) -> bool | None:
    config: Any = SimpleNamespace(rootpath=ROOT, stash=pytest.Stash())
    if chosen is not None:
        config.stash[conftest.TOUCHED] = chosen
    return conftest.pytest_ignore_collect(path, config)


def test_pytest_collects_touched_files_only():
    here = Path(__file__)
    assert is_test(relative(here))
    assert ignored(here, Touched(frozenset())) is True
    assert ignored(here, Touched(frozenset({relative(here)}))) is None
    assert ignored(here.parent, Touched(frozenset())) is None
    assert ignored(here, None) is None
