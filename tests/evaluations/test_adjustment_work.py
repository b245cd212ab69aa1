"""A running adjustment is somebody's work, and they are told of it: who concludes in the cycle, then the office."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.evaluations.scenario import fresh, on
from tests.evaluations.test_after_result import SETTLED, conclude_item, published, settle
from thanthien.evaluations.actions import adjustments
from thanthien.evaluations.modes import MEETING, STANDING
from thanthien.evaluations.work_adjustments import adjustments_work
from thanthien.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("mode", "concluding"), [(MEETING, "secretary"), (STANDING, "office")])
def test_a_running_adjustment_waits_for_who_concludes_and_then_for_the_office(mode: str, concluding: str) -> None:
    year = published()
    year.cycle.council_mode = mode
    year.cycle.save(update_fields=["council_mode"])
    people = {who: fresh(getattr(year.people, who)) for who in ("office", "secretary", "leader", "mttq")}

    def waits() -> dict[str, list[str]]:
        with on(SETTLED):
            found = {who: [work.title for work in adjustments_work(user)] for who, user in people.items()}
        return {who: titles for who, titles in found.items() if titles}

    row = settle(year, "2.2")
    assert waits() == {concluding: ["Kết luận lại tiêu chí sau giải quyết khiếu nại"]}
    conclude_item(year)
    assert waits() == {"office": ["Ghi nhận quyết định điều chỉnh kết quả"]}
    with on(SETTLED):
        adjustments.drop_adjustment(by=people["office"], adjustment_id=row.pk, reason="Rút đơn", version=row.version)
    assert waits() == {}
    told_of = Notice.objects.filter(url=reverse("adjustment", args=[row.pk]))
    titles = {
        who: set(told_of.filter(person__username=who).values_list("title", flat=True)) for who in (*people, "head")
    }
    asked, dropped = "Cần kết luận lại tiêu chí theo kết quả giải quyết khiếu nại", "Không điều chỉnh kết quả"
    done = "Đã kết luận lại các tiêu chí được điều chỉnh"
    council = mode == MEETING  # nobody is told of what they did themselves
    assert titles == {
        "secretary": {asked, dropped} if council else set(),
        "office": {done} if council else set(),
        "head": {done} if council else {asked, done, dropped},
        "leader": set(),
        "mttq": set(),
    }  # fmt: skip
