"""An adjustment rests on the sealed result: what may be adjusted, whose council it was, who was heard first, how the
public reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.evaluations.test_after_result import (
    DECIDED,
    SETTLED,
    adjust,
    client,
    conclude_item,
    documents,
    open_data,
    paper,
    published,
    settle,
    told,
)
from tests.evaluations.test_council_modes import MEETING, ready
from tests.evaluations.test_council_modes import conclude as conclude_council
from tests.evaluations.test_proceedings import DUE, HEARD_FIRST, concluded, explained, opened
from tests.evaluations.test_two_lists import decide, withdraw
from thanthien.evaluations.actions import adjustments, decisions, intake, proceedings
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.enums import Quorum
from thanthien.evaluations.models import Proceeding
from thanthien.evaluations.proceedings import ProceedingStatus
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
COUNCIL, LOCKED = date(2026, 3, 10), date(2026, 2, 12)
RUNNING = (
    "Xã An Hòa: đang có thủ tục hạ mức độ, thu hồi công nhận. Cần hoàn tất hoặc kết thúc thủ tục này trước."
)  # fmt: skip


def differences() -> list[str]:
    return verify_year(open_data()).told.differences


# --- What may be adjusted ---------------------------------------------------------------------------------------------


def withdrawn() -> Year:
    year = open_year(units=1)
    year.score()
    withdraw(year)
    decide(year, "10001")
    with on(DECIDED):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    return year


def closed() -> Year:
    year = open_year(units=1)
    year.score()
    with on(LOCKED):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    decide(year, "10001")
    with on(DECIDED):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    return year


@pytest.mark.parametrize("without", [withdrawn, closed])
def test_a_unit_that_handed_nothing_in_has_no_result_to_adjust(without: Callable[[], Year]) -> None:
    year = without()
    assert told(lambda: settle(year)) == [adjustments.NOTHING_CONCLUDED]
    office = client(fresh(year.people.office))
    with on(DECIDED):
        shown = office.get(reverse("adjustment-open", args=[year.cycle.pk, "10001"]))
        home = office.get(reverse("decision-home", args=[year.cycle.pk])).content.decode()
    assert (shown.context["page"].problems, shown.context["form"].fields["codes"].choices) == (
        [adjustments.NOTHING_CONCLUDED], [],
    )  # fmt: skip
    assert reverse("adjustment-open", args=[year.cycle.pk, "10001"]) not in home
    assert differences() == []


def test_only_what_the_sealed_document_concludes_is_adjusted() -> None:
    year = published()
    assert told(lambda: settle(year, "2.2", "9.9")) == ["Cần chọn tiêu chí mà Hội đồng đã kết luận."]


# --- Whose council ----------------------------------------------------------------------------------------------------


def test_the_new_session_has_its_own_counts() -> None:
    year = ready(MEETING, Quorum.HALF)
    conclude_council(year, council_on=COUNCIL, members=9, took_part=9)
    year.conclude = lambda *_: None  # type: ignore[method-assign]
    year.publish("10001")
    row = settle(year, "2.2")
    conclude_item(year)
    with on(DECIDED):
        adjustments.record_adjustment(
            by=fresh(year.people.office), adjustment_id=row.pk, paper=paper("88/QĐ-UBND", DECIDED),
            adjusted=adjustments.Adjusted(2, "Theo khiếu nại", Session(SETTLED, 9, 5)), version=row.version,
        )  # fmt: skip
    assert [(one["council_on"], one["council"]) for one in documents()] == [
        ("2026-03-10", {"members": 9, "took_part": 9}),
        ("2026-05-11", {"members": 9, "took_part": 5}),
    ]
    assert differences() == []


# --- Who was heard ----------------------------------------------------------------------------------------------------


def heard_first() -> Year:
    year = open_year(units=1, switches=HEARD_FIRST)
    year.publish("10001")
    return year


def test_nobody_is_adjusted_downwards_unheard() -> None:
    year = heard_first()
    row = settle(year)
    assert told(lambda: adjust(year, row, 1, day=None)) == [proceedings.UNHEARD]
    (told_unit,) = opened(year, level=1)
    assert told(lambda: adjust(year, row, 1, day=None)) == [RUNNING]
    concluded(year, explained(year, told_unit), level=1)
    assert told(lambda: adjust(year, row, 0, day=None)) == [
        "Xã An Hòa: quyết định không được nặng hơn mức đã kết luận."
    ]
    adjust(year, row, 1, day=None)
    heard = Proceeding.objects.get()
    assert (heard.status, heard.decision) == (ProceedingStatus.DECIDED, year.dossier().adjustments.get().decision)
    assert differences() == []


def test_proceedings_that_run_are_ended_before_a_result_is_kept_or_raised() -> None:
    year = heard_first()
    row = settle(year, "2.2")
    conclude_item(year)
    (told_unit,) = opened(year, level=1)
    assert told(lambda: adjust(year, row, 2)) == [RUNNING]
    with on(DUE):
        proceedings.drop_proceeding(
            by=fresh(year.people.office), proceeding_id=told_unit.pk, reason="Đã khắc phục", version=told_unit.version
        )
    adjust(year, row, 2)
    assert year.dossier().decided_level == 2


# --- What the public reads --------------------------------------------------------------------------------------------


def test_the_course_says_what_was_computed_and_proposed_before_the_first_decision() -> None:
    year = published()
    row = settle(year, "2.2")
    conclude_item(year)
    adjust(year, row, 1)
    course = Client().get(reverse("unit-page", args=["10001"])).context["course"]
    assert course == [
        ("Tính được từ điểm và các trường hợp khống chế", "Mức độ 2", ""),
        ("Hội đồng đề nghị", "Mức độ 2", ""),
        ("Quyết định", "Mức độ 2", ""),
        ("Điều chỉnh ngày 18/05/2026", "Mức độ 1 (tính lại: Mức độ 1)", "Theo kết quả giải quyết khiếu nại"),
    ]
