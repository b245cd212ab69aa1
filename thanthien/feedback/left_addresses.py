"""Addresses whose owner wants no letters about feedback: anybody may type somebody else's, with whatever tag, so who
reads a letter that they never asked for ends all to their mailbox, those of matters to come, too. Only a keyed digest
is kept, for a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from thanthien.core import clock
from thanthien.core.digests import keyed_digest
from thanthien.core.mail.letters import mailbox_of

_WHAT = "feedback.letters"


class LeftAddress(models.Model):
    """An address to which no letter about feedback goes. ``mark``: its keyed digest; the address stands nowhere."""

    mark = models.CharField("dấu của địa chỉ", max_length=80, unique=True, editable=False)
    left_at = models.DateTimeField("ngừng nhận lúc", default=clock.now)

    class Meta:
        verbose_name = "địa chỉ đã ngừng nhận thư về phản ánh"
        verbose_name_plural = "địa chỉ đã ngừng nhận thư về phản ánh"
        ordering = ["-left_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.left_at:%d/%m/%Y}"


def mark_of_address(address: str) -> str:
    """The keyed digest of the mailbox behind an address, however that was typed."""
    return _mark(settings.FIGURE_DIGEST_KEYS[0], address)


def _mark(secret: str, address: str) -> str:
    return keyed_digest(secret, [_WHAT, mailbox_of(address)])


def has_left(address: str) -> bool:
    """Whether its owner ended all letters, as long as that is remembered. One statement."""
    marks = [_mark(secret, address) for secret in settings.FIGURE_DIGEST_KEYS]
    return LeftAddress.objects.filter(mark__in=marks, left_at__gt=_oldest()).exists()


def leave_all(mark: str) -> bool:
    """No letter to this address from now on; whether there could have been one until now."""
    known = LeftAddress.objects.filter(mark=mark, left_at__gt=_oldest()).exists()
    LeftAddress.objects.update_or_create(mark=mark, defaults={"left_at": clock.now()})
    return not known


def forget_left_addresses() -> int:
    """Those that ended long enough ago; how many there were."""
    return LeftAddress.objects.filter(left_at__lte=_oldest()).delete()[0]


def _oldest() -> datetime:
    return clock.now() - timedelta(days=settings.FEEDBACK_LEFT_DAYS)


def left_kept() -> str:
    """How long that is, in words."""
    return f"địa chỉ đã ngừng nhận: chỉ giữ dấu không đọc lại được, {settings.FEEDBACK_LEFT_DAYS} ngày"
