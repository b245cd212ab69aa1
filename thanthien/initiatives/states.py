"""The states of a creative model: one table, from which labels, filters and the figure's option follow. No Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a model beside its registration."""

    reported: bool = False
    confirmed: bool = False
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """``needs``: what must have been told (a field of :class:`Told`; empty: nothing). ``option``: what the figure says
    of a unit whose best model stands here. ``who`` brings a model into it."""

    key: str
    label: str
    tone: str
    needs: str
    option: str
    who: str


NONE = "khong-co"
# The best one last; a model stands in the last one whose need is met.
STATES = (
    State("registered", "đã đăng ký", "plain", "", NONE, "đơn vị"),
    State("reported", "đã báo cáo kết quả", "info", "reported", NONE, "đơn vị"),
    State("confirmed", "được xác nhận hiệu quả", "ok", "confirmed", "xac-nhan-hieu-qua", "cơ quan thẩm định"),
    State("recognised", "được thành phố công nhận", "ok", "recognised", "cong-nhan-thanh-pho", "thành phố"),
)


def state_of(told: Told) -> State:
    """Where a model stands."""
    return next(one for one in reversed(STATES) if not one.needs or getattr(told, one.needs))


def option_of(told: Told) -> str:
    """What the figure says of a unit of which this was told in all."""
    return state_of(told).option
