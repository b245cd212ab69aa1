"""What a system asks for, read from the parameters of GeoReport v2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NoReturn
from uuid import UUID

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid

SPAN = timedelta(days=90)  # by the specification: the longest range, and the one of who names none
MOST = 1000  # by the specification
MOST_OF_EVERYBODY = 100  # of who brings no key
_MOST_NUMBERS = 100
_FIRST, _LAST = 1900, 2200  # years in which anything may lie
_STATUSES = frozenset({"open", "closed"})
_DAY = "Cần viết theo dạng 2026-01-31T00:00:00+07:00, có múi giờ."
_TOO_LONG = "Khoảng thời gian không được dài quá 90 ngày."
_TURNED = "end_date phải sau start_date."
_STATUS = "Chỉ nhận open, closed."
_NUMBERS = f"Mỗi lần hỏi tối đa {_MOST_NUMBERS} mã."
_PAGE = "Phải là số nguyên từ 1."
_PAGE_SIZE = "Phải là số nguyên từ 1 đến {}."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which matters: these public numbers, or all received on some days, of these topics, in this state (empty: any).
    Matters are known by their day alone, so a moment stands for its day."""

    numbers: tuple[UUID, ...] = ()
    first: date = field(default_factory=lambda: clock.today() - SPAN)
    last: date = field(default_factory=clock.today)
    codes: tuple[str, ...] = ()
    status: str = ""
    page: int = 1
    page_size: int = MOST


def asked_of(told: Mapping[str, str], most: int = MOST) -> Asked:
    """What the parameters ask for, ``most`` at once; an empty one is as good as none. A number that can be none is
    asked for in vain, and numbers override all else. Raises Invalid, by parameter."""
    page = _whole(told, "page", 1, 1_000_000, _PAGE)
    page_size = _whole(told, "page_size", most, most, _PAGE_SIZE.format(most))
    if told.get("service_request_id"):
        return Asked(_numbers(told["service_request_id"]), page=page, page_size=page_size)
    first, last = _days(_moment(told, "start_date"), _moment(told, "end_date"))
    statuses = set(_parted(told.get("status", "")))
    if statuses - _STATUSES:
        _refuse("status", _STATUS)
    status = statuses.pop() if len(statuses) == 1 else ""
    return Asked((), first, last, _parted(told.get("service_code", "")), status, page, page_size)


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part for one in text.split(",") if (part := one.strip()))


def _numbers(text: str) -> tuple[UUID, ...]:
    parts = _parted(text)
    if len(parts) > _MOST_NUMBERS:
        _refuse("service_request_id", _NUMBERS)
    found = tuple(number for part in parts if (number := number_of(part)) is not None)
    return found or (UUID(int=0),)  # of nothing


def number_of(text: str) -> UUID | None:
    """A public number as it is written; None for what can be none."""
    try:
        number = UUID(text)
    except ValueError:
        return None
    return number if str(number) == text.lower() else None


def _moment(told: Mapping[str, str], name: str) -> datetime | None:
    """A moment with its offset. In an address a “+” that nobody encoded arrives as a space."""
    text = told.get(name, "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.tzinfo is not None and _FIRST <= moment.year <= _LAST:
            return moment.astimezone(clock.ZONE)
    except ValueError:
        _refuse(name, _DAY)
    return _refuse(name, _DAY)


def _refuse(name: str, sentence: str) -> NoReturn:
    raise Invalid({name: sentence})


def _days(start: datetime | None, end: datetime | None) -> tuple[date, date]:
    """Both given as they are; from one the longest range, as far as today; from none the latest."""
    today = clock.today()
    if start is None:
        last = end.date() if end else today
        return last - SPAN, last
    if end is None:
        return start.date(), max(start.date(), min(start.date() + SPAN, today))
    if end < start:
        _refuse("end_date", _TURNED)
    if end - start > SPAN:
        _refuse("start_date", _TOO_LONG)
    return start.date(), end.date()


def _whole(told: Mapping[str, str], name: str, usual: int, most: int, sentence: str) -> int:
    text = told.get(name, "").strip()
    if not text:
        return usual
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
    if not 1 <= number <= most:
        _refuse(name, sentence)
    return number
