"""What lies behind a figure: each period with its records, why it counts or not, and what the reader may not see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.criteria.rules import Cadence
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.measures.actions import accept_late
from thanthien.measures.behind import Behind, Part, behind, shown_to
from thanthien.measures.figures import RecordLine
from thanthien.measures.lateness import timeliness_of
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import nobody
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, correct, enter_all, withdraw

pytestmark = pytest.mark.django_db

RULE = Cadence(period="iso_week", at_least=1, start=Decimal("0.6"), end=Decimal(1), coverage=Decimal("0.5"))
LOOK = date(2026, 2, 10)  # six weeks are over
DAYS = {week: date.fromisocalendar(2026, week, 4) for week in range(1, 7)}


def told(scene: Scene, entries: Sequence[Entry], day: date | None = None) -> list[Any]:
    """Entered on the evening of their day; of another day, in the morning."""
    at = datetime.combine(day or entries[0].day, time(8 if day else 20), ZONE)
    with clock.set_to(at):
        return enter_all(REPORTS, entries, by=scene.front)


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    """Week 2: half of the places, one opinion; 3: half, nothing; 4: one place; 5: half, a month late; 1 and 6: none."""
    time_machine.move_to(datetime.combine(LOOK, time(9), ZONE), tick=False)
    made = a_scene()
    one, two, *_ = made.hamlets
    told(made, [opinion(made, DAYS[2], one), nothing(made, DAYS[2], two)])
    told(made, [nothing(made, DAYS[3], place) for place in (one, two)])
    told(made, [nothing(made, DAYS[4], one)])
    told(made, [nothing(made, DAYS[5], place) for place in (one, two)], LOOK)
    return made


def scope(scene: Scene, **more: Any) -> Scope:
    span = Span(date(2026, 1, 1), date(2026, 12, 31))
    return scope_of(span, date(2026, 2, 8), [scene.unit.pk], **more)


def look(scene: Scene, by: User | None = None, **more: Any) -> Behind:
    reader = shown_to(by or scene.officer, WEEKLY_REPORTS)
    return behind(WEEKLY_REPORTS, scene.unit, scope(scene, **more), reader, RULE)


def week(seen: Behind, number: int) -> Part:
    return next(part for part in seen.parts if part.label.startswith(f"tuần {number} "))


def test_each_week_says_whether_it_counts_and_why_not(scene: Scene) -> None:
    seen = look(scene)
    assert [(part.label.split()[1], part.state, part.why, len(part.lines)) for part in seen.parts] == [
        ("6", "open", "không có báo cáo", 0),
        ("5", "late", "mọi bản ghi đều ghi quá hạn", 2),
        ("4", "part", "mới có 1/4 tổ dân phố báo cáo", 1),
        ("3", "none", "", 2),
        ("2", "done", "", 2),
        ("1", "missing", "không có báo cáo", 0),
    ]
    counted = "2/6 tuần đến hạn được tính: 1 tuần có tiếp nhận, 1 tuần không phát sinh"
    assert seen.words == f"{counted}; 3 tuần không được tính; 1 tuần còn hạn ghi; 47 tuần chưa đến hạn"
    assert (seen.basis_words, seen.hidden) == ("5 bản ghi", 0)


def test_each_week_says_how_many_places_reported_where_their_share_decides(scene: Scene) -> None:
    seen = look(scene)
    assert [part.places for part in seen.parts] == [f"{heard}/4 tổ dân phố" for heard in (0, 0, 1, 2, 2, 0)]
    without = replace(RULE, coverage=None)
    other = behind(WEEKLY_REPORTS, scene.unit, scope(scene), shown_to(scene.officer, WEEKLY_REPORTS), without)
    assert (seen.by_places, other.by_places) == (True, False)


def test_week_that_is_not_due_says_why(scene: Scene) -> None:
    tet = WorkCalendar(off=frozenset(date(2026, 2, day) for day in range(2, 9)))
    asked = replace(scope(scene), calendar=tet)
    seen = behind(WEEKLY_REPORTS, scene.unit, asked, shown_to(scene.officer, WEEKLY_REPORTS), RULE)
    part = week(seen, 6)
    assert (part.state, part.verdict, part.why) == ("off", "không đến hạn", "nghỉ lễ, Tết, không có ngày làm việc")


def test_weeks_after_the_end_of_a_unit_are_not_due_and_say_so(scene: Scene) -> None:
    scene.unit.valid_to = date(2026, 1, 30)  # Friday of week 5
    scene.unit.save()
    seen = look(scene)
    part = week(seen, 6)
    assert (part.state, part.verdict, part.why) == ("off", "không đến hạn", "đơn vị đã kết thúc hoạt động")
    assert ([one.state for one in seen.weeks].count("off"), seen.weeks[-1].state) == (48, "off")
    assert "chưa đến hạn" not in seen.words


def test_strip_shows_the_whole_span_with_weeks_that_have_no_working_day(scene: Scene) -> None:
    weeks = look(scene).weeks
    assert len(weeks) == 53
    assert " ".join(one.state for one in weeks[:8]) == "missing done none part late open future future"
    assert weeks[3].words == "mới có 1/4 tổ dân phố báo cáo"


def test_late_records_that_a_body_accepted_count_with_its_word(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    judge: User = person(Role.APPRAISER, agency=AgencyFactory())
    accept_late(by=judge, unit=scene.unit, measure=WEEKLY_REPORTS.key, periods=["2026-W05"], reason="Mất mạng do bão.")
    part = week(look(scene), 5)
    assert (part.state, part.why, [one.reason for one in part.said]) == ("none", "", ["Mất mạng do bão."])
    assert [line.marks for line in part.lines] == [("ghi quá hạn, ngày 10/02/2026",)] * 2


def test_list_is_the_one_known_then(scene: Scene) -> None:
    first = week(look(scene), 2).lines[0]
    with clock.set_to(datetime(2026, 2, 9, 9, tzinfo=ZONE)):
        withdraw(REPORTS, record_id=first.record, version=1, by=scene.front, reason="Ghi nhầm")
    assert (week(look(scene), 2).state, len(week(look(scene), 2).lines)) == ("part", 1)
    then = look(scene, known_at=datetime(2026, 2, 8, 9, tzinfo=ZONE))
    assert (week(then, 2).state, len(week(then, 2).lines)) == ("done", 2)


def test_corrected_record_is_marked(scene: Scene) -> None:
    first = week(look(scene), 2).lines[0]
    clearer = opinion(scene, DAYS[2], scene.hamlets[0], text="Rõ hơn")
    with clock.set_to(datetime(2026, 1, 9, 9, tzinfo=ZONE)):
        correct(REPORTS, clearer, record_id=first.record, version=1, by=scene.front, reason="Ghi rõ hơn")
    assert {line.marks for line in week(look(scene), 2).lines} == {(), ("bản đính chính",)}


def test_reader_is_told_how_many_records_are_not_theirs(scene: Scene) -> None:
    seen = look(scene, by=scene.head)  # reads their own tổ dân phố only
    assert ([len(part.lines) for part in seen.parts], [part.hidden for part in seen.parts]) == (
        [0, 1, 1, 1, 1, 0], [0, 1, 0, 1, 1, 0],
    )  # fmt: skip
    assert (seen.hidden, week(seen, 2).state) == (3, "done")


def test_records_of_a_measure_that_names_no_readers_stay_hidden(scene: Scene) -> None:
    closed = replace(WEEKLY_REPORTS, reads=nobody)
    seen = behind(closed, scene.unit, scope(scene), shown_to(scene.officer, closed), RULE)
    assert ([part.lines for part in seen.parts], seen.hidden) == ([()] * 6, 7)


def test_timeliness_is_that_of_the_measure(scene: Scene) -> None:
    seen = look(scene)
    assert seen.timeliness == timeliness_of([WEEKLY_REPORTS.key], scope(scene))[WEEKLY_REPORTS.key][scene.unit.pk]
    assert (seen.timeliness.in_time, seen.timeliness.late) == (5, 2)


def test_unit_born_in_the_span_is_asked_only_from_then_on(scene: Scene) -> None:
    type(scene.unit).objects.filter(pk=scene.unit.pk).update(valid_from=date(2026, 1, 20))
    scene.unit.refresh_from_db()
    seen = look(scene)
    assert [(week(seen, one).state, week(seen, one).why) for one in (1, 3, 4)] == [
        ("off", "trước ngày đơn vị được thành lập"),
        ("off", "trước ngày đơn vị được thành lập"),
        ("part", "mới có 1/4 tổ dân phố báo cáo"),
    ]


def test_statements_do_not_grow_with_records(scene: Scene) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            look(scene, by=scene.head)
        return len(captured)

    statements()  # reads what the person is
    before = statements()
    told(scene, [nothing(scene, DAYS[week], place) for week in (1, 6) for place in scene.hamlets], LOOK)
    assert statements() == before


def test_city_reads_every_record(scene: Scene) -> None:
    leader = MembershipFactory(agency=AgencyFactory(), role=Role.CITY_LEADER).user
    assert look(scene, by=leader).hidden == 0


def test_records_of_two_kinds_with_one_number_are_not_taken_for_one_another(scene: Scene) -> None:
    two = [RecordLine(DAYS[2], word, f"/{word}/7/", key="2026-W02", record=7) for word in ("mot", "hai")]
    measure = replace(WEEKLY_REPORTS, records=lambda unit, scope: two)
    found = behind(measure, scene.unit, scope(scene), lambda lines: lines[:1], RULE)
    assert [line.words for part in found.parts for line in part.lines] == ["mot"]
