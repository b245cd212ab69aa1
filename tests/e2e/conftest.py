"""What journeys share: windows of people, and a calendar that all threads of the server see."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine

from tests.e2e.visitor import Visitor, Watch
from thanthien.accounts.models import User
from thanthien.core.clock import ZONE


class Calendar:
    """Moves the whole process to 08:00 of a day in Việt Nam, the server's threads included; time runs on from there."""

    def __init__(self) -> None:
        self._stay: time_machine.travel | None = None

    def turn_to(self, day: date) -> None:
        self.let_go()
        self._stay = time_machine.travel(datetime.combine(day, time(8), ZONE), tick=True)
        self._stay.start()

    def let_go(self) -> None:
        if self._stay is not None:
            self._stay.stop()
            self._stay = None


@pytest.fixture
def calendar() -> Iterator[Calendar]:
    """The calendar; back to the present at the end."""
    made = Calendar()
    yield made
    made.let_go()


@pytest.fixture
def window(new_page: Callable[..., Any]) -> Iterator[Callable[..., Visitor]]:
    """`window(user, viewport=PHONE)`: a browser window of this person. At the end axe must have found nothing."""
    watch = Watch()

    def open_window(user: User | None = None, *, by_form: bool = False, **options: Any) -> Visitor:
        return Visitor(new_page(**options), user, watch=watch, by_form=by_form)

    yield open_window
    assert "\n".join(watch.problems) == ""
