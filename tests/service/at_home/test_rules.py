"""When a request is due, and when it was served on time: tables of cases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.service.at_home.rules import (
    Asked,
    Course,
    Done,
    Limits,
    Told,
    course_of,
    may_move,
    standing_of,
    visit_limit,
    wished_later,
)
from thanthien.service.at_home.workflow import OPEN, STEPS, Actor, Status

MONDAY = date(2026, 3, 2)  # visit by Thursday 5 March, told until 9 March
LIMITS = Limits(WorkCalendar())


def day(number: int) -> date:
    return date(2026, 3, number)


def told(name: str, of: int | None, at: int | None = None, actor: Actor = Actor.UNIT, due: int | None = None) -> Told:
    moment = datetime(2026, 3, at or of or 0, 16, tzinfo=ZONE)
    return Told(name, moment, actor, day(of) if of else None, day(due) if due else None)


def stands(*steps: Told, wished: int | None = None, accepted: bool = False):
    asked = Asked(MONDAY, day(wished) if wished else None)
    one = standing_of(asked, course_of(steps), LIMITS, accepted=accepted)
    return one.settled_on.day, one.on_time, one.due


VISIT, LATE_VISIT = told("visit", 5, due=12), told("visit", 6, due=12)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], (5, False, True)),
        ([told("plan", 4)], (5, False, True)),
        ([VISIT], (12, False, True)),
        ([VISIT, told("hand_over", 12)], (12, True, True)),
        ([VISIT, told("hand_over", 10)], (10, True, True)),
        ([VISIT, told("hand_over", 13)], (12, False, True)),
        ([LATE_VISIT], (5, False, True)),
        ([LATE_VISIT, told("hand_over", 12)], (5, False, True)),
        # told later than two working days after the limit
        ([told("visit", 5, at=9, due=12), told("hand_over", 12)], (12, True, True)),
        ([told("visit", 5, at=10, due=12), told("hand_over", 12)], (5, False, True)),
        ([VISIT, told("hand_over", 12, at=16)], (12, True, True)),
        ([VISIT, told("hand_over", 12, at=17)], (12, False, True)),
        # a correction keeps the moment of telling
        ([VISIT, told("correct_visit", 4, at=20, due=12), told("hand_over", 12)], (12, True, True)),
        ([told("visit", 4, due=4), told("correct_visit", 6, at=7, due=6)], (5, False, True)),
        ([VISIT, told("hand_over", 12), told("correct_result", 13, at=13)], (12, False, True)),
        # … but what moves the day to its limit is told by the correction
        ([LATE_VISIT, told("correct_visit", 5, at=9, due=12), told("hand_over", 12)], (12, True, True)),
        ([LATE_VISIT, told("correct_visit", 5, at=10, due=12), told("hand_over", 12)], (5, False, True)),
        ([VISIT, told("hand_over", 13), told("correct_result", 12, at=17)], (12, False, True)),
        # moved once by the person
        ([told("move", 20, at=4)], (20, False, True)),
        ([told("move", 20, at=4), told("visit", 20, due=20), told("hand_over", 20)], (20, True, True)),
        ([VISIT, told("move", 20, at=6), told("hand_over", 19)], (19, True, True)),
        # ended without service: before the limit it doesn't count, after a miss it does
        ([told("withdraw", None, at=4)], (5, False, False)),
        ([told("withdraw", None, at=5)], (5, False, False)),
        ([told("withdraw", None, at=6)], (5, False, True)),
        ([told("refuse", None, at=4)], (5, False, False)),
        ([told("refuse", None, at=9)], (5, False, True)),
        ([VISIT, told("withdraw", None, at=10)], (12, False, False)),
        # a body puts it back, with its old limit
        ([told("refuse", None, at=4), told("reopen", None, at=20, actor=Actor.BODY)], (5, False, True)),
        # and with its visit
        ([VISIT, told("withdraw", None, at=6), told("reopen", None, at=9, actor=Actor.BODY)], (12, False, True)),
    ],
)  # fmt: skip
def test_request_counts_on_the_day_that_settles_it(steps, expected):
    assert stands(*steps) == expected


def test_wish_for_a_later_day_takes_the_place_of_the_limit_and_of_the_one_move():
    asked = Asked(MONDAY, day(17))
    assert visit_limit(asked, Course(), LIMITS) == day(17)
    assert may_move(asked, Course(), LIMITS) is False
    assert may_move(Asked(MONDAY, day(4)), Course(), LIMITS) is True
    assert visit_limit(Asked(MONDAY, day(4)), Course(), LIMITS) == day(5)


def test_limit_of_a_neighbours_entry_runs_from_the_day_on_which_it_was_told():
    late = Asked(MONDAY, told_on=day(9))
    assert (late.since, visit_limit(late, Course(), LIMITS)) == (day(9), day(12))
    assert wished_later(Asked(MONDAY, day(6)), LIMITS) is True
    assert wished_later(Asked(MONDAY, day(6), told_on=day(9)), LIMITS) is False


def test_course_remembers_who_moved_and_what_was_corrected():
    course = course_of([VISIT, told("correct_visit", 13, at=14, due=13), told("move", 20, at=13)])
    assert (course.moved_by, course.due_later, course.visit and course.visit.corrected) == (Actor.UNIT, True, True)


def test_moved_request_is_not_moved_again():
    assert may_move(Asked(MONDAY), course_of([told("move", 20, at=4)]), LIMITS) is False


@pytest.mark.parametrize(("accepted", "expected"), [(False, (5, False, True)), (True, (12, True, True))])
def test_body_lets_what_was_told_late_count(accepted, expected):
    late = [told("visit", 5, at=20, due=12), told("hand_over", 12)]
    assert stands(*late, accepted=accepted) == expected


def test_late_telling_is_marked_even_when_it_is_accepted():
    course = course_of([told("visit", 5, at=20, due=12), told("hand_over", 12)])
    marks = [standing_of(Asked(MONDAY), course, LIMITS, accepted=one).late_since for one in (False, True)]
    assert marks == [datetime(2026, 3, 10, tzinfo=ZONE)] * 2


def test_days_off_and_other_limits_are_respected():
    off = WorkCalendar(off=frozenset({day(4)}))
    assert visit_limit(Asked(MONDAY), Course(), replace(LIMITS, calendar=off)) == day(6)
    assert visit_limit(Asked(MONDAY), Course(), replace(LIMITS, visit_days=1)) == day(3)
    assert replace(LIMITS, late_days=0).told_until(day(5)) == datetime(2026, 3, 6, tzinfo=ZONE)


def test_course_remembers_who_ended_it_on_which_local_day():
    moment = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)  # 23:30 here
    course = course_of([Told("withdraw", moment, Actor.CITIZEN)])
    assert (course.ended, course.ended_on, course.ended_by) == (Status.WITHDRAWN, day(4), Actor.CITIZEN)


def test_corrections_without_what_they_correct_change_nothing():
    assert course_of([told("correct_visit", 4, due=4), told("correct_result", 4)]) == Course()
    assert course_of([VISIT]).visit == Done(day(5), VISIT.at)


# --- The table of steps ---


def test_every_state_but_the_first_is_reached_and_only_by_the_table():
    assert {target for _, target in STEPS.pairs()} == {str(one) for one in Status}
    assert ("asked", "done") not in set(STEPS.pairs())
    assert ("done", "asked") not in set(STEPS.pairs())


def test_person_moves_or_withdraws_an_open_request_and_nothing_else():
    found = {status: [step.name for step in STEPS.open_to(status, Actor.CITIZEN)] for status in Status}
    assert found == {status: (["move", "withdraw"] if status in OPEN else []) for status in Status}


def test_only_a_body_puts_back_what_the_unit_ended():
    assert STEPS["reopen"].actors == {Actor.BODY}
    assert STEPS.allows("reopen", Status.NOT_ENTITLED, Actor.UNIT) is False
    assert STEPS.allows("reopen", Status.NOT_ENTITLED, Actor.BODY) is True
    assert STEPS.allows("reopen", Status.DONE, Actor.BODY) is False
