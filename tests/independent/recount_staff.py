"""Counts the staff's figures from the files that a person downloads, without the product."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from tests.independent.recount import rows_of

SEVERITIES = ("khiển trách", "cảnh cáo", "nặng hơn cảnh cáo")


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def _standing(file: bytes) -> list[dict[str, str]]:
    """The lines that were neither corrected nor taken back."""
    return [row for row in rows_of(file) if not row["Trạng thái"].startswith(("đã hủy", "đã đính chính"))]


def trained(roll: bytes, courses: bytes, counts: bytes, last: date) -> tuple[int, int] | None:
    """Of those on the roll on the last day: how many went to a course of at least four hours this year, and how many
    there are, with those whom the last count of the standing office had and the roll of its day had not."""
    people = [
        (int(row["Số trong danh sách"]), _day(row["Ngày"]), _day(row["Thôi từ ngày"]) if row["Thôi từ ngày"] else None)
        for row in _standing(roll)
    ]
    if not people:
        return None

    def there(day: date) -> set[int]:
        return {number for number, first, left in people if first <= day and (left is None or left > day)}

    learned = {
        int(number)
        for row in _standing(courses)
        if int(row["Số giờ"]) >= 4 and date(last.year, 1, 1) <= _day(row["Ngày"]) <= last
        for number in row["Người dự"].rpartition(":")[2].split(";")
    }
    counted = sorted((_day(row["Ngày"]), int(row["Số cán bộ, công chức có mặt"])) for row in _standing(counts))
    before = [one for one in counted if one[0] <= last]
    missing = max(0, before[-1][1] - len(there(before[-1][0]))) if before else 0
    asked = there(last)
    return len(asked & learned), len(asked) + missing


def _decision(row: dict[str, str]) -> tuple[str, str]:
    return row["Ngày quyết định kỷ luật"], row["Số quyết định kỷ luật"]


def sanctions(
    cases: bytes, statements: bytes, office: str, last: date, asked: date | None = None
) -> tuple[int, ...] | None:
    """Administrative discipline by severity for violations of the year, as of a day (its last unless said). None until
    the Chủ tịch spoke, at the year's end within its last fifteen days, for all that was told, unless the standing
    office told a case; of a decision that both told, the office's case."""
    asked = asked or last
    of_year = [row for row in _standing(cases) if date(last.year, 1, 1) <= _day(row["Ngày"]) <= asked]
    decided = {_decision(row) for row in of_year if row["Cơ quan ghi"] == office}
    told = [row for row in of_year if row["Cơ quan ghi"] == office or _decision(row) not in decided]
    stated = sorted(
        (_day(row["Ngày"]), int(row["Số trường hợp bị kỷ luật từ đầu năm"])) for row in _standing(statements)
    )
    spoken = [one for one in stated if date(last.year, 1, 1) <= one[0] <= asked]
    fresh = bool(spoken) and (asked < last or (last - spoken[-1][0]).days <= 15)
    enough = fresh and spoken[-1][1] <= len(told)
    counting = [row for row in told if row["Kỷ luật hành chính"]]
    if not enough and not any(row["Cơ quan ghi"] == office for row in counting):
        return None
    found = Counter(row["Kỷ luật hành chính"] for row in counting)
    return tuple(found[one] for one in SEVERITIES)
