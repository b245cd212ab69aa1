"""A year's file read unit by unit: never whole in memory, and each sealed text hashed as it stands in the file.

`thanthien verify` reads with it. A document that does not stand in the file as its canonical text is hashed the slow
way, and judged in the same words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TextIO, TypeAlias

from thanthien.core.canonical import plain_text

Tree: TypeAlias = Mapping[str, Any]

CHUNK = 1 << 20  # characters
# What must be known before the first unit is judged.
FIRST = frozenset({"format", "cycle", "criteria_set"})
_LONGEST_NUMBER = 15  # digits; RFC 8785 takes whole numbers up to 2^53
_BLANK = " \t\n\r"


class Unreadable(ValueError):
    """The file is no JSON, or can't be read; the message says why."""


class NotInPieces(Exception):
    """Good or bad, it is not laid out as the platform writes it: read it whole."""


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What one reader takes from the first of two equal keys, another takes from the second."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"repeated key {next(key for key in keys if keys.count(key) > 1)!r}")
    return found


def _refuse_constant(name: str) -> NoReturn:
    """NaN and infinity are no JSON."""
    raise ValueError(f"{name} is not a number")


class _LargeNumberError(Exception):
    """A number that canonical JSON may refuse."""


def _small(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _LargeNumberError
    return int(digits)


STRICT = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
_QUICK = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant, parse_int=_small)


@dataclass(frozen=True, slots=True)
class Unit:
    """One element of “units”. ``texts``: the canonical text of each of its documents, when they stand so in the file;
    None when that is not known."""

    tree: Any
    texts: Sequence[str] | None = None


@dataclass
class YearFile:
    """A file that is being read. ``head`` is all but the units; what comes behind them joins it once they are read."""

    window: _Window
    head: dict[str, Any] = field(default_factory=dict)

    def units(self) -> Iterator[Unit]:
        """Each unit in turn, once. Raises Unreadable."""
        window = self.window
        window.expect("[")
        if window.peek() == "]":
            window.at += 1
        else:
            while True:
                yield _unit(window)
                if window.one_of(",]") == "]":
                    break
        self._rest()

    def _rest(self) -> None:
        while self.window.one_of(",}") == ",":
            key = self._key()
            self.head[key] = self.window.value(STRICT)[0]
        if self.window.peek():
            raise Unreadable("extra data after the object")

    def _key(self) -> str:
        key, _ = self.window.value(STRICT)
        if not isinstance(key, str):
            raise Unreadable("a key is no text")
        if key in self.head or key == "units":
            raise Unreadable(f"repeated key {key!r}")
        self.window.expect(":")
        return key


def open_year(file: TextIO) -> YearFile:
    """Read all that stands before the units. Raises NotInPieces when there are none, or what judges them comes later;
    Unreadable."""
    year = YearFile(_Window(file))
    window = year.window
    if window.peek() != "{":
        raise NotInPieces
    window.at += 1
    while window.peek() == '"':
        key, _ = window.value(STRICT)
        window.expect(":")
        if key == "units":
            break
        if key in year.head:
            raise Unreadable(f"repeated key {key!r}")
        year.head[key] = window.value(STRICT)[0]
        window.one_of(",}")
    else:
        raise NotInPieces
    if window.peek() != "[" or not year.head.keys() >= FIRST:
        raise NotInPieces
    return year


def _unit(window: _Window) -> Unit:
    try:
        tree, text = window.value(_QUICK)
    except _LargeNumberError:
        return Unit(window.value(STRICT)[0])
    found = _texts(tree, text)
    return Unit(tree, found) if found is not None else Unit(_strictly(text))


def _strictly(text: str) -> Any:
    try:
        return STRICT.decode(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def _texts(tree: Any, text: str) -> list[str] | None:
    """The canonical texts of a unit's documents, when each stands so in its place: what is left when they are cut out
    is read strictly, and must be the unit without them."""
    if not isinstance(tree, dict) or not isinstance(tree.get("documents"), list):
        return None
    found, left, at = [], [], 0
    for entry in tree["documents"]:
        body = plain_text(entry["document"], small=True) if isinstance(entry, dict) and "document" in entry else None
        place = text.find(body, at) if body is not None else -1
        if body is None or place < 0:
            return None
        found.append(body)
        left.append(text[at:place])
        at = place + len(body)
    try:
        skeleton = STRICT.decode("null".join([*left, text[at:]]))
    except (ValueError, RecursionError):
        return None
    bare = {**tree, "documents": [{**entry, "document": None} for entry in tree["documents"]]}
    return found if skeleton == bare else None


class _Window:
    """The part of the file that is being read: what lies behind is forgotten, what lies ahead is not there yet."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._ended = False
        self.at = 0

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self.at < len(self._text) and self._text[self.at] in _BLANK:
                self.at += 1
            if self.at < len(self._text) or not self._more():
                return self._text[self.at : self.at + 1]

    def one_of(self, letters: str) -> str:
        """The next character, which is one of these. Raises Unreadable."""
        found = self.peek()
        if not found or found not in letters:
            raise Unreadable(f"expected one of {letters}")
        self.at += 1
        return found

    def expect(self, letter: str) -> None:
        """The next character is this one. Raises Unreadable."""
        self.one_of(letter)

    def value(self, decoder: json.JSONDecoder) -> tuple[Any, str]:
        """The next value and its text. Raises Unreadable; RecursionError; what the decoder's own readers raise."""
        self.peek()
        while True:
            try:
                tree, end = decoder.raw_decode(self._text, self.at)
                if end < len(self._text) or not self._more():
                    break
            except json.JSONDecodeError as error:
                if not self._more():
                    raise Unreadable(str(error)) from error
            except (ValueError, RecursionError) as error:
                raise Unreadable(str(error)) from error
        text = self._text[self.at : end]
        self.at = end
        return tree, text

    def _more(self) -> bool:
        """Read on: as much as there is, so that one long value is not read again and again."""
        if self._ended:
            return False
        piece = self._file.read(max(CHUNK, len(self._text) - self.at))
        self._ended = not piece
        self._text, self.at = self._text[self.at :] + piece, 0
        return bool(piece)
