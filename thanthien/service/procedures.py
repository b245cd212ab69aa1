"""The procedures that may be settled within the fast day, and the city's minimum list: data (setting
FAST_DAY_PROCEDURES), which another city writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from thanthien.core.codes import coded_rows, joined, titled


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure under its national code."""

    code: str
    title: str
    minimum: bool = False
    certification: bool = False


def catalogue() -> dict[str, Procedure]:
    """All procedures by code, in the order of the file. Raises ValueError for a file that can't be understood."""
    return coded_rows(settings.FAST_DAY_PROCEDURES, Procedure)


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


def titles(codes: Iterable[str]) -> list[str]:
    """The procedures by name; an unknown code by itself."""
    return titled(codes, dict(choices()))
