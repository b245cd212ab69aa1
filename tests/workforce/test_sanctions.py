"""Cases of discipline by severity: absent until the Chủ tịch states them, contradicted by the standing office."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workforce.scene import Scene, a_scene, finding, punish, scope_on, state
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.criteria.rules import Deduction
from thanthien.criteria.yaml_io import load_set
from thanthien.measures.figures import Absent, Counts
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.workforce.enums import Severity
from thanthien.workforce.kinds import SANCTIONS, STATEMENTS
from thanthien.workforce.measures import SANCTIONED

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)
MAY = date(2026, 5, 12)
BOTH = {"workforce.sanctions.sides": "ca-hai"}


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2027-01-04T09:00:00+07:00", tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def counts(scene: Scene, day: date = END, **options: Any) -> list[int]:
    found = finding(SANCTIONED, scene, day, **options).figure
    assert isinstance(found, Counts)
    return [found.counts[str(one)] for one in Severity]


def reason(scene: Scene, day: date = END, **options: Any) -> str:
    found = finding(SANCTIONED, scene, day, **options).figure
    assert isinstance(found, Absent)
    return found.reason


def test_nothing_stated_is_absent_not_zero(scene: Scene) -> None:
    assert reason(scene) == "Chủ tịch Ủy ban nhân dân chưa xác nhận."


def test_own_cases_without_a_statement_are_absent_too(scene: Scene) -> None:
    punish(scene, MAY)
    assert reason(scene) == "Chủ tịch Ủy ban nhân dân chưa xác nhận."


def test_statement_of_none_is_zero_of_each(scene: Scene) -> None:
    state(scene, END)
    assert counts(scene) == [0, 0, 0]


def test_cases_count_by_severity(scene: Scene) -> None:
    punish(scene, MAY)
    punish(scene, date(2026, 6, 1))
    punish(scene, date(2026, 7, 2), administrative="nang-hon")
    state(scene, END, cases=3)
    assert counts(scene) == [2, 0, 1]


@pytest.mark.parametrize(("stated", "stands"), [(date(2026, 12, 16), True), (date(2026, 12, 15), False)])
def test_last_statement_reaches_the_last_days_of_the_year(scene: Scene, stated: date, stands: bool) -> None:
    state(scene, stated)
    figure = finding(SANCTIONED, scene, END).figure
    late = Absent("Chủ tịch Ủy ban nhân dân mới xác nhận đến ngày 15/12/2026.")
    assert figure == (Counts({str(one): 0 for one in Severity}) if stands else late)


def test_statement_in_the_year_holds_until_its_end(scene: Scene) -> None:
    state(scene, date(2026, 6, 30))
    assert counts(scene, date(2026, 12, 30)) == [0, 0, 0]


def test_more_stated_than_told_asks_for_the_rest(scene: Scene) -> None:
    punish(scene, MAY)
    state(scene, END, cases=2)
    assert reason(scene) == "Chủ tịch xác nhận 2 trường hợp, mới ghi 1; cần ghi đủ."


def test_office_contradicts_a_statement_of_none(scene: Scene) -> None:
    state(scene, END)
    punish(scene, MAY, by=scene.office, administrative="canh-cao")
    assert counts(scene) == [0, 1, 0]
    assert finding(SANCTIONED, scene, END).note == (
        "Chủ tịch xác nhận 0 đến ngày 31/12/2026; cơ quan thường trực ghi 1 trường hợp"
    )


def test_what_the_office_told_counts_without_any_statement(scene: Scene) -> None:
    punish(scene, MAY, by=scene.office)
    assert counts(scene) == [1, 0, 0]


def test_commune_neither_corrects_nor_withdraws_what_the_office_told(scene: Scene) -> None:
    made = punish(scene, MAY, by=scene.office)
    with pytest.raises(Refused) as refused:
        withdraw(SANCTIONS, record_id=made.pk, version=1, reason="Không đúng", by=scene.chair)
    assert str(refused.value) == "Chỉ người của cơ quan đã ghi mới đính chính hoặc hủy được bản ghi này."
    entry = Entry(scene.unit, MAY, {name: getattr(made, name) for name in SANCTIONS.fields})
    with pytest.raises(Refused):
        correct(SANCTIONS, entry, record_id=made.pk, version=1, reason="Không đúng", by=scene.keeper)
    assert SANCTIONS.model.objects.standing().get() == made


def test_same_decision_is_told_once_by_each_side(scene: Scene) -> None:
    punish(scene, MAY)
    with pytest.raises(Invalid) as refused:
        punish(scene, MAY, by=scene.chair)
    assert "Quyết định kỷ luật này đã được ghi." in str(refused.value.errors)


def test_lighter_word_of_the_commune_does_not_keep_the_office_from_its_own(scene: Scene) -> None:
    punish(scene, MAY, administrative="", party="khien-trach", document="12/QĐ-UBND")
    state(scene, END, cases=1)
    assert counts(scene) == [0, 0, 0]
    told = punish(scene, MAY, by=scene.office, administrative="canh-cao", document="12/qđ-ubnd")
    assert counts(scene) == [0, 1, 0]
    lines = SANCTIONED.records(scene.unit.pk, scope_on(END, scene.unit))
    assert [(one.counted, one.why) for one in lines][:2] == [
        (False, "tính theo bản ghi của cơ quan thường trực"), (True, ""),
    ]  # fmt: skip
    withdraw(SANCTIONS, record_id=told.pk, version=1, reason="Ghi nhầm đơn vị", by=scene.office)
    assert (counts(scene), counts(scene, **BOTH)) == ([0, 0, 0], [1, 0, 0])


def test_decision_that_both_told_is_one_of_those_stated(scene: Scene) -> None:
    punish(scene, MAY)
    punish(scene, MAY, by=scene.office)
    state(scene, END, cases=2)
    assert counts(scene) == [1, 0, 0]  # what the office told counts all the same
    assert finding(SANCTIONED, scene, END).note == (
        "Chủ tịch xác nhận 2 đến ngày 31/12/2026; cơ quan thường trực ghi 1 trường hợp"
    )


def test_case_taken_back_stays_among_the_lines(scene: Scene) -> None:
    made = punish(scene, MAY)
    withdraw(SANCTIONS, record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.keeper)
    state(scene, END)
    lines = SANCTIONED.records(scene.unit.pk, scope_on(END, scene.unit))
    assert (counts(scene), [(one.words, one.counted, one.why) for one in lines]) == (
        [0, 0, 0],
        [
            ("Vi phạm: kỷ luật hành chính: khiển trách", False, "bản ghi đã hủy"),
            ("Chủ tịch xác nhận 0 trường hợp từ đầu năm đến ngày này", True, ""),
        ],
    )


def test_party_discipline_counts_where_the_city_says_so(scene: Scene) -> None:
    punish(scene, MAY, administrative="", party="canh-cao")
    state(scene, END, cases=1)
    assert (counts(scene), counts(scene, **BOTH)) == ([0, 0, 0], [0, 1, 0])


def test_case_of_both_sides_is_one_the_graver(scene: Scene) -> None:
    punish(scene, MAY, administrative="khien-trach", party="nang-hon")
    state(scene, END, cases=1)
    assert (counts(scene), counts(scene, **BOTH)) == ([1, 0, 0], [0, 0, 1])


def test_violation_of_the_year_before_does_not_count(scene: Scene) -> None:
    punish(scene, date(2025, 12, 31), decided_on=date(2026, 2, 1))
    state(scene, END)
    assert counts(scene) == [0, 0, 0]


def test_only_the_chair_states(scene: Scene) -> None:
    assert [STATEMENTS.enters_as(one, scene.unit, None) is not None for one in (
        scene.chair, scene.keeper, scene.office
    )] == [True, False, False]  # fmt: skip


@pytest.mark.parametrize("file", ["chinh-quyen-than-thien-2026.yaml", "chinh-quyen-than-thien-2026-v2.yaml"])
def test_severities_are_those_of_the_sets(file: str) -> None:
    text = (settings.BASE_DIR / "thanthien/criteria/sets" / file).read_text(encoding="utf-8")
    rules = {one.measure: one.rule for one in load_set(text).indicators() if one.measure}
    rule = rules["workforce.sanctions"]
    assert isinstance(rule, Deduction)
    assert tuple(one.code for one in rule.severities) == SANCTIONED.codes


@pytest.mark.parametrize("units", [1, 3])
def test_figure_of_many_units_takes_two_statements(units: int) -> None:
    scenes = [a_scene() for _ in range(units)]
    for one in scenes:
        punish(one, MAY, document=f"{one.unit.pk}/QĐ")
        state(one, END, cases=1)
    scope = scope_on(END, *(one.unit for one in scenes))
    with CaptureQueriesContext(connection) as caught:
        found = SANCTIONED.answer(scope)
    assert (len(caught), {type(one.figure) for one in found.values()}) == (2, {Counts})
