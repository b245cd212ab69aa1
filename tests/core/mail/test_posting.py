"""Posting: a row and a job in one transaction, and nothing that leaves."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import UserFactory
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs.models import JobRun
from thanthien.core.mail.actions import post
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=clock.ZONE)
Posted = Callable[..., Message]


def test_message_waits_for_its_job_and_has_its_id_from_the_start(posted: Posted, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Tên <khong-tra-loi@thanthien.example.vn>"
    person = UserFactory(email="lan@example.org")
    with clock.set_to(NOW):
        message = posted(to=person, about=("dossier", 7), good_for=timedelta(hours=5))
    stored = Message.objects.get()
    assert re.fullmatch(r"<[0-9a-f]{32}@thanthien\.example\.vn>", stored.message_id)
    assert (stored.state, stored.recipient, stored.address) == ("waiting", person, "lan@example.org")
    assert (stored.about, stored.posted_at, stored.expires_at) == (("dossier", 7), NOW, NOW + timedelta(hours=5))
    assert [(run.name, run.person, run.arguments) for run in JobRun.objects.all()] == [
        ("mail.deliver", None, {"message_id": message.pk})
    ]


def test_letter_greets_and_signs_in_vietnamese(posted: Posted, settings: Any) -> None:
    settings.CITY_NAME, settings.PRODUCT_NAME = "Thành phố Cảng", "Nền tảng"
    message = posted(to=UserFactory(full_name="Vũ <b>Lan</b>"))
    assert message.text.splitlines()[0] == "Kính gửi ông/bà Vũ <b>Lan</b>,"
    assert "Trân trọng,\nNền tảng – Thành phố Cảng\nhttp://testserver\n" in message.text
    assert "<p>Kính gửi ông/bà Vũ &lt;b&gt;Lan&lt;/b&gt;,</p>" in message.html


def test_text_alone_has_no_html(posted: Posted) -> None:
    message = posted(template="mail/letter.txt")
    assert (message.text.startswith("Kính gửi"), message.html) == (True, "")


def test_bare_address_is_greeted_without_a_name(posted: Posted) -> None:
    message = posted(to="dan@example.org")
    assert (message.recipient, message.address, message.text.splitlines()[0]) == (
        None,
        "dan@example.org",
        "Kính gửi ông/bà,",
    )


def test_way_to_leave_stands_in_the_letter(posted: Posted) -> None:
    message = posted(leave_url="http://testserver/ngung/1/")
    assert message.text.endswith("Ngừng nhận thư loại này: http://testserver/ngung/1/\n")
    assert '<a href="http://testserver/ngung/1/">' in message.html


def test_subject_is_one_line(posted: Posted) -> None:
    assert posted(subject="Một\r\nBcc: x@example.org").subject == "Một Bcc: x@example.org"


def test_same_key_is_the_same_message(posted: Posted) -> None:
    first, second = posted(key="tuần 14"), posted(to=UserFactory(), key="tuần 14")
    assert (first.pk, Message.objects.count(), JobRun.objects.count()) == (second.pk, 1, 1)


def test_messages_without_a_key_are_different(posted: Posted) -> None:
    assert posted().pk != posted(to=UserFactory()).pk


def test_nothing_is_kept_when_the_transaction_is_rolled_back(posted: Posted) -> None:
    person = UserFactory()
    with transaction.atomic():
        posted(to=person)
        transaction.set_rollback(True)
    assert (Message.objects.count(), JobRun.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        (Channel.SMS, "Kênh tin nhắn SMS chưa được kết nối."),
        (Channel.ZALO, "Kênh Zalo chưa được kết nối."),
    ],
)
@pytest.mark.parametrize("demo", [False, True])
def test_channel_that_is_off_says_so(
    posted: Posted, settings: Any, channel: Channel, sentence: str, demo: bool
) -> None:
    settings.DEMO = demo
    with pytest.raises(Refused, match=sentence):
        posted(channel=channel)
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Người nhận chưa có địa chỉ cho kênh Thư điện tử."),
        ("lan@example.org\r\nRCPT TO:<x@example.org>", "Địa chỉ thư điện tử của người nhận chưa đúng dạng."),
        ("lan", "Địa chỉ thư điện tử của người nhận chưa đúng dạng."),
    ],
)
def test_address_that_is_none_is_refused(address: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        post(to=address, subject="x", template="mail/letter.html", context={}, by=None)
    assert refusal.value.problems == [sentence]


def test_history_names_who_posted_and_holds_no_words(posted: Posted) -> None:
    by = UserFactory()
    message = posted(by=by)
    (event,) = message.events.all()
    assert event.pgh_context.metadata == {"user": by.pk, "action": "post_message"}
    words = {"address", "subject", "text", "html", "leave_url", "key"}
    assert words.isdisjoint(field.name for field in event._meta.get_fields())


def test_database_keeps_states_and_moments_together(posted: Posted) -> None:
    message = posted()
    for impossible in (
        {"state": "sent"},
        {"settled_at": NOW},
        {"state": "sent", "settled_at": NOW, "next_attempt_at": NOW},
        {"erased_at": NOW},
        {"state": "sent", "settled_at": NOW, "erased_at": NOW},
        {"state": "lost", "settled_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**impossible)
