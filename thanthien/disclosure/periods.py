"""Periods as people choose them in this room: a quarter or a year, by its key (2026-Q3, 2026). Pure; no Django."""

from __future__ import annotations

from datetime import date, timedelta

from thanthien.core.calendar import year_named
from thanthien.measures.periods import Period, period_of

LAST_DAYS = 15  # of a period, in which it can already be said that nothing arose
_QUARTERS, _YEARS = 6, 3
_MONTHS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}


def quarter_named(key: str) -> Period | None:
    """The quarter of a key such as 2026-Q3; None for any other text."""
    name, _, quarter = key.partition("-")
    year = year_named(name)
    return period_of("quarter", date(year, _MONTHS[quarter], 1)) if year and quarter in _MONTHS else None


def days_of(key: str) -> tuple[date, date] | None:
    """First and last day of the period of a key; None for a text that is none."""
    if quarter := quarter_named(key):
        return quarter.first, quarter.last
    year = year_named(key)
    return (date(year, 1, 1), date(year, 12, 31)) if year else None


def is_year(key: str) -> bool:
    """Whether a key names a whole year."""
    return quarter_named(key) is None and days_of(key) is not None


def label_of(key: str) -> str:
    """“quý III/2026”, “năm 2026”; another text by itself."""
    if quarter := quarter_named(key):
        return quarter.label
    return f"năm {key}" if days_of(key) else key


def offered(today: date, *, quarters_only: bool = False) -> list[tuple[str, str]]:
    """The periods of which something may be said today: key and label, the latest first."""
    keys = []
    quarter = period_of("quarter", today)
    for _ in range(_QUARTERS):
        keys.append(quarter.key)
        quarter = period_of("quarter", quarter.first - timedelta(days=1))
    years = [] if quarters_only else [str(today.year - ago) for ago in range(_YEARS)]
    return [(key, label_of(key)) for key in (*keys, *years)]


def usual(today: date) -> str:
    """The quarter of which one speaks today: in the last days of a quarter this one, else the one before."""
    quarter = period_of("quarter", today)
    if today > quarter.last - timedelta(days=LAST_DAYS):
        return quarter.key
    return period_of("quarter", quarter.first - timedelta(days=1)).key


def usual_year(today: date) -> str:
    """The same of years."""
    last_days = today > date(today.year, 12, 31) - timedelta(days=LAST_DAYS)
    return str(today.year if last_days else today.year - 1)


def key_problem(key: str, day: date) -> str:
    """Why nothing can be said of a period on a day; empty where it can."""
    days = days_of(key)
    if days is None:
        return "Chưa đúng dạng kỳ, ví dụ 2026-Q3 hoặc 2026."
    return "Kỳ này chưa đến." if day < days[0] else ""


def statement_problem(key: str, day: date) -> str:
    """The same of a statement that nothing arose: it is made when the period is about to end, or over."""
    if problem := key_problem(key, day):
        return problem
    days = days_of(key)
    if days is not None and day <= days[1] - timedelta(days=LAST_DAYS):
        return f"Chỉ báo không phát sinh trong {LAST_DAYS} ngày cuối của kỳ hoặc khi kỳ đã hết."
    return ""
