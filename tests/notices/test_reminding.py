"""Reminders: some working days ahead, once for each day and last day; an extension moves them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.factories.accounts import UserFactory, person
from tests.notices.telling import Room, open_room
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.mail.models import Message
from thanthien.notices import tasks
from thanthien.notices.kinds import Kind, register_kind
from thanthien.notices.models import Notice
from thanthien.notices.reminding import days_left, people_to_remind, remind_person
from thanthien.notices.rules import last_weekly_day, weekly_day
from thanthien.notices.work import Work

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 13)


def work(due: date | None = FRIDAY, **more: Any) -> Work:
    return Work("submit:dossier:5", "Nộp hồ sơ", "Xã An Hòa.", "/nop/", due, about=("record", 5), **more)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    return open_room(monkeypatch)


@pytest.fixture
def lan() -> User:
    return person(Role.CITY_OFFICER, email="lan@example.org")


def remind_from(first: date, last: date, lan: User) -> list[str]:
    """The titles told on the days from first to last."""
    for day in range(first.toordinal(), last.toordinal() + 1):
        with clock.set_to(date.fromordinal(day)):
            remind_person(lan.pk)
    return list(Notice.objects.order_by("pk").values_list("title", flat=True))


def test_days_left_are_working_days_until_the_last_one() -> None:
    found = {}
    for day in (11, 12, 13, 14, 16):
        with clock.set_to(date(2026, 3, day)):
            found[day] = days_left(date(2026, 3, 13), WorkCalendar())
    assert found == {11: 2, 12: 1, 13: 0, 14: None, 16: None}
    assert days_left(None, WorkCalendar()) is None


def test_reminders_come_seven_three_and_one_working_days_before_and_once_a_day(room: Room, lan: User) -> None:
    room.works = [work()]
    assert remind_from(date(2026, 3, 2), FRIDAY, lan) == [
        "Còn 7 ngày làm việc: Nộp hồ sơ", "Còn 3 ngày làm việc: Nộp hồ sơ", "Còn 1 ngày làm việc: Nộp hồ sơ",
    ]  # fmt: skip
    told = Notice.objects.order_by("pk").first()
    assert told is not None
    assert (told.what, told.url, told.due_on) == ("Xã An Hòa. Hạn: hết ngày 13/03/2026.", "/nop/", FRIDAY)


def test_an_extended_last_day_is_reminded_of_anew(room: Room, lan: User) -> None:
    room.works = [work()]
    assert len(remind_from(date(2026, 3, 10), date(2026, 3, 10), lan)) == 1
    room.works = [work(date(2026, 3, 20))]
    assert remind_from(date(2026, 3, 11), date(2026, 3, 19), lan) == [
        "Còn 3 ngày làm việc: Nộp hồ sơ", "Còn 7 ngày làm việc: Nộp hồ sơ", "Còn 3 ngày làm việc: Nộp hồ sơ",
        "Còn 1 ngày làm việc: Nộp hồ sơ",
    ]  # fmt: skip


def test_the_days_are_a_setting_and_may_be_the_day_itself(room: Room, lan: User, settings: Any) -> None:
    settings.REMIND_WORKING_DAYS = [0]
    room.works = [work(count=18, noun="hồ sơ"), work(None)]
    assert remind_from(date(2026, 3, 9), FRIDAY, lan) == ["Đến hạn: Nộp hồ sơ"]
    assert Notice.objects.get().what == "18 hồ sơ. Xã An Hòa. Hạn: hết ngày 13/03/2026."


@pytest.mark.parametrize(
    ("weekday", "off", "day"),
    [
        (5, (), 13),
        (1, (), 9),
        (7, (), 13),  # a Sunday: the Friday before it
        (5, (13,), 12),
        (2, (9, 10), None),
    ],
)
def test_weekly_day_is_the_weekday_or_the_working_day_before_it(weekday: int, off: Any, day: int | None) -> None:
    calendar = WorkCalendar(off=frozenset(date(2026, 3, one) for one in off))
    found = [weekly_day(date(2026, 3, one), weekday, calendar) for one in (9, 11, 15)]
    assert found == [date(2026, 3, day) if day else None] * 3


def test_weekly_work_is_reminded_of_once_on_its_day(room: Room, lan: User) -> None:
    register_kind(Kind("weekly", "Nhắc việc hằng tuần", "Mỗi tuần một lần."))
    room.works = [work(date(2026, 3, 17), weekly=True), Work("x", "Việc khác", "Xã An Hòa", "/x/", FRIDAY, weekly=True)]
    assert remind_from(date(2026, 3, 2), date(2026, 3, 12), lan) == []  # the 13th is the last Friday before it is over
    assert [remind_from(FRIDAY, FRIDAY, lan) for _ in range(2)] == [["Nộp hồ sơ"]] * 2
    told = Notice.objects.get()
    assert (told.kind, told.what, told.due_on) == (
        "weekly", "Xã An Hòa. Hạn: hết ngày 17/03/2026.", date(2026, 3, 17)
    )  # fmt: skip


@pytest.mark.parametrize(("weekday", "day"), [(1, 16), (2, 17), (3, 11), (5, 13), (6, 13)])
def test_weekly_work_is_reminded_of_on_the_last_such_day_before_it_is_over(
    room: Room, lan: User, settings: Any, weekday: int, day: int
) -> None:
    register_kind(Kind("weekly", "Nhắc việc hằng tuần", "Mỗi tuần một lần."))
    settings.REMIND_WEEKLY_ON = weekday
    room.works = [work(date(2026, 3, 17), weekly=True)]  # of the week from the 9th to the 15th
    remind_from(date(2026, 3, 2), date(2026, 3, 20), lan)
    assert Notice.objects.get().told_at.astimezone(clock.ZONE).date() == date(2026, 3, day)


def test_weekly_work_over_a_holiday_is_reminded_of_before_it() -> None:
    tet = WorkCalendar(off=frozenset(date(2026, 2, day) for day in range(16, 23)))
    found = [last_weekly_day(date(2026, 2, 24), weekday, tet) for weekday in (1, 5)]
    assert found == [date(2026, 2, 23), date(2026, 2, 13)]
    never = WorkCalendar(off=frozenset(date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(60)))
    assert last_weekly_day(date(2026, 2, 24), 5, never) is None


def test_work_that_is_done_is_not_reminded_of(room: Room, lan: User) -> None:
    assert remind_from(date(2026, 3, 2), FRIDAY, lan) == []


def test_every_morning_everybody_with_a_role_is_looked_at_once(
    room: Room, lan: User, run_jobs: Callable[[], Any]
) -> None:
    UserFactory(email="khong-vai-tro@example.org")
    away = person(Role.CITY_OFFICER)
    User.objects.filter(pk=away.pk).update(is_active=False)
    assert people_to_remind() == [lan.pk]
    room.works = [work()]
    for _ in range(2):
        with clock.set_to(date(2026, 3, 12)):
            tasks.remind(_Told())
            run_jobs()
    assert list(Message.objects.values_list("address", flat=True)) == ["lan@example.org"]


class _Told:
    """What a run is told, forgotten."""

    def tell(self, sentence: str) -> None:
        return None
