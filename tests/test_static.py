"""Styles, icons and files that pages are served: what is there is used, and what is used is there."""

import re
from collections.abc import Iterator
from importlib import import_module

from django.template import engines

from tests.project_files import product, relative, tracked
from thanthien.core.icons import SHAPES

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PRELUDE = re.compile(r"([^{};]+)\{")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
WORD = re.compile(r"[A-Za-z][\w-]*")
# The beginning of a name that the rest is put behind: tag-{}, level-{min(level, 4)}, step-{{ row.step.state }}.
BEGINNING = re.compile(r"\b([a-z][\w-]*-)\{")
ATTRIBUTE = re.compile(r"\bclass=\"((?:\{[{%].*?[%}]\}|[^\"])*)\"", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
MADE = re.compile(r"\S*\{.*?\}+\S*", re.DOTALL)
# Put on elements by htmx while a request is under way.
BY_HTMX = frozenset({"htmx-request"})
# Found by people, not by pages: the licence of the fonts.
FOR_PEOPLE = frozenset({"thanthien/fonts/LICENSE.txt"})
# Drawn by the rooms of weekly life, which come next.
FOR_LATER: set[str] = set()


def texts(*suffixes: str) -> Iterator[str]:
    for suffix in suffixes:
        for path in product(suffix):
            yield path.read_text(encoding="utf-8")


def styles() -> str:
    return "\n".join(COMMENT.sub("", text) for text in texts(".css"))


def classes_in_styles() -> set[str]:
    return {name for prelude in PRELUDE.findall(styles()) for name in CLASS.findall(prelude)}


def classes_in_pages() -> set[str]:
    """Those written out in full in an attribute."""
    found = (TAG.sub(" ", written) for text in texts(".html", ".py") for written in ATTRIBUTE.findall(text))
    return {name for written in found for name in MADE.sub(" ", written).split()}


def test_every_class_in_the_styles_is_put_on_something() -> None:
    source = "\n".join(texts(".html", ".py", ".js"))
    words, beginnings = set(WORD.findall(source)), tuple(BEGINNING.findall(source))
    unused = {name for name in classes_in_styles() - words if not name.startswith(beginnings)}
    assert unused - BY_HTMX == set()


def test_every_class_on_a_page_has_a_style() -> None:
    assert classes_in_pages() - classes_in_styles() == set()


def test_every_custom_property_is_defined_and_used() -> None:
    text = styles()
    assert set(re.findall(r"(--[\w-]+)\s*:", text)) == set(re.findall(r"var\((--[\w-]+)", text))


def test_every_hook_of_a_script_is_on_a_page() -> None:
    """What a script looks for by a data attribute is written by a page, or by a script."""
    pages, scripts = "\n".join(texts(".html", ".py")), "\n".join(texts(".js"))
    written = set(re.findall(r"\bdata-[a-z][\w-]*", pages))
    written |= {in_markup(name) for name in re.findall(r"dataset\.(\w+) =", scripts)}
    assert set(re.findall(r"\[(data-[\w-]+)", scripts)) - written == set()


def in_markup(name: str) -> str:
    """forPaper is data-for-paper."""
    return "data-" + re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


def test_every_hook_on_a_page_is_used() -> None:
    used = "\n".join(texts(".js", ".css"))
    shown = "\n".join(texts(".html"))
    hooks = set(re.findall(r"\s(data-[a-z][\w-]*)", shown))
    read = {in_markup(name) for name in re.findall(r"dataset\.(\w+)", used)}
    ours = {hook for hook in hooks - read if not hook.startswith("data-hx-")}  # htmx reads those
    assert {hook for hook in ours if hook not in used} == set()


def test_every_icon_is_used() -> None:
    files = [path for suffix in (".html", ".py") for path in product(suffix) if path.name != "icons.py"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in SHAPES if f'"{name}"' not in source] == []


def test_every_static_file_is_used() -> None:
    source = "\n".join(texts(".html", ".py", ".css", ".js"))
    places = [relative(path).partition("/static/")[2] for path in tracked()]
    unused = {place for place in places if place and place.rpartition("/")[2] not in source}
    assert unused - FOR_PEOPLE == set()


def test_every_block_of_a_page_is_filled_by_another() -> None:
    """A block that nobody fills is no place for anything."""
    named = [(relative(path), name) for path in product(".html") for name in blocks(path.read_text(encoding="utf-8"))]
    counted = {name: {place for place, other in named if other == name} for _, name in named}
    assert {name for name, places in counted.items() if len(places) == 1} == set()


def blocks(text: str) -> set[str]:
    return set(re.findall(r"\{% block (\w+)", text))


def test_every_tag_and_filter_is_used() -> None:
    """By a page of the product: the gallery shows, it does not use."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in product(".html") if path.name != "gallery.html")
    libraries = [import_module(name) for name in engines["django"].engine.libraries.values() if "thanthien" in name]
    tags = {name for library in libraries for name in library.register.tags}
    filters = {name for library in libraries for name in library.register.filters}
    unused = {name for name in tags if not re.search(rf"\{{% {name}\b", pages)}
    assert unused | {name for name in filters if f"|{name}" not in pages} == FOR_LATER
