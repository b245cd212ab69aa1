"""What the cells of a column may hold: how one is read, how one is written, what a drop-down offers. No Django.

A kind refuses a cell with a sentence for the person who filled it in; the sentence stands in that cell, so it doesn't
name the column.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, TypeAlias

from thanthien.core.calendar import FIRST_DAY, LAST_DAY
from thanthien.core.codes import joined, parted
from thanthien.core.formats import date_vn, number
from thanthien.core.numbers_vi import NumberProblem, parse_number_vi, plain_decimal
from thanthien.core.text import exact, fold, normalise, unseen
from thanthien.core.workbooks.cells import DAY, TEXT, WHOLE, YEAR, CellKind, Value, decimal

Cell: TypeAlias = str | int | float | date | time | timedelta
Rule: TypeAlias = dict[str, Any]

_DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
_EXACT_DIGITS = 15  # what Excel shows and keeps of a number; the digits behind are noise of its arithmetic
_QUOTED = 60
_FEW = 6
_MANY = 12  # words that a page can still list


class CellProblem(Exception):
    """A cell can't be taken; the message is a sentence for the person who filled it in."""


def cell_text(cell: Cell) -> str:
    """A cell as a person sees it: one line, days as 01/07/2026, whole numbers without “.0”."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return date_vn(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.{_EXACT_DIGITS}g}".replace(".", ",")
    return normalise(str(cell))


def shown(cell: Cell) -> str:
    """A cell on a page or in a sentence: at most so long, and nothing that turns the text around it."""
    text = "".join("�" if unseen(one) else one for one in cell_text(cell))
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


class Kind(ABC):
    """What the cells of a column may hold."""

    cell: CellKind = TEXT

    @abstractmethod
    def read(self, cell: Cell) -> Any:
        """The value of a cell that isn't blank. Raises CellProblem."""

    def write(self, value: Any) -> Value:
        """The value as a cell of a file that can be read again."""
        written: Value = value
        return written

    def rule(self) -> Rule:
        """The check that the spreadsheet itself makes while someone types, in xlsxwriter's words; empty: none."""
        return {}

    def told(self, value: Any) -> str:
        """The value on the page of the dry run."""
        return shown(value)

    def how(self) -> str:
        """How a cell is filled in, in a sentence; empty where the heading says all."""
        return ""


@dataclass(frozen=True)
class Text(Kind):
    """One line of text in NFC, at most so long."""

    longest: int = 300

    def read(self, cell: Cell) -> str:
        """The text. Raises CellProblem when it is too long or begins like a formula."""
        text = cell_text(cell)
        if len(text) > self.longest:
            raise CellProblem(f"Dài quá {number(self.longest)} ký tự.")
        if text.startswith("="):
            raise CellProblem("Nội dung không được bắt đầu bằng dấu “=”.")
        return text

    def how(self) -> str:
        """How long it may be."""
        return f"Chữ trên một dòng, không quá {number(self.longest)} ký tự."

    def rule(self) -> Rule:
        """No longer than is taken."""
        return {"validate": "length", "criteria": "<=", "value": self.longest}


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number between two bounds, both included."""

    low: int = 0
    high: int = 10_000_000
    cell = WHOLE

    def read(self, cell: Cell) -> int:
        """The number. Raises CellProblem."""
        value = _number(cell)
        if value != int(value) or not self.low <= value <= self.high:
            raise CellProblem(f"Phải là số nguyên từ {number(self.low)} đến {number(self.high)}.")
        return int(value)

    def how(self) -> str:
        """Between which bounds."""
        return f"Số nguyên từ {number(self.low)} đến {number(self.high)}."

    def rule(self) -> Rule:
        """Between the bounds."""
        return {"validate": "integer", "criteria": "between", "minimum": self.low, "maximum": self.high}

    def told(self, value: Any) -> str:
        """With dots for thousands."""
        return number(value)


@dataclass(frozen=True)
class Year(Whole):
    """A year."""

    low: int = 1900
    high: int = 2100
    cell = YEAR

    def read(self, cell: Cell) -> int:
        """The year. Raises CellProblem."""
        value = _number(cell)
        if value != int(value) or not self.low <= value <= self.high:
            raise CellProblem(f"Phải là một năm từ {self.low} đến {self.high}.")
        return int(value)

    def told(self, value: Any) -> str:
        """Without a dot."""
        return str(value)


@dataclass(frozen=True)
class Number(Kind):
    """A number above ``low`` (at least ``low`` when ``with_low``) and at most ``high``, rounded half up to so many
    places."""

    high: Decimal
    low: Decimal = Decimal(0)
    places: int = 2
    with_low: bool = False

    @property
    def cell(self) -> CellKind:  # type: ignore[override]
        """As many places as are kept."""
        return decimal(self.places)

    def read(self, cell: Cell) -> Decimal:
        """The number. Raises CellProblem."""
        value = _number(cell).quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)
        if value > self.high or value < self.low or (value == self.low and not self.with_low):
            least = "từ" if self.with_low else "lớn hơn"
            raise CellProblem(f"Phải {least} {number(self.low)} và không quá {number(self.high)}.")
        return value

    def rule(self) -> Rule:
        """Between the bounds."""
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": float(self.low),
            "maximum": float(self.high),
        }

    def told(self, value: Any) -> str:
        """With its places."""
        return number(value, self.places)


@dataclass(frozen=True)
class Day(Kind):
    """A day of plausible years."""

    first: date = FIRST_DAY
    last: date = LAST_DAY
    cell = DAY

    def read(self, cell: Cell) -> date:
        """The day. Raises CellProblem."""
        day = cell if isinstance(cell, date) else _day_in(cell_text(cell))
        if day is None:
            raise CellProblem(f"“{shown(cell)}” không phải là ngày; viết theo dạng 01/07/2026.")
        if isinstance(day, datetime):
            day = day.date()
        if not self.first <= day <= self.last:
            raise CellProblem(f"Ngày phải từ {date_vn(self.first)} đến {date_vn(self.last)}.")
        return day

    def how(self) -> str:
        """In which order."""
        return "Ngày/tháng/năm, ví dụ 01/07/2026."

    def rule(self) -> Rule:
        """Between the bounds."""
        return {"validate": "date", "criteria": "between", "minimum": self.first, "maximum": self.last}

    def told(self, value: Any) -> str:
        """As 01/07/2026."""
        return date_vn(value)


@dataclass(frozen=True)
class Option:
    """One choice: its value, the word for it in a cell, what it means, other words that are taken for it.

    One that is not ``listed`` is read, but no drop-down offers it: what existed once.
    """

    value: Hashable
    word: str
    meaning: str = ""
    also: tuple[str, ...] = ()
    listed: bool = True


@dataclass(frozen=True)
class Choice(Kind):
    """One of given options, found by its word in any case and tone habit, or without diacritics where that is clear.

    ``unknown`` is the sentence for any other word, with {} for it; ``digits``: codes that spreadsheets strip of their
    zeros get them back; ``named``: the words are codes, the meanings their names, and pages show both.
    """

    options: Sequence[Option]
    unknown: str = ""
    digits: int = 0
    named: bool = False

    def read(self, cell: Cell) -> Any:
        """The value of the option. Raises CellProblem."""
        text = cell_text(cell).zfill(self.digits)
        for known in (self._by_word.get(exact(text), []), self._by_bare_word.get(fold(text), [])):
            if len(known) == 1:
                return known[0].value
        raise CellProblem(self._refusal(shown(text)))

    def write(self, value: Any) -> Value:
        """The word for a value."""
        return self._by_value[value].word

    def told(self, value: Any) -> str:
        """The word with what it means."""
        option = self._by_value[value]
        return f"{option.meaning} ({option.word})" if self.named else option.word

    def how(self) -> str:
        """The words where they are few; else where they are found."""
        words = [f"“{option.word}”" for option in self.listed]
        return f"Một trong: {', '.join(words)}." if len(words) <= _MANY else "Chọn trong danh sách của ô."

    @property
    def listed(self) -> list[Option]:
        """What a drop-down offers."""
        return [option for option in self.options if option.listed]

    def _refusal(self, text: str) -> str:
        if self.unknown:
            return self.unknown.format(text)
        words = [f"“{option.word}”" for option in self.listed]
        return f"Chỉ nhận {', '.join(words)}." if len(words) <= _FEW else f"“{text}” không có trong danh mục."

    @cached_property
    def _by_value(self) -> dict[Hashable, Option]:
        return {option.value: option for option in self.options}

    @cached_property
    def _by_word(self) -> dict[str, list[Option]]:
        return self._grouped(exact)

    @cached_property
    def _by_bare_word(self) -> dict[str, list[Option]]:
        return self._grouped(fold)

    def _grouped(self, form: Callable[[str], str]) -> dict[str, list[Option]]:
        found: dict[str, list[Option]] = {}
        for option in self.options:
            for word in {form(word) for word in (option.word, *option.also)}:
                found.setdefault(word, []).append(option)
        return found


@dataclass(frozen=True)
class Several(Choice):
    """Several of given options in one cell, with semicolons between: each by its word, or by its code. The value is the
    codes as one text, at most so long, in the order in which they were told; a file is written with them, because words
    may be put better later. The drop-down offers the words, one at a time; more are typed behind."""

    longest: int = 1000

    def read(self, cell: Cell) -> str:
        """The codes. Raises CellProblem."""
        told = joined(dict.fromkeys(map(self._code, parted(cell_text(cell)))))
        if len(told) > self.longest:
            raise CellProblem(f"Dài quá {number(self.longest)} ký tự.")
        return told

    def _code(self, part: str) -> str:
        """What isn't in the list stays as it was typed: a code of former times is known to who takes the row."""
        try:
            return str(super().read(part))
        except CellProblem:
            return part

    def write(self, value: Any) -> Value:
        """The codes."""
        return str(value)

    def told(self, value: Any) -> str:
        """The words."""
        return joined(self._by_value[code].word if code in self._by_value else code for code in parted(value))


def _number(cell: Cell) -> Decimal:
    """The number of a cell: one that is a number has one meaning, a text is read as people here write it."""
    if isinstance(cell, bool | date | time | timedelta):
        raise CellProblem(f"“{shown(cell)}” không phải là số.")
    if isinstance(cell, float) and not math.isfinite(cell):
        raise CellProblem("Số quá lớn hoặc không phải là số.")
    if isinstance(cell, int | float):
        text = plain_decimal(Decimal(f"{cell:.{_EXACT_DIGITS}g}")).replace(".", ",")
    else:
        text = cell_text(cell)
    try:
        return parse_number_vi(text)
    except NumberProblem as problem:
        raise CellProblem(str(problem)) from problem


def _day_in(text: str) -> date | None:
    """The day meant by 01/07/2026, 2026-07-01 and the like; None when it is none."""
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
