"""What the figure of receptions counts: each head apart, by month, as known at a moment."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engagement.scene import GOVERNMENT, PARTY, Scene, a_scene, delegate, hold, plan, plan_entry
from tests.factories.accounts import person
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.engagement.kinds import PLANS, RECEPTIONS
from thanthien.engagement.reception_measure import KEY, RECEPTION_SESSIONS_HELD
from thanthien.measures.figures import Absent, Figure, Ratio, RecordLine
from thanthien.measures.registry import ROOM_OFF
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.records.queries import NO_PERIOD
from thanthien.units.room_actions import switch_room

pytestmark = pytest.mark.django_db
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
THURSDAYS = [date(2026, 3, day) for day in (5, 12, 19, 26)]
TWICE = [date(2026, 3, 3), date(2026, 3, 17)]  # all that is asked of the Party committee's head


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    for day in TWICE:
        hold(made, day, PARTY)
    return made


def scope(*scenes: Scene, span: Span = MARCH, as_of: date | None = None, **more: Any) -> Scope:
    units = frozenset(one.unit.pk for one in scenes)
    return Scope(units, span, as_of or span.last, WorkCalendar(), **more)


def figure(scene: Scene, **more: Any) -> Figure:
    return RECEPTION_SESSIONS_HELD.answer(scope(scene, **more))[scene.unit.pk].figure


def ratio(held: int, due: int) -> Ratio:
    return Ratio(Decimal(held), Decimal(due))


def test_nothing_recorded_is_none_of_what_is_required() -> None:
    assert figure(a_scene()) == ratio(0, 4)


def test_lower_head_counts_and_both_are_told(scene: Scene) -> None:
    for day in THURSDAYS[:3]:
        hold(scene, day)
    finding = RECEPTION_SESSIONS_HELD.answer(scope(scene))[scene.unit.pk]
    assert finding.figure == ratio(3, 4)
    assert finding.note == "cấp ủy 2/2 buổi; chính quyền 3/4 buổi"
    hold(scene, THURSDAYS[3])
    assert figure(scene) == ratio(4, 4)


def test_head_who_receives_every_monday_lacks_nothing(scene: Scene) -> None:
    """Weeks and their sessions belong to the month of the Thursday: 30/3 is of April."""
    mondays = [date(2026, 3, day) for day in (2, 9, 16, 23, 30)] + [date(2026, 4, day) for day in (6, 13, 20, 27)]
    for day in mondays:
        plan(scene, day)
        hold(scene, day)
    for day in (date(2026, 4, 7), date(2026, 4, 21)):
        hold(scene, day, PARTY)
    both = Span(date(2026, 3, 1), date(2026, 4, 30))
    assert [figure(scene), figure(scene, span=both)] == [ratio(4, 4), ratio(9, 9)]
    assert [day for day, *_ in lines(scene)].count("30/03") == 2  # in view, but of no due month
    assert {why for day, _, why, _ in lines(scene) if day == "30/03"} == {"tháng này không tính"}
    assert {counted for _, counted, _, _ in lines(scene, span=both)} == {True}


def test_weekly_session_of_april_that_was_held_in_march_has_aprils_time(scene: Scene) -> None:
    hold(scene, date(2026, 3, 31), told=date(2026, 5, 4))  # in time for April, not for March
    april = Span(date(2026, 4, 1), date(2026, 4, 30))
    frequency = {f"{KEY}.party_times": 0}
    assert figure(scene, span=april, settings=frequency) == ratio(1, 5)
    assert [day for day, *_ in lines(scene, span=april)] == ["31/03"]
    assert RECEPTION_SESSIONS_HELD.timeliness is not None
    assert RECEPTION_SESSIONS_HELD.timeliness(scope(scene, span=april))[scene.unit.pk].in_time == 1


def test_calendar_is_shown_as_public_since_it_was_told(scene: Scene) -> None:
    made = plan_entry(scene.unit, date(2026, 3, 26))
    with clock.set_to(datetime(2026, 3, 20, 9)):
        enter(PLANS, Entry(scene.unit, date(2026, 3, 2), made.values), by=scene.officer)
    found = RECEPTION_SESSIONS_HELD.records(scene.unit.pk, scope(scene))
    words = [(one.words, one.marks) for one in found if "trong lịch" in one.words]
    assert words == [
        (
            "Tiếp công dân của người đứng đầu chính quyền: có trong lịch, công khai ngày 20/03/2026",
            ("ghi lúc 09:00, 20/03/2026",),
        )
    ]


def test_thin_calendar_shrinks_nothing_and_a_rich_one_is_owed(scene: Scene) -> None:
    plan(scene, THURSDAYS[0])
    hold(scene, THURSDAYS[0])
    assert figure(scene) == ratio(1, 4)
    for day in (date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20), date(2026, 3, 27), date(2026, 3, 25)):
        plan(scene, day)
    assert figure(scene) == ratio(1, 6)


def test_session_that_was_taken_off_the_calendar_is_still_owed(scene: Scene) -> None:
    plans = [plan(scene, date(2026, 3, day)) for day in (4, 6, 11, 13, 18)]
    assert figure(scene) == ratio(0, 5)
    with clock.set_to(datetime(2026, 3, 17, 9)):
        withdraw(PLANS, record_id=plans[4].pk, version=1, reason="Đi họp thành phố", by=scene.officer)
    assert figure(scene) == ratio(0, 5)


def test_session_moved_to_the_next_month_is_owed_in_both(scene: Scene) -> None:
    made = [plan(scene, date(2026, 3, day)) for day in (4, 6, 11, 13, 18)][4]
    with clock.set_to(datetime(2026, 3, 17, 9)):
        told = {name: getattr(made, name) for name in PLANS.fields} | {"planned_on": date(2026, 4, 2)}
        entry = Entry(scene.unit, date(2026, 3, 17), told)
        correct(PLANS, entry, record_id=made.pk, version=1, reason="Đi họp thành phố", by=scene.officer)
    assert figure(scene) == ratio(0, 5)
    april = Span(date(2026, 4, 1), date(2026, 4, 30))
    assert figure(scene, span=april, settings={f"{KEY}.{head}_times": 0 for head in (GOVERNMENT, PARTY)}) == ratio(0, 1)


def test_slip_that_was_mended_on_its_day_was_never_published(scene: Scene) -> None:
    plans = [plan(scene, date(2026, 3, day), on=date(2026, 2, 20)) for day in (4, 6, 11, 13, 18)]
    with clock.set_to(datetime(2026, 2, 20, 16)):
        withdraw(PLANS, record_id=plans[4].pk, version=1, reason="Ghi nhầm ngày", by=scene.officer)
    assert figure(scene) == ratio(0, 4)


def test_delegated_sessions_count_up_to_the_share(scene: Scene) -> None:
    hold(scene, THURSDAYS[0])
    for day in THURSDAYS[1:]:
        delegate(scene, day)
    assert figure(scene) == ratio(1, 4)
    assert figure(scene, settings={f"{KEY}.delegated_share": "0.5"}) == ratio(3, 4)


def test_who_acts_in_a_vacant_post_counts_as_its_head(scene: Scene) -> None:
    for day in THURSDAYS:
        hold(scene, day, presided="acting", delegate="Phó Chủ tịch phụ trách", basis="Quyết định số 12/QĐ-UBND")
    assert figure(scene) == ratio(4, 4)


def test_day_with_reception_and_dialogue_is_one_session(scene: Scene) -> None:
    for meeting in ("reception", "dialogue"):
        hold(scene, THURSDAYS[0], meeting=meeting)
    assert figure(scene) == ratio(1, 4)


def test_session_told_late_counts_once_a_body_accepts_it(scene: Scene) -> None:
    hold(scene, THURSDAYS[0], told=date(2026, 4, 2))  # the second working day after the month
    hold(scene, THURSDAYS[1], told=date(2026, 4, 3))
    assert figure(scene) == ratio(1, 4)
    assert figure(scene, accepted={(KEY, scene.unit.pk, "2026-03")}) == ratio(2, 4)


def test_figure_is_as_known_then(scene: Scene) -> None:
    made = hold(scene, THURSDAYS[0])
    before = datetime(2026, 4, 5, tzinfo=ZONE)
    withdraw(RECEPTIONS, record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    assert (figure(scene), figure(scene, known_at=before)) == (ratio(0, 4), ratio(1, 4))


def test_months_are_whole_and_those_of_a_unit_born_inside_too(scene: Scene) -> None:
    half = Span(date(2026, 3, 2), date(2026, 4, 30))
    assert figure(scene, span=half, as_of=date(2026, 4, 29)) == Absent(NO_PERIOD)
    assert figure(scene, span=half) == ratio(0, 5)  # April: of two heads with nothing the one who owed more
    born = {scene.unit.pk: date(2026, 3, 2)}
    both = Span(date(2026, 3, 1), date(2026, 4, 30))
    frequency = {f"{KEY}.party_times": 0}
    assert figure(scene, span=both, settings=frequency) == ratio(0, 9)
    assert figure(scene, span=both, settings=frequency, starts=born) == ratio(0, 5)


def test_frequency_is_the_citys(scene: Scene) -> None:
    hold(scene, THURSDAYS[0])
    monthly = {f"{KEY}.government_per": "month", f"{KEY}.government_times": 1}
    assert figure(scene, settings=monthly) == ratio(2, 2)
    nothing = {f"{KEY}.government_times": 0, f"{KEY}.party_times": 0}
    assert figure(a_scene(), settings=nothing) == Absent(
        "Thời kỳ này không có buổi nào phải tổ chức theo quy định và lịch đã công khai."
    )


def test_room_that_is_off_gives_no_figure(scene: Scene) -> None:
    switch_room(
        room="engagement", on=False, first_day=clock.today(), reason="Chưa triển khai", unit_ids=[scene.unit.pk],
        by=person(Role.CITY_OFFICER),
    )  # fmt: skip
    scene.unit.refresh_from_db()
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    asked = scope(scene, span=year, as_of=clock.today(), rooms={scene.unit.pk: scene.unit.rooms})
    assert RECEPTION_SESSIONS_HELD.answer(asked)[scene.unit.pk] == ROOM_OFF


def test_statements_do_not_grow_with_units(scene: Scene) -> None:
    others = [a_scene(), a_scene()]
    for one in (scene, *others):
        plan(one, THURSDAYS[0])
        hold(one, THURSDAYS[0])

    def statements(*scenes: Scene) -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            RECEPTION_SESSIONS_HELD.answer(scope(*scenes))
        return len(told)

    assert (statements(scene), statements(scene, *others)) == (2, 2)


# --- What lies behind ---


def lines(scene: Scene, **more: Any) -> list[tuple[str, bool, str, tuple[str, ...]]]:
    found: list[RecordLine] = list(RECEPTION_SESSIONS_HELD.records(scene.unit.pk, scope(scene, **more)))
    return [(f"{one.day:%d/%m}", one.counted, one.why, one.marks) for one in found]


def test_figure_opens_sessions_and_calendar(scene: Scene) -> None:
    plan(scene, THURSDAYS[0])
    delegate(scene, THURSDAYS[0])
    hold(scene, THURSDAYS[1], told=date(2026, 4, 10))
    assert lines(scene) == [
        ("03/03", True, "", ()),
        ("05/03", True, "", ("ủy quyền cho người khác: Phó Chủ tịch; Đi họp thành phố",)),
        ("05/03", True, "", ()),
        ("12/03", False, "ghi quá hạn", ("ghi quá hạn, lúc 17:00, 10/04/2026",)),
        ("17/03", True, "", ()),
    ]


def test_lines_are_read_by_the_unit_and_the_city(scene: Scene) -> None:
    plan(scene, THURSDAYS[0], GOVERNMENT)
    found = RECEPTION_SESSIONS_HELD.records(scene.unit.pk, scope(scene))
    read = RECEPTION_SESSIONS_HELD.reads
    readers = (scene.officer, person(Role.APPRAISER), a_scene().officer, person(Role.VILLAGE_HEAD))
    assert [len(read(one, found)) for one in readers] == [3, 3, 0, 0]


def test_punctuality_is_told_by_month(scene: Scene) -> None:
    hold(scene, THURSDAYS[0], told=date(2026, 4, 10))
    assert RECEPTION_SESSIONS_HELD.timeliness is not None
    told = RECEPTION_SESSIONS_HELD.timeliness(scope(scene))[scene.unit.pk]
    assert (told.in_time, told.week_late, told.later) == (2, 0, 1)
