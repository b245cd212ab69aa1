"""An answer of the same unit in an earlier year."""

from datetime import date, datetime

from tests.evaluations.scenario import Year
from tests.recorder import recorded
from thanthien.core import clock
from thanthien.evaluations.models import Answer, Cycle, Dossier
from thanthien.evaluations.scored import Entry


@recorded
def earlier_answer(year: Year, code: str, entry: Entry, unit: str = "10001") -> Answer:
    """One answer of the year before, under the same set."""
    moment = datetime(2025, 12, 1, 8, tzinfo=clock.ZONE)
    now = year.answer(unit, code)
    cycle = Cycle.objects.create(
        criteria_set=year.cycle.criteria_set, year=2025, title="Kỳ đánh giá năm 2025",
        span_first=date(2025, 1, 1), span_last=date(2025, 12, 31), as_of=date(2025, 12, 31),
        decided_by="Ủy ban nhân dân thành phố", opened_by=year.people.office, opened_at=moment,
    )  # fmt: skip
    dossier = Dossier.objects.create(cycle=cycle, unit=year.dossier(unit).unit, status_since=moment)
    return Answer.objects.create(
        dossier=dossier, indicator_id=now.indicator_id, state=entry.state, value=entry.value, points=3, version=1
    )
