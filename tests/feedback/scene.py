"""Feedback of a unit, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.matters.slips import Slip
from thanthien.core.private.codes import code_of
from thanthien.feedback.actions import Sent, Taken, send, take_own_step, take_step
from thanthien.feedback.enums import Via
from thanthien.feedback.models import Feedback
from thanthien.feedback.standard_answers import Wording, keep_standard
from thanthien.units.models import Agency, Hamlet, Unit

TEXT = "Đèn đường ngõ Kín hỏng ba hôm nay, buổi tối rất tối."
CONTACT = {"name": "Trần Thị Bích Kín", "phone": "0912345678"}
ANSWER = {
    "summary": "Đèn đường trong ngõ hỏng ba ngày.", "text": "Đã thay bóng đèn mới ngày 05/3.",
    "signer": "Chủ tịch Ủy ban nhân dân",
}  # fmt: skip
LAMP = Wording(
    "Đã thay bóng đèn", "{don_vi} đã thay bóng đèn tại {noi}.", topic="duong-sa", summary="Đèn đường tại {noi} hỏng."
)


@dataclass(frozen=True)
class Scene:
    """A unit with an officer and the chair, one tổ dân phố, and somebody of the body of the legal lane."""

    unit: Unit
    committee: Agency
    officer: User
    chair: User
    hamlet: Hamlet
    inspector: User


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    committee = AgencyFactory(committee=True, unit=made)
    officer, chair = (person(role, agency=committee) for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR))
    return Scene(made, committee, officer, chair, HamletFactory(unit=made), inspector())


def inspector() -> User:
    """Of the body outside the communes that sees complaints and denunciations."""
    agency = Agency.objects.filter(code="thanh-tra").first() or AgencyFactory(code="thanh-tra")
    return person(Role.AUDITOR, agency=agency)


def at(day: date, hour: int = 9) -> Any:
    return clock.set_to(datetime.combine(day, time(hour)))


def a_code() -> str:
    """A code that nobody else has."""
    return code_of(uuid4().hex)


def sent(scene: Scene, on: date, **changes: Any) -> Sent:
    told: dict[str, Any] = {
        "unit": scene.unit, "hamlet": scene.hamlet, "topic": "duong-sa", "text": TEXT, "place": "ngõ Kín",
        "via": Via.WEB, "received_on": on, "contact": CONTACT,
    }  # fmt: skip
    return Sent(**(told | changes))


def told(
    scene: Scene, on: date, *, code: str = "", by: User | None = None, signed_in: User | None = None, **changes: Any
) -> Feedback:
    """Feedback of a day, sent on the web unless said."""
    with at(on):
        return send(sent(scene, on, **changes), slip=Slip(uuid4(), code or a_code()), by=by, signed_in=signed_in)


def step(scene: Scene, row: Feedback, name: str, on: date, *, by: User | None = None, **more: Any) -> Feedback:
    """A step of a day: by the chair, who may take all of the unit's."""
    with at(on, 16):
        now = Feedback.objects.get(pk=row.pk)
        return take_step(Taken(name, **more), feedback_id=row.pk, version=now.version, by=by or scene.chair)


def own_step(code: str, row: Feedback, name: str, on: date, *, signed_in: User | None = None, **more: Any) -> Feedback:
    with at(on, 10):
        now = Feedback.objects.get(pk=row.pk)
        return take_own_step(Taken(name, **more), code=code, version=now.version, signed_in=signed_in)


def answered(scene: Scene, received: date, on: date, *, code: str = "", name: str = "answer", **more: Any) -> Feedback:
    """Told, and answered on a day."""
    row = told(scene, received, code=code, **more)
    step(scene, row, "draft", on, **ANSWER)
    return step(scene, row, name, on, note="Chưa có kinh phí" if name == "close" else "")


def published(scene: Scene, received: date, on: date, shown: date | None = None, **more: Any) -> Feedback:
    """Answered, and made public on the same day unless said."""
    return step(scene, answered(scene, received, on, **more), "publish", shown or on, looked=True)


def one_of_each(unit: Unit, officer: User, chair: User) -> None:
    """What waits and what was answered in public, in a unit that there is."""
    committee = Agency.objects.get(pk=officer.hats[0].agency_id)
    scene = Scene(unit, committee, officer, chair, None, chair)  # type: ignore[arg-type]  # nobody of the lane, no place
    told(scene, date(2026, 3, 16))
    published(scene, date(2026, 3, 2), date(2026, 3, 5))
    keep_standard(LAMP, unit=unit, by=officer)
