"""Counts a commune's weeks and points from the files that a person downloads, without the product.

It shares nothing with the product but the file of the criteria set: dates, weeks, holidays, late records, corrections,
shares and points are written out again, from the domain notes and the measures' sentences.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import yaml

DAY = timedelta(days=1)
# Offices' days off and days worked in exchange, as announced for 2026 and expected for January 2027.
OFF = {
    date(2026, 1, 1), date(2026, 1, 2),
    *(date(2026, 2, day) for day in range(16, 21)),
    date(2026, 4, 26), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1),
    date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24), date(2027, 1, 1),
}  # fmt: skip
WORKED = {date(2026, 1, 10), date(2026, 8, 22)}
WEEKDAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu"]


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def in_time_until(sunday: date) -> datetime:
    """The end of the second working day after a week."""
    day, left = sunday, 2
    while left:
        day += DAY
        left -= works(day)
    return datetime.combine(day + DAY, datetime.min.time())


@dataclass(frozen=True)
class Year:
    """The days that count, the day of the count (its 8:00), and the first and last day of a unit."""

    first: date
    last: date
    now: datetime
    born: date = date.min
    ended: date = date.max

    def mondays(self) -> list[date]:
        """Mondays of all due weeks: the Thursday inside, a working day in it, the unit there on one of its days."""
        monday = self.first - self.first.weekday() * DAY
        found = []
        while monday <= self.last:
            thursday, days = monday + 3 * DAY, [monday + n * DAY for n in range(7)]
            there = days[-1] >= self.born and monday <= self.ended
            if self.first <= thursday <= self.last and any(map(works, days)) and there:
                found.append(monday)
            monday += 7 * DAY
        return found

    def over(self, monday: date) -> bool:
        return monday + 6 * DAY < self.now.date()

    def open(self, monday: date) -> bool:
        return self.now < in_time_until(monday + 6 * DAY)


def rows_of(file: bytes) -> list[dict[str, str]]:
    """The lines of a downloaded list by their headings."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007


def _written(row: dict[str, str]) -> datetime:
    """When a row was written; of the weekly channel a list tells the day alone, and time ends with a day."""
    day = row.get("Ghi ngày")
    return datetime.combine(_day(day), datetime.min.time()) if day else _moment(row["Ghi lúc"])


@dataclass(frozen=True)
class Told:
    """A record that stands, with the moment from which it counts as told."""

    day: date
    place: str
    at: datetime
    row: dict[str, str] = field(hash=False)


def standing(rows: Iterable[dict[str, str]]) -> list[Told]:
    """Records that stand. A correction inside its week and place keeps the moment of what it corrects."""
    rows, found = list(rows), []
    for row in rows:
        state, day, place = row["Trạng thái"], _day(row["Ngày"]), row["Thôn, tổ dân phố"]
        if state.startswith(("đã hủy", "đã đính chính")):
            continue
        at = _written(row)
        if state.startswith("bản đính chính"):
            earlier = [
                _written(old)
                for old in rows
                if old["Trạng thái"].startswith("đã đính chính")
                and old["Thôn, tổ dân phố"] == place
                and _day(old["Ngày"]).isocalendar()[:2] == day.isocalendar()[:2]
            ]
            at = min([at, *earlier])
        found.append(Told(day, place, at, row))
    return found


# --- Points ---------------------------------------------------------------------------------------------------------


def indicators(text: str) -> dict[str, dict[str, Any]]:
    """Every indicator of a set's file by its code."""
    found: dict[str, dict[str, Any]] = {}

    def walk(node: dict[str, Any]) -> None:
        for child in node["children"]:
            if "rule" in child:
                found[child["code"]] = child
            else:
                walk(child)

    for group in yaml.safe_load(text)["groups"]:
        walk(group)
    return found


def _percent(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100


def points(indicator: dict[str, Any], met: int, due: int, step: Fraction = Fraction(1, 4)) -> Fraction:
    """Even growth from one share to the other, rounded once to the step, ties upwards."""
    start, end = _percent(indicator["rule"]["from"]), _percent(indicator["rule"]["to"])
    part = min(max((Fraction(met, due) - start) / (end - start), Fraction(0)), Fraction(1))
    exact = part * Fraction(str(indicator["max"]))
    return ((exact / step + Fraction(1, 2)) // 1) * step


@dataclass(frozen=True)
class Counted:
    """Due weeks that are over and of them those that count; of the whole year those that count, are lost, are open."""

    met: int
    due: int
    met_of_year: int
    lost: int
    open: int

    @property
    def all(self) -> int:
        return self.met_of_year + self.lost + self.open


def count(year: Year, mondays: Iterable[date], good: set[date]) -> Counted:
    mondays = list(mondays)
    over = [one for one in mondays if year.over(one)]
    still = [one for one in mondays if one not in good and year.open(one)]
    met = sum(one in good for one in mondays)
    return Counted(sum(one in good for one in over), len(over), met, len(mondays) - met - len(still), len(still))


# --- The weekly channel ---------------------------------------------------------------------------------------------

Hamlets = dict[str, tuple[date, date | None]]  # name → first and last day


def weekly_reports(year: Year, file: bytes, hamlets: Hamlets, rule: dict[str, Any]) -> Counted:
    """Weeks with enough reports told in time, of enough of the thôn, tổ dân phố that there were on their Sunday."""
    told, good = standing(rows_of(file)), set()
    for monday in year.mondays():
        sunday = monday + 6 * DAY
        heard = [one for one in told if monday <= one.day <= sunday and one.at < in_time_until(sunday)]
        there = {
            name for name, (first, last) in hamlets.items() if first <= sunday and (last is None or last >= sunday)
        }
        enough = len({one.place for one in heard} & there) >= _percent(rule.get("coverage", "0%")) * len(there)
        if len(heard) >= rule["at_least"] and enough:
            good.add(monday)
    return count(year, year.mondays(), good)


# --- The fast day ---------------------------------------------------------------------------------------------------


SYSTEM = "trích từ hệ thống giải quyết thủ tục"


def in_force(monday: date, decisions: list[Told]) -> dict[str, str] | None:
    """The last decision that holds in the week. One told later than in the week says nothing of it."""
    holding = [
        (start - start.weekday() * DAY, one.row)
        for one in decisions
        if (start := _day(one.row["Áp dụng từ tuần có ngày"])) - start.weekday() * DAY <= monday
        and one.at.date() < monday + 7 * DAY
    ]
    return max(holding, key=lambda one: (one[0], _day(one[1]["Ngày"])))[1] if holding else None


def procedures(decision: dict[str, str]) -> set[str]:
    """The list of a decision."""
    return {name.strip() for name in decision["Danh mục thủ tục"].split(";")}


def fast_day_of(monday: date, decisions: list[Told]) -> date | None:
    """The weekday of the decision that holds; on a day off the next working day of that week, or the one before it."""
    row = in_force(monday, decisions)
    if row is None:
        return None
    usual = monday + WEEKDAYS.index(row["Ngày giải quyết nhanh"]) * DAY
    if works(usual):
        return usual
    working = [monday + n * DAY for n in range(7) if works(monday + n * DAY)]
    return next((day for day in working if day > usual), working[-1])


@dataclass(frozen=True)
class FastDays:
    """Weeks whose fast day was held; of the days that are over: dossiers of the list returned the same day and
    received, and how many days say nothing of the list."""

    weeks: Counted
    returned: int
    received: int
    untold: int

    def points(self, indicator: dict[str, Any]) -> Fraction | None:
        """Of the share; without a dossier all or nothing, by whether every day says so. None before a week is due."""
        if not self.weeks.due:
            return None
        if self.received:
            return points(indicator, self.returned, self.received)
        return Fraction(0) if self.untold else Fraction(str(indicator["max"]))


def fast_days(year: Year, decisions: bytes, numbers: bytes) -> FastDays:
    """What was told in time of the fast day of each week."""
    decided = standing(rows_of(decisions))
    told, good = standing(rows_of(numbers)), set()
    returned = received = untold = 0
    days = {monday: fast_day_of(monday, decided) for monday in year.mondays()}
    due = [monday for monday, day in days.items() if day is None or day <= year.ended]
    for monday in due:
        day, until = days[monday], in_time_until(monday + 6 * DAY)
        of_day = [one for one in told if one.day == day]
        if any(one.at < until for one in of_day):
            good.add(monday)
        if year.over(monday):
            of_list = procedures(in_force(monday, decided) or {"Danh mục thủ tục": ""})
            back, taken, many = _one_source([one.row for one in of_day if one.at < _limit(one, until)], of_list)
            returned, received, untold = returned + back, received + taken, untold + (not many)
    return FastDays(count(year, due, good), returned, received, untold)


def _limit(one: Told, until: datetime) -> datetime:
    """An extract of the procedures system comes once a month."""
    month_over = (one.day.replace(day=1) + 32 * DAY).replace(day=1) - DAY
    return in_time_until(month_over) if one.row["Nguồn số liệu"] == SYSTEM else until


def _one_source(rows: list[dict[str, str]], of_list: set[str]) -> tuple[int, int, int]:
    """The extract, else the single procedures of the list, else the number of the whole list; never two of them. Chứng
    thực is apart. With how many numbers were taken."""
    single = [row for row in rows if row["Thủ tục"] in of_list and not row["Thủ tục"].startswith("Chứng thực")]
    whole = [row for row in rows if not row["Thủ tục"]]
    extracts = [[row for row in some if row["Nguồn số liệu"] == SYSTEM] for some in (single, whole)]
    chosen = next((some for some in (*extracts, single, whole) if some), [])
    back, taken = (sum(int(row[name]) for row in chosen) for name in ("Số trả trong ngày", "Số hồ sơ nhận"))
    return back, taken, len(chosen)
