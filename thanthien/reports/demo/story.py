"""What the demo's cycles are told with: units drawn by chance, moments, and words for the person who waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from thanthien.core import clock
from thanthien.reports.demo.drive import Drive
from thanthien.reports.demo.phases import Timeline

# The story's numbers are told for a city of so many units.
_UNITS = 114
Say = Callable[[str], None]
_MONDAY = 0


class NotYet(Exception):
    """The moment of the story has not come on the day on which the demo is made."""


class Story:
    """One cycle: its drive, its days, and the units that nobody has taken yet."""

    def __init__(self, drive: Drive, days: Timeline, say: Say, *, reserved: Sequence[str] = ()) -> None:
        self.drive, self.days, self.say = drive, days, say
        self._deck = sorted(set(drive.dossiers) - set(reserved))
        drive.rng.shuffle(self._deck)

    def take(self, number: int, *, at_least: int = 1) -> list[str]:
        """Codes of units that nobody has taken yet: so many of 114 units, a like share of other numbers."""
        number = max(at_least, round(number * len(self.drive.dossiers) / _UNITS))
        taken, self._deck = self._deck[:number], self._deck[number:]
        return taken

    def take_named(self, codes: Sequence[str]) -> list[str]:
        """Of these units those that nobody has taken yet."""
        taken = [code for code in codes if code in self._deck]
        self._deck = [code for code in self._deck if code not in taken]
        return taken

    def take_rest(self) -> list[str]:
        """All units left."""
        taken, self._deck = self._deck, []
        return taken

    def spread(self, codes: Sequence[str], days: Sequence[int]) -> Iterator[list[str]]:
        """Deal the units over the days, in order; the clock stands at each day while its units are worked on."""
        for place, offset in enumerate(days):
            share = list(codes[place :: len(days)])
            if share:
                with self.at(offset):
                    yield share

    @contextmanager
    def at(self, offset: float) -> Iterator[None]:
        """The clock stands at a moment of the story. Raises NotYet for one of the demo day or later."""
        moment = self.days.at(offset)
        if moment.date() >= clock.today():
            raise NotYet
        with clock.set_to(moment):
            yield

    def on_mondays(self, first: int, last: int, keep: Callable[[], None]) -> None:
        """Keep something on each Monday from one day to before another, counted from today; pages draw the last eight
        weeks from it."""
        for day in (clock.today() + timedelta(offset) for offset in range(first, last)):
            if day.weekday() == _MONDAY:
                with clock.set_to(day):
                    keep()
