"""When feedback is due, answered in time, and public in time: tables of cases."""

from datetime import date, datetime

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.feedback.rules import Limits, Received, Told, course_of, due_on, standing_of
from thanthien.feedback.workflow import HIDDEN, OPEN, RESULTS, STEPS, Actor, Kind, Status

MONDAY = date(2026, 3, 2)  # urgent by Thursday 5, forwarded by 5, answered by Monday 16
LIMITS = Limits(WorkCalendar())


def day(number: int) -> date:
    return date(2026, 3, number)


def told(name: str, on: int, actor: Actor = Actor.UNIT, kind: str = "") -> Told:
    return Told(name, datetime(2026, 3, on, 16, tzinfo=ZONE), actor, kind)


def stands(*steps: Told, kind: Kind = Kind.NORMAL, on: int = 31):
    one = standing_of(course_of(Received(MONDAY, kind), steps).now, LIMITS, day(on))
    return one.due_on.day, one.settled_on.day, one.due, one.on_time, one.overdue


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # due on, settled on, counts, in time, overdue
        ([], (16, 16, True, False, True)),
        ([told("answer", 16)], (16, 16, True, True, False)),
        ([told("answer", 10)], (16, 10, True, True, False)),
        ([told("answer", 17)], (16, 16, True, False, False)),
        ([told("close", 16)], (16, 16, True, True, False)),
        ([told("forward", 5)], (5, 5, True, True, False)),
        ([told("forward", 6)], (5, 5, True, False, False)),
        # outside, unless it was missed before
        ([told("spam", 16)], (16, 16, False, False, False)),
        ([told("spam", 17)], (16, 16, True, False, False)),
        ([told("join", 10)], (16, 16, False, False, False)),
        ([told("join", 17)], (16, 16, True, False, False)),
        ([told("withdraw", 12)], (16, 16, False, False, False)),
        ([told("withdraw", 18)], (16, 16, True, False, False)),
        # put back by a body: the limit is the first one
        ([told("spam", 10), told("reopen", 20)], (16, 16, True, False, True)),
    ],
)
def test_how_a_matter_stands(steps, expected):
    assert stands(*steps) == expected


@pytest.mark.parametrize(
    "steps",
    [
        [told("legal", 4)],
        [told("legal", 16)],
        [told("legal", 4), told("refer", 20, Actor.LEGAL)],
        [told("legal", 4), told("quarantine", 20, Actor.LEGAL)],
        # who sent it chose the lane
        [told("legal", 20, Actor.CITIZEN)],
        [told("legal", 20, Actor.CITIZEN), told("quarantine", 23, Actor.LEGAL)],
        # while the sender was waited for
        [told("ask", 12), told("legal", 20)],
    ],
)
def test_hidden_lanes_are_outside_where_it_got_there_by_its_limit_or_by_its_sender(steps):
    assert stands(*steps)[2:] == (False, False, False)


@pytest.mark.parametrize(
    "steps",
    [
        [told("legal", 17)],
        [told("quarantine", 20)],
        [told("legal", 20), told("refer", 23, Actor.LEGAL)],
        [told("legal", 20), told("quarantine", 23, Actor.LEGAL)],
        [told("legal", 20), told("return", 26, Actor.LEGAL), told("answer", 27)],
    ],
)
def test_what_the_unit_sends_out_of_its_sight_after_the_limit_was_missed_all_the_same(steps):
    assert stands(*steps) == (16, 16, True, False, False)


@pytest.mark.parametrize(
    ("steps", "overdue"),
    [
        ([], True),
        ([told("answer", 23)], True),
        ([told("forward", 23)], True),
        ([told("spam", 23)], True),
        ([told("quarantine", 23)], True),
        ([told("legal", 23, Actor.CITIZEN)], False),
        ([told("answer", 20)], False),
    ],
)
def test_what_comes_after_the_day_clears_nothing_on_it(steps, overdue):
    assert stands(*steps, on=20)[4] is overdue


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        # asked on Wednesday 4, told on Monday 9: three working days stand still
        ([told("ask", 4), told("tell", 9)], 19),
        ([told("ask", 4), told("tell", 4)], 16),
        ([told("ask", 4), told("resume", 6)], 18),
        # twice: together
        ([told("ask", 4), told("tell", 5), told("ask", 9), told("tell", 11)], 19),
        # never told: ten working days at most
        ([told("ask", 4)], 30),
        # out of the unit's sight for four working days, and then back
        ([told("legal", 3), told("return", 9, Actor.LEGAL)], 20),
        ([told("quarantine", 3), told("return", 9, Actor.LEGAL)], 20),
        # what begins after the limit moves it no more
        ([told("ask", 16), told("tell", 18)], 18),
        ([told("ask", 17), told("tell", 19)], 16),
        ([told("ask", 17)], 16),
        ([told("ask", 12), told("tell", 13), told("ask", 18), told("tell", 20)], 17),
        ([told("legal", 17), told("return", 24, Actor.LEGAL)], 16),
        # passed on: out of sight doesn't count for its three days either
        ([told("legal", 3), told("return", 9, Actor.LEGAL), told("forward", 11)], 11),
        ([told("legal", 9), told("return", 11, Actor.LEGAL), told("forward", 12)], 5),
    ],
)
def test_limit_moves_by_the_working_days_of_waiting(steps, due):
    assert stands(*steps)[0] == due


def test_while_the_sender_is_waited_for_nothing_is_overdue_within_ten_working_days():
    assert [stands(told("ask", 4), on=on)[4] for on in (17, 27, 30, 31)] == [False, False, False, True]


def test_last_day_that_is_stored_while_the_sender_is_waited_for_is_the_latest_one():
    course = course_of(Received(MONDAY, Kind.NORMAL), [told("ask", 4)])
    assert (due_on(course.now, LIMITS), due_on(course.now, LIMITS, day(5))) == (day(30), day(17))


DOWN, UP = "normal", "urgent"


@pytest.mark.parametrize(
    ("kind", "steps", "due"),
    [
        (Kind.URGENT, [], 5),
        (Kind.URGENT, [told("sort", 5, kind=DOWN)], 16),
        # the urgent limit was missed: it stays
        (Kind.URGENT, [told("sort", 6, kind=DOWN)], 5),
        (Kind.URGENT, [told("ask", 4), told("tell", 6), told("sort", 9, kind=DOWN)], 18),
        # from the day on which it became urgent, never later than before
        (Kind.NORMAL, [told("sort", 4, kind=UP)], 9),
        (Kind.NORMAL, [told("sort", 12, kind=UP)], 16),
        (Kind.NORMAL, [told("sort", 18, kind=UP)], 16),
        (Kind.NORMAL, [told("ask", 3), told("tell", 4), told("sort", 4, kind=UP)], 9),
        (Kind.NORMAL, [told("sort", 4, kind=UP), told("ask", 5), told("tell", 6)], 10),
        (Kind.NORMAL, [told("sort", 3, kind=UP), told("ask", 4), told("tell", 5), told("sort", 5, kind=DOWN)], 17),
        (Kind.NORMAL, [told("sort", 4, kind=DOWN)], 16),
    ],
)
def test_another_kind_moves_the_limit_while_it_isn_t_missed(kind, steps, due):
    assert stands(*steps, kind=kind)[0] == due


def test_another_kind_is_told_the_same_kind_is_none():
    got = [course_of(Received(MONDAY, Kind.URGENT), [told("sort", 4, kind=kind)]).now.resorted for kind in (DOWN, UP)]
    assert got == [True, False]


def test_opened_again_it_counts_anew_once():
    course = course_of(Received(MONDAY, Kind.NORMAL), [told("answer", 10), told("again", 12, Actor.CITIZEN)])
    first, second = (standing_of(one, LIMITS, day(31)) for one in course.rounds)
    assert (first.on_time, first.settled_on, second.due_on, second.overdue) == (True, day(10), day(26), True)
    assert (course.may_open_again, course.solved) == (False, False)


ANSWERED = told("answer", 10)  # public by Tuesday 17


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # owed, public in time, from which day it counts
        ([], (True, False, 17)),
        ([told("publish", 17)], (True, True, 17)),
        ([told("publish", 11)], (True, True, 11)),
        ([told("publish", 18)], (True, False, 17)),
        ([told("exempt", 17)], (False, False, 17)),
        # an exemption after the limit takes nothing back
        ([told("exempt", 18)], (True, False, 17)),
        ([told("publish", 11), told("take_down", 12)], (True, False, 17)),
        ([told("publish", 11), told("take_down", 20)], (True, True, 11)),
        # public for a day isn't public at the limit
        ([told("publish", 11), told("take_down", 12), told("publish", 16)], (True, True, 16)),
        ([told("publish", 11), told("take_down", 12), told("publish", 20)], (True, False, 17)),
        ([told("publish", 11), told("exempt", 11)], (False, False, 17)),
        ([told("publish", 11), told("exempt", 18)], (True, True, 11)),
        # another reason for the same exemption is no new one, and what was exempt may be public later
        ([told("exempt", 12), told("exempt", 20)], (False, False, 17)),
        ([told("exempt", 12), told("publish", 20)], (False, False, 17)),
        ([told("exempt", 12), told("publish", 16)], (True, True, 16)),
        ([told("exempt", 12), told("publish", 13), told("take_down", 16)], (True, False, 17)),
    ],
)
def test_when_a_result_is_public_in_time(steps, expected):
    one = standing_of(course_of(Received(MONDAY, Kind.NORMAL), [ANSWERED, *steps]).now, LIMITS, day(31))
    assert (one.owes_result, one.shown_in_time, one.shown_on.day) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # owed, exempt, public in time
        ([told("again", 12, Actor.CITIZEN)], (False, False, False)),
        ([told("publish", 11), told("again", 12, Actor.CITIZEN)], (True, False, True)),
        ([told("exempt", 11), told("again", 12, Actor.CITIZEN)], (False, True, False)),
        ([told("again", 18, Actor.CITIZEN)], (True, False, False)),
    ],
)
def test_answer_that_was_opened_again_before_it_had_to_be_public_owes_nothing(steps, expected):
    first, _ = course_of(Received(MONDAY, Kind.NORMAL), [ANSWERED, *steps]).rounds
    one = standing_of(first, LIMITS, day(31))
    assert (one.owes_result, one.exempt, one.shown_in_time) == expected


HOLIDAY, WORKED = date(2026, 3, 10), date(2026, 3, 14)  # a Tuesday off, a Saturday worked


@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        (WorkCalendar(), day(16)),
        (WorkCalendar(off=frozenset({HOLIDAY})), day(17)),
        (WorkCalendar(off=frozenset({HOLIDAY}), work=frozenset({WORKED})), day(16)),
        (WorkCalendar(off=frozenset({day(3), day(4), day(5), day(6)})), day(20)),
    ],
)
def test_days_off_do_not_count_and_weekend_days_worked_do(calendar, due):
    assert due_on(course_of(Received(MONDAY, Kind.NORMAL), []).now, Limits(calendar)) == due


def test_what_has_no_answer_owes_no_result():
    owed = [standing_of(course_of(Received(MONDAY, Kind.NORMAL), steps).now, LIMITS, day(31)).owes_result
            for steps in ([], [told("forward", 4)], [told("legal", 4)])]  # fmt: skip
    assert owed == [False, False, False]


def test_every_state_is_reached_and_none_of_the_hidden_ones_leads_to_an_answer():
    pairs = set(STEPS.pairs())
    assert {target for _, target in pairs} == {str(one) for one in Status}
    assert {target for source, target in pairs if source in HIDDEN} == {"received", "legal_sent", "quarantined"}


def test_who_may_do_what_in_each_state():
    names = {actor: sorted({one.name for status in Status for one in STEPS.open_to(status, actor)}) for actor in Actor}
    assert names == {
        Actor.UNIT: sorted(
            [
                "ask",
                "assign",
                "blur",
                "draft",
                "drop",
                "forward",
                "join",
                "legal",
                "quarantine",
                "resume",
                "sort",
                "tell",
            ]
        ),
        Actor.LEADER: sorted(["answer", "back", "close", "exempt", "publish", "show", "spam", "take_down"]),
        Actor.CITIZEN: sorted(["again", "complain", "legal", "solved", "tell", "withdraw"]),
        Actor.BODY: ["reopen"],
        Actor.LEGAL: sorted(["quarantine", "refer", "return"]),
    }


def test_what_is_open_owes_an_answer_and_what_has_one_is_not():
    assert (frozenset(), frozenset()) == (OPEN & RESULTS, OPEN & HIDDEN)
