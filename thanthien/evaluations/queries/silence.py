"""Bodies that said nothing: which dossiers wait for them, what would be left open, and what was recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.core.queries import work_calendar
from thanthien.evaluations.enums import PaperKind, SheetStatus
from thanthien.evaluations.lateness import Pause, due_on
from thanthien.evaluations.models import Cycle, Dossier, GateFact, Paper, PaperDossier, Sheet, SheetItem, Silence
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.queries.gate_figures import words_of_figures
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency


def appraisal_due(cycle: Cycle, dossiers: Sequence[Dossier]) -> dict[int, date | None]:
    """Until when bodies may send their sheets on each dossier: the end of the appraisal for its unit, extensions and
    the time of its supplement included."""
    ends, calendar = deadlines_of(cycle, [dossier.unit_id for dossier in dossiers]), work_calendar()
    return {
        dossier.pk: due_on(
            Status.UNDER_APPRAISAL,
            ends[dossier.unit_id],
            sheets_complete=False,
            supplement_due_on=None,
            again_due_on=None,
            pause=Pause(dossier.paused_days, calendar),
        )
        for dossier in dossiers
    }


def waiting_for_body(user: User, cycle: Cycle, body: Agency) -> list[Dossier]:
    """Dossiers under appraisal that wait for a body: its sheet is not sent, or one of its gates is not stated; in
    Vietnamese order."""
    under = _under_appraisal(Dossier.objects.visible_to(user).filter(cycle=cycle))
    waiting = _waiting(cycle, under)[body.code]
    rows = under.filter(pk__in=waiting).select_related("unit", "cycle__criteria_set__scheme")
    return list(rows.order_by("unit__sort_key", "pk"))


def _under_appraisal(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.filter(status=Status.UNDER_APPRAISAL)


def _waiting(cycle: Cycle, under: QuerySet[Dossier]) -> dict[str, set[int]]:
    """Which of these dossiers wait for a body, by its code: its sheet is not sent, or a gate on which its word is asked
    for is not stated (“Chưa xác định” states nothing). Of a body whose silence is recorded nothing is waited for. Three
    statements; two more for each gate that figures could have told."""
    silent = dict(under.order_by().values_list("pk", "silent_bodies"))
    found: dict[str, set[int]] = defaultdict(set)
    sheets = Sheet.objects.filter(dossier__in=under, status=SheetStatus.DRAFT)
    for code, pk in sheets.order_by().values_list("body__code", "dossier_id"):
        found[code].add(pk)
    gates = {gate.key: gate for gate in cycle.criteria_set.parsed().gates if gate.body}
    facts = GateFact.objects.filter(dossier__in=under, key__in=gates, holds=None)
    unsaid: dict[str, list[int]] = defaultdict(list)
    for key, pk in facts.order_by().values_list("key", "dossier_id"):
        unsaid[key].append(pk)
    for key, ids in unsaid.items():
        words = words_of_figures(cycle, gates[key], ids)
        found[gates[key].body] |= {pk for pk in ids if words[pk].asks}
    for code, ids_of in found.items():
        ids_of -= {pk for pk in ids_of if code in silent[pk]}
    return found


def reminders_of(dossiers: Iterable[Dossier], body: Agency) -> dict[int, Paper]:
    """The last document by which a body was reminded of each dossier, by dossier id. One statement."""
    rows = PaperDossier.objects.filter(
        dossier__in=list(dossiers), paper__kind=PaperKind.REMINDER, paper__addressee=body.speaker,
        paper__withdrawal__isnull=True, paper__signed_on__range=(_reminded_from(body), clock.today()),
    ).select_related("paper").order_by("paper__signed_on", "paper_id")  # fmt: skip
    return {row.dossier_id: row.paper for row in rows}


def _reminded_from(body: Agency) -> date:
    """Who goes on with the work of a body is reminded anew: what was sent to it before spoke of its own sheets."""
    return body.valid_to + ONE_DAY if body.has_passed and body.valid_to else date.min


def obstacles(cycle: Cycle, body: Agency, dossiers: Sequence[Dossier]) -> dict[int, list[str]]:
    """Why it can't be recorded yet that the body said nothing, by dossier id; dossiers without obstacle are absent."""
    due, reminders, today = appraisal_due(cycle, dossiers), reminders_of(dossiers, body), clock.today()
    spoken = Sheet.objects.filter(dossier__in=dossiers, body=body, status=SheetStatus.SENT)
    sent = set(spoken.values_list("dossier_id", flat=True)) - gates_of_body(dossiers, body).keys()
    found: dict[int, list[str]] = defaultdict(list)
    for dossier in dossiers:
        last = due[dossier.pk]
        if dossier.status != Status.UNDER_APPRAISAL:
            found[dossier.pk].append(f"Hồ sơ đang ở trạng thái “{dossier.label}”.")
        elif body.code in dossier.silent_bodies:
            found[dossier.pk].append(f"Đã ghi không có ý kiến của {body.called}.")
        elif dossier.pk in sent:
            found[dossier.pk].append(f"{body.called} đã gửi phiếu của hồ sơ này.")
        elif last is not None and today <= last:
            found[dossier.pk].append(f"Cơ quan còn được gửi phiếu đến hết ngày {last:%d/%m/%Y}.")
        elif dossier.pk not in reminders:
            found[dossier.pk].append(f"Chưa ghi văn bản đôn đốc gửi {body.called}.")
    return dict(found)


def items_of_body(dossiers: Iterable[Dossier], body: Agency) -> dict[int, list[str]]:
    """Codes of the indicators on which the body was asked, by dossier id. One statement."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = SheetItem.objects.filter(sheet__dossier__in=list(dossiers), sheet__body=body)
    for dossier_id, code in rows.order_by("indicator__position").values_list("sheet__dossier_id", "indicator__code"):
        found[dossier_id].append(code)
    return found


def gates_of_body(dossiers: Iterable[Dossier], body: Agency) -> dict[int, list[str]]:
    """Questions that the body has not answered, by dossier id. One statement."""
    rows = list(dossiers)
    asked = {one.pk: {gate.key: gate.question for gate in one.compiled.gates if gate.body == body.code} for one in rows}
    found: dict[int, list[str]] = defaultdict(list)
    for dossier_id, key in GateFact.objects.filter(dossier__in=rows, holds=None).values_list("dossier_id", "key"):
        if key in asked[dossier_id]:
            found[dossier_id].append(asked[dossier_id][key])
    return found


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body of a cycle: how many dossiers wait for it, of how many it said nothing, and the last document by which
    it was reminded of one of them. ``only_gates``: it has no sheet there, and is asked only for its word on gates."""

    body: Agency
    waiting: int
    silent: int
    reminder: Paper | None
    only_gates: bool


def body_lines(user: User, cycle: Cycle) -> list[BodyLine]:
    """The bodies of accepted dossiers, in their order: those with sheets, and those that only state gates. Seven
    statements; two more for each gate that figures could have told."""
    dossiers = Dossier.objects.visible_to(user).filter(cycle=cycle)
    with_sheets = set(Sheet.objects.filter(dossier__in=dossiers).order_by().values_list("body__code", flat=True))
    if not with_sheets:
        return []
    asked = {gate.body for gate in cycle.criteria_set.parsed().gates if gate.body}
    silent = Counter(code for codes in dossiers.order_by().values_list("silent_bodies", flat=True) for code in codes)
    waiting = _waiting(cycle, _under_appraisal(dossiers))
    named = Agency.objects.filter(code__in=with_sheets | asked | set(silent))
    bodies = list(named.select_related("passed_to").in_list_order())
    papers = Paper.objects.filter(cycle=cycle, kind=PaperKind.REMINDER, withdrawal__isnull=True)
    sent = papers.filter(addressee__in=[one.speaker for one in bodies])
    last = {one.addressee_id: one for one in sent.order_by("signed_on", "pk")}
    return [
        BodyLine(
            body=one,
            waiting=len(waiting[one.code]),
            silent=silent[one.code],
            reminder=_last_to(one, last.get(one.speaker.pk)),
            only_gates=one.code not in with_sheets,
        )
        for one in bodies
    ]


def _last_to(body: Agency, paper: Paper | None) -> Paper | None:
    return paper if paper is not None and paper.signed_on >= _reminded_from(body) else None


def standing_silences(dossiers: Iterable[Dossier]) -> dict[int, list[Silence]]:
    """What holds: of each dossier the bodies that said nothing, in the order of their codes. One statement, or none."""
    codes = {one.pk: set(one.silent_bodies) for one in dossiers if one.silent_bodies}
    if not codes:
        return {}
    rows = Silence.objects.filter(dossier__in=codes, silent=True).select_related(
        "body__passed_to", "reminder", "dossier__unit"
    )
    latest = {(row.dossier_id, row.body.code): row for row in rows.order_by("pk")}
    found: dict[int, list[Silence]] = defaultdict(list)
    for (dossier_id, code), row in sorted(latest.items()):
        if code in codes[dossier_id]:
            found[dossier_id].append(row)
    return found


def silences_to_take_back(user: User, cycle: Cycle) -> list[Silence]:
    """What was recorded of dossiers that are not concluded yet, in Vietnamese order. Two statements at most."""
    rows = Dossier.objects.visible_to(user).filter(cycle=cycle, status=Status.UNDER_APPRAISAL).exclude(silent_bodies=[])
    found = list(rows.order_by("unit__sort_key", "pk"))
    standing = standing_silences(found)
    return [row for dossier in found for row in standing.get(dossier.pk, [])]
