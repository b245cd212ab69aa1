"""Facts of dossiers for the workflow's check: read set-wise, one grouped query for each kind of fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, F, Q

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.evaluations.enums import AnswerState, Column, HeardBeforeSigning, SheetStatus
from thanthien.evaluations.models import (
    CityReturn,
    Conclusion,
    Cycle,
    Dossier,
    Extension,
    Opinion,
    Phase,
    Proceeding,
    ReviewRequest,
    Sheet,
    Total,
)
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.permissions import roles_towards
from thanthien.evaluations.proceedings import ProceedingStatus
from thanthien.evaluations.queries.heard import heard
from thanthien.evaluations.queries.phases import begun_early
from thanthien.evaluations.queries.returns import items_asked
from thanthien.evaluations.states import RECOGNISED, RETURNABLE
from thanthien.evaluations.workflow import Facts, PhaseKey, Status

# A row that gives no result: nothing said, a refused “không phát sinh”, or a value not yet complete.
UNRESOLVED = Q(state__in=[AnswerState.MISSING, AnswerState.REFUSED]) | Q(state=AnswerState.VALUE, points__isnull=True)


def deadlines_of(cycle: Cycle, unit_ids: Iterable[int]) -> dict[int, dict[PhaseKey, date]]:
    """Last day of every phase for each unit, extensions included. Two queries whatever the number of units."""
    return _last_days(list(cycle.phases.all()), list(cycle.extensions.all()), unit_ids)


def _last_days(
    phases: Sequence[Phase], extensions: Sequence[Extension], unit_ids: Iterable[int]
) -> dict[int, dict[PhaseKey, date]]:
    return {
        unit_id: {PhaseKey(key): day for key, day in latest_end(phases, extensions, unit_id).items()}
        for unit_id in unit_ids
    }


def facts_of(dossiers: Sequence[Dossier], by: User) -> dict[int, Facts]:
    """Facts for each dossier (all of one cycle), keyed by dossier id."""
    if not dossiers:
        return {}
    cycle = dossiers[0].cycle
    phases = list(cycle.phases.all())
    opens = {PhaseKey(phase.key): phase.starts_on for phase in phases}
    deadlines = _last_days(phases, list(cycle.extensions.all()), {dossier.unit_id for dossier in dossiers})
    begun = begun_early(cycle, [dossier.pk for dossier in dossiers])
    opinions = _unanswered_opinions(dossiers)
    unheard = _unheard(cycle, dossiers)
    waiting, open_codes, gates = _council_facts(dossiers)
    reviews, returns = _unanswered_reviews(dossiers), _open_returns(dossiers)
    returned = _returned_by_city(dossiers)
    explained = _explained(dossiers) if cycle.proceedings_required else frozenset()
    return {
        dossier.pk: Facts(
            status=Status(dossier.status),
            today=clock.today(),
            roles=roles_towards(by, dossier),
            council_mode=cycle.council_mode,
            opens=opens,
            deadlines=deadlines[dossier.unit_id],
            early_allowed=cycle.early_allowed,
            begun_early=begun[dossier.pk],
            needs_approval=cycle.registration_needs_approval,
            unit_ended=dossier.unit.has_ended,
            target_level=dossier.target_level,
            submitted_once=dossier.first_submitted_at is not None,
            posting_ends_on=dossier.posting_ends_on,
            unanswered_opinions=opinions.get(dossier.pk, 0),
            meeting_required=cycle.commune_meeting_required,
            meeting_on=dossier.meeting_on,
            has_minutes=dossier.meeting_minutes_id is not None,
            unheard=tuple(unheard[dossier.pk]),
            supplement_due_on=dossier.supplement_due_on,
            open_returns=tuple(returns[dossier.pk]),
            sheets_waiting=tuple(waiting[dossier.pk]),
            open_conclusions=tuple(open_codes[dossier.pk]),
            unknown_gates=tuple(gates[dossier.pk]),
            review_allowed=cycle.review_allowed,
            unanswered_reviews=reviews.get(dossier.pk, 0),
            proposed=dossier.proposed_level is not None,
            city_return=dossier.pk in returned,
            explained_first=cycle.proceedings_required,
            explained=dossier.pk in explained,
        )
        for dossier in dossiers
    }


def _in(dossiers: Sequence[Dossier], *statuses: Status) -> list[int]:
    return [dossier.pk for dossier in dossiers if dossier.status in statuses]


def _unanswered_opinions(dossiers: Sequence[Dossier]) -> dict[int, int]:
    ids = _in(dossiers, Status.POSTED)
    if not ids:
        return {}
    # What the unit's other bodies say may be answered, and keeps nobody from signing.
    rows = Opinion.objects.filter(dossier_id__in=ids, response="", paper=None).values("dossier_id")
    return dict(rows.annotate(n=Count("pk")).values_list("dossier_id", "n"))


def _unheard(cycle: Cycle, dossiers: Sequence[Dossier]) -> dict[int, list[str]]:
    """Whose opinion of the draft that hangs now is asked for and not recorded."""
    posted = [dossier for dossier in dossiers if dossier.status == Status.POSTED]
    kinds = HeardBeforeSigning(cycle.heard_before_signing).kinds
    if not posted or not kinds:
        return defaultdict(list)
    told = heard(posted)
    return defaultdict(
        list, {row.pk: [kind.label for kind in kinds if kind not in told.get(row.pk, {})] for row in posted}
    )


def _open_returns(dossiers: Sequence[Dossier]) -> dict[int, list[str]]:
    """Codes of the items of a running return that wait for an answer."""
    found: dict[int, list[str]] = defaultdict(list)
    returned = [dossier for dossier in dossiers if dossier.status == Status.RETURNED]
    if returned:
        for dossier_id, code in items_asked(returned).filter(answer="").values_list("dossier_id", "indicator__code"):
            found[dossier_id].append(code)
    return found


def _unanswered_reviews(dossiers: Sequence[Dossier]) -> dict[int, int]:
    ids = _in(dossiers, Status.REVIEW_REQUESTED)
    if not ids:
        return {}
    rows = ReviewRequest.objects.filter(dossier_id__in=ids, outcome="").values("dossier_id")
    return dict(rows.annotate(n=Count("pk")).values_list("dossier_id", "n"))


def _returned_by_city(dossiers: Sequence[Dossier]) -> frozenset[int]:
    """Dossiers in a paper that the city returned, on which the council has not spoken since."""
    ids = [dossier.pk for dossier in dossiers if dossier.status in RETURNABLE]
    if not ids:
        return frozenset()
    return frozenset(CityReturn.objects.open().filter(dossier_id__in=ids).values_list("dossier_id", flat=True))


def _explained(dossiers: Sequence[Dossier]) -> frozenset[int]:
    """Dossiers whose unit was asked to explain: proceedings against it are concluded, and wait for the city's
    decision."""
    ids = [dossier.pk for dossier in dossiers if dossier.status in RECOGNISED]
    if not ids:
        return frozenset()
    concluded = Proceeding.objects.filter(dossier_id__in=ids, status=ProceedingStatus.CONCLUDED)
    return frozenset(concluded.order_by().values_list("dossier_id", flat=True))


def _council_facts(
    dossiers: Sequence[Dossier],
) -> tuple[dict[int, list[str]], dict[int, list[str]], dict[int, list[str]]]:
    """What keeps dossiers under appraisal from a conclusion: sheets, indicators, gates."""
    waiting: dict[int, list[str]] = defaultdict(list)
    open_codes: dict[int, list[str]] = defaultdict(list)
    gates: dict[int, list[str]] = defaultdict(list)
    appraised = _in(dossiers, Status.UNDER_APPRAISAL, Status.RECONCLUDING)
    if appraised:
        sheets = Sheet.objects.filter(dossier_id__in=appraised, status=SheetStatus.DRAFT)
        for sheet in sheets.select_related("body__passed_to").order_by("pk"):
            waiting[sheet.dossier_id].append(sheet.name)
        for dossier_id, code in open_conclusions(appraised):
            open_codes[dossier_id].append(code)
    concluded = appraised + _in(dossiers, Status.REVIEW_REQUESTED)
    if concluded:
        totals = Total.objects.filter(dossier_id__in=concluded, column=Column.COUNCIL)
        for dossier_id, states in totals.values_list("dossier_id", "gates"):
            gates[dossier_id] = [gate["question"] for gate in states if gate["state"] == "unknown"]
    return waiting, open_codes, gates


def open_conclusions(dossier_ids: Iterable[int]) -> Iterable[tuple[int, str]]:
    """(dossier, indicator code) pairs that the council has not concluded: no result, or none yet computable."""
    return (
        Conclusion.objects.filter(UNRESOLVED, dossier_id__in=list(dossier_ids))
        .order_by("indicator__position")
        .annotate(code=F("indicator__code"))
        .values_list("dossier_id", "code")
    )
