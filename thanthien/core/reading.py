"""What one page, list or job reads once, whoever of those that make it asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar

from thanthien.core import clock
from thanthien.core.question import Question

T = TypeVar("T")


class Reading:
    """One look at the database, at one moment (``now``): a question that was answered is not put again.

    Whoever makes the page begins one and hands it on; it ends with the page. So nobody is shown what was read before
    they wrote, and nothing has to be thrown away. Begin none around writes.
    """

    def __init__(self) -> None:
        self._now = clock.now()
        self._answers: dict[Hashable, Any] = {}

    @property
    def now(self) -> datetime:
        """The moment of the look."""
        return self._now

    def know(self, question: Hashable, answer: object) -> None:
        """What is at hand already needs no reading."""
        self._answers[question] = answer

    def once(self, question: Hashable, read: Callable[[], T]) -> T:
        """The answer to a question, read where it isn't known yet. ``question`` names all that the answer hangs on."""
        if question not in self._answers:
            self._answers[question] = read()
        answer: T = self._answers[question]
        return answer

    def keeping(self, name: Hashable, question: Question[T]) -> Question[T]:
        """The same question, whose answer is known from then on; answered already where it is known. ``name`` as in
        :meth:`once`."""
        if name in self._answers:
            return Question(lambda: self._answers[name])
        return Question(lambda answer: self.once(name, lambda: answer), question)


class _EachTime(Reading):
    """For those to whom nobody handed one: reads whenever it is asked."""

    def __init__(self) -> None:
        self._answers = {}

    @property
    def now(self) -> datetime:
        """The moment of asking."""
        return clock.now()

    def once(self, question: Hashable, read: Callable[[], T]) -> T:
        return read()

    def know(self, question: Hashable, answer: object) -> None:
        """It keeps nothing."""


EACH_TIME: Reading = _EachTime()
