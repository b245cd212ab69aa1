"""The written source of a template: what stands in a paper, line by line. Pure; no Django.

Above the line ``---`` one ``name: words`` a line::

    symbol: QĐ-UBND            # after “Số: …/”
    type: QUYẾT ĐỊNH
    about: Về việc …           # trích yếu; may be given several times, one a line of the paper
    to: …                      # Kính gửi, of a tờ trình
    power: CHỦ TỊCH …          # who decides, above the grounds
    signed: chair              # or committee: TM. ỦY BAN NHÂN DÂN
    receivers: - Như Điều 3;   # Nơi nhận, one a line; “- Lưu: VT” comes by itself

below it the body. The sign at the beginning of a line says what it is: ``~`` a ground (italic), ``=`` a line by itself
in the middle (bold), ``#`` a heading (bold), ``*`` a paragraph whose words up to the first full stop are bold (“Điều
1.”), ``|`` a row of a table, the first of which gives widths in millimetres, with ``c`` where the cells stand in the
middle (``| Số TT:12c | …``), ``===`` another part (an appendix on new
pages, ``=== rộng`` on paper lying across), ``!`` an italic line in the middle; everything else is a paragraph. Words
between ``{{ }}`` and ``{% %}`` are filled in; a line that is only ``{%p … %}`` or, inside a table, ``{%tr … %}``
repeats or leaves out what stands between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

HEAD_END = "---"
_SEVERAL = ("about", "receivers", "to")


class Kind(StrEnum):
    """What a block of the body is."""

    GROUND = "~"
    CENTRED = "="
    ARTICLE = "*"
    HEADING = "#"
    NOTE = "!"
    TEXT = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column, its width in millimetres, and whether its cells stand in the middle."""

    name: str
    width: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its columns; below, rows of cells, or one tag in a row."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on pages of one direction; every part but the first is an appendix."""

    blocks: tuple[Line | Grid, ...]
    across: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A whole paper."""

    head: dict[str, str]
    several: dict[str, tuple[str, ...]]
    parts: tuple[Part, ...]


class SourceProblem(ValueError):
    """A source that says something else than it may."""


@dataclass
class _Reader:
    parts: list[Part] = field(default_factory=list)
    blocks: list[Line | Grid] = field(default_factory=list)
    across: bool = False
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def end_table(self) -> None:
        if self.rows:
            self.blocks.append(Grid(tuple(map(_head, self.rows[0])), tuple(self.rows[1:])))
            self.rows = []

    def end_part(self, *, across: bool = False) -> None:
        self.end_table()
        self.parts.append(Part(tuple(self.blocks), self.across))
        self.blocks, self.across = [], across

    def line(self, text: str) -> None:
        if text.startswith("|") or (self.rows and text.startswith("{%tr")):
            self.rows.append(tuple(cell.strip() for cell in text.strip("|").split("|")))
            return
        self.end_table()
        if text.startswith("==="):
            self.end_part(across=text.endswith("rộng"))
        elif text:
            kind = next((one for one in Kind if one and text.startswith(f"{one} ")), Kind.TEXT)
            self.blocks.append(Line(kind, text[2:] if kind else text))


def _head(cell: str) -> Head:
    name, _, width = cell.rpartition(":")
    return Head(name, int(width.removesuffix("c")), width.endswith("c"))


def read_source(text: str) -> Source:
    """The source as blocks. Raises SourceProblem for a head that lacks something."""
    above, line, below = text.partition(f"\n{HEAD_END}\n")
    if not line:
        raise SourceProblem(f"Thiếu dòng {HEAD_END} giữa phần đầu và nội dung.")
    head: dict[str, str] = {}
    several: dict[str, list[str]] = {name: [] for name in _SEVERAL}
    for entry in above.splitlines():
        name, _, words = entry.partition(":")
        if name in several:
            several[name].append(words.strip())
        else:
            head[name] = words.strip()
    lacking = {"type", "signed"} - set(head)
    if lacking:
        raise SourceProblem(f"Phần đầu thiếu: {', '.join(sorted(lacking))}.")
    reader = _Reader()
    for entry in below.splitlines():
        reader.line(entry.strip())
    reader.end_part()
    return Source(head, {name: tuple(found) for name, found in several.items()}, tuple(reader.parts))
