"""Counts requests for home service again from the list that a person downloads, without the product: limits of visits
and results, what was told in time, what is due."""

from __future__ import annotations

from datetime import date, datetime

from tests.independent import recount
from tests.independent.recount import DAY, rows_of, standing

Rows = list[dict[str, str]]


def working_days_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= recount.works(day)
    return day


def told_in_time(by: date, at: datetime) -> bool:
    return at < datetime.combine(working_days_after(by, 2) + DAY, datetime.min.time())


def _day(text: str) -> date | None:
    return recount._day(text) if text else None


def share(rows: Rows, first: date, yesterday: date) -> tuple[int, int]:
    """Served on time, and due from a first day to yesterday, of the lines of one unit."""
    on_time = due = 0
    for row in rows:
        asked = recount._day(row["Ngày đề nghị"])
        limits = [working_days_after(asked, 3), _day(row["Ngày mong muốn"]), _day(row["Dời ngày đến"])]
        visit_by = max(one for one in limits if one)
        good, settled = False, visit_by
        visit, handed = _day(row["Đã đến"]), _day(row["Đã trả"])
        if visit and visit <= visit_by and told_in_time(visit_by, recount._moment(row["Ghi đã đến lúc"])):
            result_by = recount._day(row["Hạn trả kết quả"])
            settled = result_by
            if handed and handed <= result_by and told_in_time(result_by, recount._moment(row["Ghi đã trả lúc"])):
                good, settled = True, handed
        ended = _day(row["Kết thúc không phục vụ"])
        if settled > yesterday or settled < first or (ended and ended <= settled):
            continue
        due += 1
        on_time += good
    return on_time, due


def announced(file: bytes, by: date) -> bool:
    """Whether the service was announced by a day."""
    return any(one.day <= by for one in standing(rows_of(file)))
