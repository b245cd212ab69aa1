"""Telling people, and the mail about it: once, as they wish, never of what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory, person
from tests.notices.telling import Room, open_room
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.mail.models import BouncingAddress, Message
from thanthien.core.mail.tidying import tidy
from thanthien.notices import tasks, work
from thanthien.notices.actions import choose, in_the_past, leave, mark_read
from thanthien.notices.enums import How, Mail
from thanthien.notices.leaving import leave_url
from thanthien.notices.mailing import mail_person
from thanthien.notices.models import Notice, Wish, WishEvent  # type: ignore[attr-defined]
from thanthien.notices.rules import Quiet
from thanthien.notices.work import Work

pytestmark = pytest.mark.django_db
Jobs = Callable[[], Any]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    return open_room(monkeypatch)


@pytest.fixture
def lan() -> User:
    return UserFactory(full_name="Trần Thị Lan", email="lan@example.org")


def letters() -> list[tuple[str, str]]:
    """Address and subject, without the name of the product, in the order of writing."""
    rows = Message.objects.order_by("pk").values_list("address", "subject")
    return [(address, subject.split(": ", 1)[1]) for address, subject in rows]


def tick(run_jobs: Jobs) -> None:
    tasks.mail_due(None)
    run_jobs()


# --- Telling --------------------------------------------------------------------------------------------------------


def test_people_are_told_once_by_key_and_never_of_their_own_doing(room: Room, lan: User) -> None:
    minh = UserFactory()
    with clock.set_to(at(2, 9)):
        assert room.tell(lan, minh, by=minh) == 1
        assert room.tell(lan, minh) == 1
        assert room.tell(lan, minh) == 0
    assert list(Notice.objects.order_by("pk").values_list("person_id", "by_id")) == [(lan.pk, minh.pk), (minh.pk, None)]


def test_telling_takes_the_same_statements_for_many_people(room: Room) -> None:
    counts = []
    for size in (2, 40):
        people = [UserFactory() for _ in range(size)]
        with clock.set_to(at(2, 9)), CaptureQueriesContext(connection) as said:
            room.tell(*people, key=f"k{size}")
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_nothing_is_told_when_the_caller_s_transaction_is_taken_back(room: Room, lan: User, run_jobs: Jobs) -> None:
    @transaction.atomic
    def tell_and_fail() -> None:
        room.tell(lan)
        raise RuntimeError

    with clock.set_to(at(2, 9)), pytest.raises(RuntimeError):
        tell_and_fail()
    run_jobs()
    assert (Notice.objects.count(), Message.objects.count()) == (0, 0)


def test_a_kind_that_nobody_registered_is_a_mistake(room: Room, lan: User) -> None:
    with pytest.raises(KeyError):
        room.tell(lan, kind="la")


# --- At once --------------------------------------------------------------------------------------------------------


def test_mail_goes_at_once_with_words_door_and_way_to_leave(
    room: Room, lan: User, run_jobs: Jobs, settings: Any
) -> None:
    settings.SITE_ADDRESS = "https://than-thien.example"
    with clock.set_to(at(2, 9)):
        room.tell(lan)
        run_jobs()
    message = Message.objects.get()
    assert letters() == [("lan@example.org", "Việc 1")]
    assert message.about == ("record", 1)
    assert "Xã An Hòa.\nhttps://than-thien.example/ban-ghi/1/" in message.text
    assert message.leave_url.startswith("https://than-thien.example/thong-bao/ngung/")
    assert Notice.objects.get().message == message


def test_what_is_told_together_is_one_letter_for_each_kind(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 9)):
        room.tell(lan, number=1)
        room.tell(lan, number=2)
        room.tell(lan, number=3, kind="reminder")
        run_jobs()
    assert letters() == [("lan@example.org", "2 thông báo mới"), ("lan@example.org", "Việc 3")]


def test_mail_of_the_night_leaves_in_the_morning_once(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 22)):
        room.tell(lan)
        tick(run_jobs)
    with clock.set_to(at(3, 5, 50)):
        tick(run_jobs)
    assert letters() == []
    with clock.set_to(at(3, 6)):
        tick(run_jobs)
    with clock.set_to(at(3, 6, 10)):
        tick(run_jobs)
    assert letters() == [("lan@example.org", "Việc 1")]


def test_who_has_no_address_reads_it_in_the_app_only(room: Room, run_jobs: Jobs) -> None:
    without = UserFactory()
    User.objects.filter(pk=without.pk).update(email="")
    with clock.set_to(at(2, 9)):
        room.tell(without)
        run_jobs()
    assert (Notice.objects.get().mail, letters()) == (Mail.NO_ADDRESS, [])


def test_who_may_not_sign_in_any_more_gets_no_mail(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 22)):
        room.tell(lan)
    User.objects.filter(pk=lan.pk).update(is_active=False)
    with clock.set_to(at(3, 9)):
        tick(run_jobs)
    assert (Notice.objects.get().mail, letters()) == (Mail.OFF, [])


def test_what_the_person_may_not_see_by_then_is_not_mailed(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 22)):
        room.tell(lan, number=1)
        room.tell(lan, number=2)
    room.hidden = {1}
    with clock.set_to(at(3, 9)):
        tick(run_jobs)
    assert letters() == [("lan@example.org", "Việc 2")]
    assert dict(Notice.objects.values_list("about_id", "mail")) == {1: Mail.GONE, 2: Mail.POSTED}


def test_what_was_lived_long_ago_is_told_without_mail(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 9)):
        with in_the_past():
            room.tell(lan, number=1)
        room.tell(lan, number=2)
        run_jobs()
    assert dict(Notice.objects.values_list("about_id", "mail")) == {1: Mail.OFF, 2: Mail.POSTED}


def test_tidying_forgets_an_old_letter_and_keeps_its_notice(
    room: Room, lan: User, run_jobs: Jobs, settings: Any
) -> None:
    settings.MAIL_LOG_DAYS = 100
    with clock.set_to(at(2, 9)):
        room.tell(lan)
        run_jobs()
    with clock.set_to(at(2, 9) + timedelta(days=100)):
        tidy()
    assert (Message.objects.count(), Notice.objects.get().mail, Notice.objects.get().message) == (0, Mail.POSTED, None)


def test_an_address_that_is_none_is_noted_and_tried_once(room: Room, run_jobs: Jobs) -> None:
    odd = UserFactory()
    User.objects.filter(pk=odd.pk).update(email="lan tại xã")
    wish(odd, thu=How.DAILY)
    room.works = [DUE]
    with clock.set_to(at(2, 9)):
        room.tell(odd, kind="reminder")
        run_jobs()
    with clock.set_to(at(3, 7)):
        tick(run_jobs)
    assert (Notice.objects.get().mail, letters()) == (Mail.NO_ADDRESS, [])


def test_an_address_that_bounces_gets_no_mail_until_a_letter_was_accepted(
    room: Room, lan: User, run_jobs: Jobs
) -> None:
    bouncing = BouncingAddress.objects.create(address="lan@example.org")
    wish(lan, gom=How.DAILY)
    room.works = [DUE]
    with clock.set_to(at(2, 9)):
        room.tell(lan, number=1)
        run_jobs()
    with clock.set_to(at(3, 7)):
        tick(run_jobs)
    assert (Notice.objects.get().mail, letters()) == ("bouncing", [])
    bouncing.delete()
    with clock.set_to(at(3, 9)):
        room.tell(lan, number=2)
        run_jobs()
    assert dict(Notice.objects.values_list("about_id", "mail")) == {1: "bouncing", 2: Mail.POSTED}


# --- As the person wishes -------------------------------------------------------------------------------------------


def wish(person: User, **hows: How) -> None:
    choose(by=person, hows=hows, quiet=Quiet())


def test_a_kind_that_is_off_is_told_in_the_app_only(room: Room, lan: User, run_jobs: Jobs) -> None:
    wish(lan, thu=How.OFF)
    with clock.set_to(at(2, 9)):
        room.tell(lan)
        run_jobs()
    assert (Notice.objects.get().mail, letters()) == (Mail.OFF, [])


def test_daily_mail_holds_everything_new_in_one_letter(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(2, 9)):
        room.tell(lan, number=1, kind="gom")
    with clock.set_to(at(2, 15)):
        room.tell(lan, number=2, kind="gom")
        tick(run_jobs)
    assert letters() == []
    with clock.set_to(at(3, 7)):
        tick(run_jobs)
    assert letters() == [("lan@example.org", "2 thông báo mới")]


def test_weekly_mail_waits_for_monday(room: Room, lan: User, run_jobs: Jobs) -> None:
    with clock.set_to(at(3, 9)):
        room.tell(lan, kind="tuan")
    with clock.set_to(at(8, 7)):
        tick(run_jobs)
    assert letters() == []
    with clock.set_to(at(9, 7)):
        tick(run_jobs)
    assert letters() == [("lan@example.org", "Việc 1")]


DUE = Work("a", "Nộp hồ sơ", "Xã An Hòa.", "/nop/", date(2026, 3, 4), about=("record", 5))
LATER = Work("b", "Công bố", "Xã An Hòa.", "/cong-bo/", date(2026, 4, 4), about=("record", 6))


def test_collected_mail_tells_what_is_due_too_once_a_day(room: Room, lan: User, run_jobs: Jobs) -> None:
    wish(lan, thu=How.DAILY)
    room.works = [DUE, LATER]
    for moment in (at(3, 6, 50), at(3, 7), at(3, 7, 10), at(3, 8)):
        with clock.set_to(moment):
            tick(run_jobs)
    assert letters() == [("lan@example.org", "1 việc đến hạn")]
    text = Message.objects.get().text
    assert "- Nộp hồ sơ, hạn 04/03/2026. Xã An Hòa." in text
    assert "Công bố" not in text
    with clock.set_to(at(4, 7)):
        room.tell(lan, number=3, key="sau")
    with clock.set_to(at(5, 7)):
        tick(run_jobs)
    assert letters()[1:] == [("lan@example.org", "1 thông báo mới, 1 việc đến hạn")]


def test_collected_mail_is_not_written_when_there_is_nothing(room: Room, lan: User, run_jobs: Jobs) -> None:
    wish(lan, thu=How.DAILY)
    room.works = [LATER]
    with clock.set_to(at(3, 7)):
        tick(run_jobs)
    assert letters() == []


def test_who_chose_no_collected_mail_gets_no_list_of_work(room: Room, lan: User, run_jobs: Jobs) -> None:
    room.works = [DUE]
    with clock.set_to(at(3, 7)):
        tick(run_jobs)
    assert letters() == []


def test_the_list_of_work_comes_later_when_nothing_ran_in_its_hour(room: Room, lan: User, run_jobs: Jobs) -> None:
    wish(lan, thu=How.DAILY)
    room.works = [DUE]
    for moment in (at(3, 9, 40), at(3, 9, 50), at(3, 23)):
        with clock.set_to(moment):
            tick(run_jobs)
    assert letters() == [("lan@example.org", "1 việc đến hạn")]


def test_the_list_of_work_does_not_come_in_quiet_hours(room: Room, lan: User, run_jobs: Jobs) -> None:
    wish(lan, thu=How.DAILY)
    room.works = [DUE]
    with clock.set_to(at(3, 22)):
        tick(run_jobs)
    assert letters() == []


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_write_the_list_of_work_once(room: Room, lan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second job begins, with a notice more, while the first one reads what is due."""
    wish(lan, gom=How.DAILY)
    with ThreadPoolExecutor(1) as pool:
        second: list[Future[None]] = []

        def reads(user: User) -> list[Work]:
            if not second:
                second.append(pool.submit(tell_and_mail, room, lan))
                wait(second, timeout=1)
            return [DUE]

        monkeypatch.setattr(work, "_sources", [reads])
        with clock.set_to(at(3, 7)):
            mail_person(lan.pk)
        second[0].result(10)
    assert letters() == [("lan@example.org", "1 việc đến hạn"), ("lan@example.org", "Việc 9")]


def tell_and_mail(room: Room, lan: User) -> None:
    try:
        with clock.set_to(at(2, 9)):
            room.tell(lan, number=9, kind="gom")
        with clock.set_to(at(3, 7)):
            mail_person(lan.pk)
    finally:
        connection.close()


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
    rows = client.get(reverse("notices:list") + query).context["rows"]
    return [(row.title, row.what, row.notice.read_at is None) for row in rows]


def test_list_shows_what_was_told_and_hides_what_is_not_seen_any_more(client: Client, reader: User, room: Room) -> None:
    room.hidden = {2}
    hidden = ("Thử", "Anh/chị không còn được xem nội dung này.", True)
    assert shown(client) == [hidden, ("Việc 1", "Xã An Hòa.", True)]
    assert "/ban-ghi/2/" not in client.get(reverse("notices:list")).content.decode()


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
