"""Writes of the mail room that people and other rooms cause: posting a message, sending it again, counting letters."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.audit import acting
from thanthien.core.jobs import enqueue
from thanthien.core.mail.enums import Channel, State
from thanthien.core.mail.letters import is_address, mailbox_of, own_domain
from thanthien.core.mail.models import DONE, Message
from thanthien.core.mail.recipients import Kept
from thanthien.core.mail.rules import one_line
from thanthien.core.mail.senders import sender_of
from thanthien.core.mail.tasks import deliver
from thanthien.core.rationing import take_of

THREE_DAYS = timedelta(days=3)
LONGEST_SUBJECT = 200


@transaction.atomic
def post(
    *,
    to: Any,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    by: Any,
    about: tuple[str, int] | None = None,
    key: str = "",
    channel: Channel = Channel.EMAIL,
    holds_secret: bool = False,
    leave_url: str = "",
    good_for: timedelta = THREE_DAYS,
) -> Message:
    """Write a message and have it sent by a job, both with the caller's transaction; nothing leaves in here.

    ``to``: a person, a bare address, or where another room keeps one, which is asked for when the letter leaves and
    stands nowhere here. ``template``: the HTML one, whose text sibling ends in .txt; or a .txt alone;
    both extend `mail/letter`. ``about``: kind and number of the record meant. ``key``: a second post with the same key
    gives the first one's message and sends nothing. ``holds_secret``: it holds a link that opens something.
    ``leave_url``: where one click ends messages of this kind. ``good_for``: after that it isn't sent any more.

    Raises Refused when the channel is off, or the person can't be reached by it; of an address that another room keeps
    that is seen when the letter leaves.
    """
    if known := _posted_with(key):
        return known
    text, html = _written(template, to, context, leave_url)
    now = clock.now()
    message = Message(
        channel=channel,
        recipient=None if isinstance(to, (str, Kept)) else to,
        address=_address(channel, to),
        book=to.book if isinstance(to, Kept) else "",
        book_row=to.row if isinstance(to, Kept) else None,
        subject=one_line(subject)[:LONGEST_SUBJECT],
        template=template,
        text=text,
        html=html,
        holds_secret=holds_secret,
        leave_url=leave_url,
        about_kind=about[0] if about else "",
        about_id=about[1] if about else None,
        key=key,
        message_id=f"<{uuid.uuid4().hex}@{own_domain(settings.DEFAULT_FROM_EMAIL)}>",
        posted_at=now,
        expires_at=now + good_for,
    )
    if known := _store(message, by):
        return known
    enqueue(deliver, by=None, message_id=message.pk)
    return message


def _posted_with(key: str) -> Message | None:
    return Message.objects.filter(key=key).first() if key else None


def _store(message: Message, by: Any) -> Message | None:
    """Write it; gives the one that has its key already."""
    try:
        with transaction.atomic(), acting(by, action="post_message"):
            message.save(force_insert=True)
    except IntegrityError:
        # Somebody posted with this key after we looked; whoever waited for them here sees theirs now.
        if known := _posted_with(message.key):
            return known
        raise
    return None


def _address(channel: Channel, to: Any) -> str:
    sender = sender_of(channel)
    if off := sender.off():
        raise Refused(off)
    if isinstance(to, Kept):
        return ""
    address = to if isinstance(to, str) else sender.address_of(to)
    if not address:
        raise Refused(f"Người nhận chưa có địa chỉ cho kênh {channel.label}.")
    if channel is Channel.EMAIL and not is_address(address):
        raise Refused("Địa chỉ thư điện tử của người nhận chưa đúng dạng.")
    return address


def _written(template: str, to: Any, context: Mapping[str, Any], leave_url: str) -> tuple[str, str]:
    words = {
        "recipient_name": "" if isinstance(to, (str, Kept)) else str(to),
        "product_name": settings.PRODUCT_NAME,
        "city_name": settings.CITY_NAME,
        "site_address": settings.SITE_ADDRESS,
        "leave_url": leave_url,
        **context,
    }
    text = render_to_string(template.removesuffix(".html").removesuffix(".txt") + ".txt", words).strip() + "\n"
    return text, render_to_string(template, words) if template.endswith(".html") else ""


@transaction.atomic
def send_again(*, message: Message, by: Any) -> Message:
    """Have a message tried again at once, under its old Message-ID, for as long as it was good for at first.

    Raises Refused when it was sent, or when its words are erased.
    """
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.state in DONE:
        raise Refused("Thư này đã xong nên không gửi lại.")
    if locked.erased_at:
        raise Refused("Nội dung thư đã được xóa theo thời hạn lưu. Cần soạn thư mới từ trang của người nhận.")
    now = clock.now()
    locked.expires_at = now + (locked.expires_at - locked.posted_at)
    locked.state, locked.settled_at, locked.next_attempt_at = State.WAITING, None, None
    with acting(by, action="send_message_again"):
        locked.save(update_fields=["expires_at", "state", "settled_at", "next_attempt_at"])
    enqueue(deliver, by=None, message_id=locked.pk, at_once=True)
    return locked


def take_letter(what: str, address: str, most: int) -> bool:
    """Take one of the letters of a kind that a mailbox gets in a day, whatever tags its address is typed with; False
    when it had its share. The mailbox is kept as a keyed digest, for a day."""
    box = salted_hmac("thanthien.mail.mailbox", mailbox_of(address), algorithm="sha256").hexdigest()
    return take_of(what, box, most)
