"""Rooms of weekly life are used until the city says otherwise, by unit and from a day on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.units.actions import UnitLine, import_units
from thanthien.units.enums import UnitKind
from thanthien.units.models import RoomWord, Unit
from thanthien.units.room_actions import switch_room
from thanthien.units.rooms import is_used, is_used_throughout, next_turn, unused_since

DAY = date(2026, 6, 1)
SAID = datetime(2026, 5, 1, tzinfo=UTC)


def said(*words: tuple[date, bool]) -> dict[str, Any]:
    return {
        "service": [
            {"from": day.isoformat(), "on": on, "at": (SAID + timedelta(hours=n)).isoformat()}
            for n, (day, on) in enumerate(words)
        ]
    }


def test_room_is_used_until_something_else_is_said() -> None:
    assert is_used({}, "service", DAY)
    words = said((DAY, False))
    assert [is_used(words, "service", DAY - timedelta(days=1)), is_used(words, "service", DAY)] == [True, False]
    assert is_used(words, "grassroots", DAY)


def test_last_word_of_a_day_counts_and_a_later_day_goes_before_it() -> None:
    assert is_used(said((DAY, False), (DAY, True)), "service", DAY)
    words = said((DAY + timedelta(days=9), True), (DAY, False))
    assert [is_used(words, "service", DAY), is_used(words, "service", DAY + timedelta(days=9))] == [False, True]


def test_nothing_is_known_before_it_was_said() -> None:
    words = said((DAY, False))
    assert is_used(words, "service", DAY, SAID - timedelta(seconds=1))
    assert not is_used(words, "service", DAY, SAID)


days = st.dates(date(2026, 5, 20), date(2026, 6, 20))


@given(st.lists(st.tuples(days, st.booleans()), max_size=6), days, days)
def test_used_throughout_is_used_on_every_day(words: list[tuple[date, bool]], one: date, other: date) -> None:
    first, last = sorted([one, other])
    every = [is_used(said(*words), "service", first + timedelta(days=n)) for n in range((last - first).days + 1)]
    assert is_used_throughout(said(*words), "service", first, last) == all(every)


@given(st.lists(st.tuples(days, st.booleans()), max_size=6), days)
def test_next_turn_is_the_first_day_that_is_otherwise(words: list[tuple[date, bool]], after: date) -> None:
    now = is_used(said(*words), "service", after)
    later = (after + timedelta(days=n) for n in range(1, 40))
    first = next((day for day in later if is_used(said(*words), "service", day) != now), None)
    assert next_turn(said(*words), "service", after) == (None if first is None else (first, not now))


def test_unused_since_the_first_of_the_words_that_hold() -> None:
    later, last = DAY + timedelta(days=5), DAY + timedelta(days=9)
    words = said((DAY, False), (later, False), (last, True))
    found = [unused_since(words, "service", day) for day in (DAY - timedelta(days=1), DAY, later, last)]
    assert found == [None, DAY, DAY, None]


# --- Saying it ------------------------------------------------------------------------------------------------------


def switch(
    *units: Unit, room: str = "service", on: bool = False, day: date | None = None, reason: str = "Thí điểm"
) -> int:
    return switch_room(
        room=room, on=on, first_day=day or clock.today(), reason=reason, unit_ids=[unit.pk for unit in units],
        by=person(Role.CITY_HEAD),
    )  # fmt: skip


@pytest.mark.django_db
def test_word_is_kept_with_its_reason_and_beside_the_unit() -> None:
    unit, other = UnitFactory(), UnitFactory()
    assert switch(unit) == 1
    unit.refresh_from_db()
    other.refresh_from_db()
    assert [unit.uses("service"), unit.uses("grassroots"), other.uses("service")] == [False, True, True]
    word = RoomWord.objects.get()
    assert (word.unit, word.room, word.on, word.first_day, word.reason) == (
        unit, "service", False, clock.today(), "Thí điểm",
    )  # fmt: skip
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        RoomWord.objects.update(reason="khác")


@pytest.mark.django_db
def test_only_units_that_change_are_said_anew_and_none_is_refused() -> None:
    first, second = UnitFactory(), UnitFactory()
    switch(first)
    assert switch(first, second) == 1
    with pytest.raises(Refused, match="đã không dùng"):
        switch(first, second)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": "   "}, "reason"), ({"day": date(9999, 1, 1)}, "first_day"), ({"day": date(2020, 1, 1)}, "first_day")],
)
def test_word_that_cannot_be_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        switch(UnitFactory(), **given)
    assert list(refused.value.errors) == [field]
    assert RoomWord.objects.count() == 0


@pytest.mark.django_db
def test_unknown_room_is_refused() -> None:
    with pytest.raises(Refused):
        switch(UnitFactory(), room="khong-co")


@pytest.mark.django_db
def test_mistake_is_taken_back_for_its_own_day_even_when_that_is_over(time_machine: Any) -> None:
    unit = UnitFactory()
    time_machine.move_to("2026-06-01T08:00:00+07:00", tick=False)
    switch(unit)
    time_machine.move_to("2026-06-03T08:00:00+07:00", tick=False)
    with pytest.raises(Invalid):
        switch(unit, on=True, day=date(2026, 6, 2))
    switch(unit, on=True, day=date(2026, 6, 1))
    unit.refresh_from_db()
    assert unit.used("service", date(2026, 5, 1), date(2026, 6, 3))


@pytest.mark.django_db
def test_mistake_is_taken_back_within_a_week_however_often_it_was_said_anew(time_machine: Any) -> None:
    unit, day = UnitFactory(), date(2026, 1, 1)
    for at, on in (("2026-01-01", False), ("2026-01-05", True), ("2026-01-08", False)):
        time_machine.move_to(f"{at}T08:00:00+07:00", tick=False)
        switch(unit, on=on, day=day)
    for at in ("2026-01-09", "2026-11-01"):
        time_machine.move_to(f"{at}T08:00:00+07:00", tick=False)
        with pytest.raises(Invalid, match="trong 7 ngày"):
            switch(unit, on=True, day=day)
    switch(unit, on=True)
    unit.refresh_from_db()
    assert [unit.uses("service"), unit.used("service", day, date(2026, 10, 31))] == [True, False]


@pytest.mark.django_db
def test_new_unit_does_not_use_what_no_unit_uses() -> None:
    unit = UnitFactory()
    switch(unit)
    switch(UnitFactory(code="1"), room="grassroots")
    line = UnitLine("99001", UnitKind.XA, "Mới", None, None, clock.today())
    switch(Unit.objects.get(code="1"))
    import_units(lines=[line], by=None)
    new = Unit.objects.get(code="99001")
    assert [new.uses("service"), new.uses("grassroots")] == [False, True]
