"""From which system a matter came, and its number there, as one text (``Feedback.source``). No Django.

A matter is stored once under it. What a system itself hands in and what a unit imports of the system's file stand apart
(ADR 40): no row that an official typed takes the place of what the system says.
"""

from __future__ import annotations

import re
from uuid import uuid4

from thanthien.core.text import fold

LONGEST_CODE, LONGEST_NUMBER = 20, 50
CODE_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
NUMBER = "attribute[external_id]"  # its field in a report
NUMBER_FORM = r"^[A-Za-z0-9._/-]+\Z"  # “~” begins what has no number
_OUTSIDE, _IMPORTED = "ext", "file"


def code_of_system(name: str) -> str:
    """“Hải Phòng Smart” → “hai-phong-smart”; empty for what has neither letters nor digits."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:LONGEST_CODE].strip("-")


def prefix_of(code: str) -> str:
    """What the sources of a system begin with."""
    return f"{_OUTSIDE}:{code}:"


def source_of(code: str, number: str) -> str:
    """Of a system's own number. Raises ValueError for what can be none."""
    if not re.match(NUMBER_FORM, number) or len(number) > LONGEST_NUMBER:
        raise ValueError(number)
    return f"{prefix_of(code)}{number}"


def imported_source(unit_code: str, code: str, number: str) -> str:
    """Of a system's number in a file that a unit imports."""
    return f"{_IMPORTED}:{unit_code}:{source_of(code, number).removeprefix(f'{_OUTSIDE}:')}"


def twin_of(source: str, unit_code: str) -> str:
    """The other source under which a unit may have the same number of the same system: imported of what the system
    handed in, and the other way round; empty where there is none."""
    code, number = told_of(source)
    if not number:
        return ""
    own = source_of(code, number)
    return imported_source(unit_code, code, number) if source == own else own


def unnumbered(code: str) -> str:
    """What begins the sources of a system's matters that it gave no number."""
    return f"{prefix_of(code)}~"


def new_unnumbered(code: str) -> str:
    """A source for one of them."""
    return f"{unnumbered(code)}{uuid4().hex}"


def told_of(source: str) -> tuple[str, str]:
    """The code of the system and the number there; both empty for what came from no system, the number for one that
    has none."""
    outside, _, rest = source.partition(":")
    if outside not in (_OUTSIDE, _IMPORTED):
        return "", ""
    if outside == _IMPORTED:
        rest = rest.partition(":")[2]
    code, _, number = rest.partition(":")
    return code, "" if number.startswith("~") else number
