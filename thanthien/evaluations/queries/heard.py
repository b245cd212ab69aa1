"""What the commune's Party committee and Front said of the draft that hangs, before it is signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from thanthien.core.question import Question
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Dossier, DraftChange, Paper, PaperDossier, StepLog
from thanthien.evaluations.paper_kinds import OPINIONS

Opinions = dict[int, dict[PaperKind, Paper]]


def heard(dossiers: Sequence[Dossier]) -> Opinions:
    """The opinions on each draft as it hangs, by dossier and kind: recorded since it was posted last, and since a value
    of it was changed last. What was said of other values is not said of these. One statement."""
    return heard_asked(dossiers).answer()


def heard_asked(dossiers: Sequence[Dossier]) -> Question[Opinions]:
    """The question for them."""
    return Question(_by_kind, _of_draft(dossiers).filter(~_changed_since()))


def outdated(dossiers: Sequence[Dossier]) -> Opinions:
    """The opinions on drafts that hang of which a value was changed since, and that were not given anew. Two
    statements."""
    now = heard(dossiers)
    found = _by_kind(_of_draft(dossiers).filter(_changed_since()))
    return {
        pk: {kind: paper for kind, paper in papers.items() if kind not in now.get(pk, {})}
        for pk, papers in found.items()
    }


def _of_draft(dossiers: Sequence[Dossier]) -> QuerySet[PaperDossier]:
    posted = StepLog.objects.filter(dossier=OuterRef("dossier"), step="post").order_by("-at").values("at")[:1]
    return (
        PaperDossier.objects.filter(
            dossier__in=[dossier.pk for dossier in dossiers],
            paper__kind__in=OPINIONS,
            paper__withdrawal__isnull=True,
        )
        .annotate(posted_at=Subquery(posted))
        .filter(paper__recorded_at__gte=F("posted_at"))
        .select_related("paper__recorded_by", "paper__opinion")
        .order_by("paper_id")
    )


def _changed_since() -> Exists:
    rows = DraftChange.objects.filter(dossier=OuterRef("dossier"), made_at__gte=OuterRef("paper__recorded_at"))
    return Exists(rows)


def _by_kind(lines: Iterable[PaperDossier]) -> Opinions:
    found: Opinions = defaultdict(dict)
    for line in lines:
        found[line.dossier_id][PaperKind(line.paper.kind)] = line.paper
    return found
