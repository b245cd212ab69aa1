"""How a week stands in the strip of a unit, by the clock."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.grassroots.scene import a_scene, opinion
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.criteria.rules import Cadence
from thanthien.grassroots import queries
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.measures import terms
from thanthien.measures.scope import Span
from thanthien.measures.terms import YearTerms
from thanthien.records.actions import enter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 1, 11, 22, tzinfo=ZONE), "future"),  # the Sunday on which the week ends
        (datetime(2026, 1, 13, 22, tzinfo=ZONE), "open"),  # the last day on which it may be told
        (datetime(2026, 1, 14, 1, tzinfo=ZONE), "part"),
    ],
)
def test_week_is_not_too_little_before_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch, now: datetime, state: str
) -> None:
    load_calendar(by=None)
    scene = a_scene()
    half = Cadence("iso_week", at_least=1, start=Decimal(0), end=Decimal(1), coverage=Decimal("0.5"))
    year = YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), cadences={WEEKLY_REPORTS.key: half})
    monkeypatch.setattr(terms, "_asked", [lambda: [year]])
    with clock.set_to(datetime(2026, 1, 8, 9, tzinfo=ZONE)):
        enter(REPORTS, opinion(scene, date(2026, 1, 7), scene.hamlets[0]), by=scene.front)
    with clock.set_to(now):
        assert queries.channel(scene.unit, 2026).weeks[1].state == state
