"""The duty of creative models: by the end of the year each registered one has a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from thanthien.accounts.positions import SCORERS
from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.initiatives.enums import ROOM
from thanthien.initiatives.permissions import MEASURE
from thanthien.initiatives.queries import with_reports
from thanthien.measures.duties import Duty, DutyQuestion, DutyState

_LAST_QUARTER = 10  # its first month


def _asks(question: DutyQuestion) -> Question[Any] | None:
    """Owed in the last quarter of the year in which a model was registered."""
    quarters = [one for one in question.periods if one.first.month == _LAST_QUARTER]
    if not quarters:
        return None
    return with_reports(question.units, quarters[0].first.replace(month=1), quarters[-1].last)


def _says(question: DutyQuestion, models: Iterable[tuple[int, date, bool]]) -> Mapping[int, DutyState]:
    quarter = question.period
    if quarter.first.month != _LAST_QUARTER:
        return {}
    reported: dict[int, list[bool]] = defaultdict(list)
    for unit, day, told in models:
        if quarter.first.replace(month=1) <= day <= quarter.last:
            reported[unit].append(told)
    return {
        unit: DutyState(
            question.state(done=all(told), from_day=quarter.first),
            f"{number(sum(told))}/{number(len(told))} mô hình đã có báo cáo kết quả",
            question.last_day,
        )
        for unit, told in reported.items()
    }


REPORT_DUTY = Duty(
    key="initiatives.report",
    title="Báo cáo kết quả mô hình sáng tạo",
    measure=MEASURE,
    roles=SCORERS,
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("initiatives"),
    period="quarter",
    room=ROOM.key,
    asks_alike=True,
)
