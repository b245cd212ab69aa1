"""Says which option a commune's creative models reach, from the files that a person downloads, without the product."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.independent.recount import DAY, Year, rows_of, standing

_GONE = "đã hủy đăng ký"


def creative_model(year: Year, words: bytes, recognitions: bytes) -> str:
    """The city's decision of a day in the year that is over; else a confirmation for the year; else none."""
    yesterday = year.now.date() - DAY
    decided = [one for one in standing(rows_of(recognitions)) if one.row["Mô hình"] != _GONE]
    if any(year.first <= one.day <= min(year.last, yesterday) for one in decided):
        return "cong-nhan-thanh-pho"
    said = [one.row for one in standing(rows_of(words)) if one.row["Mô hình"] != _GONE]
    confirmed = [row for row in said if row["Ý kiến"] == "xác nhận có hiệu quả"]
    of_year = [row for row in confirmed if row["Năm đánh giá"].replace(".", "") == str(year.last.year)]
    return "xac-nhan-hieu-qua" if of_year else "khong-co"


def points_of(indicator: dict[str, Any], option: str) -> Fraction:
    """What the set gives for an option."""
    return next(Fraction(str(one["points"])) for one in indicator["rule"]["options"] if one["code"] == option)
