"""The one clock of the platform: local time of Việt Nam, which the demo generator and tests can set.

Nothing else asks the system for the time, so that generated data is dated as if it had been lived.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from thanthien.core.formats import VIETNAM

ZONE = VIETNAM

_set_moment: ContextVar[datetime | None] = ContextVar("thanthien_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in Asia/Ho_Chi_Minh; the set one inside `set_to`."""
    return (_set_moment.get() or timezone.now()).astimezone(ZONE)


def today() -> date:
    """The present date in Asia/Ho_Chi_Minh."""
    return now().date()


@contextmanager
def set_to(moment: datetime | date) -> Iterator[None]:
    """Let the clock stand at `moment` inside the block; blocks nest.

    A naive datetime is local time of Việt Nam; a date means 08:00 of that day, when offices open.
    """
    token = _set_moment.set(_aware(moment))
    try:
        yield
    finally:
        _set_moment.reset(token)


def advance(by: timedelta) -> None:
    """Move a clock that was set forward; raises RuntimeError when it runs by itself."""
    moment = _set_moment.get()
    if moment is None:
        raise RuntimeError("Only a clock that was set can be moved.")
    _set_moment.set(moment + by)


def end_of(day: date) -> datetime:
    """24:00 of a day in Việt Nam, when a period that ends on it is over (Bộ luật Dân sự, Điều 148)."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def _aware(moment: datetime | date) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(8), ZONE)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
