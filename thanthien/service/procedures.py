"""The procedures that may be settled within the fast day, and the city's minimum list: data (setting
FAST_DAY_PROCEDURES), which another city writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure under its national code."""

    code: str
    title: str
    minimum: bool = False
    certification: bool = False


def catalogue() -> dict[str, Procedure]:
    """All procedures by code, in the order of the file. Raises ValueError for a file that can't be understood."""
    return _read(settings.FAST_DAY_PROCEDURES)


@cache
def _read(path: Path) -> dict[str, Procedure]:
    try:
        return {row["code"]: Procedure(**row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error


def certifications() -> frozenset[str]:
    """Codes of chứng thực, told apart from the share."""
    return frozenset(one.code for one in catalogue().values() if one.certification)


def minimum_list() -> str:
    """The city's minimum list as the text of a setting."""
    return joined(one.code for one in catalogue().values() if one.minimum)


def choices() -> list[tuple[str, str]]:
    """Code and title, for a form field."""
    return [(one.code, one.title) for one in catalogue().values()]


def choices_of_numbers() -> list[tuple[str, str]]:
    """What a number may be told of: the whole list, or one procedure."""
    return [("", "Cả danh mục, không kể chứng thực"), *choices()]


def joined(codes: Iterable[str]) -> str:
    """Codes as one text."""
    return SEPARATOR.join(codes)


def parted(text: str) -> tuple[str, ...]:
    """The codes of a text."""
    return tuple(code for part in text.split(";") if (code := part.strip()))


def titles(text: str) -> list[str]:
    """The procedures of a text by name; an unknown code by itself."""
    known = catalogue()
    return [known[code].title if code in known else code for code in parted(text)]
