"""Figures of visits, greetings and meetings: what counts, on which days, as known when."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engagement.outreach_scene import SPAN, finding, greet, meet, outreach_entry, photograph, visit
from tests.engagement.scene import Scene, a_scene
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.criteria import compiling
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.rules import Checklist
from thanthien.criteria.yaml_io import load_set
from thanthien.engagement.occasions import occasions
from thanthien.engagement.outreach_kinds import OUTREACH
from thanthien.engagement.outreach_measures import HEAD_GREETINGS, ITEMS, OUTREACH_KINDS, SUPPORTERS_MEETING
from thanthien.engagement.outreach_records import Outreach
from thanthien.measures.answers import answer_for
from thanthien.measures.figures import Absent, Items, NothingArose, Number, Passed
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.records.actions import correct, withdraw
from thanthien.records.models import Photograph
from thanthien.records.photographs import take_away
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)
SHIPPED = Path(compiling.__file__).parent / "sets"
ALL = {"tet-duong-lich": True, "tet-nguyen-dan": True, "30-4-1-5": True, "quoc-khanh": True}


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 4, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    load_calendar(by=None)
    return a_scene()


def kinds(scene: Scene, as_of: date = END, **options: Any) -> int:
    figure = finding(OUTREACH_KINDS, scene.unit, as_of, **options).figure
    assert isinstance(figure, Number)
    return int(figure.number)


# --- 2.4.1 ---


def test_kind_of_occasion_counts_once_and_only_with_a_photograph_or_paper(scene: Scene) -> None:
    assert kinds(scene) == 0
    visit(scene, date(2026, 3, 2))
    assert kinds(scene) == 0
    visit(scene, date(2026, 3, 3), paper="12/TCM-UBND")
    visit(scene, date(2026, 5, 3), paper="15/TCM-UBND")
    assert kinds(scene) == 1
    photograph(scene, visit(scene, date(2026, 3, 4), occasion="birth"))
    assert kinds(scene) == 2
    told = finding(OUTREACH_KINDS, scene.unit, END)
    assert (told.note, told.basis.records) == ("3 hoạt động; 1 chưa có ảnh hoặc số văn bản", 3)  # type: ignore[union-attr]


def test_day_of_the_activity_counts_not_that_of_telling(scene: Scene) -> None:
    visit(scene, date(2025, 12, 31), paper="1")
    visit(scene, date(2026, 6, 1), datetime(2026, 7, 1, 9, tzinfo=ZONE), paper="2", occasion="birth")
    assert [kinds(scene, date(2026, month, 30)) for month in (5, 6)] == [0, 1]
    assert kinds(scene, END, known_at=datetime(2026, 6, 30, 12, tzinfo=ZONE)) == 0


def test_photograph_counts_as_known_at_the_moment_and_stands_in_the_fingerprint(scene: Scene) -> None:
    record = visit(scene, date(2026, 3, 2))
    photograph(scene, record, datetime(2026, 3, 9, 9, tzinfo=ZONE))
    at = {day: datetime(2026, 3, day, 12, tzinfo=ZONE) for day in (8, 9)}
    assert [kinds(scene, END, known_at=moment) for moment in at.values()] == [0, 1]
    before = finding(OUTREACH_KINDS, scene.unit, END).fingerprint
    one = Photograph.objects.get()
    take_away(OUTREACH, record_id=record.pk, key=one.key, reason="Gia đình đề nghị", by=scene.officer)
    assert kinds(scene) == 0
    sealed = finding(OUTREACH_KINDS, scene.unit, END, known_at=at[9])
    assert (sealed.figure, sealed.fingerprint) == (Number(Decimal(1)), before)


def test_corrected_and_withdrawn_activities(scene: Scene) -> None:
    record = visit(scene, date(2026, 3, 2), paper="1")
    entry = outreach_entry(scene.unit, date(2026, 3, 2), paper="1", occasion="birth")
    made = correct(OUTREACH, entry, record_id=record.pk, version=1, reason="Ghi nhầm dịp", by=scene.officer)
    assert kinds(scene) == 1
    withdraw(OUTREACH, record_id=made.pk, version=2, reason="Ghi nhầm đơn vị", by=scene.officer)
    assert kinds(scene) == 0


def test_activities_before_the_unit_was_there_or_after_its_end_are_outside(scene: Scene) -> None:
    visit(scene, date(2026, 3, 2), paper="1")
    visit(scene, date(2026, 9, 2), paper="2", occasion="birth")
    Unit.objects.filter(pk=scene.unit.pk).update(valid_from=date(2026, 4, 1), valid_to=date(2026, 8, 31))
    assert kinds(scene) == 0
    lines = OUTREACH_KINDS.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
    assert [(one.counted, one.why) for one in lines] == [(False, "ngoài thời kỳ số liệu của đơn vị")] * 2


def test_lines_say_why_an_activity_does_not_count(scene: Scene) -> None:
    visit(scene, date(2026, 3, 2), open_to_all=True)
    visit(scene, date(2026, 3, 3), paper="1")
    lines = OUTREACH_KINDS.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
    assert [(one.why, one.public) for one in lines] == [("chưa có ảnh hoặc số văn bản", True), ("", False)]
    assert lines[0].words == "Ốm đau: đến thăm, tặng quà, 2 người"


def test_picture_that_proves_two_activities_is_marked_at_both(scene: Scene) -> None:
    for day, occasion in ((2, "illness"), (3, "birth")):
        photograph(scene, visit(scene, date(2026, 3, day), occasion=occasion))
    visit(scene, date(2026, 3, 4), paper="1")

    def marks() -> list[tuple[str, ...]]:
        lines = OUTREACH_KINDS.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
        return [one.marks for one in lines]

    twice = ("ảnh cũng có ở bản ghi khác",)
    assert marks() == [twice, twice, ()]
    first = Outreach.objects.get(day=date(2026, 3, 2))
    key = Photograph.objects.get(origin=first.origin).key
    take_away(OUTREACH, record_id=first.pk, key=key, reason="Nhầm ảnh", by=scene.officer)
    assert marks() == [(), (), ()]


# --- 2.5.1 ---


def items(scene: Scene, as_of: date = END, **options: Any) -> Any:
    return finding(HEAD_GREETINGS, scene.unit, as_of, **options).figure


def test_codes_of_occasions_are_those_of_the_set() -> None:
    text = (SHIPPED / "chinh-quyen-than-thien-2026-v2.yaml").read_text(encoding="utf-8")
    indicator = compile_set(load_set(text), "phuong").by_code["2.5.1"].definition
    assert isinstance(indicator.rule, Checklist)
    assert [one.code for one in indicator.rule.items] == list(ITEMS.values())
    assert list(occasions()) == list(ITEMS)
    assert answer_for(indicator, Items(ALL)) == Items(ALL)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 8, 25), False),
        (date(2026, 8, 26), True),
        (date(2026, 9, 2), True),
        (date(2026, 9, 3), False),
    ],
)
def test_greeting_is_published_from_seven_days_before_to_the_day_itself(scene: Scene, day: date, counts: bool) -> None:
    greet(scene, day)
    assert items(scene).items["quoc-khanh"] is counts
    (line,) = HEAD_GREETINGS.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
    assert line.why == ("" if counts else "công khai ngoài các ngày 26/08/2026–02/09/2026")


@pytest.mark.parametrize(
    ("told", "where", "why"),
    [
        (date(2026, 9, 2), {}, ""),
        (date(2026, 12, 20), {}, "không nói đã đăng, phát ở đâu, và ghi ngoài các ngày 26/08/2026–02/09/2026"),
        (date(2026, 12, 20), {"link": "https://vi-du.vn/chuc-mung"}, ""),
        (date(2026, 12, 20), {"broadcast": "Đài truyền thanh phường"}, ""),
    ],
)
def test_greeting_told_afterwards_counts_where_it_says_where_it_was_published(
    scene: Scene, told: date, where: dict[str, str], why: str
) -> None:
    greet(scene, date(2026, 9, 1), told, **where)
    assert items(scene).items["quoc-khanh"] is (not why)
    (line,) = HEAD_GREETINGS.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
    after = ("ghi sau dịp, lúc 17:00, 20/12/2026",) if told.month == 12 else ()
    assert (line.counted, line.why, line.marks) == (not why, why, after)


def test_city_sets_the_days_before(scene: Scene) -> None:
    greet(scene, date(2026, 8, 25))
    chosen = {"engagement.head_greetings.days_before": 8}
    assert items(scene, chosen=chosen).items["quoc-khanh"] is True


def test_tet_goes_by_the_calendar_and_days_in_a_row_are_one_occasion(scene: Scene) -> None:
    greet(scene, date(2026, 2, 10), occasion="tet")
    greet(scene, date(2026, 5, 1), occasion="liberation_labour")
    greet(scene, date(2025, 12, 26), occasion="new_year")
    assert items(scene) == Items(ALL | {"quoc-khanh": False})
    greet(scene, date(2026, 2, 18), occasion="tet")
    first = HEAD_GREETINGS.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
    assert [one.why for one in first if one.day == date(2026, 2, 18)] == [
        "công khai ngoài các ngày 10/02/2026–17/02/2026"
    ]


def test_greeting_of_somebody_else_does_not_count(scene: Scene) -> None:
    greet(scene, date(2026, 9, 1), sender="other")
    assert items(scene).items["quoc-khanh"] is False


def test_occasion_to_come_is_not_said_yet_but_counts_as_soon_as_it_is_greeted(scene: Scene) -> None:
    over = {"tet-duong-lich": False, "tet-nguyen-dan": False, "30-4-1-5": False}
    assert items(scene, date(2026, 8, 31)) == Items(over)
    greet(scene, date(2026, 8, 31))
    assert items(scene, date(2026, 8, 31)).items["quoc-khanh"] is True


def test_occasions_outside_the_period_count_as_held_and_are_marked(scene: Scene) -> None:
    span = Span(date(2026, 5, 1), date(2026, 12, 31))
    told = finding(HEAD_GREETINGS, scene.unit, END, span)
    assert told.figure == Items(
        {"tet-duong-lich": True, "tet-nguyen-dan": True, "30-4-1-5": False, "quoc-khanh": False}
    )
    assert told.note == "Ngoài thời kỳ số liệu, được tính là đã có: Tết Dương lịch; Tết Nguyên đán"


def test_occasions_outside_the_life_of_the_unit_count_as_held(scene: Scene) -> None:
    Unit.objects.filter(pk=scene.unit.pk).update(valid_from=date(2026, 1, 10), valid_to=date(2026, 8, 31))
    assert items(scene) == Items(ALL | {"tet-nguyen-dan": False, "30-4-1-5": False})


def test_nothing_arises_where_all_occasions_are_outside(scene: Scene) -> None:
    span = Span(date(2026, 9, 3), date(2026, 12, 31))
    assert isinstance(items(scene, span=span), NothingArose)


def test_no_occasion_has_come_yet(scene: Scene) -> None:
    Unit.objects.filter(pk=scene.unit.pk).update(valid_from=date(2025, 7, 1))
    assert isinstance(items(scene, date(2025, 12, 31)), Absent)


# --- 2.5.2 ---


def test_meeting_counts_with_its_minutes_within_the_period(scene: Scene) -> None:
    assert finding(SUPPORTERS_MEETING, scene.unit, END).figure == Passed(False)
    meet(scene, date(2025, 12, 30))
    meet(scene, date(2026, 2, 3), minutes="")
    assert finding(SUPPORTERS_MEETING, scene.unit, END).figure == Passed(False)
    lines = SUPPORTERS_MEETING.records(scene.unit.pk, scope_of(SPAN, END, [scene.unit.pk]))
    assert [one.why for one in lines] == ["chưa có số biên bản"]
    meet(scene, date(2026, 2, 4))
    assert [finding(SUPPORTERS_MEETING, scene.unit, day).figure for day in (date(2026, 2, 3), END)] == [
        Passed(False), Passed(True),
    ]  # fmt: skip


# --- All ---


def test_figures_ask_as_much_for_three_units_as_for_one(scene: Scene) -> None:
    scenes = [scene, a_scene(), a_scene()]
    for one in scenes:
        photograph(one, visit(one, date(2026, 3, 2)))
        greet(one, date(2026, 9, 1))
        meet(one, date(2026, 2, 4))
    for measure in (OUTREACH_KINDS, HEAD_GREETINGS, SUPPORTERS_MEETING):
        asked = []
        for some in (scenes[:1], scenes):
            scope = scope_of(SPAN, END, [one.unit.pk for one in some])
            with CaptureQueriesContext(connection) as statements:
                measure.answer(scope)
            asked.append(len(statements))
        assert asked == [2, 2] if measure is not SUPPORTERS_MEETING else asked == [1, 1]


def test_unit_that_does_not_use_the_room_has_no_figure(scene: Scene) -> None:
    visit(scene, date(2026, 3, 2), paper="1")
    words = {"engagement": [{"from": "2026-06-01", "on": False, "at": "2026-06-01T08:00:00+07:00"}]}
    Unit.objects.filter(pk=scene.unit.pk).update(rooms=words)
    assert isinstance(finding(OUTREACH_KINDS, scene.unit, END).figure, Absent)
