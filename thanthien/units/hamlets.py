"""What a list of thôn and tổ dân phố changes from a day on: one comparison for the dry run and for the action.

A list names all thôn and tổ dân phố of a unit. Those it doesn't name end the day before, so that history stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn
from thanthien.core.text import exact
from thanthien.units.models import Hamlet

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HamletLine:
    """One thôn or tổ dân phố of a list; households None: not said, a known number stays."""

    unit_id: int
    kind: str
    name: str
    households: int | None


@dataclass(frozen=True, slots=True)
class HamletPlan:
    """What the list of one unit does: adds, keeps (with what is said now), ends, and takes back of the same day."""

    added: tuple[HamletLine, ...]
    kept: tuple[tuple[Hamlet, HamletLine], ...]
    ended: tuple[Hamlet, ...]
    taken_back: tuple[Hamlet, ...]

    @property
    def gone(self) -> tuple[Hamlet, ...]:
        """Those that the list no longer names."""
        return (*self.ended, *self.taken_back)


def plan_hamlets(stored: Sequence[Hamlet], lines: Sequence[HamletLine], day: date) -> HamletPlan:
    """Compare the stored rows of one unit with its list from a day on; a name is the same in any case and tone habit.

    A list given again for the same day corrects the first one. Raises Refused for a day before the stored list.
    """
    latest = _latest_day(stored)
    if latest and day < latest:
        raise Refused(f"Danh sách đã ghi có hiệu lực từ {date_vn(latest)}; cần chọn ngày đó hoặc sau đó.")
    # One that ended the day before is named again: the list of that day is being corrected. Open rows win.
    near = sorted(
        (one for one in stored if one.valid_to in (None, day - _ONE_DAY)), key=lambda one: one.valid_to is None
    )
    by_name = {exact(one.name): one for one in near}
    named = {exact(line.name) for line in lines}
    gone = [one for one in stored if one.valid_to is None and exact(one.name) not in named]
    return HamletPlan(
        added=tuple(line for line in lines if exact(line.name) not in by_name),
        kept=tuple((by_name[exact(line.name)], line) for line in lines if exact(line.name) in by_name),
        ended=tuple(one for one in gone if one.valid_from < day),
        taken_back=tuple(one for one in gone if one.valid_from == day),
    )


def _latest_day(stored: Iterable[Hamlet]) -> date | None:
    """The last day on which something of the stored list changed."""
    changes = [day for one in stored for day in (one.valid_from, one.valid_to and one.valid_to + _ONE_DAY) if day]
    return max(changes, default=None)
