"""What a self-score adds up to and what is still to do, in words: the side of the commune's pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from thanthien.core.components.charts import Bar, LevelLine
from thanthien.criteria.overview import group_floors
from thanthien.criteria.scoring import NodeResult, Result
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.self_score import Standing, level_title, standing_of


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
    """Total, groups, range of levels, way to the next level, what is missing."""

    standing: Standing
    groups: tuple[GroupSum, ...]

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
    def aim_title(self) -> str:
        """The level worked for."""
        return level_title(self.result.compiled, self.standing.aim)

    @property
    def highest_title(self) -> str:
        """The highest level that still can be reached."""
        return level_title(self.result.compiled, self.result.level_high)

    @property
    def range_words(self) -> str:
        """“Theo điểm hiện có: Mức độ 2 …. Cao nhất có thể: Mức độ 3.”"""
        compiled = self.result.compiled
        if self.result.level is not None:
            return f"{level_title(compiled, self.result.level)}."
        now = level_title(compiled, self.standing.level_now)
        if self.standing.level_now and self.standing.unknown_gates:
            now += " nếu không xảy ra các điều kiện chưa xác định"
        return f"Theo điểm hiện có: {now}. Cao nhất có thể: {self.highest_title}."


def sums_of(dossier: Dossier, result: Result, proven: Collection[str]) -> Sums:
    """Read a result for people. ``proven``: codes of the indicators with at least one document."""
    compiled = result.compiled
    return Sums(
        standing_of(result, proven, dossier.target_level),
        tuple(GroupSum(code, compiled.title_of(code), result.nodes[code]) for code in compiled.group_codes),
    )
