"""Delivering one message: one attempt at a time, each noted before it begins and when it ended.

What is promised: at least once, always under the same Message-ID. A message that a server took, and of which we know
it, is never sent again. When we die, or lose the line, between the server's acceptance and our note of it, we can't
know, and send again: the recipient may then find two copies, with one Message-ID, which mail programs show as one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from thanthien.core import clock
from thanthien.core.mail.enums import Channel, Outcome, State
from thanthien.core.mail.letters import Letter
from thanthien.core.mail.models import Attempt, BouncingAddress, Message
from thanthien.core.mail.recipients import tell_bounced
from thanthien.core.mail.rules import BEFORE_THE_MESSAGE, Report, final_state, next_attempt
from thanthien.core.mail.senders import sender_of

# After a server did not let us in at all, other messages wait so long: each try may take a minute of the lane.
REST = timedelta(minutes=5)
SOON = timedelta(minutes=1)
_LOCK = 20260715
_NO_ACCESS = [Outcome.SERVER_TROUBLE, Outcome.TIMED_OUT, Outcome.DROPPED]


def deliver(message_id: int, *, at_once: bool = False) -> datetime | None:
    """Make one attempt at a message, unless it is settled. Gives the moment to come again at; None: nothing is left.

    ``at_once``: even when the server gave no access a moment ago.
    """
    with _alone(message_id) as alone:
        if not alone:
            return clock.now() + SOON
        if not at_once and (until := _resting_until(message_id)):
            return until
        begun = _begin(message_id)
        if begun is None:
            return None
        attempt, address = begun
        # No transaction is open while we talk to the server.
        return _settle(attempt, sender_of(Channel(attempt.message.channel)).send(_letter(attempt.message, address)))


@contextmanager
def _alone(message_id: int) -> Iterator[bool]:
    """Whether nobody else talks to a server about this message now. Held by the connection: it goes when we die."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, message_id % 2**31])
        taken = bool(cursor.fetchone()[0])
    try:
        yield taken
    finally:
        if taken and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, message_id % 2**31])


@transaction.atomic
def _resting_until(message_id: int) -> datetime | None:
    message = Message.objects.select_for_update().get(pk=message_id)
    now = clock.now()
    refused = Attempt.objects.filter(
        message__channel=message.channel,
        ended_at__gt=now - REST,
        outcome__in=_NO_ACCESS,
        stage__in=BEFORE_THE_MESSAGE,
    )
    # The message that was refused tries again by its own pauses, and so finds out when the server is back.
    latest = refused.exclude(message=message).order_by("-ended_at").values_list("ended_at", flat=True).first()
    if latest is None or message.state != State.WAITING or message.expires_at <= now:
        return None
    message.next_attempt_at = latest + REST
    message.save(update_fields=["next_attempt_at"])
    return message.next_attempt_at


@transaction.atomic
def _begin(message_id: int) -> tuple[Attempt, str] | None:
    """Note that an attempt begins, and where the letter goes; None when the message is settled, is too old by now, or
    its recipient wants no letters any more."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state != State.WAITING:
        return None
    now = clock.now()
    address = message.address_now()
    if message.expires_at <= now or not address:
        message.settle(State.GONE if not address else State.EXPIRED, now)
        message.save(update_fields=["state", "settled_at", "next_attempt_at"])
        return None
    attempts = Attempt.objects.filter(message=message)
    attempts.filter(outcome="").update(outcome=Outcome.INTERRUPTED, ended_at=now)
    message.next_attempt_at = None
    message.save(update_fields=["next_attempt_at"])
    return Attempt.objects.create(message=message, number=attempts.count() + 1, began_at=now), address


@transaction.atomic
def _settle(attempt: Attempt, report: Report) -> datetime | None:
    """Note what an attempt came to, and what that means for the message and its address."""
    message = Message.objects.select_for_update().get(pk=attempt.message_id)
    now = clock.now()
    attempt.outcome, attempt.ended_at = report.outcome, now
    attempt.stage, attempt.code = report.stage or "", report.code
    # From the recipient on a server may name them in its words: no such words of an address that another room keeps.
    may_name = message.kept_recipient is not None and report.stage not in BEFORE_THE_MESSAGE
    attempt.enhanced, attempt.reason = report.enhanced, "" if may_name else report.reason
    attempt.save()
    again = None
    if state := final_state(report.outcome):
        message.settle(state, now)
    elif message.state == State.WAITING:
        again = next_attempt(attempt.number, now, message.expires_at)
        message.next_attempt_at = again
        if again is None:
            message.settle(State.EXPIRED, now)
    message.save(update_fields=["state", "settled_at", "next_attempt_at"])
    _note_address(message, report, now)
    return again


def _note_address(message: Message, report: Report, now: datetime) -> None:
    if kept := message.kept_recipient:
        if report.outcome is Outcome.BOUNCED:
            tell_bounced(kept)
    elif report.outcome is Outcome.BOUNCED:
        said = {"since": now, "code": report.code, "reason": report.reason}
        BouncingAddress.objects.update_or_create(channel=message.channel, address=message.address, defaults=said)
    elif report.outcome is Outcome.ACCEPTED:
        BouncingAddress.objects.filter(channel=message.channel, address=message.address).delete()


def _letter(message: Message, address: str) -> Letter:
    return Letter(
        message_id=message.message_id,
        written_at=message.posted_at.astimezone(clock.ZONE),
        address=address,
        name=str(message.recipient) if message.recipient else "",
        subject=message.subject,
        text=message.text,
        html=message.html,
        leave_url=message.leave_url,
    )
