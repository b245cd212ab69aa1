"""Counts a commune's weeks of support shifts from the files that a person downloads, without the product."""

from __future__ import annotations

from tests.independent.recount import DAY, Counted, Told, Year, count, fast_day_of, in_time_until, rows_of, standing

_WHO = ("Ca", "Tổ chức", "Chức danh, nhiệm vụ")


def _person(one: Told) -> tuple[object, ...]:
    return one.day, *(one.row[name] for name in _WHO)


def support_shifts(year: Year, decisions: bytes, shifts: bytes, presences: bytes, at_least: int) -> Counted:
    """Weeks with enough halves of a day in which somebody put on the roster by that day was there, told in time; with
    one half of the fast day where the week has one."""
    decided = standing(rows_of(decisions))
    roster = {_person(one) for one in standing(rows_of(shifts)) if one.at.date() <= one.day}
    there = [one for one in standing(rows_of(presences)) if _person(one) in roster]
    good = set()
    for monday in year.mondays():
        sunday = monday + 6 * DAY
        halves = {
            (one.day, one.row["Ca"]) for one in there if monday <= one.day <= sunday and one.at < in_time_until(sunday)
        }
        day = fast_day_of(monday, decided)
        missed = day is not None and day <= year.ended and day not in {held for held, _ in halves}
        if (min(len(halves), 1) if missed else len(halves)) >= at_least:
            good.add(monday)
    return count(year, year.mondays(), good)
