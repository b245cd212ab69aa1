"""What people do with their data by their codes is noted by itself: the day and what, nothing of who."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.feedback.scene import CONTACT, TEXT, Scene, a_code, a_scene, step, told
from tests.rows import read
from tests.service.at_home import scene as home
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.enums import Right
from thanthien.core.private.models import OwnAct
from thanthien.feedback.enums import Part
from thanthien.feedback.left_addresses import mark_of_address
from thanthien.feedback.letters import leave_letters
from thanthien.feedback.models import Feedback
from thanthien.service.at_home.actions import Taken as TakenAtHome
from thanthien.service.at_home.actions import take_own_step as take_home_step

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)


CODE = "K7QM-2XRD-9WHB-4TNZ"


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def follow(client: Client, **more: Any) -> None:
    client.post(reverse("feedback-follow"), {"code": CODE} | more)


def version() -> int:
    return Feedback.objects.get().version


def acts() -> list[tuple[str, str, date]]:
    return list(OwnAct.objects.order_by("pk").values_list("purpose", "right", "day"))


def test_seeing_correcting_deleting_and_withdrawing_by_the_code_are_noted(scene: Scene, client: Client) -> None:
    told(scene, TODAY, code=CODE)
    follow(client)
    follow(client, step="contact", version=version(), name="", phone="0987 654 321", email="")
    follow(client, step="contact", version=version(), name="", phone="", email="")
    follow(client, step="contact", version=version(), name="", phone="", email="")  # nothing is there any more
    follow(client, step="withdraw", version=version())
    assert acts() == [
        ("feedback.text", Right.SEE, TODAY),
        ("feedback.contact", Right.SEE, TODAY),
        ("feedback.contact", Right.CORRECT, TODAY),
        ("feedback.contact", Right.DELETE, TODAY),
        ("feedback.text", Right.DELETE, TODAY),
    ]


def test_words_without_a_contact_are_all_that_is_seen(scene: Scene, client: Client) -> None:
    told(scene, TODAY, code=CODE, contact={})
    follow(client)
    assert acts() == [("feedback.text", Right.SEE, TODAY)]


def test_words_that_the_sender_adds_are_noted_and_those_of_the_unit_are_not(scene: Scene, client: Client) -> None:
    row = told(scene, TODAY, code=CODE)
    step(scene, row, "ask", TODAY, note="Ở đoạn nào?")
    follow(client, step="tell", version=version(), added="Gần cổng nhà văn hóa.")
    step(scene, row, "ask", TODAY, note="Từ bao giờ?")
    step(scene, row, "tell", TODAY, added="Nói qua điện thoại: từ thứ hai.")
    assert acts() == [("feedback.text", Right.CORRECT, TODAY)]


def test_wrong_code_and_stale_step_note_nothing(scene: Scene, client: Client) -> None:
    told(scene, TODAY, code=CODE)
    client.post(reverse("feedback-follow"), {"code": a_code()})
    follow(client, step="withdraw", version="7")
    assert acts() == []


def test_leaving_letters_by_the_link_is_noted_once(scene: Scene) -> None:
    row = told(scene, TODAY, code=CODE, contact={"email": "kin@example.vn"}, letters=True)
    contact = row.texts.get(part=Part.CONTACT)
    for _ in range(2):
        leave_letters(contact.pk, mark_of_address("kin@example.vn"))
    assert acts() == [("feedback.letters", Right.WITHDRAW, TODAY)]


def test_home_service_withdrawn_by_the_code_is_noted() -> None:
    there = home.a_scene()
    request = home.asked(there, TODAY, code=CODE)
    taken = TakenAtHome("withdraw", reason="no_need")
    take_home_step(taken, code=CODE, version=request.version)
    assert acts() == [("service.at_home", Right.WITHDRAW, TODAY)]


def test_what_is_noted_names_nobody(scene: Scene, client: Client) -> None:
    told(scene, TODAY, code=CODE)
    follow(client)
    rows = [row for table, found in read().items() if "ownact" in table for row in found.values()]
    told_of = [one for one in (*CONTACT.values(), TEXT, CODE, scene.unit.code) for row in rows if one in row]
    assert (len(rows), told_of) == (2, [])


def test_what_is_noted_stays(scene: Scene, client: Client) -> None:
    told(scene, TODAY, code=CODE)
    follow(client)
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnAct.objects.all().delete()


def test_officer_reads_them_by_day(scene: Scene, client: Client) -> None:
    told(scene, TODAY, code=CODE)
    follow(client)
    client.force_login(person(Role.DATA_PROTECTION))
    table = client.get(reverse("privacy-own-acts")).context["table"].table
    assert [[column.shown(row) for column in table.values] for row in table.rows] == [
        ["04/03/2026", "Xem, nhận bản sao", "Liên hệ của người phản ánh"],
        ["04/03/2026", "Xem, nhận bản sao", "Nội dung phản ánh, góp ý"],
    ]
