"""Records that wait for one body or one commune (“Việc của tôi”): sheets, gates, questions, assigned indicators.

The number of statements doesn't grow with the number of units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import SCORERS, body_ids, is_office
from thanthien.core import clock
from thanthien.evaluations.actions.gates import too_soon
from thanthien.evaluations.doors import DOSSIERS
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Answer, Cycle, Dossier, ExtensionRequest, GateFact, ItemRequest
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.facts import UNRESOLVED, deadlines_of
from thanthien.evaluations.queries.gate_figures import words_of_figures
from thanthien.evaluations.queries.phases import not_open_yet
from thanthien.evaluations.queries.requests import still_open
from thanthien.evaluations.states import EDITABLE, GATES_OPEN
from thanthien.evaluations.work import by_cycle
from thanthien.evaluations.workflow import DEEDS, STEPS, Deed, PhaseKey, Status
from thanthien.notices.work import Work


def bodies_work(user: User) -> list[Work]:
    """Sheets that the person's body has not sent, and gates that it has not stated."""
    bodies = body_ids(user)
    return [*_sheets(user, bodies), *_gates(user, bodies)] if bodies else []


def _sheets(user: User, bodies: frozenset[int]) -> Iterator[Work]:
    waiting = Q(sheets__body_id__in=bodies, sheets__status=SheetStatus.DRAFT)
    rows = Dossier.objects.visible_to(user).filter(waiting, status=Status.UNDER_APPRAISAL)
    for group in by_cycle(rows.annotate(drafts=Count("sheets", filter=waiting))):
        cycle = group[0].cycle
        conflicts = conflicted_dossiers(user, cycle)
        mine = [dossier for dossier in group if dossier.pk not in conflicts]
        due = min((day for day in due_days(cycle, mine).values() if day), default=None)
        count = sum(dossier.drafts for dossier in mine)  # type: ignore[attr-defined]
        if count:
            key, about = f"sheets:cycle:{cycle.pk}", ("cycle", cycle.pk)
            url = reverse("appraisal-home")
            yield Work(key, "Thẩm định và gửi phiếu", cycle.title, url, due, count, "phiếu chưa gửi", about)


def _gates(user: User, bodies: frozenset[int]) -> Iterator[Work]:
    own = {hat.agency_code for hat in user.hats if hat.agency_id in bodies}
    open_ = Dossier.objects.visible_to(user).filter(status__in=GATES_OPEN)
    facts = GateFact.objects.filter(holds=None, dossier__in=open_)
    keys: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    submitted: dict[int, Dossier] = {}
    for fact in facts.select_related("dossier").order_by():
        keys[fact.dossier.cycle_id][fact.key].add(fact.dossier_id)
        if fact.dossier.status in STEPS["accept"].sources:
            submitted[fact.dossier_id] = fact.dossier
    cycles = Cycle.objects.filter(pk__in=keys).select_related("criteria_set__scheme")
    for cycle in cycles.prefetch_related("phases", "extensions"):
        conflicts = conflicted_dossiers(user, cycle) | _too_early(cycle, submitted.values())
        due = deadlines_of(cycle, [0])[0].get(PhaseKey.COUNCIL)
        for gate in cycle.criteria_set.parsed().gates:
            open_ids = keys[cycle.pk][gate.key] - conflicts
            if not open_ids or gate.body not in own or too_soon(gate, cycle):
                continue
            if count := sum(word.asks for word in words_of_figures(cycle, gate, open_ids).values()):
                yield _gate(cycle, gate.key, gate.question, count, due)


def _too_early(cycle: Cycle, submitted: Iterable[Dossier]) -> set[int]:
    """Submitted dossiers of the cycle for which the phase of gates is still to come."""
    own = [dossier for dossier in submitted if dossier.cycle_id == cycle.pk]
    for dossier in own:
        dossier.cycle = cycle  # with its calendar
    return set(not_open_yet(own, DEEDS[Deed.STATE_GATES]))


def _gate(cycle: Cycle, key: str, question: str, count: int, due: date | None) -> Work:
    url = reverse("council-gate", args=[cycle.pk, key])
    name, about = f"gate:{key}:cycle:{cycle.pk}", ("cycle", cycle.pk)
    return Work(name, f"Xác nhận: {question}", cycle.title, url, due, count, DOSSIERS, about)


def office_work(user: User) -> list[Work]:
    """Requests of communes for more time, in each cycle."""
    if not is_office(user):
        return []
    rows = ExtensionRequest.objects.open().values("dossier__cycle_id", "dossier__cycle__title")
    return [
        Work(
            f"extensions:cycle:{cycle_id}", "Trả lời đề nghị gia hạn", title,
            reverse("extension-requests", args=[cycle_id]), None, count, "đề nghị", ("cycle", cycle_id),
        )
        for cycle_id, title, count in rows.annotate(n=Count("pk"))
        .order_by("dossier__cycle_id")
        .values_list("dossier__cycle_id", "dossier__cycle__title", "n")
    ]  # fmt: skip


# --- Of the commune -------------------------------------------------------------------------------------------------


def commune_work(user: User) -> list[Work]:
    """Questions to answer, assigned indicators still without a result, a returned dossier to complete."""
    units = user.unit_ids(*SCORERS)
    return [*_questions(user, units), *_drafts(user, units)] if units else []


def _questions(user: User, units: frozenset[int]) -> Iterator[Work]:
    mine = Dossier.objects.visible_to(user).filter(unit_id__in=units)
    rows = ItemRequest.objects.filter(still_open(clock.today()), dossier__in=mine)
    for one in rows.select_related("dossier__unit", "indicator", "body").order_by("due_on", "pk"):
        dossier = one.dossier
        url = reverse("item-request", args=[dossier.cycle_id, dossier.unit.code, one.pk])
        title = f"Trả lời đề nghị bổ sung tiêu chí {one.indicator.code}"
        what = f"{dossier.unit.name}. {one.body.name} đề nghị."
        yield Work(f"question:{one.pk}", title, what, url, one.due_on, about=("item_request", one.pk))


def _drafts(user: User, units: frozenset[int]) -> Iterator[Work]:
    """What the person writes while the dossier is with the commune."""
    groups = by_cycle(Dossier.objects.visible_to(user).filter(unit_id__in=units, status__in=EDITABLE))
    every = [dossier for group in groups for dossier in group]
    missing = _assigned(user, every) if every else {}
    for group in groups:
        dues = due_days(group[0].cycle, group)
        for dossier in _still_written(group):
            yield from _of_draft(user, dossier, missing.get(dossier.pk, 0), dues[dossier.pk])


def _assigned(user: User, dossiers: Sequence[Dossier]) -> dict[int, int]:
    """How many indicators assigned to the person give no result yet, by dossier id."""
    rows = Answer.objects.filter(UNRESOLVED, dossier__in=dossiers, assignee=user).order_by().values("dossier_id")
    return dict(rows.annotate(n=Count("pk")).values_list("dossier_id", "n"))


def _still_written(group: Sequence[Dossier]) -> Iterator[Dossier]:
    """Dossiers whose answers may still change (see ``queries.deadlines.editing_days``)."""
    deadlines = deadlines_of(group[0].cycle, {dossier.unit_id for dossier in group})
    for dossier in group:
        last = deadlines[dossier.unit_id].get(PhaseKey.POSTING)
        last = dossier.supplement_due_on if dossier.status == Status.RETURNED else last
        if last is None or clock.today() <= last:
            yield dossier


def _of_draft(user: User, dossier: Dossier, missing: int, due: date | None) -> Iterator[Work]:
    place, about = [dossier.cycle_id, dossier.unit.code], ("dossier", dossier.pk)
    what = f"{dossier.unit.name}, {dossier.cycle.title}."
    if missing:
        url = reverse("self-scoring", args=place)
        title = "Tự chấm tiêu chí được giao"
        yield Work(f"assigned:dossier:{dossier.pk}", title, what, url, due, missing, "tiêu chí chưa chấm", about)
    sends = dossier.unit_id in user.unit_ids(*STEPS["resubmit"].roles)  # to them the step itself is told
    if dossier.status == Status.RETURNED and not sends:
        url = reverse("submission", args=place)
        yield Work(f"supplement:dossier:{dossier.pk}", "Bổ sung hồ sơ được trả lại", what, url, due, about=about)
