"""Counts what offices have, who hears broadcasting and who has the app, from the lists that a person downloads, without
the product: halves, limits, distances and ages are written out again from the measures' sentences."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.independent.recount import in_time_until, rows_of

DAY = timedelta(days=1)
SPACING, MOST_AGE, LEAST_DAYS = 60, 180, 90
Span = tuple[date, date]
Rows = list[dict[str, str]]


def day_of(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def _told(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007


def by_unit(file: bytes) -> dict[str, Rows]:
    """The lines of a list that stand, by the unit's name; none of them is a correction in these files."""
    found: dict[str, Rows] = defaultdict(list)
    for row in rows_of(file):
        if not row["Trạng thái"].startswith(("đã hủy", "đã đính chính")):
            found[row["Đơn vị"]].append(row)
    return found


@dataclass(frozen=True)
class Life:
    """The days that count for one unit, the day of the count, its own first and last day."""

    first: date
    last: date
    today: date
    born: date = date.min
    ended: date = date.max

    def halves(self) -> list[Span]:
        """Those that are over by yesterday and have ninety days within span and life."""
        found = []
        for first, last in (
            (date(self.last.year, 1, 1), date(self.last.year, 6, 30)),
            (date(self.last.year, 7, 1), date(self.last.year, 12, 31)),
        ):
            begins, ends = max(first, self.first, self.born), min(last, self.last, self.ended)
            over = min(last, self.last)
            if (ends - begins).days + 1 >= LEAST_DAYS and over < self.today:
                found.append((max(first, self.first), over))
        return found

    @property
    def state_day(self) -> date:
        return min(self.last, self.today - DAY)


def _of_halves(life: Life, checks: Rows) -> list[dict[str, str] | None]:
    """The checklist that counts of each due half."""
    found: list[dict[str, str] | None] = []
    earliest = date.min
    for first, last in life.halves():
        good = [
            row
            for row in checks
            if first <= day_of(row["Ngày"]) <= last
            and day_of(row["Ngày"]) >= earliest
            and _told(row["Ghi lúc"]) < in_time_until(last)
            and int(row["Ảnh"]) > 0
        ]
        chosen = max(good, key=lambda row: day_of(row["Ngày"])) if good else None
        found.append(chosen)
        if chosen:
            earliest = day_of(chosen["Ngày"]) + SPACING * DAY
    return found


def items(life: Life, checks: Rows, titles: list[str]) -> dict[str, bool] | None:
    """Which things are in the checklist of every due half; None where no half is due."""
    halves = _of_halves(life, checks)
    if not halves:
        return None
    there = [set(row["Tiện ích người dân dùng được"].split("; ")) if row else set() for row in halves]
    return {title: all(title in one for one in there) for title in titles}


def smoke_free(life: Life, checks: Rows, inspections: Rows) -> bool | None:
    breaches = [
        row
        for row in inspections
        if row["Kết quả"].startswith("có vi phạm") and life.first <= day_of(row["Ngày"]) <= life.state_day
    ]
    halves = _of_halves(life, checks)
    if not halves and not breaches:
        return None
    return not breaches and all(row is not None and row["Thuốc lá"] == "không khói thuốc" for row in halves)


def heard(life: Life, tests: Rows, places: set[str]) -> tuple[int, int]:
    """Places whose last test in time, not too old, was heard; and all places."""
    last: dict[str, dict[str, str]] = {}
    asked = min(life.state_day, life.ended)
    for row in sorted(tests, key=lambda row: day_of(row["Ngày"])):
        day = day_of(row["Ngày"])
        month_over = (day.replace(day=1) + 32 * DAY).replace(day=1) - DAY
        if asked - MOST_AGE * DAY <= day <= asked and _told(row["Ghi lúc"]) < in_time_until(month_over):
            last[row["Thôn, tổ dân phố"]] = row
    good = [name for name, row in last.items() if name in places and row["Kết quả kiểm tra"] == "nghe rõ"]
    return len(good), len(places)


def households(life: Life, rows: Rows, places: set[str]) -> Fraction | None:
    """Share of households with the app by the owner's latest day that is whole."""
    owner = [
        row
        for row in rows
        if row["Bên đếm"] == "cơ quan quản lý ứng dụng" and life.first <= day_of(row["Ngày"]) <= life.state_day
    ]
    for day in sorted({day_of(row["Ngày"]) for row in owner}, reverse=True):
        of_day: dict[str, Any] = {row["Thôn, tổ dân phố"]: row for row in owner if day_of(row["Ngày"]) == day}
        chosen = [of_day["toàn đơn vị"]] if "toàn đơn vị" in of_day else None
        if chosen is None and places and places <= set(of_day):
            chosen = [of_day[name] for name in places]
        if chosen:
            sums = [sum(int(row[name].replace(".", "")) for row in chosen) for name in ("Số hộ đã cài đặt", "Số hộ")]
            return Fraction(*sums)
    return None
