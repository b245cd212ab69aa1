"""What three units tell in the rooms beside the weekly channel, the fast day and the roster: home service, receptions,
visits, staff, offices. Told as it was lived up to the moment of the count, well in one unit, little in the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from tests.engagement.outreach_scene import greeting_entry, meeting_entry, outreach_entry
from tests.engagement.scene import PARTY, plan_entry, reception_entry
from tests.evaluations.scenario import Year, fresh
from tests.independent.recount import DAY, works
from tests.service.at_home.scene import TEXTS, a_code
from tests.workforce.scene import staff_values
from tests.workplace.scene import ALL, check_values, pictures
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.matters.slips import Slip
from thanthien.engagement.kinds import PLANS, RECEPTIONS
from thanthien.engagement.outreach_kinds import GREETINGS, MEETINGS, OUTREACH
from thanthien.records.actions import Entry, enter
from thanthien.records.enums import Through
from thanthien.records.photographs import Sent, enter_with
from thanthien.service.at_home.actions import Taken, Wanted, ask, take_step
from thanthien.service.at_home.enums import Via
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.models import HomeRequest
from thanthien.units.models import Unit
from thanthien.workforce.actions import enter_staff
from thanthien.workforce.kinds import COUNTS, COURSES, SANCTIONS, STATEMENTS
from thanthien.workplace.kinds import APP, CHECKS, INSPECTIONS, RADIO_TESTS

GOOD, YOUNG, WEAK = "10001", "10002", "10003"
KINDS = ("marriage", "birth", "longevity", "illness", "funeral", "policy_family")
WEEK = timedelta(days=7)


@dataclass
class Rooms:
    """Who tells what in a year, up to a moment."""

    year: Year
    until: datetime

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def who(self, code: str, job: str = "focal") -> User:
        return self.year.who(code, job)

    def at(self, day: date, act: Callable[[], Any], *, told: date | None = None, hour: int = 17) -> Any:
        """Do it on a day, unless that hasn't come."""
        moment = datetime.combine(told or day, time(hour))
        if moment >= self.until:
            return None
        with clock.set_to(moment):
            return act()

    def tell(
        self, kind: Any, code: str, day: date, values: dict[str, Any], *, told: date | None = None,
        by: User | None = None, hamlet: Any = None,
    ) -> Any:  # fmt: skip
        """A record of a day, told on it unless said."""
        entry = Entry(self.unit(code), day, values, hamlet)
        return self.at(day, lambda: enter(kind, entry, by=by or self.who(code)), told=told)


def live(year: Year, until: datetime) -> None:
    """All rooms of all three units."""
    rooms = Rooms(year, until)
    _home_service(rooms)
    _visits(rooms)
    _receptions(rooms)
    _staff(rooms)
    _offices(rooms)


# --- Home service ---


def _request(rooms: Rooms, code: str, day: date, visit: date | None, *, told: date | None = None) -> None:
    """Asked on a day; visited and handed over on another, told then unless said."""
    wanted = Wanted(rooms.unit(code), None, "", day, None, Via.PHONE, TEXTS)
    made = rooms.at(day, lambda: ask(wanted, slip=Slip(uuid4(), a_code()), by=rooms.who(code)), hour=9)
    for step, more in (("visit", {"due_on": visit}), ("hand_over", {})):
        if made is not None and visit is not None:
            taken = Taken(step, day=visit, **more)

            def take(taken: Taken = taken) -> Any:
                version = HomeRequest.objects.get(pk=made.pk).version
                return take_step(taken, request_id=made.pk, version=version, by=rooms.who(code))

            rooms.at(visit, take, told=told)


def _home_service(rooms: Rooms) -> None:
    for code in (GOOD, YOUNG):
        rooms.tell(ANNOUNCEMENTS, code, date(2026, 6, 1), {"text": "Đến nhà trả kết quả.", "phone": "0225 3 123 456"})
    for month in range(1, 12):
        day = date(2026, month, 12)
        late = day + 20 * DAY if month == 5 else None
        _request(rooms, GOOD, day, None if month == 3 else day + 2 * DAY, told=late)


# --- Visits, greetings, meetings ---


def _visits(rooms: Rooms) -> None:
    for place, kind in enumerate(KINDS):
        for code, most in ((GOOD, 6), (YOUNG, 3), (WEAK, 1)):
            day = date(2026, 5 + place, 20)
            entry = outreach_entry(rooms.unit(code), day, occasion=kind, paper=f"{place}/TCM" if place < most else "")
            rooms.tell(OUTREACH, code, day, dict(entry.values))
    for occasion, day in (
        ("new_year", date(2025, 12, 30)), ("tet", date(2026, 2, 12)), ("liberation_labour", date(2026, 4, 29)),
        ("national_day", date(2026, 9, 1)),
    ):  # fmt: skip
        told = dict(greeting_entry(rooms.unit(GOOD), day, occasion=occasion).values)
        rooms.tell(GREETINGS, GOOD, day, told)
        rooms.tell(GREETINGS, WEAK, day, told | {"sender": "other"})
    rooms.tell(GREETINGS, YOUNG, date(2026, 9, 1), told)
    rooms.tell(MEETINGS, GOOD, date(2026, 7, 10), dict(meeting_entry(rooms.unit(GOOD), date(2026, 7, 10)).values))
    without = dict(meeting_entry(rooms.unit(WEAK), date(2026, 7, 10), minutes="").values)
    rooms.tell(MEETINGS, WEAK, date(2026, 7, 10), without)


# --- Receptions ---


def _receptions(rooms: Rooms) -> None:
    for code, missed in ((GOOD, 9), (YOUNG, 4)):
        first = date(2026, 1, 8) if code == GOOD else date(2026, 6, 4)
        for week in range((date(2026, 12, 31) - first).days // 7 + 1):
            day = first + week * WEEK
            if not works(day):
                continue
            planned = dict(plan_entry(rooms.unit(code), day).values)
            rooms.tell(PLANS, code, day - 14 * DAY, planned)
            if week % missed:
                told = day + 45 * DAY if week == 13 else None
                rooms.tell(RECEPTIONS, code, day, dict(reception_entry(rooms.unit(code), day).values), told=told)
        for month in range(first.month, 13):
            for day in (date(2026, month, 6), date(2026, month, 20)):
                rooms.tell(RECEPTIONS, code, day, dict(reception_entry(rooms.unit(code), day, PARTY).values))


# --- Staff ---


def _staff(rooms: Rooms) -> None:
    office = fresh(rooms.year.people.office)
    for code, people in ((GOOD, 8), (YOUNG, 5)):
        for number in range(1, people + 1):
            day = date(2026, 1, 5) if code == GOOD else date(2026, 5, 18)
            entry = Entry(rooms.unit(code), day, staff_values(number))
            rooms.at(day, lambda e=entry, c=code, n=number: enter_staff(e, name=f"Trần Văn {n}", by=rooms.who(c)))
        for day, hours, who in (
            (date(2026, 6, 10), 8, "1; 2; 3"), (date(2026, 10, 6), 4, "3; 4; 5"), (date(2026, 11, 3), 2, "1; 5"),
        ):  # fmt: skip
            course = {
                "title": f"Lớp {day:%m}", "topic": "manner", "hours": hours, "organiser": "Trường Chính trị",
                "document": "15/KH-UBND", "attendees": who,
            }  # fmt: skip
            rooms.tell(COURSES, code, day, course)
    rooms.tell(COUNTS, YOUNG, date(2026, 6, 30), {"people": 7}, by=office)
    case = {"administrative": "canh-cao", "party": "", "decided_on": date(2026, 7, 6), "document": "7/QĐ-UBND"}
    rooms.tell(SANCTIONS, GOOD, date(2026, 7, 6), case)
    for code, day, cases in (
        (GOOD, date(2026, 7, 31), 1), (GOOD, date(2026, 12, 20), 1), (YOUNG, date(2026, 7, 31), 0),
    ):  # fmt: skip
        rooms.tell(STATEMENTS, code, day, {"cases": cases}, by=rooms.who(code, "chair"))
    told = {"administrative": "khien-trach", "party": "", "decided_on": date(2026, 8, 3), "document": "3/QĐ-SNV"}
    rooms.tell(SANCTIONS, WEAK, date(2026, 8, 3), told, by=office)


# --- Offices ---


def _check(rooms: Rooms, code: str, day: date, items: str = ALL, *, told: date | None = None, shown: int = 1) -> None:
    entry = Entry(rooms.unit(code), day, check_values(items))

    def act() -> Any:
        if not shown:
            return enter(CHECKS, entry, by=rooms.who(code))
        return enter_with(CHECKS, entry, Sent(pictures(shown), "nobody"), by=rooms.who(code))

    rooms.at(day, act, told=told)


def _offices(rooms: Rooms) -> None:
    body = fresh(rooms.year.people.noi_vu)
    _check(rooms, GOOD, date(2026, 5, 5))
    _check(rooms, GOOD, date(2026, 10, 5), "ghe-ngoi; wifi; may-in")
    _check(rooms, YOUNG, date(2026, 9, 9), "ghe-ngoi; nuoc-uong")
    _check(rooms, WEAK, date(2026, 6, 29), told=date(2026, 7, 20))
    _check(rooms, WEAK, date(2026, 11, 5), shown=0)
    found = {"result": "breach", "document": "15/BB-SYT", "where": ""}
    rooms.tell(INSPECTIONS, YOUNG, date(2026, 9, 20), found, by=body)
    for place, hamlet in enumerate(rooms.unit(GOOD).hamlets.order_by("name")[:3]):
        for day in (date(2026, 5, 12), date(2026, 10, 12)):
            told = {"channel": "speakers", "device": "Cụm loa 1", "result": "silent" if place == 1 else "heard"}
            rooms.tell(RADIO_TESTS, GOOD, day, told, hamlet=hamlet)
    for code, day, installed in (
        (GOOD, date(2026, 3, 31), 800), (GOOD, date(2026, 9, 30), 1300), (YOUNG, date(2026, 6, 30), 500),
    ):  # fmt: skip
        numbers = {
            "households": 2000, "installed": installed, "counted": "households", "source": "Sở Khoa học và Công nghệ",
            "origin_of_numbers": "owner",
        }  # fmt: skip
        entry = Entry(rooms.unit(code), day, numbers, through=Through.CITY_FILE)
        rooms.at(day, lambda e=entry: enter(APP, e, by=body))
