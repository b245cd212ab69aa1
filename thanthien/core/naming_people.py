"""Whether a text that anybody may read names a person, or bears a number of theirs. Pure; no Django."""

from __future__ import annotations

import re

# Dates, spans of years and amounts of money or land: numbers of nobody.
_NOBODYS = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?:19|20)\d{2}(?:\s?[-–]\s?(?:19|20)\d{2})+"
    r"|[1-9]\d{0,2}(?:[. ]\d{3})+(?=\s*(?:đồng|đ|vnđ|vnd|m2|m²)(?!\w)))(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d(?:[ .-]?\d)+")
DIGITS_OF_PAPER = 9  # the shortest number of an identity paper; telephone numbers begin with 0 and may be cut short
LONGEST_OF_PAPER = 12
_CUT_SHORT = 7
_SOMEBODY = re.compile(r"\b(?:ông|bà|anh|chị|cụ|chú|cô)\s+(\w)", re.IGNORECASE)


def fault_of_person(text: str) -> str:
    """Why a text can't stand where anybody may read it: it names a person or bears a number of theirs. Empty where it
    can."""
    return fault_of_number(text) or fault_of_name(text)


def fault_of_name(text: str) -> str:
    """Why a text names a person. Empty where it names none."""
    if any(found.group(1).isupper() for found in _SOMEBODY.finditer(text)):
        return "Không nêu tên người. Cần ghi nội dung chung, ví dụ “Nước sạch ở các thôn ven biển”."
    return ""


def fault_of_number(text: str) -> str:
    """Why a text bears a number of a person: of a telephone, of a paper. Empty where it bears none."""
    if any(_is_somebodys(found.group()) for found in _NUMBER.finditer(_NOBODYS.sub("·", text))):
        return "Không ghi số điện thoại, số giấy tờ của người dân."
    return ""


def _is_somebodys(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return len(digits) >= (_CUT_SHORT if digits[0] == "0" else DIGITS_OF_PAPER)
