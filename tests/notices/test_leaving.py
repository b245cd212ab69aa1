"""Ending mail with one click, and reading what was told in the app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.factories.accounts import UserFactory, person
from tests.notices.telling import Room, at, tick
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.mail.models import Message
from thanthien.notices.actions import leave, mark_read
from thanthien.notices.enums import How, Mail
from thanthien.notices.leaving import leave_url
from thanthien.notices.models import Notice, Wish, WishEvent  # type: ignore[attr-defined]

pytestmark = pytest.mark.django_db
Jobs = Callable[[], Any]


# --- Leaving --------------------------------------------------------------------------------------------------------


def letter_of(room: Room, lan: User, run_jobs: Jobs, kind: str = "thu") -> str:
    with clock.set_to(at(2, 9)):
        room.tell(lan, kind=kind)
        run_jobs()
    with clock.set_to(at(3, 7)):
        tick(run_jobs)
    return urlsplit(Message.objects.get().leave_url).path


def test_one_click_of_a_mail_program_ends_mail_of_the_kind_signed_out(room: Room, lan: User, run_jobs: Jobs) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(letter_of(room, lan, run_jobs), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert list(Wish.objects.values_list("person_id", "kind", "how")) == [(lan.pk, "thu", How.OFF)]
    assert "sessionid" not in answer.cookies


def test_looking_at_the_page_ends_nothing(room: Room, lan: User, run_jobs: Jobs, client: Client) -> None:
    page = client.get(letter_of(room, lan, run_jobs))
    assert "Ngừng nhận thư loại này" in page.content.decode()
    assert Wish.objects.count() == 0


def test_leaving_collected_mail_ends_every_kind_that_is_collected(
    room: Room, lan: User, run_jobs: Jobs, client: Client
) -> None:
    client.post(letter_of(room, lan, run_jobs, kind="gom"))
    assert dict(Wish.objects.values_list("kind", "how")) == {"gom": How.OFF, "tuan": How.OFF}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("thu", "Ông/bà muốn ngừng nhận thư loại “Thử”?"),
        ("", "Ông/bà muốn ngừng nhận thư tổng hợp hằng ngày và hằng tuần?"),
    ],
)
def test_the_page_says_what_ends(room: Room, lan: User, client: Client, kind: str, sentence: str) -> None:
    assert sentence in client.get(urlsplit(leave_url(lan, kind)).path).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_mail_of_a_kind_that_is_no_more_has_ended(room: Room, lan: User, client: Client, method: str) -> None:
    page = getattr(client, method)(urlsplit(leave_url(lan, "cu")).path)
    assert page.status_code == 200
    assert "Hệ thống không gửi thư loại này cho ông/bà nữa." in page.content.decode()
    assert Wish.objects.count() == 0


def test_a_notice_of_a_kind_that_is_no_more_holds_up_no_mail(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 22)):
        room.tell(lan, number=1)
        room.tell(lan, number=2)
    Notice.objects.filter(about_id=1).update(kind="cu")
    with clock.set_to(at(3, 9)):
        tick(run_jobs)
    assert dict(Notice.objects.values_list("about_id", "mail")) == {1: Mail.OFF, 2: Mail.POSTED}


@pytest.mark.parametrize(("days", "status", "wishes"), [(180, 200, 1), (181, 410, 0)])
def test_a_link_is_good_for_half_a_year(
    room: Room, lan: User, client: Client, time_machine: Any, days: int, status: int, wishes: int
) -> None:
    time_machine.move_to(at(2, 9), tick=False)
    address = urlsplit(leave_url(lan, "thu")).path
    time_machine.move_to(at(2, 9) + timedelta(days=days), tick=False)
    assert [getattr(client, method)(address).status_code for method in ("get", "post")] == [status, status]
    assert Wish.objects.count() == wishes


def test_a_changed_link_is_nothing(room: Room, lan: User, run_jobs: Jobs, client: Client) -> None:
    address = letter_of(room, lan, run_jobs)
    assert client.post(address[:-2] + "x/").status_code == 404
    assert Wish.objects.count() == 0


def test_history_names_the_person_whose_wish_it_is(room: Room, lan: User) -> None:
    leave(person=lan, kind="thu")
    event = WishEvent.objects.get()
    assert (event.how, event.pgh_context.metadata) == (How.OFF, {"user": lan.pk, "action": "leave_mail"})


# --- Reading --------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(client: Client, room: Room) -> User:
    user = person(Role.CITY_OFFICER)
    with clock.set_to(at(2, 9)):
        room.tell(user, number=1)
        room.tell(user, number=2)
    client.force_login(user)
    return user


def shown(client: Client, query: str = "") -> list[tuple[str, str, bool]]:
    rows = client.get(reverse("notices:list") + query).context["table"].rows
    return [(row.title, row.what, row.notice.read_at is None) for row in rows]


def test_list_shows_what_was_told_and_hides_what_is_not_seen_any_more(client: Client, reader: User, room: Room) -> None:
    room.hidden = {2}
    hidden = ("Thử", "Anh/chị không còn được xem nội dung này.", True)
    assert shown(client) == [hidden, ("Việc 1", "Xã An Hòa.", True)]
    assert "/ban-ghi/2/" not in client.get(reverse("notices:list")).content.decode()
    file = [row[:3] for row in csv_rows(client.get(reverse("notices:list") + "?tai=csv"))]
    assert file == [
        ["Thông báo", "Nội dung", "Trạng thái"],
        [*hidden[:2], "Chưa đọc"],
        ["Việc 1", "Xã An Hòa.", "Chưa đọc"],
    ]


def test_opening_marks_as_read_and_leads_to_the_door(client: Client, reader: User, room: Room) -> None:
    second, first = Notice.objects.filter(person=reader).order_by("-pk")
    assert client.post(reverse("notices:open", args=[first.pk])).url == "/ban-ghi/1/"  # type: ignore[attr-defined]
    assert shown(client, "?chua-doc=1") == [("Việc 2", "Xã An Hòa.", True)]
    room.hidden = {2}
    answer = client.post(reverse("notices:open", args=[second.pk]))
    assert answer.url == reverse("notices:list")  # type: ignore[attr-defined]


def test_a_notice_of_another_person_is_not_there(client: Client, reader: User, room: Room) -> None:
    room.tell(UserFactory(), number=9)
    other = Notice.objects.get(about_id=9)
    assert client.post(reverse("notices:open", args=[other.pk])).status_code == 404
    assert mark_read(by=reader, notice_ids=[other.pk]) == 0


def test_all_can_be_marked_as_read_and_the_count_follows(client: Client, reader: User) -> None:
    assert client.get(reverse("notices:counts")).context["unread"] == 2
    client.post(reverse("notices:read_all"))
    assert client.get(reverse("notices:counts")).context["unread"] == 0


def test_wishes_are_chosen_on_a_page(client: Client, reader: User) -> None:
    page = client.get(reverse("notices:wishes"))
    assert [field.name for field in page.context["form"].of_kinds] == [
        "kind-thu", "kind-gom", "kind-tuan", "kind-reminder",
    ]  # fmt: skip
    sent = {"kind-thu": "off", "kind-gom": "daily", "kind-tuan": "weekly", "kind-reminder": "at_once"}
    assert client.post(reverse("notices:wishes"), sent | {"first": 22, "until": 5}).status_code == 302
    assert Wish.objects.get(person=reader, kind="thu").how == How.OFF
    assert client.get(reverse("notices:wishes")).context["form"]["first"].value() == 22
    assert client.post(reverse("notices:wishes"), sent | {"first": 24, "until": 5}).status_code == 422
