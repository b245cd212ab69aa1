"""Delivery against a real server: outcomes, pauses, copies, and what the log says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.core.mail.smtp_server import DROP, SILENT, SmtpServer
from tests.factories.accounts import UserFactory
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.mail import delivering
from thanthien.core.mail.actions import send_again
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.models import Attempt, BouncingAddress, Message
from thanthien.core.mail.queries import is_bouncing
from thanthien.core.mail.senders import sender_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=clock.ZONE)
MINUTE = timedelta(minutes=1)
Posted = Callable[..., Message]


def outcomes(message: Message) -> list[tuple[str, str, int | None]]:
    return list(message.attempts.values_list("outcome", "stage", "code"))


def ids(server: SmtpServer) -> list[str]:
    return [message_from_bytes(letter)["Message-ID"] for letter in server.letters]


def settled(message: Message) -> tuple[str, datetime | None]:
    message.refresh_from_db()
    return message.state, message.settled_at


def test_accepted_message_is_sent_once(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with clock.set_to(NOON), mail_server() as server:
        message = posted()
        run_jobs()
        run_jobs()
    assert settled(message) == ("sent", NOON)
    assert ids(server) == [message.message_id]
    assert outcomes(message) == [("accepted", "answer", 250)]


def test_known_success_is_never_sent_again(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server() as server:
        message = posted()
        run_jobs()
        assert delivering.deliver(message.pk) is None
        assert delivering.deliver(message.pk, at_once=True) is None
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        ({"rcpt": "450 4.2.0 greylisted"}, ("deferred", "recipient", 450)),
        ({"answer": "451 4.3.0 later"}, ("deferred", "answer", 451)),
        ({"greeting": "554 not now"}, ("server_trouble", "greeting", 554)),
        ({"mail": SILENT}, ("timed_out", "sender", None)),
        ({"data": DROP}, ("dropped", "data", None)),
    ],
)
def test_what_may_pass_is_tried_again_after_a_pause(
    posted: Posted, mail_server: Any, run_jobs: Any, first: Any, outcome: Any
) -> None:
    with mail_server(first, {}) as server, clock.set_to(NOON):
        message = posted()
        run_jobs()
        message.refresh_from_db()
        assert (message.state, message.next_attempt_at) == ("waiting", NOON + MINUTE)
        run_jobs()  # nothing is due yet
        assert len(server.commands) == 1
        clock.advance(MINUTE)
        run_jobs()
    assert settled(message) == ("sent", NOON + MINUTE)
    assert (outcomes(message)[0], ids(server)) == (outcome, [message.message_id])


@pytest.mark.parametrize("first", [{"answer": DROP}, {"answer": SILENT}])
def test_letter_of_unknown_fate_comes_again_under_the_same_id(
    posted: Posted, mail_server: Any, run_jobs: Any, first: Any
) -> None:
    with mail_server(first, {}) as server, clock.set_to(NOON):
        message = posted()
        run_jobs()
        clock.advance(MINUTE)
        run_jobs()
    assert ids(server) == [message.message_id] * 2
    assert server.letters[0] == server.letters[1]
    assert [one[0] for one in outcomes(message)] == ["uncertain", "accepted"]


def test_death_between_acceptance_and_note_sends_again_under_the_same_id(
    posted: Posted, mail_server: Any, run_jobs: Any
) -> None:
    with mail_server() as server:
        message = posted()
        begun = delivering._begin(message.pk)
        assert begun is not None
        attempt, address = begun
        sender_of(Channel.EMAIL).send(delivering._letter(attempt.message, address))
        run_jobs()  # as the worker that takes the run up again
    assert ids(server) == [message.message_id] * 2
    assert [one[0] for one in outcomes(message)] == ["interrupted", "accepted"]


def test_refused_recipient_bounces_for_good(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server({"rcpt": "550 5.1.1 <lan@example.org>: no such user"}) as server, clock.set_to(NOON):
        message = posted()
        run_jobs()
        clock.advance(timedelta(days=2))
        run_jobs()
    assert (settled(message), len(server.commands)) == (("bounced", NOON), 1)
    (attempt,) = message.attempts.all()
    assert (attempt.code, attempt.enhanced, attempt.reason) == (550, "5.1.1", "5.1.1 …: no such user")
    (address,) = BouncingAddress.objects.all()
    assert (address.address, address.since, address.code) == ("lan@example.org", NOON, 550)


def test_refused_content_is_final_and_leaves_the_address_alone(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server({"answer": "554 5.6.0 spam"}):
        message = posted()
        run_jobs()
    assert (settled(message)[0], BouncingAddress.objects.count()) == ("refused", 0)


def test_address_leaves_the_list_when_it_takes_a_message(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    person = UserFactory(email="lan@example.org")
    with mail_server({"rcpt": "550 no"}, {"rcpt": "550 still no"}, {}):
        for _ in range(2):
            posted(to=person)
            run_jobs()
        assert is_bouncing("lan@example.org")
        posted(to=person)
        run_jobs()
    assert not is_bouncing("lan@example.org")


def test_message_is_given_up_when_it_is_too_old(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server({"rcpt": "450 later"}) as server, clock.set_to(NOON):
        message = posted(good_for=timedelta(hours=1))
        for _ in range(90):
            run_jobs()
            clock.advance(MINUTE)
    # At 0, 1, 6 and 21 minutes, and at 51; the next would be after the hour.
    assert [one.began_at - NOON for one in message.attempts.all()] == [MINUTE * one for one in (0, 1, 6, 21, 51)]
    assert (len(server.commands), settled(message)) == (5, ("expired", NOON + MINUTE * 51))


def test_message_that_nobody_sent_in_time_is_not_sent_late(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server() as server, clock.set_to(NOON):
        message = posted(good_for=timedelta(hours=1))
        clock.advance(timedelta(hours=1))
        run_jobs()
    assert (settled(message)[0], server.commands, outcomes(message)) == ("expired", [], [])


def test_others_wait_while_the_server_gives_no_access(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    people = UserFactory.create_batch(4)
    with mail_server({"greeting": SILENT}, {}) as server, clock.set_to(NOON):
        messages = [posted(to=person) for person in people]
        run_jobs()
        assert (len(server.commands), Attempt.objects.count()) == (1, 1)
        clock.advance(MINUTE)
        run_jobs()
        assert len(server.letters) == 1  # the one that was refused finds out
        clock.advance(MINUTE * 4)
        run_jobs()
    assert [settled(one)[0] for one in messages] == ["sent"] * 4
    assert sorted(ids(server)) == sorted(one.message_id for one in messages)


def test_one_recipients_trouble_holds_up_nobody_else(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server({"rcpt": "450 full"}, {}):
        posted(to=UserFactory())
        other = posted(to=UserFactory())
        run_jobs()
    assert settled(other)[0] == "sent"


def test_message_that_somebody_sends_now_is_left_to_them(posted: Posted, mail_server: Any) -> None:
    message = posted()
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [delivering._LOCK, message.pk])
        with mail_server() as server, clock.set_to(NOON):
            assert delivering.deliver(message.pk) == NOON + delivering.SOON
    finally:
        elsewhere.close()
    assert (server.commands, message.attempts.count()) == ([], 0)


def test_log_of_an_attempt_cannot_be_changed(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server():
        message = posted()
        run_jobs()
    with pytest.raises(DatabaseError), transaction.atomic():
        message.attempts.update(outcome="bounced")


# --- Again, and in the demo -----------------------------------------------------------------------------------------


def test_message_sent_again_keeps_its_id_and_does_not_wait(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server({"rcpt": "550 no"}, {"greeting": SILENT}, {}) as server, clock.set_to(NOON):
        message = posted()
        run_jobs()
        posted(to=UserFactory())
        run_jobs()  # no access: others wait
        send_again(message=message, by=None)
        run_jobs()
    assert (settled(message)[0], ids(server)) == ("sent", [message.message_id])


def test_message_sent_again_is_good_for_as_long_as_at_first(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server({"rcpt": "550 no"}), clock.set_to(NOON):
        message = posted(good_for=timedelta(hours=2))
        run_jobs()
        clock.advance(timedelta(days=1))
        again = send_again(message=message, by=UserFactory())
    assert (again.state, again.expires_at) == ("waiting", NOON + timedelta(days=1, hours=2))
    event = again.events.order_by("pgh_id").last()
    assert event is not None
    assert event.pgh_context.metadata["action"] == "send_message_again"


def test_sent_message_is_not_sent_again(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server():
        message = posted()
        run_jobs()
    with pytest.raises(Refused, match="đã xong"):
        send_again(message=message, by=None)


def test_demo_sends_nothing_and_keeps_the_message(
    posted: Posted, mail_server: Any, run_jobs: Any, settings: Any
) -> None:
    settings.DEMO = True
    with mail_server() as server:
        message = posted()
        run_jobs()
    assert (settled(message)[0], server.commands) == ("kept", [])
    assert outcomes(message) == [("kept", "", None)]
    assert message.text.startswith("Kính gửi ông/bà Vũ Thị Lan,")
