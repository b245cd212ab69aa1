"""What a room hands on: taken at once, or kept and taken later as history."""

from datetime import date
from typing import Any

import pytest

from thanthien.measures import handovers
from thanthien.measures.handovers import HandOver, hand_over, offer, replay, take


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handovers, "_takers", {})
    monkeypatch.setattr(handovers, "_sources", {})


OPINION = HandOver("opinion", "grassroots.opinion", 7, 1, date(2026, 5, 5))


def test_nobody_takes_a_kind_before_its_room_exists() -> None:
    assert hand_over([OPINION], by=None) is False


def test_the_taker_gets_the_record_with_its_giver() -> None:
    taken: list[tuple[HandOver, Any]] = []
    take("opinion", lambda every, *, by: taken.extend((one, by) for one in every))
    assert hand_over([OPINION], by="Lan") is True
    assert taken == [(OPINION, "Lan")]
    with pytest.raises(ValueError, match="taken already"):
        take("opinion", lambda every, *, by: None)


def test_what_was_given_before_arrives_as_history() -> None:
    taken: list[HandOver] = []
    offer("opinion", lambda: [OPINION])
    assert replay("opinion", by=None) == 0
    take("opinion", lambda every, *, by: taken.extend(every))
    assert replay("opinion", by=None) == 1
    assert [(one.record, one.day, one.history) for one in taken] == [(7, date(2026, 5, 5), True)]
