"""Letters to somebody whose address another room keeps: known when the letter leaves, and nowhere else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import rows
from thanthien.core.acting.errors import Refused
from thanthien.core.mail import recipients
from thanthien.core.mail.actions import send_again
from thanthien.core.mail.lists import recipient
from thanthien.core.mail.models import BouncingAddress, Message
from thanthien.core.mail.recipients import AddressBook, Kept, register_book

pytestmark = pytest.mark.django_db
Posted = Callable[..., Message]
LAN = "danh-dau-rieng-lan@example.org"


@pytest.fixture
def book() -> Iterator[dict[int, str]]:
    """A room's addresses by row; what bounced is taken out."""
    kept = {7: LAN}
    register_book(AddressBook("test.readers", "người theo dõi", lambda row, _: kept.get(row, ""), kept.__delitem__))
    yield kept
    del recipients._books["test.readers"]


def test_letter_goes_to_the_address_that_the_room_says(
    posted: Posted, mail_server: Any, run_jobs: Any, book: Any
) -> None:
    message = posted(to=Kept("test.readers", 7))
    book[7] = "lan-moi@example.org"
    with mail_server() as server:
        run_jobs()
    message.refresh_from_db()
    assert [line for line in server.commands[0] if line.startswith("rcpt")] == ["rcpt TO:<lan-moi@example.org>"]
    assert (message.state, message.address, recipient(message)) == ("sent", "", "người theo dõi (địa chỉ được mã hóa)")


@pytest.mark.parametrize(
    "said", ["550 5.7.1 no mail for danh-dau-rieng-lan", "450 danh-dau-rieng-lan is over quota", "550 5.1.1 unknown"]
)
def test_no_table_holds_the_address_whatever_the_server_says(
    posted: Posted, mail_server: Any, run_jobs: Any, book: Any, said: str
) -> None:
    message = posted(to=Kept("test.readers", 7))
    with mail_server({"rcpt": said}):
        run_jobs()
    assert [one.code for one in message.attempts.all()] == [int(said[:3])]
    assert "danh-dau-rieng-lan" not in str(rows.read())


def test_servers_own_trouble_is_told_in_its_words(posted: Posted, mail_server: Any, run_jobs: Any, book: Any) -> None:
    message = posted(to=Kept("test.readers", 7))
    with mail_server({"greeting": "554 not now"}):
        run_jobs()
    assert [one.reason for one in message.attempts.all()] == ["not now"]


def test_bounce_is_told_to_the_room_and_listed_nowhere(
    posted: Posted, mail_server: Any, run_jobs: Any, book: Any
) -> None:
    message = posted(to=Kept("test.readers", 7))
    with mail_server({"rcpt": "550 5.1.1 no such user"}):
        run_jobs()
    message.refresh_from_db()
    assert (message.state, book, BouncingAddress.objects.count()) == ("bounced", {}, 0)


def test_who_is_gone_gets_nothing_and_cannot_be_tried_again(
    posted: Posted, mail_server: Any, run_jobs: Any, book: Any
) -> None:
    message = posted(to=Kept("test.readers", 7))
    book.clear()
    with mail_server() as server:
        run_jobs()
    message.refresh_from_db()
    assert (message.state, message.attempts.count(), server.letters) == ("gone", 0, [])
    assert not message.can_be_sent_again
    with pytest.raises(Refused):
        send_again(message=message, by=None)


def test_book_that_no_room_keeps_sends_nothing(posted: Posted, run_jobs: Any) -> None:
    message = posted(to=Kept("test.unknown", 7))
    run_jobs()
    message.refresh_from_db()
    assert message.state == "gone"


def test_message_has_an_address_or_a_book(posted: Posted, book: Any) -> None:
    message = posted(to=Kept("test.readers", 7))
    for wrong in ({"address": LAN}, {"book": "", "book_row": None}, {"book_row": None}):
        with pytest.raises(IntegrityError, match="message_address_or_book"), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**wrong)
