"""What a draft lacks: values, evidence, reasons for other figures than the platform's, the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.self_score import CountedAnswer, Standing, proven_codes, score_of, standing_of


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the draft of a dossier lacks, in the order of the set; each indicator stands in one list only.

    ``unexplained``: another value than the platform's, without evidence. ``unproven``: others without the evidence that
    the set expects.
    """

    dossier: Dossier
    missing: tuple[CompiledIndicator, ...]
    unexplained: tuple[CompiledIndicator, ...]
    unproven: tuple[CompiledIndicator, ...]
    no_report: bool

    @property
    def indicators(self) -> tuple[CompiledIndicator, ...]:
        """Every indicator that lacks something."""
        return (*self.missing, *self.unexplained, *self.unproven)

    def __bool__(self) -> bool:
        return bool(self.indicators or self.no_report)


def gaps_of(dossier: Dossier, rows: Sequence[CountedAnswer], standing: Standing) -> Gaps:
    """Read off the answers with their number of documents, and where the self-score stands. No statement."""
    compiled = dossier.compiled.by_code
    unexplained = {row.indicator.code for row in rows if row.overrides and not row.documents}
    return Gaps(
        dossier=dossier,
        missing=standing.missing,
        unexplained=tuple(compiled[row.indicator.code] for row in rows if row.indicator.code in unexplained),
        unproven=tuple(one for one in standing.unproven if one.code not in unexplained),
        no_report=not dossier.report.strip(),
    )


def gaps_now(dossier: Dossier, rows: Sequence[CountedAnswer]) -> Gaps:
    """The same for a page that needs nothing else of the self-score. Four statements."""
    return gaps_of(dossier, rows, standing_of(score_of(dossier, rows), proven_codes(rows), dossier.target_level))


def suggested_asks(gaps: Gaps) -> dict[str, str]:
    """What to ask of each indicator that lacks something, by code, in the order of the set."""
    words = {one.code: "Chưa có số liệu: cần chấm tiêu chí này." for one in gaps.missing}
    words |= {one.code: "Khác số liệu hệ thống: cần bổ sung minh chứng." for one in gaps.unexplained}
    for one in gaps.unproven:
        words[one.code] = f"Chưa có minh chứng: cần bổ sung {'; '.join(one.definition.evidence)}."
    return {code: words[code] for code in gaps.dossier.compiled.by_code if code in words}
