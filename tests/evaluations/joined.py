"""The small year with a set whose figures come from records: weekly reports and the fast day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from tests.evaluations.scenario import SMALL_SET, Year, fresh, open_year
from tests.service.scene import decision_entry
from thanthien.core import clock
from thanthien.grassroots.kinds import REPORTS
from thanthien.records.actions import Entry, enter
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.units.models import Unit

_SAME_DAY = "1.2'\n        title: Trả lời đúng hạn\n        source: auto\n        measure: service.fast_day_same_day"
_PUBLISHED = "2.1'\n        title: Có quy định\n        source: auto\n        measure: service.fast_day_published"
JOINED = (
    SMALL_SET.read_text(encoding="utf-8")
    .replace("feedback.weekly_intake", "grassroots.weekly_reports")
    .replace("1.2'\n        title: Trả lời đúng hạn", _SAME_DAY)
    .replace("2.1'\n        title: Có quy định", _PUBLISHED)
)


def joined_year(units: int = 1) -> Year:
    """An open year; 1.1 counts weekly reports, 1.2 dossiers of fast days, 2.1 the decision on them."""
    return open_year(units=units, text=JOINED)


def report(year: Year, days: Iterable[date], code: str = "10001", told: date | None = None) -> None:
    """“Không phát sinh” heard on these days, told on the day unless said."""
    unit = Unit.objects.get(code=code)
    for day in days:
        with clock.set_to(datetime.combine(told or day, time(17))):
            enter(REPORTS, Entry(unit, day, {"nothing": True, "told_by": "Ông Ba"}), by=year.who(code, "focal"))


def decide(year: Year, signed: date, code: str = "10001", **values: Any) -> None:
    """A decision on the fast day: Wednesdays, with the minimum list, unless said."""
    entry = decision_entry(Unit.objects.get(code=code), signed, **values)
    with clock.set_to(datetime.combine(signed, time(17))):
        enter(DECISIONS, entry, by=fresh(year.who(code, "focal")))


def hold(year: Year, day: date, received: int, returned: int, code: str = "10001") -> None:
    """The numbers of a fast day, told at its end."""
    told = {"received": received, "returned": returned, "nothing": received == 0}
    with clock.set_to(datetime.combine(day, time(17))):
        enter(DAYS, Entry(Unit.objects.get(code=code), day, told), by=fresh(year.who(code, "focal")))
