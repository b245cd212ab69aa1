"""What a self-score adds up to and what is still to do, in words: the side of the commune's pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from thanthien.core.components.charts import Bar, LevelLine
from thanthien.core.levels import LevelNames
from thanthien.criteria.overview import group_floors
from thanthien.criteria.scoring import NodeResult, Result
from thanthien.criteria.why import why_not_higher
from thanthien.evaluations.held_back import not_higher
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.self_score import Standing, standing_of
from thanthien.evaluations.states import TAKES_SYSTEM_VALUES


@dataclass(frozen=True, slots=True)
class GroupSum:
    """What one group adds up to."""

    code: str
    title: str
    node: NodeResult

    @property
    def bar(self) -> Bar:
        """The part reached of the group's applicable maximum."""
        share, answered = self.node.share, self.node.answered
        ratio = share[0] / share[1] if share and answered else None
        return Bar(f"Nhóm {self.code}", ratio, f"đã chấm {answered}/{self.node.total} tiêu chí")


@dataclass(frozen=True, slots=True)
class Sums:
    """Total, groups, range of levels, way to the next level, what is missing: all by what was scored, and by nothing
    else. ``foreseen``: a forecast stands beside it, which also knows the platform's figures and what is left of the
    year; “cao nhất có thể” is said there alone."""

    standing: Standing
    groups: tuple[GroupSum, ...]
    foreseen: bool

    @property
    def result(self) -> Result:
        return self.standing.result

    @property
    def total(self) -> NodeResult:
        return self.result.total

    @property
    def bars(self) -> list[Bar]:
        """One bar for each group."""
        return [group.bar for group in self.groups]

    @property
    def lines(self) -> list[LevelLine]:
        """What the levels ask for in every group; levels that ask the same share one line."""
        return [LevelLine(titles, share) for titles, share in group_floors(self.result.compiled.definition)]

    @property
    def level_names(self) -> LevelNames:
        """What the set calls its levels."""
        return self.result.compiled.definition.level_names

    @property
    def aim_title(self) -> str:
        """The level worked for."""
        return self.level_names.name(self.standing.aim)

    @property
    def why(self) -> str:
        """What keeps a self-score without gaps from the next level; empty while something is missing or unknown."""
        reasons = why_not_higher(self.result)
        return not_higher(self.result.compiled, (self.result.level or 0) + 1, reasons) if reasons else ""

    @property
    def range_words(self) -> str:
        """“Theo điểm đã tự chấm: Mức độ 2 …. Nếu các tiêu chí chưa chấm đều đạt điểm tối đa: Mức độ 3.”; empty while
        that would say nothing."""
        if self.result.level is not None:
            return f"{self.level_names.name(self.result.level)}."
        if (self.standing.level_now, self.result.level_high) == (0, self.level_names.highest):
            return ""  # from nothing to the top: says nothing
        now = self.level_names.name(self.standing.level_now)
        if self.standing.level_now and self.standing.unknown_gates:
            now += f", nếu không thuộc trường hợp chưa xác định: {'; '.join(self.standing.unknown_gates)}"
        if self.result.level_high == self.standing.level_now:
            return f"Theo điểm đã tự chấm: {now}."
        most = self.level_names.name(self.result.level_high)
        return f"Theo điểm đã tự chấm: {now}. Nếu các tiêu chí chưa chấm đều đạt điểm tối đa: {most}."


def sums_of(dossier: Dossier, result: Result, proven: Collection[str]) -> Sums:
    """Read a result for people. ``proven``: codes of the indicators with at least one document."""
    compiled = result.compiled
    return Sums(
        standing_of(result, proven, dossier.target_level),
        tuple(GroupSum(code, compiled.title_of(code), result.nodes[code]) for code in compiled.group_codes),
        foreseen=dossier.status in TAKES_SYSTEM_VALUES,
    )
