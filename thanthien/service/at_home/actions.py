"""Asking for home service, and every step after it. One transaction each; who asks on the web has no account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import HAMLET_HEADS, sits_in
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.matters.slips import Slip, insert_once, locked, stored_under
from thanthien.core.private.actions import note_own_act
from thanthien.core.private.codes import code_digest
from thanthien.core.private.enums import Right
from thanthien.core.private.keys import holds, seal
from thanthien.measures.acceptances import tell_accepted
from thanthien.measures.actions import hold_words
from thanthien.measures.periods import period_of
from thanthien.service.at_home.checks import check_days, check_reason, check_words
from thanthien.service.at_home.enums import BY_OFFICE, PURPOSE, SHELF, Via
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.permissions import MEASURE, actor_for, enters_as
from thanthien.service.at_home.queries import cases_of
from thanthien.service.at_home.rules import Course
from thanthien.service.at_home.workflow import STEPS, Actor, Status
from thanthien.service.enums import ROOM
from thanthien.units.models import Hamlet, Unit

_LONGEST_AGO = timedelta(days=31)
_LONGEST_WISH = timedelta(days=90)
_SAYS_OTHERWISE = (
    "Trang này đã gửi một đề nghị; nội dung vừa sửa chưa được ghi. Vui lòng gọi số điện thoại của đơn vị để sửa đề "
    "nghị đã gửi, hoặc mở lại trang để gửi đề nghị khác."
)
_MISSING = "Không tìm thấy đề nghị."
_CHANGED = "Đề nghị này vừa có thay đổi. Vui lòng xem lại trạng thái rồi làm tiếp."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``texts`` are encrypted: name, phone, address, reason, what was typed of the procedure."""

    unit: Unit
    hamlet: Hamlet | None
    procedure: str
    asked_on: date
    wished_on: date | None
    via: Via
    texts: Mapping[str, str]


@transaction.atomic
def ask(wanted: Wanted, *, slip: Slip, by: User | None, signed_in: User | None = None) -> HomeRequest:
    """Store a request; sent again under the same key it is the stored one, and refused where it says something else.
    ``signed_in``: whose session there was on the device where the public form was sent. Its key is on disk before its
    row: what fails in between leaves nothing readable, and whoever asked is not told that it was stored. Raises
    Refused, Invalid."""
    hat = enters_as(by, wanted.unit, wanted.hamlet) if by is not None else None
    if by is not None:
        if hat is None:
            raise Refused("Anh/chị không ghi được đề nghị cho nơi này.")
        via = _via_of(hat.role in HAMLET_HEADS, hat.agency_kind == "commune_front", wanted.via)
        wanted = replace(wanted, via=via)
    stored = _stored(slip, wanted, by)
    if stored is not None:
        return stored
    _check_wanted(wanted)
    sealed = seal(SHELF, wanted.texts)
    request = HomeRequest(
        key=slip.key, unit=wanted.unit, hamlet=wanted.hamlet, procedure=wanted.procedure, asked_on=wanted.asked_on,
        wished_on=wanted.wished_on, via=wanted.via, entered_by=by, agency_id=hat.agency_id if hat else None,
        code_digest=slip.digest, sealed_key=sealed.key, sealed=sealed.content,
        from_staff=by is None and signed_in is not None and sits_in(signed_in, wanted.unit.pk),
    )  # fmt: skip

    def store() -> HomeRequest:
        request.save(force_insert=True)
        return request

    return insert_once(store, lambda: _stored(slip, wanted, by))  # the first of two that came at once


def _stored(slip: Slip, wanted: Wanted, by: User | None) -> HomeRequest | None:
    """The request that this form stored already. Raises Refused where the form says something else by now: taking it
    for the stored one would lose it."""
    return stored_under(
        slip,
        HomeRequest.objects.filter(key=slip.key).select_related("unit").first(),
        same=lambda stored: _says_the_same(stored, wanted, by),
        other="Đề nghị này đã được ghi. Vui lòng mở lại trang để gửi đề nghị khác.",
        otherwise=_SAYS_OTHERWISE,
    )


def _says_the_same(stored: HomeRequest, wanted: Wanted, by: User | None) -> bool:
    hamlet = wanted.hamlet.pk if wanted.hamlet else None
    told = (wanted.unit.pk, hamlet, wanted.procedure, wanted.wished_on, wanted.via, by.pk if by else None)
    kept = (
        stored.unit_id, stored.hamlet_id, stored.procedure, stored.wished_on, stored.via, stored.entered_by_id,
    )  # fmt: skip
    # The public form tells no day: sent again after midnight, it is of the day before.
    day = by is None or stored.asked_on == wanted.asked_on
    return kept == told and day and holds(SHELF, stored.kept, wanted.texts)


def _via_of(is_head: bool, is_front: bool, via: Via) -> Via:
    if is_head:
        return Via.VILLAGE
    if is_front:
        return Via.FRONT
    if via not in BY_OFFICE:
        raise Invalid({"via": "Cần chọn cách đề nghị."})
    return via


def _check_wanted(wanted: Wanted) -> None:
    today, unit = clock.today(), wanted.unit
    if not unit.uses(ROOM.key) or unit.has_ended or unit.valid_from > today:
        raise Refused(f"{unit.name} không nhận đề nghị phục vụ tại nhà trên hệ thống.")
    if wanted.hamlet is not None and wanted.hamlet.unit_id != unit.pk:
        raise Invalid({"hamlet": "Nơi này không thuộc đơn vị."})
    if wanted.asked_on > today or wanted.asked_on < max(today - _LONGEST_AGO, unit.valid_from):
        raise Invalid({"asked_on": "Ngày đề nghị phải trong 31 ngày gần đây và không sau hôm nay."})
    if wanted.wished_on and not wanted.asked_on <= wanted.wished_on <= today + _LONGEST_WISH:
        raise Invalid({"wished_on": "Ngày mong muốn phải từ ngày đề nghị đến 90 ngày sau hôm nay."})


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it is told. ``day``: of the visit, of handing over, or the new day; ``due_on``: of the result. Written
    on a device without a signal: ``key`` of the entry, and ``told_at`` where its moment is believed."""

    step: str
    day: date | None = None
    due_on: date | None = None
    who: str = ""
    reason: str = ""
    note: str = ""
    key: UUID | None = None
    told_at: datetime | None = None


def take_step(taken: Taken, *, request_id: int, version: int | None, by: User) -> HomeRequest:
    """What an official or a body does with a request. ``version``: the one that the person saw; None for what was
    written on a device: it tells what happened, so the state alone says whether it can be. Sent again under its key it
    is taken once. Raises Stale, Refused, Invalid."""
    with transaction.atomic():
        request = _locked(request_id)
        actor = actor_for(by, request)
        if actor is None:
            raise Refused("Anh/chị không làm được việc này với đề nghị của đơn vị.")
        if taken.key and _was_taken(taken.key, request, taken.step, by):
            return request
        taking = _take(request, taken, version, actor, by)
        if actor is Actor.BODY:
            # What a body says reaches figures that were computed for good already, as its word on late records does.
            hold_words([request.unit_id])
            tell_accepted(request.unit, MEASURE, [period_of("month", request.asked_on).key])
        return taking


def _was_taken(key: UUID, request: HomeRequest, step: str, by: User) -> bool:
    """Whether an entry was stored already. Raises Refused for another one under its key."""
    known = HomeStep.objects.filter(key=key).first()
    if known is not None and (known.request_id, known.step, known.by_id) != (request.pk, step, by.pk):
        raise Refused("Nội dung này đã được gửi cho việc khác. Vui lòng mở lại trang rồi ghi lại.")
    return known is not None


def take_own_step(taken: Taken, *, code: str, version: int, signed_in: User | None = None) -> HomeRequest:
    """What the person who asked does, by the code alone. ``signed_in``: whose session there was on the device. Raises
    Stale, Refused, Invalid."""
    with transaction.atomic():
        found = HomeRequest.objects.filter(code_digest=code_digest(code) or "-").values_list("pk", flat=True).first()
        if found is None:
            raise Refused("Không tìm thấy đề nghị với mã này.")
        request = _locked(found)
        from_staff = signed_in is not None and sits_in(signed_in, request.unit_id)
        done = _take(request, taken, version, Actor.CITIZEN, None, from_staff=from_staff)
        if taken.step == "withdraw":
            note_own_act(PURPOSE, Right.WITHDRAW)
        return done


def _locked(request_id: int) -> HomeRequest:
    return locked(HomeRequest.objects.select_related("unit", "hamlet").defer("sealed"), request_id, _MISSING)


def _take(
    request: HomeRequest, taken: Taken, version: int | None, actor: Actor, by: User | None, *, from_staff: bool = False
) -> HomeRequest:
    if version is not None:
        refuse_other(request, seen=version, now=request.version, told=_CHANGED)
    if not STEPS.allows(taken.step, request.stage, actor):
        raise Refused(f"Đề nghị {request.stage.label}, không còn “{STEPS[taken.step].label}” được.")
    (case,) = cases_of([request])
    check_days(case, taken)
    check_reason(taken)
    check_words(taken)
    HomeStep.objects.create(
        request=request, step=taken.step, actor=actor, by=by, day=taken.day, due_on=taken.due_on, who=taken.who,
        reason=taken.reason, note=taken.note, key=taken.key, told_at=taken.told_at, from_staff=from_staff,
    )  # fmt: skip
    _apply(request, taken, case.course)
    return request


def _apply(request: HomeRequest, taken: Taken, course: Course) -> None:
    request.status = STEPS[taken.step].target or request.stage
    request.version += 1
    if taken.step == "plan":
        request.planned_on, request.planned_who = taken.day, taken.who
    elif taken.step in ("move", "reopen") and request.stage in (Status.PLANNED, Status.ASKED):
        # The day that was planned no longer holds; a new one is planned.
        request.planned_on, request.planned_who = taken.day if taken.step == "move" else None, request.planned_who
    request.save(update_fields=["status", "version", "planned_on", "planned_who"])
    if taken.step == "reopen" and course.visit is not None:
        # The visit that was made stands again.
        request.status = Status.VISITED
        request.save(update_fields=["status"])
