"""Records that wait for one body or one commune (“Việc của tôi”): sheets, gates, questions, assigned indicators.

The number of statements doesn't grow with the number of units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from thanthien.accounts.models import Membership, User
from thanthien.accounts.positions import COMMUNE_LEADS, FRONT, SCORERS, body_codes, body_ids, is_office
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.evaluations.actions.gates import too_soon
from thanthien.evaluations.doors import DOSSIERS
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Answer, Cycle, Dossier, ExtensionRequest, GateFact, ItemRequest
from thanthien.evaluations.permissions import enters
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.entering import entered_by_front, front_codes
from thanthien.evaluations.queries.facts import UNRESOLVED, deadlines_of
from thanthien.evaluations.queries.gate_figures import words_of_figures
from thanthien.evaluations.queries.heads import gates_of_heads, terms_of_year, unknown_heads
from thanthien.evaluations.queries.phases import not_open_yet
from thanthien.evaluations.queries.requests import still_open
from thanthien.evaluations.queries.returns import items_asked
from thanthien.evaluations.queries.set_changes import open_anew
from thanthien.evaluations.states import EDITABLE, GATES_OPEN, MERGED_WHILE
from thanthien.evaluations.work import by_cycle
from thanthien.evaluations.workflow import DEEDS, STEPS, Deed, PhaseKey, Status
from thanthien.notices.work import Work


def bodies_work(user: User) -> list[Work]:
    """Sheets that the person's body has not sent, and gates that it has not stated."""
    bodies = body_ids(user)
    return [*_sheets(user, bodies), *_gates(user)] if bodies else []


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


def _gates(user: User) -> Iterator[Work]:
    own = body_codes(user)
    open_ = Dossier.objects.visible_to(user).filter(status__in=GATES_OPEN)
    facts = GateFact.objects.filter(holds=None, dossier__in=open_)
    keys: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    submitted: dict[int, Dossier] = {}
    silent: dict[str, set[int]] = defaultdict(set)
    for fact in facts.select_related("dossier").order_by():
        keys[fact.dossier.cycle_id][fact.key].add(fact.dossier_id)
        for code in fact.dossier.silent_bodies:
            silent[code].add(fact.dossier_id)
        if fact.dossier.status in STEPS["accept"].sources:
            submitted[fact.dossier_id] = fact.dossier
    cycles = Cycle.objects.filter(pk__in=keys).select_related("criteria_set__scheme")
    for cycle in cycles.prefetch_related("phases", "extensions"):
        conflicts = conflicted_dossiers(user, cycle) | _too_early(cycle, submitted.values())
        due = deadlines_of(cycle, [0])[0].get(PhaseKey.COUNCIL)
        for gate in cycle.criteria_set.parsed().gates:
            open_ids = keys[cycle.pk][gate.key] - conflicts - silent[gate.body]
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
    """Requests of communes for more time, in each cycle; running dossiers of units that are no more."""
    return [*_extensions(), *_merged_dossiers(user)] if is_office(user) else []


def _merged_dossiers(user: User) -> Iterator[Work]:
    """Each is finished by its own people, or closed or carried by the office. One statement."""
    gone = Dossier.objects.visible_to(user).filter(status__in=MERGED_WHILE, unit__valid_to__lt=clock.today())
    for dossier in gone.select_related("unit", "cycle").order_by("unit__sort_key", "pk"):
        url = reverse("dossier-close-merged", args=[dossier.cycle_id, dossier.unit.code])
        what, about = f"{dossier.unit.name}, {dossier.cycle.title}.", ("dossier", dossier.pk)
        yield Work(f"merged:dossier:{dossier.pk}", "Khép lại hồ sơ do sáp nhập", what, url, None, about=about)


def _extensions() -> list[Work]:
    """Requests for more time, by cycle. One statement."""
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
    """Questions to answer, indicators of one's own and those of nobody that give no result, a returned dossier."""
    units, front = user.unit_ids(*SCORERS), user.unit_ids(*FRONT)
    work = [*_questions(user, units | front)] if units | front else []
    work += _drafts(user, units) if units else []
    return [*work, *_of_front(user, front - units)] if front - units else work


def _questions(user: User, units: frozenset[int]) -> Iterator[Work]:
    """Of what the person's body of the unit enters; another body's is not theirs to answer."""
    mine = Dossier.objects.visible_to(user).filter(unit_id__in=units)
    rows = ItemRequest.objects.filter(still_open(clock.today()), dossier__in=mine)
    about = "dossier__unit", "dossier__cycle__criteria_set__scheme", "indicator", "body__passed_to"
    for one in rows.select_related(*about).order_by("due_on", "pk"):
        dossier = one.dossier
        if not enters(user, Answer(dossier=dossier, indicator=one.indicator)):
            continue
        url = reverse("item-request", args=[dossier.cycle_id, dossier.unit.code, one.pk])
        title = f"Trả lời đề nghị bổ sung tiêu chí {one.indicator.code}"
        what = f"{dossier.unit.name}. {one.asked_as} đề nghị."
        yield Work(f"question:{one.pk}", title, what, url, one.due_on, about=("item_request", one.pk))


def _drafts(user: User, units: frozenset[int]) -> Iterator[Work]:
    """What the person writes while the dossier is with the commune."""
    groups = by_cycle(Dossier.objects.visible_to(user).filter(unit_id__in=units, status__in=EDITABLE))
    every = [dossier for group in groups for dossier in group]
    missing, anew = _unscored(user, every) if every else {}, _asked_anew(user, every)
    for group in groups:
        dues = due_days(group[0].cycle, group)
        yield from _heads(user, group)
        for dossier in _still_written(group):
            yield from _of_draft(user, dossier, missing.get(dossier.pk, _Unscored()), dues[dossier.pk])
            if count := anew[dossier.pk]:
                yield _of_change(dossier, count, dues[dossier.pk])


def _heads(user: User, group: Sequence[Dossier]) -> Iterator[Work]:
    """Who headed the unit in the year, for its focal point to enter: where the set asks of heads and the platform
    doesn't know yet. No statement for other sets."""
    own = [dossier for dossier in group if dossier.unit_id in user.unit_ids(Role.COMMUNE_FOCAL)]
    for gate in gates_of_heads(group[0].cycle)[:1] if own else ():
        terms = terms_of_year(group[0].cycle, gate, [dossier.unit for dossier in own])
        for dossier in (one for one in own if unknown_heads(one.cycle, gate, terms[one.unit_id])):
            url, about = reverse("unit-heads", args=[dossier.unit.code]), ("dossier", dossier.pk)
            what = f"{dossier.unit.name}, {dossier.cycle.title}."
            yield Work(f"heads:dossier:{dossier.pk}", "Ghi người đứng đầu đơn vị trong năm", what, url, about=about)


def _of_front(user: User, units: frozenset[int]) -> Iterator[Work]:
    """What the Front enters of its unit's dossier and has not, and what is asked of that with a return."""
    groups = by_cycle(Dossier.objects.visible_to(user).filter(unit_id__in=units, status__in=EDITABLE))
    for group in (group for group in groups if front_codes(group[0].cycle)):
        dues = due_days(group[0].cycle, group)
        open_ = Answer.objects.filter(UNRESOLVED, entered_by_front([group[0].cycle]), dossier__in=group)
        missing = Counter(open_.values_list("dossier_id", flat=True))
        asked = items_asked(group).filter(entered_by_front([group[0].cycle]), answer="")
        returned = Counter(asked.values_list("dossier_id", flat=True))
        for dossier in _still_written(group):
            what, due, about = f"{dossier.unit.name}, {dossier.cycle.title}.", dues[dossier.pk], ("dossier", dossier.pk)
            place, own = [dossier.cycle_id, dossier.unit.code], "tiêu chí do Mặt trận Tổ quốc nhập"
            if count := missing[dossier.pk]:
                key, url = f"front:dossier:{dossier.pk}", reverse("self-scoring", args=place)
                yield Work(key, f"Chấm {own}", what, url, due, count, "tiêu chí chưa chấm", about)
            if count := returned[dossier.pk]:
                key, url = f"front_return:dossier:{dossier.pk}", reverse("submission", args=place)
                yield Work(key, f"Bổ sung {own}", what, url, due, count, "mục chưa trả lời", about)


class _Unscored(NamedTuple):
    """How many indicators of a dossier give no result yet: those assigned to the person, and those of nobody."""

    mine: int = 0
    nobodys: int = 0


def _unscored(user: User, dossiers: Sequence[Dossier]) -> dict[int, _Unscored]:
    """By dossier id. Nobody's are those assigned to no one, or to a person who is no longer of the unit: to see to them
    is the focal point's."""
    colleagues = Membership.objects.current().filter(
        user=OuterRef("assignee"), user__is_active=True, agency__unit=OuterRef("dossier__unit")
    )
    others = entered_by_front({dossier.cycle for dossier in dossiers})
    rows = Answer.objects.filter(UNRESOLVED, dossier__in=dossiers).exclude(others).order_by().values("dossier_id")
    counted = rows.annotate(mine=Count("pk", filter=Q(assignee=user)), nobodys=Count("pk", filter=~Exists(colleagues)))
    return {pk: _Unscored(*counts) for pk, *counts in counted.values_list("dossier_id", "mine", "nobodys")}


def _asked_anew(user: User, dossiers: Sequence[Dossier]) -> Counter[int]:
    """How many indicators a change of the set asks to score, by dossier: of all for who leads the work, else those
    assigned to the person. No statement where no set changed."""
    led, found = user.unit_ids(*COMMUNE_LEADS), Counter[int]()
    units = {dossier.pk: dossier.unit_id for dossier in dossiers}
    changed = [dossier for dossier in dossiers if dossier.cycle.set_turn]
    for pk, assignee in open_anew(changed).values_list("dossier_id", "assignee_id") if changed else ():
        found[pk] += assignee == user.pk or units[pk] in led
    return found


def _of_change(dossier: Dossier, count: int, due: date | None) -> Work:
    """What a change of the set asks to score again, or for the first time."""
    url, what = reverse("self-scoring", args=[dossier.cycle_id, dossier.unit.code]), dossier.cycle.title
    title, about = "Chấm theo bộ tiêu chí điều chỉnh", ("dossier", dossier.pk)
    key = f"set_change:dossier:{dossier.pk}"
    return Work(key, title, f"{dossier.unit.name}, {what}.", url, due, count, "tiêu chí cần chấm", about)


def _still_written(group: Sequence[Dossier]) -> Iterator[Dossier]:
    """Dossiers whose answers may still change (see ``queries.deadlines.editing_days``)."""
    deadlines = deadlines_of(group[0].cycle, {dossier.unit_id for dossier in group})
    for dossier in group:
        last = deadlines[dossier.unit_id].get(PhaseKey.POSTING)
        last = dossier.supplement_due_on if dossier.status == Status.RETURNED else last
        if last is None or clock.today() <= last:
            yield dossier


def _of_draft(user: User, dossier: Dossier, missing: _Unscored, due: date | None) -> Iterator[Work]:
    place, about = [dossier.cycle_id, dossier.unit.code], ("dossier", dossier.pk)
    what = f"{dossier.unit.name}, {dossier.cycle.title}."
    scoring, unscored = reverse("self-scoring", args=place), "tiêu chí chưa chấm"
    if missing.mine:
        title = "Tự chấm tiêu chí được giao"
        yield Work(f"assigned:dossier:{dossier.pk}", title, what, scoring, due, missing.mine, unscored, about)
    if missing.nobodys and dossier.unit_id in user.unit_ids(Role.COMMUNE_FOCAL):
        title = "Phân công hoặc tự chấm tiêu chí chưa có người phụ trách"
        yield Work(f"unassigned:dossier:{dossier.pk}", title, what, scoring, due, missing.nobodys, unscored, about)
    sends = dossier.unit_id in user.unit_ids(*STEPS["resubmit"].roles)  # to them the step itself is told
    if dossier.status == Status.RETURNED and not sends:
        url = reverse("submission", args=place)
        yield Work(f"supplement:dossier:{dossier.pk}", "Bổ sung hồ sơ được trả lại", what, url, due, about=about)
