"""One look: a question is put once, by whoever of those that make the page asks first."""

from datetime import datetime, timedelta

from thanthien.core import clock
from thanthien.core.reading import EACH_TIME, Reading


class Asked:
    """Counts how often it is read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_question_is_read_once_in_a_look_and_anew_in_the_next() -> None:
    asked = Asked()
    first, second = Reading(), Reading()
    answers = [one.once(("decisions", 7), asked) for one in (first, first, second)]
    assert (answers, asked.times) == ([1, 1, 2], 2)


def test_another_question_is_another_reading() -> None:
    asked, look = Asked(), Reading()
    assert [look.once(("decisions", unit), asked) for unit in (7, 8, 7)] == [1, 2, 1]


def test_what_is_at_hand_is_not_read() -> None:
    asked, look = Asked(), Reading()
    look.know("calendar", 40)
    assert (look.once("calendar", asked), asked.times) == (40, 0)


def test_who_was_given_no_look_reads_each_time() -> None:
    asked = Asked()
    EACH_TIME.know("calendar", 40)
    assert [EACH_TIME.once("calendar", asked) for _ in range(2)] == [1, 2]


def test_look_is_at_one_moment() -> None:
    with clock.set_to(datetime(2026, 3, 12, 9)):
        look = Reading()
        clock.advance(timedelta(hours=1))
        assert (look.now, clock.now() > look.now) == (datetime(2026, 3, 12, 9, tzinfo=clock.ZONE), True)
