"""What came from devices, and the personal links by which people report who don't sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.offline.enums import OF_HOLDER, LinkStep


class EntryLink(models.Model):
    """An address that opens the entry forms of one seat (the head of a thôn, a union's reporter) and nothing else.

    Of its code the digest is kept. It ends on its day, or when somebody revokes it; so do the queues that devices keep
    by it.
    """

    digest = models.CharField("mã", max_length=64, unique=True, editable=False)
    seat = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="người dùng đường dẫn")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc", default=clock.now)
    ends_at = models.DateTimeField("hết hạn lúc")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thu hồi", null=True, blank=True
    )
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đường dẫn riêng"
        verbose_name_plural = "đường dẫn riêng"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_by=None, revoked_at=None) | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="link_revoked_by_somebody",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("made_at")), name="link_ends_after_it_was_made"),
        ]
        triggers = [pgtrigger.Protect(name="link_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.made_at:%d/%m/%Y}"

    @property
    def opens(self) -> bool:
        """Neither revoked nor past its end."""
        return self.revoked_at is None and clock.now() < self.ends_at

    @property
    def still_receives(self) -> bool:
        """Whether anything may arrive by it now: not revoked, and not so long past its end that all comes too late."""
        late = clock.now() >= self.ends_at + timedelta(days=settings.OFFLINE_DAYS)
        return self.revoked_at is None and not late

    def takes(self, made: datetime) -> bool:
        """Whether what was made at a moment is still taken: it may arrive after the end, never after a revocation."""
        return self.still_receives and made < self.ends_at


class LinkUse(models.Model):
    """One thing done with a link: the history of it."""

    link = models.ForeignKey(EntryLink, models.PROTECT, related_name="uses", verbose_name="đường dẫn")
    step = models.CharField("việc", max_length=8, choices=LinkStep.choices)
    at = models.DateTimeField("lúc", default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ai", null=True, blank=True
    )
    record = models.UUIDField("khóa bản ghi", null=True, blank=True)

    class Meta:
        verbose_name = "lần dùng đường dẫn riêng"
        verbose_name_plural = "lần dùng đường dẫn riêng"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["link", "at"], name="offline_link_use"),
            models.Index(fields=["record"], condition=Q(record__isnull=False), name="offline_link_record"),
        ]
        triggers = [
            pgtrigger.Protect(name="link_use_is_kept", operation=pgtrigger.Delete | pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.step}"

    @property
    def is_of_holder(self) -> bool:
        """Whether whoever holds the link did it; of that others learn the day, as of what was written by it."""
        return self.step in OF_HOLDER


class Arrival(models.Model):
    """How an entry came that was made on a device: by its clock, by the server's, and whether the device's counts."""

    key = models.UUIDField("khóa bản ghi")
    kind = models.CharField("loại bản ghi", max_length=80)
    made_at = models.DateTimeField("ghi trên máy lúc")
    contact_at = models.DateTimeField("máy liên hệ lần trước lúc", null=True, blank=True)
    arrived_at = models.DateTimeField("đến lúc")
    why_not = models.CharField("vì sao giờ của máy không được tính", max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    link = models.ForeignKey(
        EntryLink, models.PROTECT, related_name="+", verbose_name="đường dẫn", null=True, blank=True
    )

    class Meta:
        verbose_name = "bản ghi đến từ máy"
        verbose_name_plural = "bản ghi đến từ máy"
        ordering = ["-arrived_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="arrival_once_of_a_kind")]
        triggers = [
            pgtrigger.Protect(name="arrival_is_kept", operation=pgtrigger.Delete | pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
