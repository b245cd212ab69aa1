"""Telling people, and the mail about it: once, as they wish, never of what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.notices.telling import Room, at, letters, tick
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.mail.models import BouncingAddress, Message
from thanthien.core.mail.tidying import tidy
from thanthien.notices import work
from thanthien.notices.actions import choose, in_the_past
from thanthien.notices.enums import How, Mail
from thanthien.notices.mailing import mail_person
from thanthien.notices.models import Notice  # type: ignore[attr-defined]
from thanthien.notices.rules import Quiet
from thanthien.notices.work import Work

pytestmark = pytest.mark.django_db
Jobs = Callable[[], Any]


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


@pytest.mark.parametrize("mend", ["accepted", "changed"])
def test_mail_follows_once_the_address_is_mended(room: Room, lan: User, run_jobs: Jobs, mend: str) -> None:
    BouncingAddress.objects.create(address="lan@example.org")
    with clock.set_to(at(2, 9)):
        room.tell(lan, number=1)
        room.tell(lan, number=2)
        run_jobs()
    Notice.objects.filter(about_id=2).update(read_at=at(2, 10))
    with clock.set_to(at(2, 11)):
        tick(run_jobs)
    assert letters() == []
    if mend == "accepted":
        BouncingAddress.objects.all().delete()
    else:
        User.objects.filter(pk=lan.pk).update(email="lan@example.com")
    with clock.set_to(at(3, 9)):
        tick(run_jobs)
        tick(run_jobs)
    assert letters() == [("lan@example.org" if mend == "accepted" else "lan@example.com", "Việc 1")]
    assert dict(Notice.objects.values_list("about_id", "mail")) == {1: Mail.POSTED, 2: Mail.BOUNCING}


def test_what_is_no_news_any_more_is_not_mailed_later(room: Room, lan: User, run_jobs: Jobs) -> None:
    bouncing = BouncingAddress.objects.create(address="lan@example.org")
    with clock.set_to(at(2, 9)):
        room.tell(lan)
        run_jobs()
    bouncing.delete()
    with clock.set_to(at(16, 9, 1)):
        tick(run_jobs)
    assert (Notice.objects.get().mail, letters()) == (Mail.BOUNCING, [])


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
