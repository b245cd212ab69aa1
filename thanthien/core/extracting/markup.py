"""Text of Word and OpenDocument files: the visible text of their main part, read as a stream."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from thanthien.core.file_archives import ArchiveProblem, archive_kind

_CHUNK = 64 * 1024
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFF = frozenset({"0", "false", "off"})  # what a switch of Word says that is there and turned off
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "


class MarkupProblem(Exception):
    """The part is no markup that is read: broken, or with a document type of its own, whose entities could grow."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a kind of file keeps its text. ``holders``: elements whose letters are text; ``lines``: those after which a
    line ends; ``gaps``: those that stand for a blank; ``unseen``: what is deleted, moved away, a remark or told twice;
    ``hides``: the word, and where it stands, that hides the whole element in which it does.
    """

    part: str
    holders: frozenset[str]
    lines: frozenset[str]
    gaps: frozenset[str]
    unseen: frozenset[str]
    hides: tuple[str, ...] = ()


DOCX = Shape(
    "word/document.xml",
    holders=frozenset({f"{_W}t"}),
    lines=frozenset({f"{_W}p"}),
    gaps=frozenset({f"{_W}tab", f"{_W}br", f"{_W}cr"}),
    unseen=frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"}),
    hides=(f"{_W}r", f"{_W}rPr", f"{_W}vanish"),  # of a run: that of a paragraph hides its mark alone
)
ODT = Shape(
    "content.xml",
    holders=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    lines=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    gaps=frozenset({f"{_TEXT}tab", f"{_TEXT}s", f"{_TEXT}line-break"}),
    unseen=frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation"}),
)
SHAPES = {"docx": DOCX, "odt": ODT}


def text_of_archive(kind: str, stream: BinaryIO) -> Iterator[str]:
    """The text of a docx or odt file, piece by piece. Raises ArchiveProblem for bombs, passwords, damage and a file of
    another kind, MarkupProblem."""
    if archive_kind(stream) != kind:
        raise ArchiveProblem("broken", "là loại khác.")
    shape = SHAPES[kind]
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive, archive.open(shape.part) as part:
        yield from text_of_markup(shape, lambda: part.read(_CHUNK))


def text_of_markup(shape: Shape, read: Callable[[], bytes]) -> Iterator[str]:
    """The text of one part. Raises MarkupProblem."""
    reader = _Reader(shape)
    try:
        while piece := read():
            reader.parser.Parse(piece, False)
            yield reader.take()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise MarkupProblem from problem
    yield reader.take()


class _Reader:
    """Collects the letters of one part while it is parsed."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.pieces: list[str] = []
        self.holding = self.unseen = 0
        self.path: list[str] = []
        self.hidden: list[int] = []  # how deep the hidden elements lie that are open
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.letters

    def refuse(self, *_: object) -> None:
        """Office files have no document type: whoever writes one wants its entities."""
        raise MarkupProblem

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if self.hides(attributes):
            self.hidden.append(len(self.path) - len(self.shape.hides))
            self.unseen += 1
        self.unseen += name in self.shape.unseen
        self.holding += name in self.shape.holders
        if name in self.shape.gaps:
            self.add(" ")

    def hides(self, attributes: dict[str, str]) -> bool:
        """Whether what begins here hides the element around it, which isn't hidden yet."""
        where = self.shape.hides
        if not where or tuple(self.path[-len(where) :]) != where or attributes.get(f"{_W}val") in _OFF:
            return False
        return len(self.path) - len(where) not in self.hidden

    def end(self, name: str) -> None:
        self.path.pop()
        if self.hidden and self.hidden[-1] == len(self.path):
            self.hidden.pop()
            self.unseen -= 1
        self.unseen -= name in self.shape.unseen
        self.holding -= name in self.shape.holders
        if name in self.shape.lines:
            self.add("\n")

    def letters(self, text: str) -> None:
        if self.holding:
            self.add(text)

    def add(self, text: str) -> None:
        if not self.unseen:
            self.pieces.append(text)

    def take(self) -> str:
        """What was collected since the last time."""
        taken, self.pieces = "".join(self.pieces), []
        return taken
