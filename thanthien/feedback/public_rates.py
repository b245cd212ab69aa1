"""How much was answered in time this year, by topic and by unit, for everybody: rates with their denominators, of the
rounds that figure 1.2.4 counts; never a ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.cache import caches

from thanthien.core.formats import number, percent
from thanthien.feedback.measures import Counted, counted
from thanthien.feedback.models import Feedback
from thanthien.feedback.topics import answered_topics
from thanthien.measures.queries import this_years_scope
from thanthien.measures.scope import Span
from thanthien.units.models import Unit

FEW = 10  # below so many a rate says little
_SECONDS = 600  # so old the rates of the city may be: they rest on all that was told in a year


@dataclass(frozen=True, slots=True)
class Rate:
    """Answered in time ÷ due for an answer, of a topic or (``unit_id``) a unit."""

    label: str
    due: int
    on_time: int
    unit_id: int | None = None

    @property
    def share(self) -> Decimal | None:
        """From 0 to 1; None where nothing was due."""
        return Decimal(self.on_time) / self.due if self.due else None

    @property
    def note(self) -> str:
        """That the rate rests on few, or on none."""
        if not self.due:
            return "chưa có phản ánh đến hạn"
        return f"chỉ có {number(self.due)} phản ánh, chưa nên so sánh" if self.due < FEW else ""

    @property
    def words(self) -> str:
        """“11/12 phản ánh đến hạn được trả lời đúng hạn (91,7%)”."""
        if not self.due:
            return "Chưa có phản ánh nào đến hạn trả lời"
        share = f"{number(self.on_time)}/{number(self.due)} phản ánh đến hạn được trả lời đúng hạn"
        return f"{share} ({percent(self.share)})"


@dataclass(frozen=True, slots=True)
class Rates:
    """Those of some units this year (``span``), up to the end of a day."""

    span: Span
    as_of: date
    whole: Rate
    by_topic: Sequence[Rate]
    by_unit: Sequence[Rate]

    @property
    def year(self) -> int:
        """What the year is called."""
        return self.span.last.year


def rates_of(units: Sequence[Unit]) -> Rates:
    """The number of statements doesn't grow with units."""
    scope = this_years_scope([one.pk for one in units])
    due = {unit: [one for one in rounds if one.due] for unit, rounds in counted(scope).answer().items()}
    every = [one for rounds in due.values() for one in rounds]
    topic_of = _topics({one.known.id for one in every})
    return Rates(
        scope.span,
        scope.as_of,
        _rate("", every),
        _rates(every, lambda one: topic_of.get(one.known.id, ""), {one.code: one.title for one in answered_topics()}),
        [_rate(one.name, due.get(one.pk, []), one.pk) for one in units],
    )


def rates_of_city(units: Sequence[Unit]) -> Rates:
    """Those of all units, at most some minutes old."""
    found: Rates | None = caches["local"].get("feedback-rates")
    if found is None:
        found = rates_of(units)
        caches["local"].set("feedback-rates", found, _SECONDS)
    return found


def _topics(numbers: Collection[int]) -> Mapping[int, str]:
    return dict(Feedback.objects.filter(pk__in=numbers).values_list("pk", "topic"))


def _rates(every: Iterable[Counted], key: Callable[[Counted], str], labels: Mapping[str, str]) -> list[Rate]:
    due, on_time = Counter[str](), Counter[str]()
    for one in every:
        due[key(one)] += 1
        on_time[key(one)] += one.standing.on_time
    return [Rate(label, due[code], on_time[code]) for code, label in labels.items()]


def _rate(label: str, due: Sequence[Counted], unit_id: int | None = None) -> Rate:
    return Rate(label, len(due), sum(one.standing.on_time for one in due), unit_id)
