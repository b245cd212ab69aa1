"""Letters to readers: the one that asks whether it was them, and what became public, once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.mail.actions import post, take_letter
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.models import Message
from thanthien.core.mail.recipients import Kept
from thanthien.disclosure.subscribing.links import confirm_url, leave_url
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.disclosure.subscribing.queries import faces_since, news_of, told_up_to, words_of_topic
from thanthien.disclosure.subscribing.shelf import BOOK, CONFIRM_HOURS, UNCONFIRMED, address_of

MOST_IN_A_LETTER = 40
_ENDS_SOON = timedelta(days=30)


@transaction.atomic
def ask_to_confirm(subscription_id: int) -> Message | None:
    """Write to an address that somebody typed, at most once a day to one mailbox whatever they ask for: its one link
    confirms all that waits for the address. None when it was written to today, or the row is gone."""
    rows = list(Subscription.objects.of_the_reader_of(subscription_id).select_for_update(of=("self",)))
    asked = next((row for row in rows if row.pk == subscription_id and row.confirmed_at is None), None)
    address = address_of(asked.pk, Channel.EMAIL) if asked is not None else ""
    if asked is None or not address or not take_letter("disclosure.confirm", address, 1):
        return None
    return post(
        to=Kept(BOOK.key, asked.pk),
        subject=f"{settings.PRODUCT_NAME}: xác nhận nhận thư về nội dung công khai",
        template="disclosure/mail/confirm.html",
        context={
            "topics": [words_of_topic(row) for row in rows if row.confirmed_at is None],
            "link": confirm_url(asked.pk),
            "hours": CONFIRM_HOURS,
        },
        by=None,
        key=f"disclosure-confirm:{asked.pk}",
        holds_secret=True,
        leave_url=leave_url([row.pk for row in rows]),
        good_for=UNCONFIRMED,
    )


@transaction.atomic
def tell_reader(subscription_id: int) -> Message | None:
    """Write to a reader what became public of what they chose; None when nothing did, or they were written to today."""
    readers = Subscription.objects.confirmed().of_the_reader_of(subscription_id)
    rows = list(readers.select_for_update(of=("self",)))
    today = clock.today()
    since = [row.told_until for row in rows if row.told_until]
    if not since or any(row.told_on == today for row in rows):
        return None
    until = told_up_to()
    news = news_of(rows, faces_since(min(since), until))
    if not news:
        return None
    Subscription.objects.filter(pk__in=[row.pk for row in rows]).update(told_until=until, told_on=today)
    return post(
        to=Kept(BOOK.key, rows[0].pk),
        subject=f"{settings.PRODUCT_NAME}: {number(len(news))} nội dung mới công khai hoặc được sửa",
        template="disclosure/mail/news.html",
        context={
            "news": news[:MOST_IN_A_LETTER],
            "more": max(0, len(news) - MOST_IN_A_LETTER),
            "topics": [words_of_topic(row) for row in rows],
            "search_path": reverse("disclosure-search"),
            "ends_on": _ends_soon(rows),
            "again_path": reverse("disclosure-subscribe"),
        },
        by=None,
        key=f"disclosure-news:{rows[0].pk}:{today}",
        leave_url=leave_url([row.pk for row in rows]),
    )


def pass_over(rows: Sequence[int], until: datetime) -> None:
    """Nothing that these ask for became public up to a moment: it is not looked for again. Who confirms meanwhile
    begins later."""
    Subscription.objects.filter(pk__in=rows, told_until__lt=until).update(told_until=until)


def _ends_soon(rows: list[Subscription]) -> object:
    """The day on which the first of these ends, when that is soon; else nothing."""
    ends = [
        row.confirmed_at + timedelta(days=settings.DISCLOSURE_SUBSCRIPTION_DAYS) for row in rows if row.confirmed_at
    ]
    first = min(ends)
    return first.astimezone(clock.ZONE).date() if first <= clock.now() + _ENDS_SOON else None
