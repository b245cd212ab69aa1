"""Filters of the public lists. A wrong value filters nothing."""

from dataclasses import dataclass

from django.http import QueryDict

from thanthien.core.text import matches
from thanthien.evaluations.queries.public import UnitResult
from thanthien.units.enums import UnitKind

MAX_QUERY = 100
NO_RESULT = "chua-co"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for: words of the name, a kind, a level."""

    query: str = ""
    kind: str = ""
    level: str = ""

    @classmethod
    def read(cls, data: QueryDict) -> "Filters":
        """From the address: ``q``, ``loai``, ``muc``."""
        kind, level = data.get("loai", ""), data.get("muc", "")
        return cls(
            " ".join(data.get("q", "")[:MAX_QUERY].replace("\0", "").split()),
            kind if kind in UnitKind.values else "",
            level if level == NO_RESULT or (level.isascii() and level.isdigit() and len(level) < 3) else "",
        )

    @property
    def is_set(self) -> bool:
        return bool(self.query or self.kind or self.level)

    def keep(self, unit: UnitResult) -> bool:
        """Whether a unit answers all that was asked."""
        own_level = NO_RESULT if unit.level is None else str(unit.level)
        named = not self.query or unit.code == self.query or matches(self.query, unit.name)
        return named and self.kind in ("", unit.kind) and self.level in ("", own_level)
