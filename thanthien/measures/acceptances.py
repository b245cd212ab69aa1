"""Who has a say around a body's word on late records: rooms that keep figures compute them anew, in the same
transaction, and tell beforehand what would come of it; rooms that know who took part in a unit's work tell whose word
would be on their own; rooms in which bodies say other things on which a figure rests tell when they did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from thanthien.accounts.models import User
    from thanthien.measures.periods import Period
    from thanthien.measures.registry import Measure
    from thanthien.measures.scope import Span
    from thanthien.units.models import Unit

Follower: TypeAlias = "Callable[[Unit, str, Collection[str]], None]"  # the unit, keys of the measure and the periods
TookPart: TypeAlias = "Callable[[User, Unit, date], bool]"  # who, in which unit, since when


@dataclass(frozen=True, slots=True)
class Reach:
    """What a word on late records comes to at one place where the figure counts, for somebody who may see that place.

    ``place``: “Kỳ đánh giá năm 2026, tiêu chí 1.2.3”; ``figure``: which figure it reaches; ``before``, ``after``: what
    that figure says without and with the word, and the points by it (None: none). ``posted_at``: since when the
    commune's draft stands, with the figure that it was posted with. ``note``: what else to know, a sentence.
    ``url``: the door to the figure's records there. ``judged_at``: where the person says the figure there, empty where
    that is not his; ``stands``: what it is there by all that was said so far, ``to_write``: with this word too.
    """

    place: str
    figure: str
    before: str
    after: str
    points_before: Decimal | None
    points_after: Decimal | None
    posted_at: datetime | None = None
    note: str = ""
    url: str = ""
    judged_at: str = ""
    stands: str = ""
    to_write: str = ""

    @property
    def changes(self) -> bool:
        """Whether the word makes a difference here."""
        return (self.before, self.points_before) != (self.after, self.points_after)


@dataclass(frozen=True, slots=True)
class Judge:
    """A body (``agency``) that judges a figure of a unit for the days of ``span``; ``sent``: the judgement has left
    its hands, so that a word on late records would change nothing of it."""

    agency: int
    span: Span
    sent: bool = False

    def holds(self, period: Period) -> bool:
        """Whether it judges the period."""
        return self.span.first <= period.last and period.first <= self.span.last


@dataclass(frozen=True, slots=True)
class Word:
    """What a body (``agency``) said of late records of some periods (by their keys), by the hand of a person."""

    by: User
    agency: int
    unit: Unit
    measure: str
    periods: tuple[str, ...]
    accepted: bool


AskWords: TypeAlias = "Callable[[Collection[int], datetime], Iterable[tuple[int, str, datetime]]]"
AskJudges: TypeAlias = "Callable[[Unit, str], Sequence[Judge]]"  # of which unit and measure
TellWord: TypeAlias = "Callable[[Word], None]"

# Who asks, of which unit, measure and days, and what would be said of which periods (by their keys).
AskReach: TypeAlias = "Callable[[User, Unit, Measure, Span, Mapping[str, bool]], Sequence[Reach]]"

_reaches: list[AskReach] = []
_followers: list[Follower] = []
_checks: list[TookPart] = []
_judging: list[AskJudges] = []
_tellers: list[TellWord] = []
_words: list[AskWords] = []


def follow_acceptances(follower: Follower) -> None:
    """Register who is told; once, when the application starts."""
    if follower not in _followers:
        _followers.append(follower)


def tell_accepted(unit: Unit, measure: str, periods: Collection[str]) -> None:
    """Late records of some periods of a unit count by now, or no longer do. Raises Refused where a room can't let them
    any more."""
    for follower in _followers:
        follower(unit, measure, periods)


def register_part(check: TookPart) -> None:
    """Register a room that knows who took part in a unit's work; once, when the application starts."""
    if check not in _checks:
        _checks.append(check)


def took_part(user: User, unit: Unit, since: date) -> bool:
    """Whether any room knows that the person took part in what the unit tells of itself of the days since then."""
    return any(check(user, unit, since) for check in _checks)


def register_reach(ask: AskReach) -> None:
    """Register a room that tells what a word would change; once, when the application starts."""
    if ask not in _reaches:
        _reaches.append(ask)


def reach_of(user: User, unit: Unit, measure: Measure, span: Span, said: Mapping[str, bool]) -> list[Reach]:
    """What would come of saying this of the late records of some periods (by their keys), as far as the person may see
    it."""
    return [one for ask in _reaches for one in ask(user, unit, measure, span, said)]


def register_judging(ask: AskJudges) -> None:
    """Register a room that knows which bodies judge a figure; once, when the application starts."""
    if ask not in _judging:
        _judging.append(ask)


def judges_of(unit: Unit, measure: str) -> list[Judge]:
    """The bodies that judge a figure of a unit, once for each year in which they do."""
    return [one for ask in _judging for one in ask(unit, measure)]


def register_words(ask: AskWords) -> None:
    """Register a room in which bodies say other things on which a figure rests, after its days too: of these units
    since a moment, the unit, the measure and when it was said, mended or taken back. Once, when the application starts.
    The room calls :func:`tell_accepted` when it happens."""
    if ask not in _words:
        _words.append(ask)


def other_words(units: Collection[int], since: datetime) -> list[tuple[int, str, datetime]]:
    """What bodies said since a moment beside words on late records: unit, measure, when, in order of time."""
    told = [one for ask in _words for one in ask(units, since)]
    return sorted(told, key=lambda one: one[2])


def register_teller(teller: TellWord) -> None:
    """Register a room that tells people of a word; once, when the application starts."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell_people(word: Word) -> None:
    """Tell whom a word concerns that it was said."""
    for teller in _tellers:
        teller(word)
