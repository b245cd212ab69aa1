"""Facts of dossiers for the workflow's check: read set-wise, one grouped query for each kind of fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.question import Question
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
from thanthien.evaluations.queries.heard import Opinions, heard_asked
from thanthien.evaluations.queries.phases import begun_asked
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
    return facts_asked(dossiers, by).answer()


def facts_asked(dossiers: Sequence[Dossier], by: User) -> Question[dict[int, Facts]]:
    """The question for them: what each kind of fact needs, of the dossiers in whose state it counts."""
    if not dossiers:
        return Question(dict)
    cycle = dossiers[0].cycle
    recognised = _in(dossiers, *RECOGNISED) if cycle.proceedings_required else []
    concluded = Proceeding.objects.filter(dossier_id__in=recognised, status=ProceedingStatus.CONCLUDED)
    returned = CityReturn.objects.open().filter(dossier_id__in=_in(dossiers, *RETURNABLE))
    return Question(
        partial(_facts, dossiers, by),
        cycle.phases.all(),
        cycle.extensions.all(),
        begun_asked(cycle, [dossier.pk for dossier in dossiers]),
        # What the unit's other bodies say may be answered, and keeps nobody from signing.
        _counted(Opinion.objects.filter(dossier_id__in=_in(dossiers, Status.POSTED), response="", paper=None)),
        _unheard(cycle, dossiers),
        *_council_asked(dossiers),
        _counted(ReviewRequest.objects.filter(dossier_id__in=_in(dossiers, Status.REVIEW_REQUESTED), outcome="")),
        _open_returns(dossiers),
        Question(frozenset, returned.values_list("dossier_id", flat=True)),
        Question(frozenset, concluded.order_by().values_list("dossier_id", flat=True)),
    )


def _facts(
    dossiers: Sequence[Dossier],
    by: User,
    phases: Sequence[Phase],
    extensions: Sequence[Extension],
    begun: Mapping[int, frozenset[PhaseKey]],
    opinions: Mapping[int, int],
    unheard: Mapping[int, list[str]],
    waiting: Mapping[int, list[str]],
    open_codes: Mapping[int, list[str]],
    gates: Mapping[int, list[str]],
    reviews: Mapping[int, int],
    returns: Mapping[int, list[str]],
    returned: Collection[int],
    explained: Collection[int],
) -> dict[int, Facts]:
    cycle = dossiers[0].cycle
    opens = {PhaseKey(phase.key): phase.starts_on for phase in phases}
    deadlines = _last_days(phases, extensions, {dossier.unit_id for dossier in dossiers})
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


def _counted(rows: QuerySet[Any]) -> Question[dict[int, int]]:
    """How many there are of each dossier."""
    return Question(dict, rows.values("dossier_id").annotate(n=Count("pk")).values_list("dossier_id", "n"))


def _by_dossier(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for dossier, words in rows:
        found[dossier].append(words)
    return found


def _unheard(cycle: Cycle, dossiers: Sequence[Dossier]) -> Question[dict[int, list[str]]]:
    """Whose opinion of the draft that hangs now is asked for and not recorded."""
    posted = [dossier for dossier in dossiers if dossier.status == Status.POSTED]
    kinds = HeardBeforeSigning(cycle.heard_before_signing).kinds

    def read(told: Opinions) -> dict[int, list[str]]:
        lacking = {row.pk: [kind.label for kind in kinds if kind not in told.get(row.pk, {})] for row in posted}
        return defaultdict(list, lacking)

    return Question(read, heard_asked(posted if kinds else []))


def _open_returns(dossiers: Sequence[Dossier]) -> Question[dict[int, list[str]]]:
    """Codes of the items of a running return that wait for an answer."""
    rows = items_asked([dossier for dossier in dossiers if dossier.status == Status.RETURNED]).filter(answer="")
    return Question(_by_dossier, rows.values_list("dossier_id", "indicator__code"))


def _council_asked(dossiers: Sequence[Dossier]) -> Iterator[Question[dict[int, list[str]]]]:
    """What keeps dossiers under appraisal from a conclusion: sheets, indicators, gates."""
    appraised = _in(dossiers, Status.UNDER_APPRAISAL, Status.RECONCLUDING)
    sheets = Sheet.objects.filter(dossier_id__in=appraised, status=SheetStatus.DRAFT).order_by("pk")
    yield Question(
        lambda rows: _by_dossier((sheet.dossier_id, sheet.name) for sheet in rows),
        sheets.select_related("body__passed_to"),
    )
    yield Question(_by_dossier, open_conclusions(appraised))
    concluded = appraised + _in(dossiers, Status.REVIEW_REQUESTED)
    totals = Total.objects.filter(dossier_id__in=concluded, column=Column.COUNCIL)
    yield Question(
        lambda rows: _by_dossier(
            (pk, gate["question"]) for pk, gates in rows for gate in gates if gate["state"] == "unknown"
        ),
        totals.values_list("dossier_id", "gates"),
    )


def open_conclusions(dossier_ids: Iterable[int]) -> QuerySet[Any, tuple[int, str]]:
    """(dossier, indicator code) pairs that the council has not concluded: no result, or none yet computable."""
    return (
        Conclusion.objects.filter(UNRESOLVED, dossier_id__in=list(dossier_ids))
        .order_by("indicator__position")
        .annotate(code=F("indicator__code"))
        .values_list("dossier_id", "code")
    )
