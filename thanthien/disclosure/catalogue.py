"""The catalogue of what has to be public: data (setting DISCLOSURE_CATALOGUE), which another city writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from thanthien.core.codes import coded_rows, titled
from thanthien.disclosure.items import Item, item_of
from thanthien.disclosure.periods import is_year


def catalogue() -> dict[str, Item]:
    """All by code, in the order of the file. Raises ValueError for a file that can't be understood."""
    return coded_rows(settings.DISCLOSURE_CATALOGUE, item_of)


def item_coded(text: str) -> str:
    """The code of the item that a typed text names, however it is written (“dc11.01.a”); empty for none."""
    typed = text.strip().casefold()
    return next((code for code in catalogue() if code.casefold() == typed), "") if typed else ""


def choices() -> list[tuple[str, str]]:
    """Code and label, for a form field."""
    return [(one.code, one.label) for one in catalogue().values()]


def nothing_choices() -> list[tuple[str, str]]:
    """The same of items of which a period may have nothing."""
    return [(one.code, one.label) for one in catalogue().values() if one.may_be_nothing]


def nothing_choices_of(key: str) -> list[tuple[str, str]]:
    """Those of a period by its key: of a year those of each year, of a quarter those that come up at any time."""
    whole_year = is_year(key)
    return [(one.code, one.label) for one in catalogue().values() if one.may_be_nothing_in(whole_year=whole_year)]


def labels(codes: Iterable[str]) -> list[str]:
    """Code and title of each, in turn; an unknown code by itself."""
    return titled(codes, dict(choices()))
