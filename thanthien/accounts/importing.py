"""Carrying checked rows from the dry run to the confirmation, signed, so that what was shown is what is imported."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from django.core import signing

from thanthien.accounts.people_check import PersonRow

_SALT = "thanthien.accounts.import"
_ONE_HOUR = 3600


def pack(rows: Sequence[PersonRow], by: Any) -> str:
    """The rows as signed text for a hidden field; good for an hour, for this person only."""
    return signing.dumps({"by": by.pk, "rows": [astuple(row) for row in rows]}, salt=_SALT, compress=True)


def unpack(text: str, by: Any) -> list[PersonRow] | None:
    """The rows again; None when the text was changed, is too old or is another person's."""
    try:
        carried = signing.loads(text, salt=_SALT, max_age=_ONE_HOUR)
    except signing.BadSignature:
        return None
    return [PersonRow(*row) for row in carried["rows"]] if carried["by"] == by.pk else None
