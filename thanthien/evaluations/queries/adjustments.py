"""Adjustments as the city reads them: named indicators with what stands and what is to stand instead."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.models import AdjustedItem, Adjustment, Conclusion, Dossier, ReopenedItem
from thanthien.evaluations.value_texts import answer_text


def adjustments_to_read(user: User) -> QuerySet[Adjustment]:
    """Those about dossiers that the person may open, with all that their page shows."""
    rows = Adjustment.objects.filter(dossier__in=Dossier.objects.visible_to(user))
    return rows.select_related(
        "dossier__unit", "dossier__cycle__criteria_set__scheme", "settlement", "decision", "opened_by", "dropped_by"
    )


def running_of(dossier: Dossier) -> Adjustment | None:
    """The adjustment of a result that waits for its decision; None while there is none."""
    return Adjustment.objects.running().filter(dossier=dossier).first()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One named indicator: what stands, and what is concluded instead."""

    item: AdjustedItem
    stands: Conclusion
    compiled: CompiledIndicator

    @property
    def code(self) -> str:
        return self.item.indicator.code

    @property
    def before(self) -> str:
        """What the published conclusion says."""
        return answer_text(self.compiled.definition, self.stands.state, self.stands.value)

    @property
    def after(self) -> str:
        """What is concluded instead."""
        return answer_text(self.compiled.definition, self.item.state, self.item.value)


def item_rows(row: Adjustment) -> list[ItemRow]:
    """The named indicators in the order of the set. Two statements. Once decided, what stands is the new conclusion."""
    stands = {one.indicator_id: one for one in Conclusion.objects.filter(dossier=row.dossier)}
    compiled = row.dossier.compiled.by_code
    items = row.items.select_related("indicator")
    return [ItemRow(one, stands[one.indicator_id], compiled[one.indicator.code]) for one in items]


def reopened_text(dossier: Dossier, old: ReopenedItem) -> str:
    """What had been concluded on an indicator that was opened again."""
    return answer_text(dossier.compiled.by_code[old.indicator.code].definition, old.state, old.value)
