"""Which sign of life counts: a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from thanthien.feedback.channels.rules import (
    FROM_OFFICE,
    ON_STAFF_DEVICE,
    Channel,
    Message,
    Sign,
    Trial,
    sign_of,
    why_no_proof,
)

NOON = datetime(2026, 1, 1, 12)
FIRST, LAST = date(2026, 10, 2), date(2026, 12, 31)
BOX = Channel(1, 1, UUID(int=1), "hom-thu", "Cổng trụ sở", date(2026, 1, 5), None, NOON)


def trial(number: int, day: date, *, works: bool = True, **changes: object) -> Trial:
    made = Trial(number, 1, BOX.key, BOX.kind, BOX.where, day, works, NOON, (1,))
    return replace(made, **changes)  # type: ignore[arg-type]


def message(number: int, day: date, kind: str = "hom-thu", why: str = "") -> Message:
    return Message(number, 1, kind, day, why)


def last_sign(*told: Trial | Message, channel: Channel = BOX, proving: bool = True) -> Sign | None:
    trials = [one for one in told if isinstance(one, Trial)]
    messages = [one for one in told if isinstance(one, Message)]
    return sign_of(channel, trials, trials if proving else [], messages, FIRST, LAST)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], None),
        ([trial(1, FIRST)], Sign(FIRST, "test", 1, 1)),
        ([trial(1, date(2026, 10, 1))], None),  # a day too old
        ([trial(1, date(2027, 1, 1))], None),  # after the day that is asked for
        ([message(1, LAST)], Sign(LAST, "message", 1, 1)),
        ([message(1, LAST, "hoi-nghi")], None),
        ([message(1, LAST, why=FROM_OFFICE)], None),
        ([trial(1, date(2026, 11, 2)), message(2, date(2026, 11, 5))], Sign(date(2026, 11, 5), "message", 2, 1)),
        ([trial(1, date(2026, 11, 5)), message(2, date(2026, 11, 2))], Sign(date(2026, 11, 5), "test", 1, 1)),
        ([trial(1, date(2026, 11, 2)), trial(2, date(2026, 11, 5), works=False)], None),
        (
            [trial(1, date(2026, 11, 5), works=False), trial(2, date(2026, 11, 6))],
            Sign(date(2026, 11, 6), "test", 2, 1),
        ),
        ([trial(1, date(2026, 11, 5), works=False), message(2, date(2026, 11, 5))], None),  # on the day it was dead
        (
            [trial(1, date(2026, 9, 1), works=False), message(2, date(2026, 11, 5))],
            Sign(date(2026, 11, 5), "message", 2, 1),
        ),
        ([trial(1, date(2026, 11, 5), where="Nhà văn hóa")], None),  # it stood elsewhere then
        ([trial(1, date(2026, 11, 5), kind="ma-qr")], None),
        ([trial(1, date(2026, 11, 5), channel=UUID(int=2))], None),
    ],
)
def test_last_sign_of_a_channel(told: list[Trial | Message], expected: Sign | None) -> None:
    assert last_sign(*told) == expected


def test_test_that_does_not_count_still_says_that_a_channel_is_dead() -> None:
    told = [trial(1, date(2026, 11, 5), works=False), message(2, date(2026, 11, 2))]
    assert last_sign(*told, proving=False) is None
    assert last_sign(trial(1, date(2026, 11, 5)), proving=False) is None


def test_message_of_before_the_channel_was_there_proves_nothing() -> None:
    new = replace(BOX, first=date(2026, 11, 10))
    assert last_sign(message(1, date(2026, 11, 9)), channel=new) is None
    assert last_sign(message(1, date(2026, 11, 10)), channel=new) == Sign(date(2026, 11, 10), "message", 1, 1)


@pytest.mark.parametrize(
    ("on_web", "from_staff", "handed_on", "by_keeper", "why"),
    [
        (True, False, False, False, ""),
        (True, True, False, False, ON_STAFF_DEVICE),
        (False, False, False, True, FROM_OFFICE),
        (False, False, True, False, ""),
        (False, False, True, True, FROM_OFFICE),
    ],
)
def test_message_that_the_committee_could_make_alone_proves_nothing(
    on_web: bool, from_staff: bool, handed_on: bool, by_keeper: bool, why: str
) -> None:
    told = {"on_web": on_web, "from_staff": from_staff, "handed_on": handed_on, "by_keeper": by_keeper}
    assert why_no_proof(**told) == why


@pytest.mark.parametrize(
    ("day", "used"),
    [(date(2026, 1, 4), False), (date(2026, 1, 5), True), (date(2026, 6, 1), True), (date(2026, 6, 2), False)],
)
def test_channel_is_used_from_its_first_day_to_its_last(day: date, used: bool) -> None:
    assert replace(BOX, last=date(2026, 6, 1)).used_on(day) is used
