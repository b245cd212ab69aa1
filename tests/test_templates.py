"""How templates are written: one block element a line, lines that fit, parts in files of their own."""

import re
from pathlib import Path

from tests.project_files import product, relative
from thanthien.core.tables.table import FRAME

LONGEST_LINE = 120
MOST_PARTIALS = 3
BLOCKS = (
    "address|article|aside|blockquote|body|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|head|header|html|legend|li|link|main|meta|nav|ol|p|pre|script|section|summary|table|tbody|td|template|"
    "tfoot|th|thead|title|tr|ul"
)
STARTS = re.compile(rf"<(?:{BLOCKS})\b")
ENDS = re.compile(rf"</(?:{BLOCKS})>")


def templates() -> list[Path]:
    return list(product(".html"))


def lines() -> list[tuple[str, str]]:
    """Place and text of each line of the templates."""
    return [
        (f"{relative(path)}:{number}", line)
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


def stands_alone(line: str) -> bool:
    """Is there at most one block element on the line, with nothing before it and nothing after its end?"""
    text = line.strip()
    starts, ends = len(STARTS.findall(text)), len(ENDS.findall(text))
    begins = bool(STARTS.match(text)) if starts else bool(ENDS.match(text))
    return (
        starts <= 1
        and ends <= 1
        and (begins or not starts + ends)
        and (not ends or bool(re.search(rf"{ENDS.pattern}$", text)))
    )


def test_lines_of_templates_fit() -> None:
    assert [place for place, line in lines() if len(line) > LONGEST_LINE] == []


def test_one_block_element_stands_on_a_line() -> None:
    assert [f"{place}: {line.strip()}" for place, line in lines() if not stands_alone(line)] == []


ANCHOR = re.compile(r'(?<![-\w])id="([\w-]+)"(?! [^>]*data-hx-swap-oob)')


def test_anchors_of_the_frame_stand_nowhere_else() -> None:
    found = {relative(path): set(ANCHOR.findall(path.read_text(encoding="utf-8"))) & FRAME for path in templates()}
    assert {name: ids for name, ids in found.items() if ids} == {"thanthien/core/templates/base.html": FRAME}


def test_page_with_many_parts_keeps_them_in_files() -> None:
    found = {relative(path): path.read_text(encoding="utf-8").count("{% partialdef ") for path in templates()}
    assert {name: parts for name, parts in found.items() if parts > MOST_PARTIALS} == {}
