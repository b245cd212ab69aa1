"""The importers of the fast day and of the support roster, for the tests of all importers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from tests.service.scene import decision_entry, officer_of
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.records.actions import Entry, enter_all
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.models import HomeAnnouncement
from thanthien.service.at_home.views import announcement_pages
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.service.roster.models import ShiftPresence, SupportShift
from thanthien.service.roster.views import presence_pages, shift_pages
from thanthien.service.views import day_pages, decision_pages
from thanthien.units.models import Unit

CODE = "29995"


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def some_days(count: int) -> None:
    unit = UnitFactory(code=CODE)
    entries = [
        Entry(
            unit,
            clock.today() - timedelta(days=number),
            {
                "received": number,
                "returned": number // 2,
                "nothing": number == 0,
                "procedure": ("", "1.001193")[number % 2],
            },
        )
        for number in range(count)
    ]
    enter_all(DAYS, entries, by=an_officer())


def new_days(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    days = [date_vn(clock.today() - timedelta(days=number % 300)) for number in range(count)]
    whats = ["", "Đăng ký khai sinh", "Đăng ký khai tử", "Đăng ký kết hôn"]
    return [
        [CODE, "", "", day, whats[number // 300 % 4], 5, 4, "không", "đơn vị ghi", ""]
        for number, day in enumerate(days)
    ]


def some_decisions(count: int) -> None:
    unit = UnitFactory(code=CODE)
    today = clock.today()
    entries = [
        decision_entry(unit, today - timedelta(days=number), number=f"{number}/QĐ-UBND") for number in range(count)
    ]
    enter_all(DECISIONS, entries, by=an_officer())


def new_decisions(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    return [
        [CODE, "", "", day, f"{number}/QĐ-UBND", "Chủ tịch", "thứ Tư", day, "1.001193; 1.000656", day, "", ""]
        for number in range(count)
    ]


def some_shifts(count: int) -> None:
    unit = UnitFactory(code=CODE)
    enter_all(SHIFTS, [_shift(unit, number) for number in range(count)], by=an_officer())


def some_presences(count: int) -> None:
    some_shifts(count)
    unit, officer = UnitFactory(code=CODE), an_officer()
    shown = {"shown_by": "sheet", "sheet": "Lịch trực tuần 9", "served": 4}
    shifts = [_shift(unit, number) for number in range(count)]
    entries = [Entry(unit, one.day, {**one.values, **shown}) for one in shifts]
    enter_all(PRESENCES, entries, by=officer)


def _shift(unit: Unit, number: int) -> Entry:
    values = {"part": ("morning", "afternoon")[number % 2], "organisation": "youth", "post": f"Đoàn viên {number}"}
    return Entry(unit, clock.today() - timedelta(days=number % 30), values)


def new_shifts(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    return [[CODE, "", "", day, "buổi sáng", "Đoàn Thanh niên", f"Đoàn viên {number}", ""] for number in range(count)]


def new_presences(count: int) -> Sequence[Sequence[Any]]:
    unit, day = UnitFactory(code=CODE), clock.today()
    values = {"part": "morning", "organisation": "women"}
    rostered = set(SupportShift.objects.filter(unit=unit, day=day, **values).values_list("post", flat=True))
    posts = [post for number in range(count) if (post := f"Hội viên {number}") not in rostered]
    enter_all(SHIFTS, [Entry(unit, day, {**values, "post": post}) for post in posts], by=an_officer())
    return [
        [CODE, "", "", date_vn(day), "buổi sáng", "Hội Liên hiệp Phụ nữ", f"Hội viên {number}",
         "lịch trực tuần đã ký", "Lịch số 9", 3, ""]
        for number in range(count)
    ]  # fmt: skip


LONG_AGO = date(2020, 1, 1)  # one announcement a day, for a thousand days


def _old_unit() -> Unit:
    unit = UnitFactory(code=CODE)
    Unit.objects.filter(pk=unit.pk).update(valid_from=LONG_AGO)
    unit.refresh_from_db()
    return unit


def some_announcements(count: int) -> None:
    unit, today = _old_unit(), clock.today()
    told = {"text": "Đến nhà tiếp nhận và trả kết quả.", "phone": "0225 3 123 456"}
    entries = [Entry(unit, today - timedelta(days=number), told) for number in range(count)]
    enter_all(ANNOUNCEMENTS, entries, by=an_officer())


def new_announcements(count: int) -> Sequence[Sequence[Any]]:
    _old_unit()
    days = [date_vn(clock.today() - timedelta(days=number)) for number in range(count)]
    return [[CODE, "", "", day, "Đến nhà tiếp nhận và trả kết quả.", "0225 3 123 456", ""] for day in days]


CASES = [
    ImporterCase(
        shift_pages.importer,
        stock=some_shifts,
        fresh=new_shifts,
        state=lambda: list(SupportShift.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
    ImporterCase(
        presence_pages.importer,
        stock=some_presences,
        fresh=new_presences,
        state=lambda: list(ShiftPresence.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
    ImporterCase(
        announcement_pages.importer,
        stock=some_announcements,
        fresh=new_announcements,
        state=lambda: list(HomeAnnouncement.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
    ImporterCase(
        day_pages.importer,
        stock=some_days,
        fresh=new_days,
        state=lambda: list(FastDay.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
    ImporterCase(
        decision_pages.importer,
        stock=some_decisions,
        fresh=new_decisions,
        state=lambda: list(FastDayDecision.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
]
