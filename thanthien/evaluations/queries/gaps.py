"""What a draft lacks: values, evidence, reasons for other figures than the platform's, the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.self_score import CountedAnswer, Standing, proven_codes, score_of, standing_of


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the draft of a dossier lacks, in the order of the set; each indicator stands in one list only.

    ``unfounded``: another value than the platform's, without a reason or without evidence. ``unproven``: others without
    the evidence that the set expects.
    """

    dossier: Dossier
    missing: tuple[CompiledIndicator, ...]
    unfounded: tuple[CompiledIndicator, ...]
    unproven: tuple[CompiledIndicator, ...]
    no_report: bool

    @property
    def refusal(self) -> str:
        """Why the draft can't be posted yet; empty when it can."""
        return unfounded_words(one.code for one in self.unfounded)

    @property
    def indicators(self) -> tuple[CompiledIndicator, ...]:
        """Every indicator that lacks something."""
        return (*self.missing, *self.unfounded, *self.unproven)

    def __bool__(self) -> bool:
        return bool(self.indicators or self.no_report)


def gaps_of(dossier: Dossier, rows: Sequence[CountedAnswer], standing: Standing) -> Gaps:
    """Read off the answers with their number of documents, and where the self-score stands. No statement."""
    compiled = dossier.compiled.by_code
    unfounded = unfounded_codes(rows)
    return Gaps(
        dossier=dossier,
        missing=standing.missing,
        unfounded=tuple(compiled[code] for code in unfounded),
        unproven=tuple(one for one in standing.unproven if one.code not in unfounded),
        no_report=not dossier.report.strip(),
    )


def unfounded_codes(rows: Sequence[CountedAnswer]) -> list[str]:
    """Indicators with another word than the platform's, without a reason or without a document, in the order of
    ``rows``. Whoever types such a word is asked for both; these were there before the platform's figure came."""
    return [row.indicator.code for row in rows if row.overrides and not (row.reason and row.documents)]


def unfounded_words(codes: Iterable[str]) -> str:
    """The sentence that refuses posting a draft with these; empty for none."""
    listed = ", ".join(codes)
    return (
        f"Số liệu khác số liệu hệ thống mà chưa đủ lý do và minh chứng: {listed}. Cần bổ sung, hoặc dùng số liệu hệ "
        "thống, rồi mới niêm yết."
        if listed
        else ""
    )


def gaps_now(dossier: Dossier, rows: Sequence[CountedAnswer]) -> Gaps:
    """The same for a page that needs nothing else of the self-score. Four statements."""
    return gaps_of(dossier, rows, standing_of(score_of(dossier, rows), proven_codes(rows), dossier.target_level))


def suggested_asks(gaps: Gaps) -> dict[str, str]:
    """What to ask of each indicator that lacks something, by code, in the order of the set."""
    words = {one.code: "Chưa có số liệu: cần chấm tiêu chí này." for one in gaps.missing}
    words |= {one.code: "Khác số liệu hệ thống: cần bổ sung lý do, minh chứng." for one in gaps.unfounded}
    for one in gaps.unproven:
        words[one.code] = f"Chưa có minh chứng: cần bổ sung {'; '.join(one.definition.evidence)}."
    return {code: words[code] for code in gaps.dossier.compiled.by_code if code in words}
