"""Reads for the commune's result page: three columns side by side, as far as the person may see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from thanthien.accounts.models import User
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score_indicator
from thanthien.evaluations.models import Answer, Conclusion, Dossier, ReviewRequest, Sheet, SheetItem, Total
from thanthien.evaluations.permissions import can_see_appraisal, can_see_council
from thanthien.evaluations.queries.appraisal import appraised_answers
from thanthien.measures.registry import find


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One indicator: what was scored, what each body said, what the council concluded."""

    compiled: CompiledIndicator
    answer: Answer
    items: tuple[SheetItem, ...]
    appraised: Decimal | None
    conclusion: Conclusion | None
    review: ReviewRequest | None

    @property
    def has_records(self) -> bool:
        """Whether the platform computes the indicator, so that there is a page of its records."""
        return find(self.compiled.definition.measure or "") is not None

    @property
    def differs(self) -> bool:
        """The council concluded other points than the commune scored."""
        return self.conclusion is not None and self.conclusion.points != self.answer.points


@dataclass(frozen=True, slots=True)
class Results:
    """What a person of the commune may know of the outcome. Hidden columns are empty, not zero."""

    rows: list[ResultRow]
    totals: dict[str, Total]
    sheets: list[Sheet]
    reviews: list[ReviewRequest]
    sees_appraisal: bool
    sees_council: bool


def visible_results(dossier: Dossier, user: User) -> Results:
    """The three columns. Before the provisional result only sent / not sent of each body is known (J3.3)."""
    sees_appraisal, sees_council = can_see_appraisal(user, dossier), can_see_council(user, dossier)
    columns = ["self"] + ["appraised"] * sees_appraisal + ["council"] * sees_council
    totals = {row.column: row for row in dossier.totals.filter(column__in=columns)}
    reviews = list(dossier.review_requests.select_related("indicator")) if sees_council else []
    return Results(
        rows=_rows(dossier, user, reviews, sees_appraisal=sees_appraisal, sees_council=sees_council),
        totals=totals,
        sheets=list(dossier.sheets.select_related("body__passed_to").order_by("body__sort", "body__sort_key", "pk")),
        reviews=reviews,
        sees_appraisal=sees_appraisal,
        sees_council=sees_council,
    )


def _rows(
    dossier: Dossier, user: User, reviews: list[ReviewRequest], *, sees_appraisal: bool, sees_council: bool
) -> list[ResultRow]:
    compiled = dossier.compiled.by_code
    items = _items(dossier, user) if sees_appraisal else {}
    joined = _joined(dossier, compiled) if sees_appraisal else {}
    conclusions = {row.indicator_id: row for row in dossier.conclusions.all()} if sees_council else {}
    by_indicator = {row.indicator_id: row for row in reviews}
    answers = Answer.objects.filter(dossier=dossier).select_related("indicator").order_by("indicator__position")
    return [
        ResultRow(
            compiled[answer.indicator.code],
            answer,
            tuple(items.get(answer.indicator_id, ())),
            joined.get(answer.indicator.code),
            conclusions.get(answer.indicator_id),
            by_indicator.get(answer.indicator_id),
        )
        for answer in answers
    ]


def _items(dossier: Dossier, user: User) -> dict[int, list[SheetItem]]:
    found: dict[int, list[SheetItem]] = defaultdict(list)
    rows = SheetItem.objects.readable_by(user).filter(sheet__dossier=dossier).select_related("sheet__body__passed_to")
    for row in rows.order_by("sheet__body__sort", "sheet_id"):
        found[row.indicator_id].append(row)
    return found


def _joined(dossier: Dossier, compiled: dict[str, CompiledIndicator]) -> dict[str, Decimal | None]:
    given = appraised_answers([dossier])[dossier.pk]
    return {code: score_indicator(compiled[code], answer).points for code, answer in given.items()}
