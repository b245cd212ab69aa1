"""Rules that hold for the whole project, whoever adds to it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from tests.project_files import ROOT, product, relative, tracked
from thanthien.core.access import policy_of

# Written in pieces, so that this file does not hold what it looks for.
FOREIGN = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            r"pythonhosted\." + "org",
            r"npmjs\." + "org",
            r"registry\." + "yarnpkg",
            "/" + r"work/(main|shared)",
            "/" + r"root/",
            "/" + r"home/\w",
            "/" + r"opt/\w",
        ]
    )
)
BINARY = frozenset({".png", ".jpg", ".woff2", ".ico", ".xlsx", ".pdf", ".gz"})
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>", re.IGNORECASE)
LONGEST_FILE = 400
LONGEST_VIEW = 30
# Templates that a library asks for by name.
ASKED_BY_LIBRARIES = re.compile(r"^(account|mfa|usersessions|allauth|socialaccount|django|\d{3}\.html|base\.html)")


# --- Access ---------------------------------------------------------------------------------------------------------


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, here)
        else:
            yield here, entry


def test_every_address_has_a_policy() -> None:
    assert [route for route, entry in patterns(get_resolver()) if policy_of(entry.callback) is None] == []


def test_no_button_answers_with_a_bare_refusal_when_its_address_is_opened_anew() -> None:
    """What only takes a form leads back to its page (`sent_from`); see the rows of access with 302."""
    found = [
        relative(path)
        for path in product(".py")
        if re.search(
            r"^@?.*\brequire_POST\b|require_http_methods\(\[\"POST\"\]\)", path.read_text(encoding="utf-8"), re.M
        )
    ]
    assert found == []


# --- Settings -------------------------------------------------------------------------------------------------------


def settings_read() -> set[str]:
    """Names of the variables that settings.py reads."""
    text = (ROOT / "thanthien/config/settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"\benv\.[a-z]+\(\s*\"([A-Z_]+)\"", text))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert described == settings_read() | {"SECRET_KEY_FILE", "FIGURE_DIGEST_KEYS_FILE", "CHROMIUM"}


def test_environment_is_read_in_one_place_only() -> None:
    reading = re.compile(r"os\.(environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv)")
    found = {relative(path) for path in product(".py") if reading.search(path.read_text(encoding="utf-8"))}
    assert found == {
        "thanthien/config/env.py",
        "thanthien/config/embedded_postgres.py",
        "thanthien/core/metrics.py",
    }


# --- Templates ------------------------------------------------------------------------------------------------------


def template_names() -> dict[str, Path]:
    return {relative(path).split("/templates/", 1)[1]: path for path in product(".html")}


@pytest.mark.parametrize("name", sorted(template_names()))
def test_template_compiles(name: str) -> None:
    assert get_template(name).template.name == name


def test_every_template_is_used() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in [*product(".py"), *product(".html")])
    asked = set(re.findall(r"[\"']([\w/.-]+\.html)(?:#[\w-]+)?[\"']", sources))
    folders = tuple(re.findall(r"[\"'f]([\w.-]+/[\w/.-]*)\{", sources))
    unused = [
        name
        for name in template_names()
        if name not in asked and not ASKED_BY_LIBRARIES.match(name) and not (folders and name.startswith(folders))
    ]
    assert unused == []


def test_templates_hold_no_inline_style_or_script() -> None:
    found = []
    for name, path in template_names().items():
        text = path.read_text(encoding="utf-8")
        found += [f"{name}: {hit.group().strip()}" for hit in INLINE.finditer(text)]
        for script in SCRIPT.finditer(text):
            attributes = script["attributes"]
            if "src=" not in attributes and "application/json" not in attributes:
                found.append(f"{name}: <script{attributes}>")
    assert found == []


# --- Files ----------------------------------------------------------------------------------------------------------


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in BINARY:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{relative(path)}: {hit.group()}" for hit in FOREIGN.finditer(text)]
    assert found == []


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[A-Za-z])", text.strip())
        assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_forms_are_bound_in_one_way() -> None:
    """By `posted(request)`: a form that was sent empty is sent all the same."""
    found = [relative(path) for path in product(".py") if "request.POST or None" in path.read_text(encoding="utf-8")]
    assert found == []


def test_source_files_stay_short() -> None:
    files = [*product(".py"), *(path for path in tracked() if path.is_relative_to(ROOT / "tests"))]
    lengths = {
        relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files if path.suffix == ".py"
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function, decorators not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_stay_short() -> None:
    lengths = sorted(length for path in product(".py") for _, length in functions(path))
    assert (lengths[len(lengths) // 2] <= 9, lengths[len(lengths) * 9 // 10] < LONGEST_VIEW) == (True, True)


def test_views_stay_short() -> None:
    views = [path for path in product(".py") if path.name == "views.py" or path.parent.name == "views"]
    found = [
        f"{relative(path)}: {name} has {length} lines"
        for path in views
        for name, length in functions(path)
        if length > LONGEST_VIEW
    ]
    assert found == []


def test_no_module_is_called_utils() -> None:
    assert [relative(path) for path in product(".py") if path.stem in {"utils", "helpers", "common", "misc"}] == []
