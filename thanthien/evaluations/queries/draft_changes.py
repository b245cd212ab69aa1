"""What was changed of a posted draft because of opinions on it and of the meeting; of the draft that hung last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from thanthien.criteria.rules import Indicator
from thanthien.evaluations.models import Cycle, Dossier, DraftChange, StepLog
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import CHANGE_SET, Status


@dataclass(frozen=True, slots=True)
class Changed:
    """One change as it is read: before → after in few words, points, when and why. ``by``: who changed it."""

    row: DraftChange
    code: str
    title: str
    before: str
    after: str

    @property
    def ground(self) -> str:
        """What it goes back to."""
        return self.row.ground

    @property
    def public_ground(self) -> str:
        """The same for everybody."""
        return self.row.public_ground

    @property
    def points_before(self) -> Decimal | None:
        """The points that the draft gave when it was posted."""
        return self.row.points_before

    @property
    def points_after(self) -> Decimal | None:
        """Those of the new value."""
        return self.row.points_after


def changes_of(dossiers: Sequence[Dossier]) -> dict[int, list[DraftChange]]:
    """The changes since each dossier was posted last, in turn. A draft that was posted anew tells them itself. One
    statement."""
    found: dict[int, list[DraftChange]] = defaultdict(list)
    for row in since_posting(DraftChange.objects.filter(dossier__in=[one.pk for one in dossiers])):
        found[row.dossier_id].append(row)
    return found


def changed_days(cycle: Cycle, indicator_id: int) -> dict[int, date]:
    """On which day units changed their posted value of one indicator last, by dossier. One statement."""
    rows = since_posting(DraftChange.objects.filter(dossier__cycle=cycle.pk, indicator=indicator_id)).order_by("pk")
    return {pk: localdate(at) for pk, at in rows.values_list("dossier_id", "made_at")}


def changed_of(dossier_id: int, definition: Indicator) -> list[Changed]:
    """The changes of one indicator of a dossier, in turn. One statement."""
    rows = DraftChange.objects.filter(dossier=dossier_id, indicator__code=definition.code)
    return [_changed(definition, row) for row in since_posting(rows)]


def since_posting(rows: QuerySet[DraftChange]) -> QuerySet[DraftChange]:
    """Those of the draft that was posted last; none of one that came down by a change of the set."""
    came_down = Q(step=CHANGE_SET, to_status=Status.SELF_SCORING)
    steps = StepLog.objects.filter(Q(step="post") | came_down, dossier=OuterRef("dossier"))
    posted = steps.order_by("-at").values("at")[:1]
    return (
        rows.annotate(posted_at=Subquery(posted))
        .filter(made_at__gte=F("posted_at"))
        .select_related("indicator", "opinion", "made_by")
    )


def changed(dossier: Dossier) -> list[Changed]:
    """The changes of one dossier as they are read, in turn. One statement beside the set."""
    definitions = {code: one.definition for code, one in dossier.compiled.by_code.items()}
    return [_changed(definitions[row.indicator.code], row) for row in changes_of([dossier]).get(dossier.pk, [])]


def _changed(definition: Indicator, row: DraftChange) -> Changed:
    before, after = (answer_text(definition, said["state"], said["value"]) for said in (row.before, row.after))
    return Changed(row, definition.code, definition.label, before, after)
