"""From which system a matter came, and its number there, as one text (``Feedback.source``). No Django.

A matter is stored once under it, whether the system itself hands it in or an official imports the system's file.
"""

from __future__ import annotations

import re
from uuid import uuid4

from thanthien.core.text import fold

LONGEST_CODE, LONGEST_NUMBER = 20, 50
CODE_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
NUMBER = "attribute[external_id]"  # its field in a report
NUMBER_FORM = r"^[A-Za-z0-9._/-]+\Z"  # “~” begins what has no number
_OUTSIDE = "ext"


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
    if outside != _OUTSIDE:
        return "", ""
    code, _, number = rest.partition(":")
    return code, "" if number.startswith("~") else number
