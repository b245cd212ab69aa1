"""What of channels a unit owes: a sign of life of each kind that isn't too old.

It stands on the page of the week as soon as one grows old: the committee asks for a test, Mặt trận Tổ quốc makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse

from thanthien.accounts.positions import FRONT
from thanthien.core.formats import date_vn, number
from thanthien.core.question import Question, all_of
from thanthien.feedback.channels.measures import LIVE_CHANNELS
from thanthien.feedback.channels.queries import (
    MEASURE,
    Standing,
    channels_of,
    messages_of,
    standing_of,
    tests_of,
)
from thanthien.feedback.channels.rules import oldest_day
from thanthien.feedback.enums import ROOM
from thanthien.feedback.permissions import KEEPERS
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.measures.periods import counts_until
from thanthien.measures.queries import acceptances_asked

BEFORE = 30  # days before a sign is too old for the figure, in which the next one is due, as long as the year runs


def _asks(question: DutyQuestion) -> Question[Any] | None:
    """None of weeks to come."""
    days = [day for week in question.periods if (day := question.looked_on(week))]
    if not days:
        return None
    ends = [min(day, *question.ends.values()) if question.ends else day for day in days]
    # The year may end within the week.
    most = max(LIVE_CHANNELS.whole_by(question.terms, week, "days") for week in question.periods)
    oldest = oldest_day(min(ends), most) - timedelta(days=6)
    return all_of(
        acceptances_asked(question.units, question.now),
        channels_of(question.units, question.now),
        tests_of(question.units, question.now, max(days)),
        messages_of(question.units, question.now, oldest, max(days)),
    )


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    """By the figure's own rule. The figure is read on the last day of the year: no week is owed a sign, and what lacks
    one is late when the year is over. Of a unit that ended, as of its last day."""
    day = question.looked_on(question.period)
    if day is None:
        return {}
    accepted, channels, tests, messages = answer
    days = LIVE_CHANNELS.whole_by(question.terms, question.period, "days")
    span = question.terms.span_holding(question.period)
    scope = question.scope(span, day, accepted)
    found = {}
    for unit in question.units:
        closes = question.until(span.last, unit)
        last_day = counts_until(closes, span.late_days, question.calendar)
        over = question.now.date() > last_day
        on, most = min(day, closes), days if over else max(days - BEFORE, 1)
        told = (of.get(unit, ()) for of in (channels, tests, messages))
        standing = standing_of(unit, scope, most, on, *told)
        done = bool(standing.kinds) and not standing.dead
        waiting = State.LATE if over else State.DUE
        since = f"{most} ngày đến {date_vn(on)}" if over else f"{most} ngày gần đây"
        found[unit] = DutyState(State.DONE if done else waiting, _words(standing, since), last_day)
    return found


def _words(standing: Standing, since: str) -> str:
    if not standing.kinds:
        return "chưa ghi phương tiện tiếp nhận nào"
    told = f"{number(len(standing.live))}/{number(len(standing.kinds))} loại phương tiện có bằng chứng hoạt động"
    lacking = f"; cần Mặt trận Tổ quốc kiểm tra: {', '.join(standing.dead)}" if standing.dead else ""
    return f"{told} trong {since}{lacking}"


CHANNEL_DUTY = Duty(
    key="feedback.channels",
    title="Bằng chứng hoạt động của phương tiện tiếp nhận",
    measure=MEASURE,
    roles=frozenset(KEEPERS | FRONT),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("feedback-channels"),
    room=ROOM.key,
    lasts=True,
)
