"""What a year is foreseen to come to: the one engine, asked for the day, for the least and for the most.

``least``: nothing more is done until the figures are closed. ``most``: all is done that still can be done; what is
missed for good stays missed. Nothing here computes a point: answers go to the engine, points come from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from thanthien.criteria.compiling import CompiledIndicator, CompiledSet
from thanthien.criteria.levels import cap_of, level_reached
from thanthien.criteria.paths import Path, shortest_path
from thanthien.criteria.rules import Cadence
from thanthien.criteria.scoring import Result, score, score_indicator
from thanthien.criteria.values import Answer, Counts, Deviation, NotApplicable, Ratio, Value
from thanthien.measures.answers import period_counts
from thanthien.measures.figures import Figure, PerPeriod
from thanthien.measures.periods import Period


@dataclass(frozen=True, slots=True)
class Season:
    """The due periods of the whole span: how many count, which are lost for good, which can still be won."""

    met: int
    lost: tuple[Period, ...]
    open: tuple[Period, ...]

    @property
    def total(self) -> int:
        """All periods that are due until the figures are closed."""
        return self.met + len(self.lost) + len(self.open)

    def share(self, won: int) -> Ratio:
        """The value if so many of the open periods are won."""
        return Ratio(Decimal(self.met + won), Decimal(self.total))


def season_of(rule: Cadence, figure: PerPeriod, is_open: Callable[[Period], bool]) -> Season:
    """The periods of a figure of the whole span. ``is_open``: what is told of the period now still counts."""
    unmet = sorted(period for period, count in figure.counts.items() if not period_counts(rule, count))
    still = tuple(period for period in unmet if is_open(period))
    lost = tuple(period for period in unmet if period not in still)
    return Season(len(figure.counts) - len(unmet), lost, still)


class Prospect(NamedTuple):
    """What is known of one indicator: its answer on the day, the least and the most that it may still become.

    ``most`` None: it may still come to its maximum. ``live``: ``now`` is the platform's figure, confirmed or not.
    """

    now: Answer | None
    least: Answer | None
    most: Answer | None
    live: bool = False
    season: Season | None = None


UNKNOWN = Prospect(None, None, None)


@dataclass(frozen=True, slots=True)
class Remaining:
    """How much of the span is over, in days, and how much is left (0: nothing can be done any more)."""

    passed: int
    left: int


def of_answer(answer: Answer | None, remaining: Remaining) -> Prospect:
    """What the commune says itself. While the span runs it may still do better, but no event is undone, and what did
    not arise, or was said in points, stays."""
    stays = isinstance(answer, Counts | NotApplicable | Deviation) or not remaining.left
    return Prospect(answer, answer, answer if stays else None)


def of_figure(now: Answer | None, remaining: Remaining, *, losses_stay: bool) -> Prospect:
    """What the platform counts by other things than periods. ``losses_stay``: what was missed can't be made good, and
    later cases, as many a day as so far, can only outweigh it."""
    if now is None or isinstance(now, Counts | NotApplicable) or not remaining.left:
        return Prospect(now, now, now, live=True)
    most = _outweighed(now, remaining) if losses_stay and isinstance(now, Ratio) else None
    return Prospect(now, now, most, live=True)


def _outweighed(value: Ratio, remaining: Remaining) -> Ratio | None:
    if not value.denominator or not value.numerator or not remaining.passed:
        return None
    more = (value.denominator * remaining.left / remaining.passed).to_integral_value(ROUND_HALF_UP)
    return Ratio(value.numerator + more, value.denominator + more)


def of_periods(
    indicator: CompiledIndicator, now: Answer | None, whole: Figure | None, is_open: Callable[[Period], bool]
) -> Prospect:
    """What the platform counts by periods: ``now`` says those that are over, ``whole`` all of the span."""
    rule = indicator.definition.rule
    if not isinstance(rule, Cadence) or not isinstance(whole, PerPeriod) or not whole.counts:
        return Prospect(now, now, None, live=True)
    season = season_of(rule, whole, is_open)
    return Prospect(now, season.share(0), season.share(len(season.open)), live=True, season=season)


class Stake(NamedTuple):
    """Points of one indicator: lost for good, still open, and by how many of these the points of the day can rise.

    What is open and no gain is held today, and lost when nothing more is done.
    """

    lost: Decimal
    open: Decimal
    gain: Decimal


def stake_of(indicator: CompiledIndicator, prospect: Prospect) -> Stake:
    """What of the indicator's points is lost, and what is still open. Raises ValueProblem as the engine does."""
    least, now = (_reached(indicator, one, missing=Decimal(0)) for one in (prospect.least, prospect.now))
    most = _reached(indicator, prospect.most, missing=indicator.maximum)
    still = max(most - least, Decimal(0))
    return Stake(indicator.maximum - most, still, min(max(most - now, Decimal(0)), still))


def _reached(indicator: CompiledIndicator, answer: Answer | None, missing: Decimal) -> Decimal:
    outcome = score_indicator(indicator, answer)
    if outcome.state == "excluded":
        return indicator.maximum  # nothing is asked of it, so nothing is lost or open
    return missing if outcome.points is None else outcome.points


# --- The forecast of one dossier ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Forecast:
    """A dossier on a day: three results of the engine, and what each indicator may still become."""

    now: Result
    least: Result
    most: Result
    prospects: Mapping[str, Prospect]

    @property
    def compiled(self) -> CompiledSet:
        """The criteria set."""
        return self.now.compiled

    @property
    def level_low(self) -> int:
        """The level if nothing more is done, and no unknown condition comes true."""
        return _favourable(self.least)

    @property
    def level_now(self) -> int:
        """The level if the year went on as it went so far, and nothing more were scored."""
        return _favourable(self.now)

    @property
    def level_high(self) -> int:
        """The level if all is done that still can be done."""
        return self.most.level_high

    def stake(self, code: str) -> Stake:
        """What of the indicator's points is lost, and what is still open."""
        return stake_of(self.compiled.by_code[code], self.prospects[code])


def _favourable(result: Result) -> int:
    cap = cap_of(result.compiled, result.gates, unknown_hits=False)
    return level_reached(result.compiled, result.low, cap, result.held_before)


def forecast(
    compiled: CompiledSet,
    prospects: Mapping[str, Prospect],
    gates: Mapping[str, bool | None],
    held_before: frozenset[int],
    figures: Mapping[str, Value],
) -> Forecast:
    """Ask the engine for the day, the least and the most. Raises ValueProblem as the engine does."""
    known = {one.code: prospects.get(one.code, UNKNOWN) for one in compiled.indicators}
    now, least, most = (
        score(compiled, {code: getattr(one, when) for code, one in known.items()}, gates, held_before, figures)
        for when in ("now", "least", "most")
    )
    return Forecast(now, least, most, known)


# --- The way to a level ---------------------------------------------------------------------------------------------


class Way(NamedTuple):
    """``aim``: the level worked for, None at the top; ``out_of_reach``: the level wished for, when it can't be reached
    any more; ``path``: the shortest list of what leads from the least to the aim."""

    aim: int | None
    out_of_reach: int | None
    path: Path | None


def way_to(found: Forecast, target: int | None) -> Way:
    """The shortest way from what is certain to the registered level, or to the next one."""
    wish = wished_level(found.compiled, found.level_low, target)
    aim = within_reach(wish, found.level_low, found.level_high)
    path = shortest_path(found.least, aim, found.most) if aim else None
    return Way(aim, wish if wish != aim else None, path)


def wished_level(compiled: CompiledSet, now: int, target: int | None) -> int | None:
    """The registered level until it is reached, then the next one; None at the top."""
    if target is not None and target > now:
        return target
    return now + 1 if now < len(compiled.levels) else None


def within_reach(wish: int | None, now: int, highest: int) -> int | None:
    """The level wished for; the highest that still can be reached when that is lower, None when it is held now."""
    if wish is None or wish <= highest:
        return wish
    return highest if highest > now else None
