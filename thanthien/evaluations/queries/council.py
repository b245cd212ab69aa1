"""Reads for the council: where self-score and bodies agree, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef

from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Conclusion, Dossier, SheetItem
from thanthien.evaluations.queries.words import UNRESOLVED, contested_of, same_word, unresolved
from thanthien.evaluations.scored import Entry

# Stands where a conclusion must have a reason and the council has none of its own to give.
AGREED = "Đơn vị và các cơ quan thẩm định thống nhất."


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator seen by the commune and by every body. ``spread`` is the widest gap in points."""

    answer: Answer
    items: tuple[SheetItem, ...]
    spread: Decimal

    @property
    def agreed(self) -> bool:
        """Self-score and every body say the same, and it yields a result."""
        said = bool(self.items) and all(same_word(item, self.answer) for item in self.items)
        return said and not unresolved(self.answer)

    @property
    def adopted(self) -> Entry | None:
        """What a bulk adoption takes over: the word, never the commune's reason, which is not public."""
        if not self.agreed:
            return None
        reason = "" if self.answer.state == AnswerState.VALUE else AGREED
        return Entry(AnswerState(self.answer.state), self.answer.value, reason)


def open_words(dossiers: Sequence[Dossier]) -> Iterator[tuple[int, str, bool]]:
    """What nobody concluded yet, in the order of the set: dossier id, code, and whether all agree (see `Comparison`).
    The database tells it, for cities with many dossiers."""
    own = Answer.objects.filter(dossier_id=OuterRef("dossier_id"), indicator_id=OuterRef("indicator_id"))
    agreed = ExpressionWrapper(~contested_of() & Exists(own.exclude(UNRESOLVED)), BooleanField())
    rows = Conclusion.objects.filter(dossier__in=dossiers, state=AnswerState.MISSING).annotate(agreed=agreed)
    yield from rows.order_by("indicator__position").values_list("dossier_id", "indicator__code", "agreed")


def compare(dossiers: Sequence[Dossier]) -> dict[int, dict[str, Comparison]]:
    """Every indicator of every dossier, by dossier id and code, in the order of the set. Two queries."""
    items: dict[tuple[int, int], list[SheetItem]] = defaultdict(list)
    said = SheetItem.objects.of_speakers().filter(sheet__dossier__in=dossiers)
    rows = said.select_related("sheet__body").order_by("sheet_id")
    for item in rows:
        items[item.sheet.dossier_id, item.indicator_id].append(item)
    found: dict[int, dict[str, Comparison]] = {dossier.pk: {} for dossier in dossiers}
    answers = Answer.objects.filter(dossier__in=dossiers).select_related("indicator")
    for answer in answers.order_by("indicator__position"):
        given = tuple(items[answer.dossier_id, answer.indicator_id])
        found[answer.dossier_id][answer.indicator.code] = Comparison(answer, given, _spread(answer, given))
    return found


def _spread(answer: Answer, items: Sequence[SheetItem]) -> Decimal:
    points = [row.points for row in (answer, *items) if row.points is not None]
    return max(points) - min(points) if points else Decimal(0)
