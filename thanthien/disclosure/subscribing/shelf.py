"""Whose addresses are encrypted and when their time is over; how a letter finds one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from thanthien.core import clock
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.letters import wire_address
from thanthien.core.mail.recipients import AddressBook
from thanthien.core.private.actions import erase
from thanthien.core.private.keys import GoneError, Sealed, seal, unseal
from thanthien.core.private.shelves import PrivateShelf
from thanthien.disclosure.subscribing.models import Subscription

CONFIRM_HOURS: Final = 48
UNCONFIRMED = timedelta(hours=CONFIRM_HOURS)
_KEY: Final = "disclosure-readers"
_UNIT_GONE = timedelta(days=30)  # what it published last is told of


def sealed_address(address: str) -> Sealed:
    """The address under a new key, which is on disk when this returns."""
    return seal(_KEY, {"address": address})


def digest_of(address: str) -> str:
    """By what rows of one address find each other: keyed, of the address without regard to capitals."""
    words = wire_address(address.strip()).lower()
    return salted_hmac("thanthien.disclosure.reader", words, algorithm="sha256").hexdigest()


def over() -> QuerySet[Any]:
    """What nobody confirmed in time, what was confirmed long ago, and what is of a unit that is gone."""
    now = clock.now()
    unconfirmed = Q(confirmed_at__isnull=True, asked_at__lte=now - UNCONFIRMED)
    old = Q(confirmed_at__lte=now - timedelta(days=settings.DISCLOSURE_SUBSCRIPTION_DAYS))
    return Subscription.objects.filter(unconfirmed | old | Q(unit__valid_to__lt=clock.today() - _UNIT_GONE))


def address_of(row: int, channel: Channel) -> str:
    """Where a reader is reached: by letters, until the key goes."""
    found = Subscription.objects.alive().filter(pk=row).first() if channel is Channel.EMAIL else None
    if found is None or found.kept is None:
        return ""
    try:
        return unseal(_KEY, found.kept)["address"]
    except GoneError:
        return ""


def end(row: int) -> None:
    """The address takes no mail: everything of its reader ends."""
    erase(READERS, Subscription.objects.of_the_reader_of(row))


def _kept() -> str:
    """As :func:`over` counts."""
    days = settings.DISCLOSURE_SUBSCRIPTION_DAYS
    return f"đến khi ngừng nhận, nhiều nhất {days} ngày sau khi xác nhận; chưa xác nhận: {CONFIRM_HOURS} giờ"


READERS = PrivateShelf(
    _KEY, "Địa chỉ của người đăng ký nhận thư về nội dung công khai", Subscription.objects.all, over, _kept
)
BOOK = AddressBook(_KEY, "Người đăng ký nhận thư về nội dung công khai", address_of, end)
