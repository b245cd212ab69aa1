"""One word for one thing: the variants that docs/texts.md drops stand nowhere that people read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project_files import ROOT, product, relative

PAGE = ROOT / "docs/texts.md"
# Compared byte by byte by seals: they change with a version only.
SEALED = ("thanthien/criteria/explain.py", "thanthien/criteria/levels.py")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.read_text(encoding="utf-8").partition("| write | not | but |\n|---|---|---|\n")[2].splitlines()
]
DROPPED = [(word.strip(), write, but) for write, dropped, but in ROWS for word in dropped.split(";")]


def pattern(word: str) -> re.Pattern[str]:
    """The word in any case, also where a line ends inside it."""
    words = r"\s+".join(map(re.escape, word.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def hits(text: str, word: str, but: str) -> Iterator[int]:
    """Where a dropped word stands, by line; what ``but`` allows is none."""
    allowed = [found.span() for found in pattern(but).finditer(text)] if but else []
    for found in pattern(word).finditer(text):
        if not any(first <= found.start() and found.end() <= last for first, last in allowed):
            yield text.count("\n", 0, found.start()) + 1


def texts() -> list[Path]:
    """What people read: code with its sentences, templates, scripts, mails, and the guides."""
    guides = [*ROOT.glob("docs/huong-dan/*.md"), ROOT / "docs/glossary.md"]
    shown = [path for ending in (".py", ".html", ".js", ".txt") for path in product(ending)]
    return [path for path in shown if relative(path) not in SEALED] + guides


TEXTS = {relative(path): path.read_text(encoding="utf-8") for path in texts()}


@pytest.mark.parametrize(("word", "write", "but"), DROPPED, ids=[word for word, *_ in DROPPED])
def test_dropped_word_stands_nowhere(word: str, write: str, but: str) -> None:
    found = [f"{name}:{line}" for name, text in TEXTS.items() for line in hits(text, word, but)]
    assert found == [], f"write “{write}”"


@pytest.mark.parametrize(
    ("text", "word", "but", "lines"),
    [
        ("Tên\nTình trạng: mới", "tình trạng", "tình trạng hôn nhân", [2]),
        ("xác nhận tình trạng hôn nhân", "tình trạng", "tình trạng hôn nhân", []),
        ("nội dung yêu cầu\n    bổ sung", "yêu cầu bổ sung", "", [1]),
        ("hãyx", "hãy", "", []),
    ],
)
def test_words_are_found_in_any_case_and_over_lines(text: str, word: str, but: str, lines: list[int]) -> None:
    assert list(hits(text, word, but)) == lines


def test_page_drops_words() -> None:
    assert len(DROPPED) > 20
    assert all(write and word for word, write, _ in DROPPED)
