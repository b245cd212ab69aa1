"""The texts of a recorded decision as they hold after every correction. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Texts:
    """Number, day, signer and the names of units (by dossier id) as they hold now."""

    number: str
    signed_on: date
    signer: str
    names: Mapping[int, str]

    def of(self, what: str) -> str:
        """One of the first three, as text."""
        return {"number": self.number, "signed_on": self.signed_on.isoformat(), "signer": self.signer}[what]

    @property
    def values(self) -> dict[str, Any]:
        """All of them, for a form that carries what it showed."""
        names = {f"d{pk}": name for pk, name in sorted(self.names.items())}
        return {"number": self.number, "signed_on": self.signed_on.isoformat(), "signer": self.signer, **names}


_WHAT = {"number": "Số quyết định", "signed_on": "Ngày ký", "signer": "Người ký", "unit_name": "Tên đơn vị"}


def correction_words(what: str, before: str, after: str) -> str:
    """“Số quyết định: đã ghi “12/QĐ-UBND”, đúng là “21/QĐ-UBND”.”; of who signed only that it was corrected."""
    if what == "signer":
        return "Người ký: có đính chính."
    if what == "signed_on":
        before, after = (f"{date.fromisoformat(day):%d/%m/%Y}" for day in (before, after))
    return f"{_WHAT[what]}: đã ghi “{before}”, đúng là “{after}”."
