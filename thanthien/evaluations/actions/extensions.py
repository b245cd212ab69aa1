"""More time for a phase: a commune asks with a reason and a day; the standing office grants it to several units at
once, or refuses with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.calendar import next_working_day
from thanthien.core.db import update_rows
from thanthien.core.queries import work_calendar
from thanthien.evaluations.actions.cycles import More, extend_held, hold_calendar, is_far
from thanthien.evaluations.actions.moves import lock, lock_one
from thanthien.evaluations.enums import ExtensionOutcome
from thanthien.evaluations.extension_notices import tell_extension_asked, tell_extension_refused
from thanthien.evaluations.models import Cycle, ExtensionRequest
from thanthien.evaluations.notices import COMMUNE_PHASES
from thanthien.evaluations.permissions import can_ask_extension
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PhaseKey
from thanthien.units.models import Unit

_ANSWER = ["outcome", "granted_on", "answer", "answered_by", "answered_at"]


@transaction.atomic
def ask_extension(*, by: User, dossier_id: int, key: PhaseKey, wished_on: date, reason: str) -> ExtensionRequest:
    """Ask for a later last day of a phase; the standing office is told. The same asked again while it waits is the one
    that waits. Raises Invalid or Refused."""
    dossier = lock_one(by, dossier_id)
    if key not in COMMUNE_PHASES or not can_ask_extension(by, dossier):
        raise Refused(f"Hồ sơ đang ở trạng thái “{dossier.label}” nên không đề nghị gia hạn được.")
    last = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id][key]
    errors = {}
    if wished_on <= last:
        errors["wished_on"] = f"Ngày đề nghị phải sau ngày {last:%d/%m/%Y}."
    if not reason.strip():
        errors["reason"] = "Cần ghi lý do đề nghị gia hạn."
    if dossier.extension_requests.open().filter(key=key).exists():
        errors["key"] = "Đơn vị đã đề nghị gia hạn giai đoạn này và đang chờ trả lời."
    if errors:
        raise Invalid(errors)
    asked = ExtensionRequest.objects.create(
        dossier=dossier, key=key, wished_on=wished_on, reason=reason.strip(), asked_by=by, asked_at=clock.now()
    )
    tell_extension_asked(asked, by=by)
    return asked


@transaction.atomic
def grant_extensions(
    *, by: User, cycle: Cycle, request_ids: Iterable[int], ends_on: date | None, reason: str, move_later: bool = True,
    to_working_days: bool = False,
) -> list[ExtensionRequest]:  # fmt: skip
    """Grant requests of units of one cycle, all or none: each gets the day that it asked for, or ``ends_on``; later
    phases of these units move along (``move_later``: see :class:`More`). A day that is reached because an earlier
    phase was extended is granted as it stands. Raises Invalid or Refused."""
    requests = _locked(by, cycle, request_ids)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do gia hạn."})
    before = {request.pk: _last_day(request) for request in requests}
    calendar = work_calendar()
    for request in sorted(requests, key=lambda one: list(PhaseKey).index(PhaseKey(one.key))):
        day, last = ends_on or request.wished_on, _last_day(request)
        if to_working_days and not is_far(day):
            day = next_working_day(day, calendar)
        reached = day <= last and (ends_on is None or day > before[request.pk])
        if not reached:
            _extend(
                by, cycle, request.dossier.unit, More(PhaseKey(request.key), day, reason, move_later, to_working_days)
            )
        _answer(request, by, ExtensionOutcome.GRANTED, reason)
        request.granted_on = last if reached else day
    update_rows(requests, _ANSWER)
    return requests


def _last_day(request: ExtensionRequest) -> date:
    """Of the phase, for the unit, with what was granted a moment ago."""
    unit_id = request.dossier.unit_id
    return deadlines_of(request.dossier.cycle, [unit_id])[unit_id][PhaseKey(request.key)]


def _extend(by: User, cycle: Cycle, unit: Unit, more: More) -> None:
    try:
        extend_held(by, cycle, unit, more)
    except Invalid as invalid:
        told = invalid.errors.get("ends_on") or str(invalid)
        raise Invalid({"ends_on": f"{unit.name}: {told}"}) from None


@transaction.atomic
def extend_units(*, by: User, cycle: Cycle, dossier_ids: Iterable[int], more: More) -> int:
    """Give several units of a cycle a later last day of one phase, whoever asked; all or none. Returns how many. Raises
    Invalid for a day that is no later for one of them, and without a reason; Refused."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được gia hạn.")
    if not more.reason.strip():
        raise Invalid({"reason": "Cần ghi lý do gia hạn."})
    hold_units(by, cycle.pk, dossier_ids)
    units = list(Unit.objects.filter(dossiers__in=list(dossier_ids), dossiers__cycle=cycle).in_vietnamese_order())
    for unit in units:
        _extend(by, cycle, unit, more)
    return len(units)


def hold_units(by: User, cycle_id: int, dossier_ids: Iterable[int]) -> None:
    """Nobody extends phases of the cycle, or moves these dossiers, meanwhile. In a transaction."""
    hold_calendar(cycle_id)
    lock(by, dossier_ids)


@transaction.atomic
def refuse_extensions(*, by: User, cycle: Cycle, request_ids: Iterable[int], reason: str) -> list[ExtensionRequest]:
    """Refuse requests, all or none, with a reason that the units read. Raises Invalid or Refused."""
    requests = _locked(by, cycle, request_ids)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do không gia hạn."})
    for request in requests:
        _answer(request, by, ExtensionOutcome.REFUSED, reason)
    update_rows(requests, _ANSWER)
    tell_extension_refused(requests, by=by)
    return requests


def _answer(request: ExtensionRequest, by: User, outcome: ExtensionOutcome, reason: str) -> None:
    request.outcome, request.answer = outcome, reason.strip()
    request.answered_by, request.answered_at = by, clock.now()


def hold_requests(by: User, cycle_id: int, request_ids: Iterable[int]) -> None:
    """Nobody answers these requests, or extends phases of the cycle, meanwhile. In a transaction."""
    hold_calendar(cycle_id)
    rows = ExtensionRequest.objects.filter(pk__in=list(request_ids), dossier__cycle=cycle_id)
    lock(by, set(rows.values_list("dossier_id", flat=True)))


def _locked(by: User, cycle: Cycle, request_ids: Iterable[int]) -> list[ExtensionRequest]:
    """Requests of the cycle that wait, with their dossiers locked."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực trả lời đề nghị gia hạn.")
    wanted = set(request_ids)
    hold_requests(by, cycle.pk, wanted)
    rows = ExtensionRequest.objects.open().filter(pk__in=wanted, dossier__cycle=cycle)
    found = list(rows.select_related("dossier__unit", "dossier__cycle").order_by("dossier__unit__sort_key", "pk"))
    if len(found) != len(wanted) or not found:
        raise Refused("Có đề nghị đã được trả lời. Vui lòng tải lại danh sách.")
    return found
