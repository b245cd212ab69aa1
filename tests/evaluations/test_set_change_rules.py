"""When the set of a running year can't be changed, and what the database holds of it by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.evaluations.adjusted import DAY, adjust, change, decision, second_set, second_text
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.criteria.models import Indicator
from thanthien.evaluations.actions import answers, papers, registration, set_carrying
from thanthien.evaluations.models import (
    AdjustedItem,
    Cycle,
    Dossier,
    DraftChange,
    EarlierAnswer,
    ReopenedItem,
    SetChange,
    Waiver,
)
from thanthien.evaluations.queries.papers import papers_of
from thanthien.evaluations.workflow import Status

pytestmark = pytest.mark.django_db
# What is said of an earlier version stays with it: rows that are never changed.
OF_EARLIER = (EarlierAnswer, Waiver, DraftChange, ReopenedItem, AdjustedItem)


@pytest.fixture
def year() -> Year:
    return open_year()


# --- Refusals -------------------------------------------------------------------------------------------------------


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as told:
        act()
    return told.value.problems


def test_dossiers_with_the_city_are_named_with_what_to_do(year: Year) -> None:
    year.submit("10001")
    year.announce("10002")
    chosen = second_set(year)

    settled, back = refused(lambda: change(year, chosen=chosen, day=date(2026, 3, 17)))

    assert settled == (
        "1 hồ sơ đã có kết quả theo bộ tiêu chí hiện nay; kết quả đã thông báo hoặc quyết định không thay đổi, nên kỳ "
        "này không điều chỉnh được nữa: Phường Bình Minh."
    )
    assert back == (
        "1 hồ sơ đã nộp theo bộ tiêu chí hiện nay; cần trả lại hoặc mở lại để tự chấm trước khi điều chỉnh: Xã An Hòa."
    )
    assert (Cycle.objects.get().set_turn, SetChange.objects.count()) == (0, 0)


@pytest.mark.parametrize("job", ["office", "secretary", "leader"])
def test_only_the_head_of_the_office_changes_the_set(year: Year, job: str) -> None:
    chosen = second_set(year)

    told = refused(lambda: change(year, chosen=chosen, by=getattr(year.people, job)))

    assert told == ["Chỉ lãnh đạo cơ quan thường trực được điều chỉnh bộ tiêu chí của kỳ."]


def test_only_another_issued_version_of_the_same_set_is_taken(year: Year) -> None:
    told = refused(lambda: change(year, chosen=year.cycle.criteria_set))

    assert told == ["Chỉ chuyển sang phiên bản đã ban hành của cùng bộ tiêu chí, khác phiên bản kỳ đang áp dụng."]


def test_a_decision_that_was_used_is_not_used_again(year: Year) -> None:
    adjust(year)
    third = second_set(year, second_text().replace("version: 2", "version: 3").replace("max: 3", "max: 4"))
    used = SetChange.objects.get().paper

    told = refused(lambda: change(year, chosen=third, paper=used))

    assert told == ["Cần ghi quyết định điều chỉnh trước; quyết định đã dùng hoặc ghi nhầm không dùng lại được."]


def test_a_decision_on_which_a_change_rests_is_not_withdrawn(year: Year) -> None:
    adjust(year)
    paper = SetChange.objects.get().paper

    told = refused(lambda: papers.withdraw_paper(by=fresh(year.people.head), paper_id=paper.pk, reason="Nhầm"))

    assert told == ["Văn bản này là căn cứ của một việc đã ghi nên không ghi là ghi nhầm được."]
    assert [line.may_withdraw for line in papers_of(fresh(year.people.head), year.dossier())] == [False]


def test_a_decision_that_was_recorded_wrongly_makes_way_for_the_right_one(year: Year) -> None:
    chosen, wrong = second_set(year), decision(year, number="51/QĐ-UBND")
    assert [line.may_withdraw for line in papers_of(fresh(year.people.head), year.dossier())] == [True]

    with on(DAY):
        papers.withdraw_paper(by=fresh(year.people.head), paper_id=wrong.pk, reason="Sai số")
    told = refused(lambda: change(year, chosen=chosen, paper=wrong))
    change(year, chosen=chosen)

    assert told == ["Cần ghi quyết định điều chỉnh trước; quyết định đã dùng hoặc ghi nhầm không dùng lại được."]
    assert SetChange.objects.get().paper.number == "15/QĐ-UBND"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (DAY + timedelta(1), "Ngày có hiệu lực không được sau hôm nay: thực hiện điều chỉnh từ ngày đó."),
        (date(9999, 12, 31), "Ngày có hiệu lực không được sau hôm nay: thực hiện điều chỉnh từ ngày đó."),
        (date(2026, 1, 4), "Ngày có hiệu lực không được trước ngày mở kỳ (05/01/2026)."),
        (date(2026, 1, 18), "Ngày có hiệu lực không được trước ngày ban hành phiên bản mới (19/01/2026)."),
    ],
)
def test_the_effective_day_lies_between_the_decision_and_today(year: Year, day: date, sentence: str) -> None:
    chosen = second_set(year)
    with pytest.raises(Invalid) as told:
        change(year, chosen=chosen, effective_on=day, reason=" ")

    assert told.value.errors == {"effective_on": sentence, "reason": "Cần ghi lý do điều chỉnh."}


def test_a_second_change_takes_effect_no_earlier_than_the_first(year: Year) -> None:
    """Seals tell them in turn."""
    early = date(2026, 1, 13)
    adjust(year)
    third = second_set(year, second_text(changes=(("version: 1", "version: 3"),)), early)
    with pytest.raises(Invalid) as told:
        change(year, chosen=third, paper=decision(year, "16/QĐ-UBND", early), effective_on=early)

    sentence = "Ngày có hiệu lực không được trước ngày của lần điều chỉnh trước (19/01/2026)."
    assert told.value.errors == {"effective_on": sentence}


def test_an_aim_above_the_highest_level_of_the_new_version_is_named(year: Year) -> None:
    year.register(level=2)
    lines = "  - {number: 2, title: Mức độ 2, total_at_least: 80%, every_group_at_least: 60%}\n"
    chosen = second_set(year, second_text((lines, "")))

    assert refused(lambda: change(year, chosen=chosen)) == [
        "1 hồ sơ có mức độ phấn đấu cao hơn mức cao nhất của phiên bản mới (Mức độ 1): Xã An Hòa."
    ]


# --- The database ---------------------------------------------------------------------------------------------------


def test_the_set_of_a_cycle_changes_with_its_row_only(year: Year) -> None:
    chosen = second_set(year)

    with pytest.raises(DatabaseError, match="chỉ thay đổi theo quyết định điều chỉnh"), transaction.atomic():
        Cycle.objects.update(criteria_set=chosen)


def test_a_row_of_an_earlier_transaction_lets_nothing_change(year: Year) -> None:
    """There and back needs a decision for each way."""
    first = year.cycle.criteria_set
    adjust(year)
    SetChange.objects.get()

    with pytest.raises(DatabaseError, match="chỉ thay đổi theo quyết định điều chỉnh"), transaction.atomic():
        Cycle.objects.update(criteria_set=first)


def test_changes_and_what_answers_said_are_kept(year: Year) -> None:
    year.score()
    adjust(year)

    for model in (SetChange, EarlierAnswer):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    assert (SetChange.objects.count(), EarlierAnswer.objects.count()) == (1, 1)


def test_every_table_that_names_an_indicator_is_thought_of() -> None:
    """A new table with an indicator has to say what becomes of its rows (actions/set_carrying.py, ADR 28)."""
    naming = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.related_model is Indicator and field.many_to_one and not model.__name__.endswith("Event")
    }

    assert naming == {*set_carrying.VALUES, *set_carrying.TEXTS, *OF_EARLIER}


def test_the_number_of_statements_does_not_grow_with_units() -> None:
    counts = []
    for units in (3, 6):
        with transaction.atomic():
            year = open_year(units=units)
            for number in range(units):
                year.post(f"{10001 + number}")
            chosen, paper = second_set(year), decision(year)
            with CaptureQueriesContext(connection) as statements:
                change(year, chosen=chosen, paper=paper)
            counts.append(len(statements))
            transaction.set_rollback(True)

    assert counts[0] == counts[1]


# --- At the same time -----------------------------------------------------------------------------------------------


def test_a_form_that_was_open_meanwhile_is_stale_where_the_indicator_was_touched(year: Year) -> None:
    year.score()
    seen = year.answer("10001", "1.2").version
    adjust(year)

    with on(DAY), pytest.raises(Stale):
        year.save("10001", "1.2", answers.Draft(GOOD["1.2"]), version=seen)


def test_a_unit_that_registers_afterwards_scores_by_the_new_version(year: Year) -> None:
    adjust(year)
    with on(DAY):
        extend_registration(year)
        registration.register(by=year.who("10003", "focal"), dossier_id=year.dossier("10003").pk, target_level=1)
        year.save("10003", "2.3", answers.Draft(GOOD["2.1"]))

    assert (year.dossier("10003").status, year.answer("10003", "2.3").points) == (Status.SELF_SCORING, 2)


def extend_registration(year: Year) -> None:
    from thanthien.evaluations.actions import cycles
    from thanthien.evaluations.workflow import PhaseKey

    cycles.extend(
        by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION, unit=None, ends_on=date(2026, 2, 6),
        reason="Điều chỉnh bộ tiêu chí",
    )  # fmt: skip


def test_dossiers_know_how_often_their_set_was_changed(year: Year) -> None:
    adjust(year)

    assert set(Dossier.objects.values_list("set_turn", flat=True)) == {1} == {Cycle.objects.get().set_turn}
