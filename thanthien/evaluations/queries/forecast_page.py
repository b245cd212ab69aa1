"""A forecast in words: what fell short, the way to the level aimed at, and where each thing is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.components.charts import Bar, LevelLine
from thanthien.core.formats import NOT_KEPT, number, points
from thanthien.core.reading import Reading
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.overview import group_floors
from thanthien.criteria.paths import PathStep
from thanthien.criteria.rules import Cadence
from thanthien.criteria.scoring import explain
from thanthien.criteria.values import Ratio, value_to_json
from thanthien.criteria.why import why_not, why_out_of_reach
from thanthien.criteria.words import value_words
from thanthien.evaluations.forecasting import Forecast, Season, Stake, Way, way_to
from thanthien.evaluations.models import Answer, Cycle, DailyForecast, Dossier
from thanthien.evaluations.queries.figures import last_day_over
from thanthien.evaluations.queries.forecast import OPEN, forecasts
from thanthien.evaluations.queries.self_score import unknown_gates
from thanthien.measures.behind import NOT_COUNTED
from thanthien.measures.duties import Worth, all_duties
from thanthien.measures.periods import NOUNS, Period, PeriodKind, period_of
from thanthien.records.week import door_to

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An indicator counted by periods of which some were missed, or are over and can still be told.

    ``due``: those that can. ``so_far``: what the figure says of the periods that are over, in the words of the
    self-score; empty where it says no share. ``early``: how many periods count before they are over.
    """

    item: CompiledIndicator
    so_far: str
    early: int
    season: Season
    stake: Stake
    due: tuple[Period, ...]
    period: PeriodKind
    url: str

    @property
    def noun(self) -> str:
        """What a period is called."""
        return NOUNS[self.period]

    @property
    def season_words(self) -> str:
        """“Cả kỳ có 52 tuần: 46 tuần đã được tính, 1 tuần không được tính, 5 tuần còn làm được.”"""
        early = f" (kể cả {number(self.early)} {self.noun} chưa hết)" if self.early else ""
        parts = [f"{number(self.season.met)} {self.noun} đã được tính{early}"]
        if self.season.lost:
            parts.append(f"{number(len(self.season.lost))} {self.noun} {NOT_COUNTED}")
        if self.season.open:
            parts.append(f"{number(len(self.season.open))} {self.noun} còn làm được")
        return f"Cả kỳ có {number(self.season.total)} {self.noun}: {', '.join(parts)}."

    @property
    def lost_words(self) -> str:
        """“2 tuần không được tính: tuần 1 (29/12–4/1); tuần 4 (19/1–25/1). Mất 0,5 điểm.”; empty where none is."""
        if not self.season.lost:
            return ""
        cost = f" Mất {points(self.stake.lost)} điểm." if self.stake.lost else ""
        return f"{len(self.season.lost)} {self.noun} {NOT_COUNTED}: {_named(self.season.lost, self.noun)}.{cost}"

    @property
    def due_words(self) -> str:
        """“Đến hạn, còn kịp ghi: tuần 6 (2/2–8/2).”; empty where nothing is due."""
        return f"Đến hạn, còn kịp ghi: {_named(self.due, self.noun)}." if self.due else ""

    @property
    def open_words(self) -> str:
        """“Làm đủ 47 tuần còn lại thì đạt thêm 3,5 điểm.”, “Bỏ cả 6 tuần còn lại thì mất 1 điểm.”"""
        if not self.season.open:
            return f"Không còn {self.noun} nào."
        said = Worth(self.stake.open, self.stake.gain, self.period, len(self.season.open)).words
        return f"{said[:1].upper()}{said[1:]}." if said else f"Còn {len(self.season.open)} {self.noun} làm được."


def _named(periods: Sequence[Period], noun: str) -> str:
    """The latest ones by name, how many there are besides."""
    words = "; ".join(period.label for period in periods[-_NAMED:])
    more = len(periods) - _NAMED
    return f"{words} và {more} {noun} trước đó" if more > 0 else words


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: what it gains, what is to be done, how the indicator stands today."""

    code: str
    label: str
    gain: Decimal
    todo: str
    today: str
    url: str


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """A dossier's forecast as people read it; ``as_of``: the last day that figures count."""

    dossier: Dossier
    found: Forecast
    way: Way
    as_of: date
    shortfalls: tuple[Shortfall, ...]
    steps: tuple[Step, ...]

    @property
    def bars(self) -> list[Bar]:
        """One bar for each group: what it comes to if the year goes on as it went."""
        nodes = [(code, self.found.now.nodes[code]) for code in self.found.compiled.group_codes]
        return [
            Bar(f"Nhóm {code}", Fraction(*node.share) if node.share else None, _range(self.found, code))
            for code, node in nodes
        ]

    @property
    def lines(self) -> list[LevelLine]:
        """What the levels ask for in every group."""
        return [LevelLine(titles, share) for titles, share in group_floors(self.found.compiled.definition)]

    @property
    def range_words(self) -> str:
        """“Thấp nhất: Chưa đạt. Cao nhất có thể: Mức độ 4, nếu …”: on the self-score what is scored stays."""
        low, high = self.found.level_low, self.found.level_high
        if low == high:
            return f"{self._title(low)}."
        all_done = "nếu làm đủ mọi việc còn làm được, kể cả việc đã tự chấm mà chưa đạt tối đa"
        return f"Thấp nhất: {self._title(low)}. Cao nhất có thể: {self._title(high)}, {all_done}."

    @property
    def unknown_gates(self) -> tuple[str, ...]:
        """Questions that others answer; whether it hands in its dossier in time the commune knows itself."""
        return unknown_gates(self.found.least)

    @property
    def blockers(self) -> list[str]:
        """What no points can mend: conditions that hold already, an earlier recognition that there wasn't."""
        unknown = {gate.question for gate in self.found.least.gates if gate.state == "unknown"}
        return [one for one in self.way.path.blockers if one not in unknown] if self.way.path else []

    @property
    def short_of(self) -> tuple[str, ...]:
        """What the level worked for asks for and the least doesn't come to: “Tổng điểm mới đạt 62,5%, cần 80%”."""
        if self.way.aim is None:
            return ()
        nodes = self.found.least.nodes
        shares = {code: (Fraction(one.share[0]), Fraction(one.share[1])) for code, one in nodes.items() if one.share}
        points_of = {code: Fraction(one.points) for code, one in nodes.items()}
        return why_not(self.found.compiled, self.way.aim, shares, points_of, ())

    @property
    def aim_title(self) -> str:
        """The level worked for."""
        return self._title(self.way.aim)

    @property
    def out_of_reach_title(self) -> str:
        """The level wished for that can't be reached any more."""
        return self._title(self.way.out_of_reach)

    @property
    def out_of_reach_why(self) -> tuple[str, ...]:
        """What bars it, whatever is still done: “Nhóm 4 cao nhất chỉ đạt 45%, cần 50%”."""
        level = self.way.out_of_reach
        return why_out_of_reach(self.found.most, level) if level else ()

    @property
    def high_title(self) -> str:
        """The highest level that still can be reached."""
        return self._title(self.found.level_high)

    def _title(self, level: int | None) -> str:
        return self.found.compiled.definition.level_names.name(level)


def _range(found: Forecast, code: str) -> str:
    low, high = found.least.nodes[code], found.most.nodes[code]
    return f"từ {points(low.low)} đến {points(high.high)} trên {points(high.maximum)} điểm"


def trend_bars(days: Sequence[tuple[date, DailyForecast | None]]) -> list[Bar]:
    """One bar for each day: the part of the maximum that was reached then; a day of which no forecast was kept stays
    without."""
    return [_trend_bar(f"{day.day}/{day.month}", row) for day, row in days]


def _trend_bar(label: str, row: DailyForecast | None) -> Bar:
    if row is None:
        return Bar(label, None, "không có dự báo nào được lưu", unknown=NOT_KEPT)
    share = row.points / row.maximum if row.maximum else None
    return Bar(label, share, f"{points(row.points)} điểm, cao nhất còn có thể {points(row.points_high)}")


def pages_of(
    dossiers: Sequence[Dossier],
    *,
    answers: Mapping[int, Sequence[Answer]] | None = None,
    reading: Reading | None = None,
) -> dict[int, ForecastPage]:
    """The forecasts of those of the dossiers that are open, by dossier id; a few statements for each cycle. What is at
    hand is not read again, as in :func:`thanthien.evaluations.queries.forecast.forecasts`."""
    reading = reading or Reading()
    by_cycle: dict[Cycle, list[Dossier]] = {}
    for dossier in dossiers:
        if dossier.status in OPEN:
            by_cycle.setdefault(dossier.cycle, []).append(dossier)
    return {
        dossier.pk: _page(dossier, found[dossier.pk])
        for cycle, group in by_cycle.items()
        for found in (forecasts(cycle, group, answers=answers, reading=reading),)
        for dossier in group
    }


def _page(dossier: Dossier, found: Forecast) -> ForecastPage:
    way, as_of = way_to(found, dossier.target_level), last_day_over(dossier.cycle)
    door = _doors(dossier)
    steps = [_step(found, one, door) for one in way.path.steps] if way.path else []
    return ForecastPage(dossier, found, way, as_of, tuple(_shortfalls(found, as_of, door)), tuple(steps))


class Door(Protocol):
    """Leads to where an indicator is worked on, in a period or now."""

    def __call__(self, item: CompiledIndicator, period: Period | None = None) -> str: ...


def _doors(dossier: Dossier) -> Door:
    """Where an indicator is worked on: its duty's page, of a period or of the running one, else its page of the
    self-score once the unit registered."""
    today, duties = clock.today(), {duty.measure: duty for duty in all_duties() if duty.measure}

    def door(item: CompiledIndicator, period: Period | None = None) -> str:
        duty = duties.get(item.definition.measure or "")
        if duty:
            return door_to(duty, dossier.unit, period or period_of(duty.period, today))
        if dossier.registered_at:
            return reverse("self-scoring-item", args=[dossier.cycle_id, dossier.unit.code, item.code])
        return ""

    return door


def _shortfalls(found: Forecast, as_of: date, door: Door) -> list[Shortfall]:
    rows = []
    for item in found.compiled.indicators:
        season, rule = found.prospects[item.code].season, item.definition.rule
        if season is None or not isinstance(rule, Cadence):
            continue
        due = tuple(period for period in season.open if period.last <= as_of)
        if season.lost or due:
            url, now = door(item, due[-1] if due else None), found.prospects[item.code].now
            share = now if isinstance(now, Ratio) else None
            so_far = value_words(item.definition, value_to_json(share)) if share else ""
            early = season.met - int(share.numerator if share and share.numerator else 0)
            rows.append(Shortfall(item, so_far, early, season, found.stake(item.code), due, rule.period, url))
    return sorted(rows, key=lambda row: (row.stake.lost, row.stake.open), reverse=True)


def _noun(item: CompiledIndicator) -> str:
    rule = item.definition.rule
    return NOUNS[rule.period] if isinstance(rule, Cadence) else ""


def _step(found: Forecast, gain: PathStep, door: Door) -> Step:
    item, prospect = found.compiled.by_code[gain.code], found.prospects[gain.code]
    today = explain(item, prospect.now, found.now.indicators[gain.code]) if prospect.now is not None else ""
    if prospect.season:
        todo = f"Làm đủ {number(len(prospect.season.open))} {_noun(item)} còn lại"
    elif prospect.live:
        todo = "Nếu làm thêm được: ghi vào sổ, số liệu hệ thống tự cập nhật"
    elif prospect.now is None:
        todo = "Chưa tự chấm; làm đạt, chấm và gắn minh chứng thì được đến mức này"
    else:
        todo = "Nếu làm thêm được: cập nhật số liệu tự chấm và minh chứng"
    return Step(gain.code, item.definition.label, gain.gain, todo, today, door(item))
