"""A lived place in which every private word is one that stands nowhere else, so that a walk can look for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.disclosure import scene as disclosed
from tests.factories import readable
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback import scene as feedback
from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import published_with
from tests.grassroots import scene as channel
from tests.portal import private_open
from tests.portal.marks import MONDAY, THURSDAY, TUESDAY, Marks, at
from tests.questions import asking
from tests.service import roster_scene
from tests.service.at_home import scene as at_home
from tests.service.scene import Scene as ServiceScene
from tests.workforce import scene as staff
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.private.enums import Right
from thanthien.disclosure import actions as disclosing
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.subscribing.actions import subscribe
from thanthien.feedback.models import Feedback
from thanthien.grassroots import actions as channel_actions
from thanthien.privacy.actions import Asked, Told, enter_request, tell_breach
from thanthien.privacy.enums import Via
from thanthien.records.actions import withdraw

NOW = datetime(2026, 3, 30, 9, tzinfo=clock.ZONE)
TAKEN_BY_PHONE = ("SecretPhone", "Nha ong A")  # tests/factories/files.py writes them into a picture
UNSEEN = ("open", "answered", "published", "legal", "quarantine", "spam", "joined", "withdrawn")


def lived(marks: Marks) -> feedback.Scene:
    """Everything private in one phường; what it has public stands beside. Gives its people."""
    scene = feedback.a_scene()
    front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    _feedback(scene, marks)
    _home(scene, marks)
    _disclosure(scene, front, marks)
    _people(scene, marks)
    _city(scene, marks)
    private_open.rooms(scene, front, marks)
    private_open.years(marks)
    return scene


# --- Feedback --------------------------------------------------------------------------------------------------------


def _feedback(scene: feedback.Scene, marks: Marks) -> None:
    rows = {how: _told(scene, marks, how) for how in UNSEEN}
    for how in ("answered", "published"):
        feedback.step(scene, rows[how], "draft", TUESDAY, **feedback.ANSWER)
        feedback.step(scene, rows[how], "answer", TUESDAY)
    feedback.step(scene, rows["published"], "publish", THURSDAY, looked=True)
    feedback.step(scene, rows["quarantine"], "quarantine", TUESDAY, note=f"Nghi có bí mật {marks.word('why kept')}")
    feedback.step(scene, rows["spam"], "spam", TUESDAY, note=f"Quảng cáo {marks.word('why no feedback')}")
    feedback.step(scene, rows["joined"], "join", TUESDAY, joined_to=rows["open"].pk)
    drafted = _told(scene, marks, "drafted")
    words = feedback.ANSWER | {"summary": f"Tóm tắt {marks.word('draft')}.", "text": f"Đang sửa {marks.word('draft')}."}
    feedback.step(scene, drafted, "draft", TUESDAY, **words)
    row, _ = published_with(scene, TUESDAY)
    waiting = photographed(scene, TUESDAY, upload(), text=f"Hố sâu {marks.word('text of a photographed one')}")
    for one in (row, waiting):
        marks.what[str(one.photographs.get().key)] = "address of an original"
    marks.what |= dict.fromkeys(TAKEN_BY_PHONE, "what a phone writes into a picture")


def _told(scene: feedback.Scene, marks: Marks, how: str) -> Feedback:
    code = feedback.a_code()
    marks.what[code] = f"code: {how}"
    who = marks.word(f"name: {how}")
    contact = {"name": f"Trần Thị {who}", "phone": marks.phone(f"phone: {how}"), "email": f"{who}@example.vn"}
    row = feedback.told(
        scene, MONDAY, code=code, contact=contact, text=f"Đèn hỏng ở ngõ {marks.word(f'text: {how}')} ba hôm nay.",
        place=f"số 7 {marks.word(f'place: {how}')}", topic="khieu-nai-to-cao" if how == "legal" else "duong-sa",
    )  # fmt: skip
    if how == "withdrawn":
        feedback.own_step(code, row, "withdraw", TUESDAY)
    return row


# --- Home service, opinions ------------------------------------------------------------------------------------------


def _home(scene: feedback.Scene, marks: Marks) -> None:
    officer = person(Role.SERVICE_OFFICER, agency=scene.committee)
    home = at_home.Scene(scene.unit, officer, scene.hamlet)
    at_home.announce(home, MONDAY)
    texts = {
        "name": f"Lê Thị {marks.word('home: name')}", "phone": marks.phone("home: phone"),
        "address": f"Số 9 {marks.word('home: address')}", "why": "disabled",
        "procedure": f"Chứng thực {marks.word('home: procedure')}",
    }  # fmt: skip
    at_home.asked(home, TUESDAY, texts=texts)
    roster_scene.plan_shift(ServiceScene(scene.unit, officer), MONDAY)
    week = channel.a_scene()
    with at(TUESDAY):
        channel_actions.report(
            channel.opinion(
                week, MONDAY, week.hamlets[0], text=f"Lấn ngõ {marks.word('opinion')}",
                address=f"Ngõ {marks.word('opinion: place')}",
            ),
            by=week.front, who=f"Ông {marks.word('opinion: who')}", contact=marks.phone("opinion: phone"),
        )  # fmt: skip


# --- Disclosure ------------------------------------------------------------------------------------------------------


def _disclosure(scene: feedback.Scene, front: User, marks: Marks) -> None:
    office = disclosed.Scene(scene.unit, scene.officer, front, person(Role.APPRAISER))
    shown = disclosed.drafted(office, MONDAY, title="Quyết toán ngân sách")
    _with_file(office, shown, "quyết toán", "quyet-toan")
    disclosed.made_public(office, shown, TUESDAY)
    disclosed.whole(office, MONDAY)
    draft = disclosed.drafted(
        office, MONDAY, title=f"Dự toán {marks.word('draft: title')}", text=f"Tổng thu {marks.word('draft: text')}"
    )
    _with_file(office, draft, marks.word("draft: file"), marks.word("draft: name of a file"))
    gone = disclosed.drafted(office, MONDAY, text=f"Tổng chi {marks.word('withdrawn: text')}")
    _with_file(office, gone, marks.word("withdrawn: file"), marks.word("withdrawn: name of a file"))
    disclosed.made_public(office, gone, TUESDAY)
    with at(THURSDAY):
        withdraw(DISCLOSURES, record_id=gone.pk, version=1, reason="Ghi nhầm văn bản", by=office.officer)
    over = disclosed.drafted(
        office, MONDAY, "DC11.07.b", people="listed", ends_on=date(2026, 3, 20), title="Danh sách hộ được hỗ trợ",
        text=f"Ông {marks.word('list that is over: text')}",
    )  # fmt: skip
    _with_file(office, over, marks.word("list that is over: file"), marks.word("list that is over: name of a file"))
    disclosed.made_public(office, over, TUESDAY)
    with clock.set_to(NOW):
        disclosing.take_down_over()
        subscribe(address=f"{marks.word('subscriber')}@example.org", unit=scene.unit, item="")
    disclosed.asked(office, about=f"Hồ sơ dự án {marks.word('asked for information')}")


def _with_file(office: disclosed.Scene, record: Any, inside: str, name: str) -> None:
    sent = SimpleUploadedFile(f"{name}.pdf", readable.pdf_of(f"Kèm theo {inside}"), "application/pdf")
    with at(MONDAY, 10):
        disclosing.add_files(record_id=record.pk, version=record.version, sent=[sent], by=office.officer)


# --- People of the office, the city ----------------------------------------------------------------------------------


def _people(scene: feedback.Scene, marks: Marks) -> None:
    keeper = person(Role.COMMUNE_FOCAL, agency=scene.committee)
    roll = staff.Scene(scene.unit, keeper, scene.chair, person(Role.CITY_OFFICER))
    staff.put_on_roll(roll, 1, name=f"Phạm Văn {marks.word('staff')}")
    with at(MONDAY):
        question = asking.asked(keeper, text=f"Tính tuần nghỉ thế nào {marks.word('question')}?")
        told = asking.asked(keeper, text=f"Tính tháng nghỉ thế nào {marks.word('question of one')}?")
        asking.answered(told, answer=f"Xem {marks.word('answer for one')}", for_all=False)
    assert question.pk != told.pk


def _city(scene: feedback.Scene, marks: Marks) -> None:
    officer = person(Role.DATA_PROTECTION)
    texts = {"name": f"Bà {marks.word('request: name')}", "contact": marks.phone("request: contact")}
    with at(MONDAY):
        about = f"Xem liên hệ {marks.word('request: about')}"
        enter_request(Asked(Right.SEE, "", scene.unit, Via.DESK, MONDAY, about, texts), by=officer)
        words = {"what": f"Gửi nhầm {marks.word('breach')}", "data": f"Liên hệ {marks.word('breach: data')}"}
        tell_breach(Told(noticed_at=clock.now(), **words), by=officer)
