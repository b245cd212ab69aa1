"""How numbers, points and dates are written in Vietnamese: 1.234,5 and 30/03/2026. Pure functions."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOT_SCORED = "chưa chấm"
NOT_KEPT = "chưa lưu"
NOTHING = "–"
_KILOBYTE = 1024
_SWAPPED = str.maketrans(",.", ".,")  # dots for thousands, a comma for decimals

Number = int | float | Decimal | Fraction


def points(value: Number | None, empty: str = NOT_SCORED) -> str:
    """Points with at most two places and no useless zeros: 2,75 · 3 · 0,5; a missing value is not zero."""
    return empty if value is None else _points(value)


@lru_cache(maxsize=2048, typed=True)  # steps of a quarter point, hundreds of times on one page
def _points(value: Number) -> str:
    return number(value, 2)


def number(value: Number | None, places: int | None = None, *, fixed: bool = False) -> str:
    """A number with dots for thousands and a decimal comma, rounded half up to `places` (None: as exact as given).

    `fixed` keeps the zeros at the end (a column of 3,00).
    """
    if value is None:
        return NOTHING
    exact = _decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if "." in text and not fixed:
        text = text.rstrip("0").rstrip(".")
    text = text.translate(_SWAPPED)
    return "0" if text == "-0" else text.replace("-", "−")


def signed(value: Number | None, places: int = 2) -> str:
    """A difference with its sign: +1,5 · −0,25 · 0."""
    text = number(value, places)
    return f"+{text}" if value is not None and value > 0 and text != "0" else text


def percent(ratio: Number | None, places: int = 1) -> str:
    """A ratio from 0 to 1 as 88,5%."""
    return NOTHING if ratio is None else f"{number(_decimal(ratio) * 100, places)}%"


def date_vn(day: date | None) -> str:
    """30/03/2026; a moment is taken in the time of Việt Nam."""
    return NOTHING if day is None else f"{_local(day):%d/%m/%Y}"


_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def weekday_vn(day: date) -> str:
    """Thứ Hai, 30/03/2026; a moment is taken in the time of Việt Nam."""
    return f"{_WEEKDAYS[_local(day).weekday()]}, {date_vn(day)}"


def datetime_vn(moment: datetime | None) -> str:
    """15:42, 30/03/2026 in the time of Việt Nam."""
    return NOTHING if moment is None else f"{_local(moment):%H:%M, %d/%m/%Y}"


def when_vn(moment: datetime | None, *, by_day: bool = False) -> str:
    """“lúc 15:42, 30/03/2026” inside a sentence, or “ngày 30/03/2026” where readers learn the day alone."""
    return f"ngày {date_vn(moment)}" if by_day else f"lúc {datetime_vn(moment)}"


def time_vn(moment: datetime | None) -> str:
    """15:42 in the time of Việt Nam."""
    return NOTHING if moment is None else f"{_local(moment):%H:%M}"


def week_vn(day: date) -> str:
    """The ISO week of a day: tuần 14 (30/3–5/4)."""
    local = _local(day)
    monday = local - timedelta(days=local.weekday())
    sunday = monday + timedelta(days=6)
    return f"tuần {local.isocalendar().week} ({monday.day}/{monday.month}–{sunday.day}/{sunday.month})"


def file_size(size: int) -> str:
    """Bytes as people read them, a KB being 1024: 812 byte · 4,1 KB · 1,3 MB."""
    if size < _KILOBYTE:
        return f"{size} byte"
    if size < _KILOBYTE**2:
        return f"{number(Decimal(size) / _KILOBYTE, 1)} KB"
    return f"{number(Decimal(size) / _KILOBYTE**2, 1)} MB"


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _local(day: date) -> date:
    if isinstance(day, datetime) and day.tzinfo is not None:
        return day.astimezone(VIETNAM)
    return day
