"""Which moment of a device is believed."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.core.clock import ZONE
from thanthien.offline.moments import TOLERANCE, Said, moment_of

CONTACT = datetime(2026, 3, 6, 8, tzinfo=ZONE)
MADE = datetime(2026, 3, 8, 20, tzinfo=ZONE)
ARRIVED = datetime(2026, 3, 10, 9, tzinfo=ZONE)
WEEK, MINUTE, DAY = timedelta(days=7), timedelta(minutes=1), timedelta(days=1)


def moment(made: datetime = MADE, sent: datetime = ARRIVED, contact: datetime | None = CONTACT, limit=WEEK):  # type: ignore[no-untyped-def]
    found = moment_of(Said(made, sent, contact), arrived=ARRIVED, limit=limit)
    return found.told_at, found.why_not


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, (MADE, "")),
        ({"made": CONTACT}, (CONTACT, "")),
        ({"made": ARRIVED}, (ARRIVED, "")),
        ({"made": CONTACT - 5 * MINUTE}, (CONTACT, "")),  # a clock may be a little off
        ({"made": ARRIVED + 5 * MINUTE}, (ARRIVED, "")),
        ({"sent": ARRIVED - 10 * MINUTE}, (MADE, "")),  # photographs take their time
        ({"made": CONTACT - DAY}, (ARRIVED, "before")),
        ({"made": ARRIVED + DAY}, (ARRIVED, "after")),
        ({"sent": ARRIVED + DAY}, (ARRIVED, "clock")),
        ({"sent": ARRIVED - DAY}, (ARRIVED, "clock")),
        ({"contact": None}, (ARRIVED, "contact")),
        ({"contact": ARRIVED + MINUTE}, (ARRIVED, "contact")),
        ({"limit": DAY}, (ARRIVED, "old")),
        ({"limit": ARRIVED - MADE}, (MADE, "")),
    ],
)
def test_moment_is_believed_between_contact_and_arrival(said: dict[str, datetime], told: tuple[datetime, str]) -> None:
    assert moment(**said) == told


@given(st.integers(-30000, 30000), st.integers(-3000, 3000), st.integers(0, 20000), st.integers(0, 20))
def test_moment_told_lies_never_before_the_contact_nor_after_the_arrival(
    made: int, sent: int, contact: int, days: int
) -> None:
    said = Said(ARRIVED - made * MINUTE, ARRIVED + sent * MINUTE, ARRIVED - contact * MINUTE)
    found = moment_of(said, arrived=ARRIVED, limit=timedelta(days=days))
    assert said.contact is not None
    assert said.contact <= found.told_at <= ARRIVED
    assert found.told_at >= ARRIVED - timedelta(days=days) - TOLERANCE
