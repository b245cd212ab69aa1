"""Counts the kinds of channels that work (1.2.2) from three lists that a person downloads, without the product: written
from the measure's sentence in docs/measures.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from tests.independent.recount import DAY, in_time_until, rows_of

MOST_AGE = 90
Rows = list[dict[str, str]]
# By which kind of channel a matter came, as the list of matters words it.
WAYS = {
    "trang công khai": "Trang thông tin điện tử", "điện thoại": "Đường dây nóng", "đường dây nóng": "Đường dây nóng",
    "trực tiếp tại Trung tâm": "Bàn tiếp nhận trực tiếp", "đơn thư": "Hòm thư góp ý",
    "cuộc họp": "Hội nghị, cuộc tiếp xúc",
    "kênh ý kiến hằng tuần": "Mặt trận Tổ quốc, đoàn thể, thôn, tổ dân phố",
    "tổng đài, ứng dụng của thành phố": "Tổng đài, ứng dụng của thành phố",
}  # fmt: skip
# Handed on by others than officials, unless officials did it in their place.
HANDED_ON = ("kênh ý kiến hằng tuần", "tổng đài, ứng dụng của thành phố")
BY_OFFICIALS = ("do đơn vị nhập từ tệp", "do cán bộ ghi")
NO_MATTER = ("không phải phản ánh", "người gửi rút")


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007


def _stands(row: Mapping[str, str]) -> bool:
    return not row["Trạng thái"].startswith(("đã hủy", "đã đính chính"))


def _month_over(day: date) -> date:
    return (day.replace(day=1) + 32 * DAY).replace(day=1) - DAY


def _messages(matters: Rows) -> list[tuple[str, date]]:
    """Kind and day of each matter that proves something."""
    found = []
    for row in matters:
        way = row["Cách tiếp nhận"]
        kind = next((kind for words, kind in WAYS.items() if way.startswith(words)), "")
        handed_on = way.startswith(HANDED_ON) and not way.endswith(BY_OFFICIALS)
        on_web = way.startswith("trang công khai") and "gửi từ máy của cán bộ" not in way
        proves = on_web or handed_on
        if kind and proves and not row["Trạng thái"].startswith(NO_MATTER):
            weekly = way.startswith(HANDED_ON[0])
            # With the minute for who reads the words.
            day = _day(row["Ghi lên hệ thống lúc"][:10] if weekly else row["Ngày tiếp nhận"])
            found.append((kind, day))
    return found


def live_kinds(channels: bytes, tests: bytes, matters: bytes, last: date) -> set[str]:
    """The kinds of one unit of which a channel works on a day."""
    oldest, messages = last - MOST_AGE * DAY, _messages(rows_of(matters))
    tried = [row for row in rows_of(tests) if _stands(row) and _day(row["Ngày"]) <= last]
    found = set()
    for row in rows_of(channels):
        first, until = _day(row["Dùng từ ngày"]), row["Ngày dùng cuối cùng"]
        used = _stands(row) and first <= last and (not until or last <= _day(until))
        if not used or _moment(row["Ghi lúc"]) >= in_time_until(_month_over(last)):
            continue
        own = [one for one in tried if _names(one) == _names(row)]
        dead = max((_day(one["Ngày"]) for one in own if one["Kết quả kiểm tra"] == "không hoạt động"), default=date.min)
        days = [_day(one["Ngày"]) for one in own if _proves(one)]
        days += [day for kind, day in messages if kind == row["Loại phương tiện"]]
        if any(max(oldest, first) <= day <= last and day > dead for day in days):
            found.add(row["Loại phương tiện"])
    return found


def _names(row: Mapping[str, str]) -> tuple[str, str]:
    return row["Loại phương tiện"], row["Nơi đặt, số, địa chỉ"]


def _proves(row: Mapping[str, str]) -> bool:
    """It found the channel to work, with a photograph, told by the second working day after its month."""
    in_time = _moment(row["Ghi lúc"]) < in_time_until(_month_over(_day(row["Ngày"])))
    return row["Kết quả kiểm tra"] == "đang hoạt động" and int(row["Ảnh"]) > 0 and in_time
