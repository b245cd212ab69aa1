"""Words that stand nowhere else, so that a walk can look for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from thanthien.core import clock

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)


@dataclass
class Marks:
    """Words that only who is entitled may read, and what each is. ``own``: those of one unit's people and work."""

    what: dict[str, str] = field(default_factory=dict)

    def word(self, of: str) -> str:
        """A new one."""
        made = f"zqxkin{len(self.what):03d}w"
        self.what[made] = of
        return made

    def phone(self, of: str) -> str:
        """A number that can be called."""
        made = f"0987{len(self.what):03d}613"
        self.what[made] = of
        return made


@contextmanager
def at(day: date, hour: int = 9) -> Iterator[None]:
    with clock.set_to(datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)):
        yield
