"""Counts visits, greetings and meetings again from the files that a person downloads, without the product: what proves
an activity, the days of each occasion and what lies outside are written out anew from the measures' sentences."""

from __future__ import annotations

from datetime import date

from tests.independent.recount import DAY, Told, rows_of, standing

# Item of the checklist: its name in the list, first and last day; Tết of 2026 is on 17 February.
OCCASIONS = {
    "tet-duong-lich": ("Tết Dương lịch", date(2026, 1, 1), date(2026, 1, 1)),
    "tet-nguyen-dan": ("Tết Nguyên đán", date(2026, 2, 17), date(2026, 2, 17)),
    "30-4-1-5": ("Ngày 30/4 và ngày 01/5", date(2026, 4, 30), date(2026, 5, 1)),
    "quoc-khanh": ("Ngày Quốc khánh", date(2026, 9, 2), date(2026, 9, 2)),
}


def kinds(file: bytes, first: date, last: date) -> int:
    """Distinct kinds of occasion with an activity in the days that has a photograph or the number of a paper."""
    proved = [one.row for one in standing(rows_of(file)) if first <= one.day <= last]
    return len({row["Loại dịp"] for row in proved if row["Số, ký hiệu văn bản"] or int(row["Ảnh"])})


def _public(one: Told) -> date:
    """What says of no other place where it was published was public no earlier than it was told."""
    elsewhere = one.row["Địa chỉ bài đăng"] or one.row["Nơi phát thanh, phát biểu"]
    return one.day if elsewhere else max(one.day, one.at.date())


def greetings(file: bytes, first: date, last: date, today: date) -> dict[str, bool] | None:
    """By item whether the head greeted within seven days before or on the day; what lies outside counts, what is to
    come is left out unless it is done. None where all lie outside."""
    told = [one for one in standing(rows_of(file)) if one.row["Người gửi lời chúc"] == "người đứng đầu chính quyền"]
    found, outside = {}, 0
    for item, (name, begins, ends) in OCCASIONS.items():
        if not first <= ends <= last:
            found[item], outside = True, outside + 1
            continue
        done = any(one.row["Dịp"] == name and begins - 7 * DAY <= _public(one) <= ends for one in told)
        if done or ends <= today:
            found[item] = done
    return None if outside == len(OCCASIONS) else found


def meeting(file: bytes, first: date, last: date) -> bool:
    """Whether there was a meeting in the days with the number of its minutes."""
    return any(one.row["Số, ký hiệu biên bản"] for one in standing(rows_of(file)) if first <= one.day <= last)
