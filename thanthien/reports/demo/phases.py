"""The days of the two demo years, counted from the day on which the demo is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.workflow import PhaseKey

Offsets = dict[PhaseKey, tuple[int, int]]

TRIAL: Offsets = {
    PhaseKey.REGISTRATION: (-400, -385),
    PhaseKey.EXECUTION: (-400, -260),
    PhaseKey.SELF_SCORING: (-260, -235),
    PhaseKey.POSTING: (-255, -215),
    PhaseKey.APPRAISAL: (-214, -190),
    PhaseKey.COUNCIL: (-189, -180),
    PhaseKey.PROVISIONAL: (-179, -177),
    PhaseKey.REVIEW: (-179, -172),
    PhaseKey.DECISION: (-171, -158),
}
OFFICIAL: Offsets = {
    PhaseKey.REGISTRATION: (-90, -60),
    PhaseKey.EXECUTION: (-90, -20),
    PhaseKey.SELF_SCORING: (-30, 12),
    PhaseKey.POSTING: (-27, 20),
    PhaseKey.APPRAISAL: (-12, 40),
    PhaseKey.COUNCIL: (-5, 50),
    PhaseKey.PROVISIONAL: (51, 53),
    PhaseKey.REVIEW: (51, 58),
    PhaseKey.DECISION: (59, 70),
}
# The trial's figures are closed before bodies state the conditions that ask about all of its span.
TRIAL_CLOSED = -190
# When the set of each year was issued.
ISSUED = {CycleKind.TRIAL: -410, CycleKind.OFFICIAL: -95}
# Quiet stretches of the story, which may be shorter: the months in which communes only work (between the last
# registration and the first score), and those after the decisions (until a recognition is lowered).
_WORKING, _QUIET = (-380, -265), (-158, -62)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Turns the story's days (0 is the demo day, negative ones lie before it) into dates.

    No day lies before ``earliest`` (the units did not exist then): when the story would begin earlier, its quiet
    stretches become shorter.
    """

    demo_day: date
    earliest: date

    def day(self, offset: int) -> date:
        """The date of a day of the story. Raises ValueError when there are too few days after ``earliest``."""
        late = max(0, (self.earliest - (self.demo_day + timedelta(days=min(ISSUED.values())))).days)
        later = max(0, late - (_WORKING[1] - _WORKING[0]))
        if later > _QUIET[1] - _QUIET[0]:
            raise ValueError(f"The story needs more days after {self.earliest:%d/%m/%Y} than there are.")
        if offset <= _WORKING[0]:
            moved = late
        else:
            moved = later if offset <= _QUIET[0] else 0
        return self.demo_day + timedelta(days=offset + moved)

    def phases(self, offsets: Offsets) -> dict[PhaseKey, tuple[date, date]]:
        """First and last day of every phase."""
        return {key: (self.day(first), self.day(last)) for key, (first, last) in offsets.items()}
