"""Which test files a change touches: `python3 dev.py test --changed` (the rules, for people: docs/testing.md).

A file depends on another when it imports or names it. A module is named by its dotted name in quotes; a template or
static file by its path below `templates/` or `static/`; a library of template tags by `{% load … %}`; a command by its
word in quotes; another file by its name in quotes, or by a pattern in `glob("…")`. What a test opens through addresses
it neither imports nor names: a test file that opens pages depends on the addresses of its room as well. A change
touches each test file that depends on it, directly or through others; a change on which no test file depends, and what
the framework finds by itself, touch all.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import grimp

Graph = dict[str, set[str]]  # file → files that it depends on; paths below the project's folder

SETTINGS, ADDRESSES = "thanthien/config/settings.py", "thanthien/config/urls.py"
FOUND_BY_THE_FRAMEWORK = re.compile(
    r"pyproject\.toml|requirements.*\.txt|tests/(conftest|settings|databases|rows|recorder)\.py"
    r"|thanthien/config/.*|(thanthien|tests)/.*/(migrations/.*|apps\.py|locale/.*)"
)
LOOKS_AT_ALL = re.compile(r"^from tests\.project_files import .*\b(tracked|product)\b", re.MULTILINE)
OPENS_PAGES = re.compile(r"\b(client|Client|new_page|browser_page|phone_page|window|live_server|reverse)\b")
_MODULE = re.compile(r"[\"']((?:thanthien|tests)(?:\.\w+)+)")
_FILE = re.compile(r"[\"']([\w./-]*\w\.\w{2,6})(?:#[\w-]+)?[\"']")
_PATTERN = re.compile(r"glob\([\"']([^\"']*\w[^\"']*)[\"']")
_LOADED = re.compile(r"{%\s*load\s+([\w\s]+?)(?:\sfrom\s+(\w+))?\s*%}")
_WORD = re.compile(r"[\"'](\w+)[\"']")


@dataclass(frozen=True, slots=True)
class Touched:
    """Test files that a change touches. ``why_all``: the file because of which all of them are."""

    tests: frozenset[str]
    why_all: str = ""


def touched_in(root: Path, base: str) -> Touched:
    """The test files touched by what differs from where this branch left ``base``, new and uncommitted files too."""
    files = set(_git(root, "ls-files", "--cached", "--others", "--exclude-standard"))
    texts = {path: _text(root, path) for path in files if (root / path).is_file()}
    start = _git(root, "merge-base", base, "HEAD") or ["HEAD"]  # without such a branch: what is not committed
    differing = _git(root, "diff", "--name-only", *start) + _git(root, "ls-files", "--others", "--exclude-standard")
    return touched(differing, dependencies(texts, imports()))


def touched(differing: Iterable[str], graph: Graph) -> Touched:
    """The test files to run when these files differ."""
    users: Graph = defaultdict(set)
    for path, used in graph.items():
        for one in used:
            users[one].add(path)
    found: set[str] = set()
    for path in differing:
        if is_test(path) and path not in graph:
            continue  # a test file that went away
        reached = frozenset(filter(is_test, _reached(path, users)))
        if FOUND_BY_THE_FRAMEWORK.fullmatch(path) or path not in graph or not reached:
            return Touched(frozenset(filter(is_test, graph)), why_all=path)
        found |= reached
    return Touched(frozenset(found))


def is_test(path: str) -> bool:
    """Whether pytest looks for tests in the file."""
    return path.startswith("tests/") and PurePosixPath(path).name.startswith("test_")


def dependencies(texts: Mapping[str, str], imported: Iterable[tuple[str, str]]) -> Graph:
    """What every file depends on: ``texts`` of all files by path, ``imported``: pairs of modules."""
    modules = {module_of(path): path for path in texts if path.endswith(".py")}
    names = _names(texts)
    graph = {path: _named(text, modules, names) | _implied(path, text, texts) for path, text in texts.items()}
    for importer, module in imported:
        if importer in modules and module in modules:
            graph[modules[importer]].add(modules[module])
    if SETTINGS in graph:
        graph[SETTINGS].discard(ADDRESSES)  # else every page would depend on every room
    return graph


def imports() -> Iterable[tuple[str, str]]:
    """All imports between modules of the product and its tests."""
    found = grimp.build_graph("thanthien", "tests", cache_dir=None)
    for module in found.modules:
        for one in found.find_modules_directly_imported_by(module):
            yield module, one


def module_of(path: str) -> str:
    """The dotted name of a Python file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


# --- Edges ------------------------------------------------------------------------------------------------------------


def _names(paths: Iterable[str]) -> Graph:
    """Files by the words that name them."""
    found: Graph = defaultdict(set)
    for path in paths:
        found[path].add(path)
        for folder in ("templates", "static"):
            if f"/{folder}/" in path:
                found[path.split(f"/{folder}/", 1)[1]].add(path)
        name = PurePosixPath(path)
        if "templatetags" in name.parts:
            found[f"load {name.stem}"].add(path)
        elif "commands" in name.parts:
            found[f"call {name.stem}"].add(path)
        elif name.suffix not in (".py", ".html"):
            found[name.name].add(path)
    return found


def _named(text: str, modules: Mapping[str, str], names: Graph) -> set[str]:
    """Files that a text names."""
    found = {modules[module] for dotted in _MODULE.findall(text) if (module := _longest(dotted, modules))}
    words = {word for name in _FILE.findall(text) for word in (name, name.rpartition("/")[2])}
    words |= {f"call {word}" for word in _WORD.findall(text)}
    for tags, library in _LOADED.findall(text):
        words |= {f"load {word}" for word in ([library] if library else tags.split())}
    for pattern in _PATTERN.findall(text):
        words |= {name for name in names if _matches(name, pattern)}
    return found.union(*(names[word] for word in words & names.keys()))


def _longest(dotted: str, modules: Mapping[str, str]) -> str:
    """The module that a dotted name leads to, or that holds what it leads to."""
    while dotted and dotted not in modules:
        dotted = dotted.rpartition(".")[0]
    return dotted


def _matches(path: str, pattern: str) -> bool:
    """Whether the path ends as the pattern says; `**` may stand for no folder."""
    return "/" in path and any(PurePosixPath(path).match(one) for one in (pattern, pattern.replace("**/", "")))


def _implied(path: str, text: str, paths: Iterable[str]) -> set[str]:
    """What pytest loads beside a test file, and the addresses behind the pages that it opens."""
    if not is_test(path):
        return set()
    if LOOKS_AT_ALL.search(text):
        return set(paths)
    found = {f"{folder}/conftest.py" for folder in PurePosixPath(path).parents}
    if OPENS_PAGES.search(text):
        found |= {SETTINGS, *_addresses(PurePosixPath(path).parent, paths)}
    return found & set(paths)


def _addresses(tests: PurePosixPath, paths: Iterable[str]) -> set[str]:
    """The addresses of the room, or part of one, that the folder of tests is for; of all rooms where there is none."""
    for folder in (tests, *tests.parents[:-2]):
        room = f"thanthien/{folder.relative_to('tests')}/"
        if own := {path for path in paths if path.startswith(room) and path.endswith("urls.py")}:
            return own
    return {ADDRESSES}


def _reached(path: str, users: Graph) -> set[str]:
    """The file, and all that depend on it."""
    seen, waiting = {path}, [path]
    while waiting:
        new = users.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


# --- Files ------------------------------------------------------------------------------------------------------------


def _text(root: Path, path: str) -> str:
    """The text of a file of the product or its tests; other files, pictures, and this one name nobody."""
    names = path.startswith(("thanthien/", "tests/")) and not path.endswith("tests/changed.py")
    try:
        return (root / path).read_text(encoding="utf-8") if names else ""
    except UnicodeDecodeError:
        return ""


def _git(root: Path, *words: str) -> list[str]:
    command = ["git", "-c", "core.quotePath=off", *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True).stdout.splitlines()
