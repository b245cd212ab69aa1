"""Writes of the room: a request entered, each step after it, a breach told and told further. One transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.deadlines import Extension
from thanthien.core.formats import date_vn, number
from thanthien.core.matters.slips import locked
from thanthien.core.naming_people import fault_of_person
from thanthien.core.private.enums import Right
from thanthien.core.private.keys import seal
from thanthien.core.queries import work_calendar
from thanthien.privacy.enums import REQUEST_SHELF, Outcome, Via
from thanthien.privacy.models import EARLIEST, MOST_PEOPLE, Breach, BreachVersion, DataRequest, DataRequestStep
from thanthien.privacy.permissions import keeps_registers
from thanthien.privacy.terms import request_terms
from thanthien.privacy.workflow import ANSWER, EXTEND, REOPEN, STEPS, TELL, Actor
from thanthien.units.models import Unit

_LONGEST_AGO = timedelta(days=400)
_ONLY_OFFICER = "Chỉ cán bộ bảo vệ dữ liệu cá nhân được ghi sổ này."
_MISSING = "Không tìm thấy yêu cầu."
_TOLD_FURTHER = "Vi phạm này vừa được ghi thêm. Vui lòng xem lại rồi ghi tiếp."
_CHANGED = "Yêu cầu này vừa có thay đổi. Vui lòng xem lại trạng thái rồi làm tiếp."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came. ``texts`` are encrypted: who asks, how to reach them."""

    right: Right
    purpose: str
    unit: Unit | None
    via: Via
    received_on: date
    about: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it is told."""

    step: str
    day: date
    outcome: Outcome | None = None
    note: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A breach as it is told: all that is known."""

    noticed_at: datetime
    what: str
    data: str
    happened_on: date | None = None
    people: int | None = None
    measures: str = ""
    told_authority_at: datetime | None = None
    authority_document: str = ""
    told_people_on: date | None = None
    people_words: str = ""


def _refuse_others(by: User) -> None:
    if not keeps_registers(by):
        raise Refused(_ONLY_OFFICER)


def _refuse_named(**texts: str) -> None:
    """Registers name nobody: who asks is encrypted, whose data it was stands in the papers."""
    if faults := {name: fault for name, text in texts.items() if (fault := fault_of_person(text))}:
        raise Invalid(faults)


# --- Requests -------------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_request(asked: Asked, *, by: User) -> DataRequest:
    """Enter a request that came by letter or at the desk; its limits are those of today's terms. Raises Refused,
    Invalid."""
    _refuse_others(by)
    _refuse_named(about=asked.about)
    today = clock.today()
    if not today - _LONGEST_AGO <= asked.received_on <= today:
        raise Invalid({"received_on": "Ngày nhận không sau hôm nay và trong 400 ngày gần đây."})
    if not asked.texts.get("name"):
        raise Invalid({"name": "Cần ghi họ tên người yêu cầu."})
    term, calendar = request_terms()[asked.right], work_calendar()
    sealed = seal(REQUEST_SHELF, asked.texts)
    return DataRequest.objects.create(
        right=asked.right, purpose=asked.purpose, unit=asked.unit, via=asked.via, received_on=asked.received_on,
        about=asked.about, entered_by=by, tell_by=term.told_by(asked.received_on, calendar),
        due_on=term.done_by(asked.received_on, calendar), sealed_key=sealed.key, sealed=sealed.content,
    )  # fmt: skip


@transaction.atomic
def take_step(taken: Taken, *, request_id: int, version: int, by: User) -> DataRequest:
    """What the officer does with a request. ``version``: the one that the person saw. Raises Stale, Refused,
    Invalid."""
    _refuse_others(by)
    request = locked(DataRequest.objects.defer("sealed"), request_id, _MISSING)
    refuse_other(request, seen=version, now=request.version, told=_CHANGED)
    step = STEPS[taken.step]
    if not STEPS.allows(taken.step, request.stage, Actor.OFFICER):
        raise Refused(f"Yêu cầu ở trạng thái “{request.stage.label}” nên không thể “{step.label.lower()}”.")
    _refuse_named(note=taken.note)
    _check(request, taken)
    DataRequestStep.objects.create(
        request=request, step=taken.step, by=by, day=taken.day, outcome=taken.outcome or "", note=taken.note,
        document=taken.document,
    )  # fmt: skip
    _apply(request, taken)
    return request


def _check(request: DataRequest, taken: Taken) -> None:
    if not request.received_on <= taken.day <= clock.today():
        raise Invalid({"day": "Ngày này từ ngày nhận yêu cầu đến hôm nay."})
    if STEPS[taken.step].needs_reason and not taken.note:
        raise Invalid({"note": "Cần ghi lý do."})
    if taken.step == ANSWER and taken.outcome is None:
        raise Invalid({"outcome": "Cần chọn kết quả."})
    if taken.outcome in (Outcome.PARTLY, Outcome.REFUSED) and not taken.note:
        raise Invalid({"note": "Cần ghi lý do, căn cứ."})
    if taken.step == EXTEND and request.extended_on:
        raise Refused("Yêu cầu chỉ gia hạn được một lần, và đã gia hạn rồi.")
    if taken.step == EXTEND and not Extension(taken.day, clock.today()).counts_by(request.due_on):
        raise Invalid({"day": f"Gia hạn phải được báo và ghi chậm nhất ngày {date_vn(request.due_on)}."})
    if taken.step == REOPEN and request.erased_at:
        raise Refused("Thông tin người yêu cầu đã xóa vì hết thời hạn lưu nên không mở lại được; cần ghi yêu cầu mới.")


def _apply(request: DataRequest, taken: Taken) -> None:
    request.status = STEPS[taken.step].target or request.stage
    request.version += 1
    if taken.step == TELL:
        request.told_on, request.told_at = taken.day, clock.now()
    elif taken.step == EXTEND:
        request.extended_on = taken.day
        request.due_on = request_terms()[request.right].extended_to(request.due_on, work_calendar())
    elif taken.step == ANSWER:
        request.answered_on, request.answered_at, request.outcome = taken.day, clock.now(), taken.outcome or ""
    elif taken.step == REOPEN:
        request.answered_on, request.answered_at, request.outcome = None, None, ""
    request.save(
        update_fields=[
            "status", "version", "told_on", "told_at", "extended_on", "due_on", "answered_on", "answered_at", "outcome",
        ]
    )  # fmt: skip


# --- Breaches -------------------------------------------------------------------------------------------------------


@transaction.atomic
def tell_breach(told: Told, *, by: User) -> Breach:
    """Put a breach into the register. Raises Refused, Invalid."""
    _refuse_others(by)
    _check_breach(told, clock.today())
    breach = Breach.objects.create()
    return _add(breach, told, by=by, reason="")


@transaction.atomic
def tell_further(told: Told, *, breach_id: int, seen: int, reason: str, by: User) -> Breach:
    """Tell a breach anew: all that is known by now, and why it is told anew; the version before stays. ``seen``: the
    number of the version that the person saw. Raises Refused, Invalid, Stale."""
    _refuse_others(by)
    breach = locked(Breach.objects.all(), breach_id, "Không tìm thấy vi phạm.")
    refuse_other(breach, seen=seen, now=breach.last_id, told=_TOLD_FURTHER)
    if not reason:
        raise Invalid({"reason": "Cần ghi lý do ghi thêm."})
    _check_breach(told, breach.made_at.astimezone(clock.ZONE).date())
    _refuse_named(reason=reason)
    return _add(breach, told, by=by, reason=reason)


def _check_breach(told: Told, entered_on: date) -> None:
    """``entered_on``: when the breach was first told here."""
    _refuse_named(what=told.what, data=told.data, measures=told.measures, people_words=told.people_words)
    now, faults = clock.now(), {}
    noticed_on, earliest = told.noticed_at.astimezone(clock.ZONE).date(), entered_on - _LONGEST_AGO
    if told.noticed_at > now:
        faults["noticed_on"] = "Lúc phát hiện không sau lúc này."
    if noticed_on < earliest:
        faults["noticed_on"] = f"Chỉ ghi được vi phạm phát hiện từ ngày {date_vn(earliest)}."
    if told.happened_on and not EARLIEST <= told.happened_on <= noticed_on:
        faults["happened_on"] = f"Ngày xảy ra không sau ngày phát hiện, và từ năm {EARLIEST.year}."
    if told.people is not None and not 0 <= told.people <= MOST_PEOPLE:
        faults["people"] = f"Số người từ 0 đến {number(MOST_PEOPLE)}."
    if told.told_authority_at and not told.noticed_at <= told.told_authority_at <= now:
        faults["told_on"] = "Lúc báo phải từ lúc phát hiện đến lúc này."
    if told.told_people_on and not noticed_on <= told.told_people_on <= clock.today():
        faults["told_people_on"] = "Ngày báo từ ngày phát hiện đến hôm nay."
    if faults:
        raise Invalid(faults)


def _add(breach: Breach, told: Told, *, by: User, reason: str) -> Breach:
    breach.last = BreachVersion.objects.create(breach=breach, by=by, reason=reason, **asdict(told))
    breach.save(update_fields=["last"])
    return breach
