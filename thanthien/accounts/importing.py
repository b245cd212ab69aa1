"""Carrying checked rows from the dry run to the confirmation."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from thanthien.accounts.people_check import PersonRow
from thanthien.core.acting import carrying

_PURPOSE = "accounts.import"


def pack(rows: Sequence[PersonRow], by: Any) -> str:
    """The rows as signed text for a hidden field; good for an hour, for this person only."""
    return carrying.pack([astuple(row) for row in rows], by, _PURPOSE)


def unpack(text: str, by: Any) -> list[PersonRow] | None:
    """The rows again; None when the text was changed, is too old or is another person's."""
    rows = carrying.unpack(text, by, _PURPOSE)
    return None if rows is None else [PersonRow(*row) for row in rows]
