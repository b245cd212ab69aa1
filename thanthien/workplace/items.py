"""What a centre has for those who wait: data (setting SERVICE_CENTRE_ITEMS), which another city writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from thanthien.core.codes import coded_rows, titled


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a checklist asks for, under the code of the criteria set."""

    code: str
    title: str


def catalogue() -> dict[str, Item]:
    """All by code, in the order of the file. Raises ValueError for a file that can't be understood."""
    return coded_rows(settings.SERVICE_CENTRE_ITEMS, Item)


def choices() -> list[tuple[str, str]]:
    """Code and title, for a form field."""
    return [(one.code, one.title) for one in catalogue().values()]


def titles(codes: Iterable[str]) -> list[str]:
    """Those of the catalogue by name, in its order."""
    wanted = set(codes)
    return titled([code for code in catalogue() if code in wanted], dict(choices()))
