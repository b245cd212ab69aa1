"""Papers of a dossier, and the files of papers, as far as a person reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, body_ids, sees_city
from thanthien.evaluations.enums import PaperAsked, PaperKind
from thanthien.evaluations.models import Cycle, Dossier, Paper, PaperDossier, Proceeding, SetChange, StepLog
from thanthien.evaluations.paper_kinds import PAPER_RULES, due
from thanthien.evaluations.permissions import can_record_paper, can_withdraw_paper

_OF_PROCEEDINGS = frozenset(kind for kind, rule in PAPER_RULES.items() if rule.of_proceedings)
_FOR_LEADS = frozenset(kind for kind, rule in PAPER_RULES.items() if rule.for_leads)
_OF_CITY = frozenset(kind for kind, rule in PAPER_RULES.items() if rule.of_city)


def known_papers(user: User) -> QuerySet[Paper]:
    """Papers of which the person reads number, date and signer, beside a dossier that they may open: all for the city;
    for others neither what is the city's own nor what was sent to another body."""
    rows = Paper.objects.filter(_proceedings(user) | ~Q(kind__in=_OF_PROCEEDINGS))
    if sees_city(user):
        return rows
    sent_to_them = Q(addressee__isnull=True) | Q(addressee_id__in=body_ids(user))
    return rows.filter(sent_to_them).exclude(kind__in=_OF_CITY)


def _proceedings(user: User) -> Q:
    """Papers of proceedings that the person may read."""
    return Q(pk__in=Proceeding.objects.visible_to(user).values("notice"))


def readable_papers(user: User) -> QuerySet[Paper]:
    """Papers whose file the person reads: known to them, and about no other dossier than those that they may open. One
    that names several units tells of each of them."""
    lines = PaperDossier.objects.filter(paper=OuterRef("pk"))
    opened = Dossier.objects.visible_to(user)
    rows = known_papers(user).filter(Exists(lines), ~Exists(lines.exclude(dossier__in=opened)))
    if sees_city(user):
        return rows
    led = user.unit_ids(*COMMUNE_LEADS)
    return rows.exclude(Q(kind__in=_FOR_LEADS) & Exists(lines.exclude(dossier__unit__in=led)))


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper on the page of a dossier. ``withdrawn``: why it was recorded wrongly; "" while it counts."""

    paper: Paper
    units: int
    withdrawn: str
    may_open: bool
    may_withdraw: bool


def papers_of(user: User, dossier: Dossier) -> list[PaperLine]:
    """The papers about a dossier that the person may open, in the order in which they were signed. Two statements."""
    rows = list(
        known_papers(user)
        .filter(lines__dossier=dossier)
        .annotate(used=Exists(SetChange.objects.filter(paper=OuterRef("pk"))))
        .select_related("addressee", "recorded_by", "withdrawal__said_by")
    )
    keys = [paper.pk for paper in rows]
    units = dict(
        PaperDossier.objects.filter(paper__in=keys).values_list("paper").annotate(count=Count("pk")).order_by()
    )
    return [_line(user, dossier, paper, units[paper.pk]) for paper in rows]


def _line(user: User, dossier: Dossier, paper: Any, units: int) -> PaperLine:
    withdrawal = getattr(paper, "withdrawal", None)
    return PaperLine(
        paper=paper,
        units=units,
        withdrawn=withdrawal.reason if withdrawal else "",
        may_open=bool(paper.file) and (sees_city(user) or (units == 1 and _reads(user, dossier, paper))),
        may_withdraw=withdrawal is None and not paper.used and can_withdraw_paper(user, paper, dossier),
    )


def _reads(user: User, dossier: Dossier, paper: Paper) -> bool:
    return paper.kind not in _FOR_LEADS or dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


def asked_of(cycle: Cycle, kind: PaperKind) -> PaperAsked:
    """What the cycle asks of such a document in the form of its step."""
    field = PAPER_RULES[kind].asked_by
    return PaperAsked(getattr(cycle, field)) if field else PaperAsked.NONE


def lacking(dossiers: Sequence[Dossier], kind: PaperKind, asked: PaperAsked, *, coming: int = 0) -> list[Dossier]:
    """Dossiers that have fewer documents of a kind than its steps call for, ``coming`` further ones included; only
    those count that hold what is asked. Two statements."""
    ids = [dossier.pk for dossier in dossiers]
    steps = StepLog.objects.filter(dossier__in=ids, step__in=PAPER_RULES[kind].steps)
    taken = Counter(steps.values_list("dossier_id", flat=True))
    lines = PaperDossier.objects.filter(dossier__in=ids, paper__kind=kind, paper__withdrawal__isnull=True)
    lines = lines.exclude(paper__file="") if asked == PaperAsked.FILE else lines
    there = Counter(lines.values_list("dossier_id", flat=True))
    return [one for one in dossiers if due(kind, taken[one.pk] + coming) > there[one.pk]]


def asked_for_next(dossiers: Sequence[Dossier], kind: PaperKind) -> PaperAsked:
    """What the form of the step to come has to ask of its document; nothing where it was recorded before. The dossiers
    are of one cycle."""
    asked = asked_of(dossiers[0].cycle, kind) if dossiers else PaperAsked.NONE
    if asked == PaperAsked.NONE or lacking(dossiers, kind, asked, coming=1):
        return asked
    return PaperAsked.NONE


def missing_papers(dossiers: Sequence[Dossier]) -> dict[int, list[PaperKind]]:
    """Which kinds of paper were called for by steps of these dossiers and have no number yet; dossiers that lack none
    are absent. Two statements."""
    ids = [dossier.pk for dossier in dossiers]
    kinds = {step: kind for kind, rule in PAPER_RULES.items() for step in rule.steps}
    steps = StepLog.objects.filter(dossier__in=ids, step__in=kinds)
    taken = Counter((dossier, kinds[step]) for dossier, step in steps.values_list("dossier_id", "step"))
    lines = PaperDossier.objects.filter(dossier__in=ids, paper__withdrawal__isnull=True)
    there = Counter(lines.values_list("dossier_id", "paper__kind"))
    missing: dict[int, list[PaperKind]] = {}
    for (dossier_id, kind), count in taken.items():
        if due(kind, count) > there[dossier_id, kind.value]:
            missing.setdefault(dossier_id, []).append(kind)
    return missing


def numbers_of(dossiers: Sequence[Dossier], kind: PaperKind) -> dict[int, list[str]]:
    """Number and day of the papers of a kind that stand, by dossier. One statement."""
    lines = PaperDossier.objects.filter(
        dossier__in=[one.pk for one in dossiers], paper__kind=kind, paper__withdrawal__isnull=True
    )
    found: dict[int, list[str]] = {}
    for pk, number, day in lines.order_by("paper_id").values_list("dossier_id", "paper__number", "paper__signed_on"):
        found.setdefault(pk, []).append(f"{number}, {day:%d/%m/%Y}")
    return found


def kinds_to_record(user: User, dossier: Dossier) -> list[PaperKind]:
    """Which kinds of paper the person may record about a dossier. No statement."""
    return [kind for kind in PAPER_RULES if can_record_paper(user, kind, dossier)]
