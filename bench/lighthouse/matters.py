"""What a unit has in public beside its results: a page full of documents, and feedback with its answer."""

from uuid import uuid4

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.matters.slips import Slip
from thanthien.core.private.codes import code_of
from thanthien.disclosure import actions as disclosing
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.feedback.actions import Sent, Taken, send, take_step
from thanthien.feedback.enums import Via
from thanthien.records.actions import Entry, enter_all
from thanthien.units.models import Unit

DOCUMENTS = 60  # more than a page of the list
ANSWER = {
    "summary": "Đèn đường trong ngõ 12 hỏng ba ngày, buổi tối rất tối.",
    "text": "Đội điện chiếu sáng đã thay bóng đèn và kiểm tra các cột còn lại trong ngõ.",
    "signer": "Chủ tịch Ủy ban nhân dân",
}


def tell(unit: Unit) -> None:
    """People of the unit publish it, as they do in life."""
    load_calendar(by=None)
    officer, chair = (User.objects.get(email__startswith=f"{post}.{unit.code}@") for post in ("congchuc1", "chutich"))
    _publish(unit, officer)
    _answer(unit, chair)


def _publish(unit: Unit, officer: User) -> None:
    values = {
        "items": "DC11.02.b", "issuer": "Ủy ban nhân dân", "signer": "Chủ tịch", "text": "Tổng thu 10 tỷ đồng.",
        "responsible": "Văn phòng", "people": "none", "ends_on": None, "unlisted_why": "",
    }  # fmt: skip
    told = [
        Entry(
            unit, clock.today(), values | {"title": f"Dự toán ngân sách, lần {number}", "number": f"{number}/QĐ-UBND"}
        )
        for number in range(1, DOCUMENTS + 1)
    ]
    for record in enter_all(DISCLOSURES, told, by=officer):
        version = {"record_id": record.pk, "version": record.version, "by": officer}
        disclosing.check(no_secret=True, people_right=True, words="", **version)
        disclosing.publish(**version)


def _answer(unit: Unit, chair: User) -> None:
    sent = Sent(
        unit=unit, hamlet=None, topic="duong-sa", text="Đèn đường ngõ 12 hỏng ba hôm nay, buổi tối rất tối.",
        place="ngõ 12", via=Via.WEB, received_on=clock.today(), contact={},
    )  # fmt: skip
    row = send(sent, slip=Slip(uuid4(), code_of(uuid4().hex)), by=None)
    for step in (Taken("draft", **ANSWER), Taken("answer"), Taken("publish", looked=True)):
        row.refresh_from_db()
        take_step(step, feedback_id=row.pk, version=row.version, by=chair)
