"""What the figure of creative models says: the best that bodies said, for which year, as known when."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.initiatives.scene import (
    SPAN,
    Scene,
    a_scene,
    let_judge,
    model_entry,
    recognised,
    registered,
    reported,
    spoken,
)  # fmt: skip
from thanthien.accounts.models import Membership
from thanthien.core.acting.errors import Invalid
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.initiatives.kinds import INITIATIVES, WORDS
from thanthien.initiatives.measures import CREATIVE_MODEL
from thanthien.initiatives.queries import bodies_words
from thanthien.measures.figures import Absent, Basis, Finding, Picked
from thanthien.measures.queries import words_since
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import enter, withdraw

pytestmark = pytest.mark.django_db
CUT_OFF = datetime(2027, 1, 6, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 2, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = a_scene()
    let_judge(monkeypatch, made.body)
    return made


def scope(*scenes: Scene, span: Span = SPAN, as_of: date | None = None, **more: Any) -> Scope:
    return Scope(frozenset(one.unit.pk for one in scenes), span, as_of or span.cut_off, WorkCalendar(), **more)


def finding(scene: Scene, **more: Any) -> Finding:
    return CREATIVE_MODEL.answer(scope(scene, **more))[scene.unit.pk]


def option(scene: Scene, **more: Any) -> str:
    figure = finding(scene, **more).figure
    assert isinstance(figure, Picked)
    return figure.option


def test_registration_and_report_alone_are_none(scene: Scene) -> None:
    reported(scene, registered(scene))
    assert option(scene) == "khong-co"


def test_best_word_of_any_model_counts(scene: Scene) -> None:
    first, second = registered(scene), registered(scene, title="Trạm đọc sách ở nhà văn hóa")
    reported(scene, first)
    spoken(scene, first)
    assert (option(scene), finding(scene).note) == ("xac-nhan-hieu-qua", "1 mô hình")
    recognised(scene, second)
    assert (option(scene), finding(scene).basis) == ("cong-nhan-thanh-pho", Basis(1))


def test_body_that_is_not_convinced_confirms_nothing(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    spoken(scene, made, verdict="not_yet")
    assert option(scene) == "khong-co"


def test_confirmation_counts_after_the_cut_off_but_not_as_known_before(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    spoken(scene, made, day=date(2027, 1, 20))
    assert (option(scene), option(scene, known_at=CUT_OFF)) == ("xac-nhan-hieu-qua", "khong-co")


def test_confirmation_is_of_its_year_alone(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    spoken(scene, made, day=date(2027, 1, 20))
    following = Span(date(2027, 1, 1), date(2027, 12, 31))
    assert option(scene, span=following, as_of=date(2027, 1, 31)) == "khong-co"


@pytest.mark.parametrize(("day", "expected"), [
    (date(2026, 1, 1), "cong-nhan-thanh-pho"), (date(2025, 12, 31), "khong-co"),
    (date(2026, 12, 31), "cong-nhan-thanh-pho"), (date(2027, 1, 1), "khong-co"),
])  # fmt: skip
def test_decision_of_the_city_counts_when_signed_in_the_span(scene: Scene, day: date, expected: str) -> None:
    Membership.objects.update(valid_from=date(2025, 1, 1))
    made = registered(scene, day=date(2025, 12, 1))
    recognised(scene, made, day=day)
    assert option(scene) == expected


def test_model_that_was_withdrawn_counts_no_more_but_did(scene: Scene) -> None:
    made = registered(scene)
    recognised(scene, made)
    withdraw(INITIATIVES, record_id=made.pk, version=1, reason="Ghi trùng", by=scene.officer)
    assert (option(scene), option(scene, known_at=CUT_OFF)) == ("khong-co", "cong-nhan-thanh-pho")


def test_model_of_a_year_is_registered_by_its_last_day(scene: Scene) -> None:
    in_time = registered(scene, day=date(2026, 12, 31))
    too_late = registered(scene, day=date(2027, 1, 1), title="Trạm đọc sách ở nhà văn hóa")
    for made in (in_time, too_late):
        reported(scene, made, day=date(2027, 1, 4))
    with pytest.raises(Invalid) as refused:
        spoken(scene, too_late, day=date(2027, 1, 20))
    assert list(refused.value.errors) == ["year"]
    spoken(scene, in_time, day=date(2027, 1, 20))
    assert option(scene) == "xac-nhan-hieu-qua"


def test_recognition_of_a_model_that_was_told_after_the_span_counts_not(scene: Scene) -> None:
    entry = model_entry(scene.unit, date(2026, 11, 2))
    made = enter(INITIATIVES, entry, by=scene.officer)  # told on 1 February 2027
    recognised(scene, made, at=datetime(2027, 2, 1, 9, tzinfo=ZONE))  # type: ignore[arg-type]
    assert option(scene) == "khong-co"


def test_word_that_was_taken_back_counts_no_more(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    withdraw(WORDS, record_id=word.pk, version=1, reason="Ghi nhầm mô hình", by=scene.body)
    assert option(scene) == "khong-co"


def test_unit_that_does_not_use_the_room_has_no_figure(scene: Scene) -> None:
    word = {"from": "2026-01-01", "on": False, "at": datetime(2026, 1, 1, tzinfo=ZONE).isoformat()}
    assert isinstance(finding(scene, rooms={scene.unit.pk: {"initiatives": [word]}}).figure, Absent)


def test_lines_name_documents_and_what_counts(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    spoken(scene, made)
    recognised(scene, made)
    lines = {line.words: (line.counted, line.why) for line in CREATIVE_MODEL.records(scene.unit.pk, scope(scene))}
    assert lines == {
        "xác nhận có hiệu quả, văn bản số 45/SNV, năm 2026": (False, "đã tính theo mức cao hơn"),
        "thành phố công nhận, quyết định số 99/QĐ-UBND": (True, ""),
    }


def test_lines_are_read_by_the_own_unit_and_the_city(scene: Scene) -> None:
    made = registered(scene)
    recognised(scene, made)
    lines = CREATIVE_MODEL.records(scene.unit.pk, scope(scene))
    read = [len(CREATIVE_MODEL.reads(who, lines)) for who in (scene.officer, scene.office, scene.neighbour)]
    assert read == [1, 1, 0]


def test_three_units_are_one_question(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [a_scene(), a_scene()]
    let_judge(monkeypatch, *(one.body for one in (scene, *others)))
    for one in (scene, *others):
        recognised(one, registered(one))

    def asked(*scenes: Scene) -> int:
        with CaptureQueriesContext(connection) as statements:
            CREATIVE_MODEL.answer(scope(*scenes))
        return len(statements)

    assert (asked(scene), asked(scene, *others)) == (2, 2)


def test_words_of_bodies_after_a_moment_are_told_to_figures(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    assert words_since([scene.unit.pk], CUT_OFF) == {}
    withdraw(WORDS, record_id=word.pk, version=1, reason="Ghi nhầm mô hình", by=scene.body)
    said = words_since([scene.unit.pk], CUT_OFF)[scene.unit.pk]
    assert (said.measures, said.last) == ({"initiatives.creative_model"}, datetime(2027, 2, 1, 9, tzinfo=ZONE))
    assert list(bodies_words([scene.unit.pk + 1], CUT_OFF)) == []
