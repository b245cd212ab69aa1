"""The duty of creative models: by the end of the year each registered one has a report."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from thanthien.accounts.positions import SCORERS
from thanthien.core.formats import number
from thanthien.initiatives.enums import ROOM
from thanthien.initiatives.permissions import MEASURE
from thanthien.initiatives.queries import without_report
from thanthien.measures.duties import Duty, DutyQuestion, DutyState

_LAST_QUARTER = 10  # its first month


def _states(question: DutyQuestion) -> Mapping[int, DutyState]:
    """Owed in the last quarter of the year in which a model was registered. One statement, none in other quarters."""
    quarter = question.period
    if quarter.first.month != _LAST_QUARTER:
        return {}
    found = without_report(question.units, quarter.first.replace(month=1), quarter.last)
    return {
        unit: DutyState(
            question.state(done=not missing, from_day=quarter.first),
            f"{number(many - missing)}/{number(many)} mô hình đã có báo cáo kết quả",
            question.last_day,
        )
        for unit, (missing, many) in found.items()
    }


REPORT_DUTY = Duty(
    key="initiatives.report",
    title="Báo cáo kết quả mô hình sáng tạo",
    measure=MEASURE,
    roles=SCORERS,
    states=_states,
    door=lambda unit: reverse("initiatives"),
    period="quarter",
    room=ROOM.key,
)
