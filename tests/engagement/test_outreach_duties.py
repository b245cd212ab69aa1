"""What is due of greetings and of the yearly meeting, and the activities of a week."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.engagement.outreach_scene import SPAN, finding, greet, meet, photograph, visit
from tests.engagement.scene import Scene, a_scene
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.engagement.outreach_duties import GREETING_DUTY, MEETING_DUTY, OUTREACH_DUTY
from thanthien.engagement.outreach_measures import HEAD_GREETINGS
from thanthien.engagement.outreach_records import Outreach
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.measures.figures import Items
from thanthien.measures.periods import period_of
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms, known_terms
from thanthien.records.week import duties_to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    load_calendar(by=None)
    return a_scene()


def question(scenes: list[Scene], duty: Duty, day: date, now: datetime) -> DutyQuestion:
    units = frozenset(one.unit.pk for one in scenes)
    return DutyQuestion(units, period_of(duty.period, day), now, work_calendar(), known_terms())


def state(scene: Scene, duty: Duty, day: date, now: datetime | None = None) -> DutyState | None:
    """How the duty of the period of a day stands at nine on that day, unless said."""
    moment = now or datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    return duty.stands(question([scene], duty, day, moment)).get(scene.unit.pk)


def stands(scene: Scene, duty: Duty, day: date, now: datetime | None = None) -> DutyState:
    """The same where it is owed."""
    found = state(scene, duty, day, now)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 23), None),
        (date(2026, 8, 26), State.DUE),
        (date(2026, 9, 1), State.DUE),
        (date(2026, 9, 8), None),
    ],
)
def test_greeting_is_due_while_its_days_are_open(
    scene: Scene, time_machine: Any, day: date, expected: State | None
) -> None:
    time_machine.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE), tick=False)
    found = state(scene, GREETING_DUTY, day)
    assert (found and found.state) == expected
    if found:
        assert found.words == "Ngày Quốc khánh: công khai lời chúc mừng từ 26/08/2026 đến hết 02/09/2026"


def test_greeting_stands_in_one_week_at_a_time_and_is_late_after_it(scene: Scene) -> None:
    week_before, week = date(2026, 8, 26), date(2026, 9, 2)
    later = datetime(2026, 9, 3, 9, tzinfo=ZONE)
    assert state(scene, GREETING_DUTY, week_before, later) is None
    after = stands(scene, GREETING_DUTY, week, later)
    assert (after.state, after.words) == (
        State.DUE, "Ngày Quốc khánh: chưa ghi lời chúc mừng đã công khai đến hết 02/09/2026",
    )  # fmt: skip
    late = stands(scene, GREETING_DUTY, week, datetime(2026, 9, 10, 9, tzinfo=ZONE))
    assert late.state is State.LATE


def test_greeting_of_the_head_fulfils_it_and_tet_goes_by_the_calendar(scene: Scene) -> None:
    day = date(2026, 2, 12)
    found = stands(scene, GREETING_DUTY, day)
    assert (found.state, found.words[:15]) == (State.DUE, "Tết Nguyên đán:")
    greet(scene, day, occasion="tet", sender="other")
    assert stands(scene, GREETING_DUTY, day).state is State.DUE
    greet(scene, day, occasion="tet")
    assert stands(scene, GREETING_DUTY, day).state is State.DONE


def test_greeting_is_done_by_the_day_on_which_it_was_public_as_its_figure_and_line_say(scene: Scene) -> None:
    """Of 20/8, told on the platform alone, so public since it was told on 28/8: within the days from 26/8."""
    greet(scene, date(2026, 8, 20), told=date(2026, 8, 28))
    assert stands(scene, GREETING_DUTY, date(2026, 8, 28)).state is State.DONE
    figure = finding(HEAD_GREETINGS, scene.unit, date(2026, 9, 3)).figure
    assert isinstance(figure, Items)
    assert figure.items["quoc-khanh"]
    [line] = HEAD_GREETINGS.records(scene.unit.pk, scope_of(SPAN, date(2026, 9, 3), [scene.unit.pk]))
    assert (line.counted, line.why) == (True, "")


def test_meeting_and_kinds_go_by_the_days_of_the_year(scene: Scene) -> None:
    """A year from 1/12/2025 to 30/11/2026, and a unit that ends on 31/10."""
    terms = Terms((YearTerms(Span(date(2025, 12, 1), date(2026, 11, 30))),))
    unit, ends = scene.unit.pk, {scene.unit.pk: date(2026, 10, 31)}

    def told(duty: Duty, day: date, **more: Any) -> str:
        asked = replace(question([scene], duty, day, datetime(2026, 12, 20, 9, tzinfo=ZONE)), terms=terms, **more)
        return duty.states(asked)[unit].words

    meet(scene, date(2026, 12, 10))
    assert told(MEETING_DUTY, date(2026, 11, 2)) == "năm 2026: chưa tổ chức cuộc gặp gỡ nào"
    meet(scene, date(2026, 11, 9))
    assert told(MEETING_DUTY, date(2026, 11, 2), ends=ends) == "năm 2026: chưa tổ chức cuộc gặp gỡ nào"
    assert told(MEETING_DUTY, date(2026, 11, 2)) == "năm 2026: đã tổ chức, có biên bản"
    visit(scene, date(2025, 12, 8), occasion="birth", paper="3/TCM-UBND")
    visit(scene, date(2026, 11, 9), occasion="funeral", paper="4/TCM-UBND")
    week = "tuần này chưa ghi hoạt động nào; từ đầu năm có {} loại dịp có ảnh hoặc số văn bản"
    assert told(OUTREACH_DUTY, date(2026, 3, 10)) == week.format(2)
    assert told(OUTREACH_DUTY, date(2026, 3, 10), ends=ends) == week.format(1)


def test_unit_that_begins_in_the_year_owes_what_lies_in_its_life(scene: Scene) -> None:
    """The occasion of Wednesday 2/9 and a meeting of August, for a unit of Thursday 3/9; both count for one of 1/7."""
    meet(scene, date(2026, 8, 12))
    unit, now = scene.unit.pk, datetime(2026, 12, 20, 9, tzinfo=ZONE)

    def told(duty: Duty, day: date, start: date) -> State | None:
        found = duty.states(replace(question([scene], duty, day, now), starts={unit: start})).get(unit)
        return found.state if found else None

    days = {GREETING_DUTY: date(2026, 9, 2), MEETING_DUTY: date(2026, 11, 2)}
    assert [told(duty, day, date(2026, 9, 3)) for duty, day in days.items()] == [None, State.DUE]
    assert [told(duty, day, date(2026, 7, 1)) for duty, day in days.items()] == [State.LATE, State.DONE]


def test_greeting_for_new_year_is_due_in_december(scene: Scene) -> None:
    found = stands(scene, GREETING_DUTY, date(2026, 12, 29))
    assert found.words.endswith("từ 25/12/2026 đến hết 01/01/2027")


def test_meeting_is_due_in_the_last_quarter_until_its_minutes_are_told(scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 2, 9, tzinfo=ZONE), tick=False)
    assert state(scene, MEETING_DUTY, date(2026, 9, 30)) is None
    day = date(2026, 11, 2)
    found = stands(scene, MEETING_DUTY, day)
    assert (found.state, found.words) == (State.DUE, "năm 2026: chưa tổ chức cuộc gặp gỡ nào")
    meet(scene, date(2026, 10, 5), minutes="")
    found = stands(scene, MEETING_DUTY, day)
    assert (found.state, found.words, found.url) == (
        State.DUE, "năm 2026: chưa ghi số biên bản", "/gap-go-nguoi-ung-ho/",
    )  # fmt: skip
    assert [one.title for one in duties_to_do(scene.officer) if one.url == "/gap-go-nguoi-ung-ho/"]
    after = datetime(2027, 1, 20, 9, tzinfo=ZONE)
    missed = stands(scene, MEETING_DUTY, day, after)
    assert (missed.state, missed.words) == (State.LATE, "năm 2026: chưa ghi số biên bản")
    meet(scene, date(2026, 3, 5))
    assert stands(scene, MEETING_DUTY, day).state is State.DONE
    assert stands(scene, MEETING_DUTY, day, after).state is State.DONE


def test_week_tells_its_activities_and_owes_none(scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)
    visit(scene, date(2026, 2, 2), occasion="birth", paper="3/TCM-UBND")
    found = stands(scene, OUTREACH_DUTY, date(2026, 3, 12))
    assert (found.state, found.told, found.waits) == (
        State.FREE, "tuần này chưa ghi hoạt động nào; từ đầu năm có 1 loại dịp có ảnh hoặc số văn bản", False,
    )  # fmt: skip
    assert not [one for one in duties_to_do(scene.officer) if "Thăm hỏi" in one.title]
    visit(scene, date(2026, 3, 9), occasion="funeral")  # neither paper nor photograph: it happened, but counts not
    photograph(scene, visit(scene, date(2026, 3, 10)))
    found = stands(scene, OUTREACH_DUTY, date(2026, 3, 12))
    assert (found.state, found.words) == (
        State.FREE, "2 hoạt động trong tuần; từ đầu năm có 2 loại dịp có ảnh hoặc số văn bản",
    )  # fmt: skip


def test_week_over_new_year_is_of_the_year_of_its_thursday(scene: Scene) -> None:
    """29/12/2025 to 4/1/2026 is the first week of 2026, 28/12/2026 to 3/1/2027 its last."""
    visit(scene, date(2025, 12, 30), paper="3/TCM-UBND")
    first = stands(scene, OUTREACH_DUTY, date(2026, 1, 2))
    assert first.words == "1 hoạt động trong tuần; từ đầu năm có 0 loại dịp có ảnh hoặc số văn bản"
    visit(scene, date(2026, 6, 2), paper="4/TCM-UBND")
    visit(scene, date(2027, 1, 2), occasion="birth", paper="1/TCM-UBND")
    last = stands(scene, OUTREACH_DUTY, date(2026, 12, 29), datetime(2027, 1, 4, 9, tzinfo=ZONE))
    assert last.words == "1 hoạt động trong tuần; từ đầu năm có 1 loại dịp có ảnh hoặc số văn bản"


def test_week_page_takes_an_activity_by_the_button(client: Client, scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)
    client.force_login(scene.officer)
    page = f"/viec-tuan-nay/{scene.unit.code}/2026-W11/"
    assert "Khi có hoạt động" in client.get(page).text
    typed = {"occasion": "funeral", "way": "letter", "day": "11/03/2026", "people": "1", "paper": "7/TCB-UBND"}
    sent = {f"engagement-outreach-{name}": value for name, value in typed.items()}
    assert client.post(page, sent | {"engagement-outreach-people": "0"}).status_code == 422
    before = client.get(page).context["owed"]
    assert client.post(page, sent).status_code == 302
    assert client.get(page).context["owed"] == before  # what nobody owes makes no task of the week
    made = Outreach.objects.get()
    assert (made.day, made.occasion, made.people, made.paper, made.through) == (
        date(2026, 3, 11), "funeral", 1, "7/TCB-UBND", "friday",
    )  # fmt: skip


def test_duties_ask_as_much_for_three_units_as_for_one(scene: Scene) -> None:
    scenes, day = [scene, a_scene(), a_scene()], date(2026, 11, 2)
    for duty, at in ((GREETING_DUTY, date(2026, 9, 1)), (MEETING_DUTY, day), (OUTREACH_DUTY, day)):
        moment = datetime(at.year, at.month, at.day, 9, tzinfo=ZONE)
        asked = []
        for some in (scenes[:1], scenes):
            put = question(some, duty, at, moment)
            with CaptureQueriesContext(connection) as statements:
                duty.stands(put)
            asked.append(len(statements))
        assert asked == [1, 1]
