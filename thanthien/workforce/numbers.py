"""Numbers on a roll, several in one text. Pure; no Django."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.core.codes import joined


def numbers_in(text: str) -> frozenset[int]:
    """The numbers of a text; what is no number is left out."""
    parts = (part.strip() for part in text.replace(",", ";").split(";"))
    return frozenset(int(part) for part in parts if part.isdecimal())


def as_text(numbers: Iterable[int]) -> str:
    """Numbers as one text, each once, rising."""
    return joined(str(one) for one in sorted(set(numbers)))


def in_order(text: str) -> str:
    """A text with its numbers in order; as it was where something in it is no number, or 0."""
    parts = [part for part in text.replace(",", ";").split(";") if part.strip()]
    numbers = numbers_in(text)
    return as_text(numbers) if 0 not in numbers and all(part.strip().isdecimal() for part in parts) else f"? {text}"
