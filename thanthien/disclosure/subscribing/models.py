"""Who gets letters about what becomes public: the address encrypted under a key of its own, and what was chosen."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.private.models import PrivateData
from thanthien.units.models import Unit

_FORGET = "IF NEW.erased_at IS NOT NULL THEN NEW.digest := ''; END IF; RETURN NEW;"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions with the words of the domain."""

    def alive(self) -> Self:
        """Those whose address can still be read."""
        return self.filter(erased_at__isnull=True)

    def waiting(self) -> Self:
        """Those that nobody has confirmed yet."""
        return self.alive().filter(confirmed_at__isnull=True)

    def confirmed(self) -> Self:
        """Those whose reader gets letters."""
        return self.alive().filter(confirmed_at__isnull=False)

    def of_the_reader_of(self, *rows: int) -> Self:
        """All of whoever has one of these rows, in turn; of rows that were erased nobody knows whose they were."""
        digests = Subscription.objects.alive().filter(pk__in=rows).order_by().values("digest")
        return self.alive().filter(digest__in=digests).select_related("unit").defer("sealed").order_by("pk")


class Subscription(PrivateData):
    """An address gets letters about what becomes public of a unit, of an item of the catalogue, or of an item in one.
    What is encrypted: the address. ``digest``: keyed, of the address, by which rows of one reader find each other; it
    goes with the key. ``consent``: the version of the text that was agreed to, by who asked and again by who
    confirmed. ``told_until``: what
    became public up to then was written about, or asked for by no row of the reader; ``told_on``: the day of the last
    letter.

    What nobody confirmed is deleted. Of what was confirmed and ended the row stays, by then of nobody: that somebody
    agreed, when, and until when letters went out."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị", null=True, blank=True)
    item = models.CharField("nội dung", max_length=20, blank=True)
    digest = models.CharField("dấu của địa chỉ", max_length=64, blank=True, db_index=True, editable=False)
    consent = models.CharField("bản đồng ý", max_length=10)
    asked_at = models.DateTimeField("đăng ký lúc", default=clock.now, editable=False)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True, editable=False)
    told_until = models.DateTimeField("đã báo đến lúc", null=True, blank=True, editable=False)
    told_on = models.DateField("ngày gửi thư gần nhất", null=True, blank=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta(PrivateData.Meta):
        verbose_name = "đăng ký nhận thư về nội dung công khai"
        verbose_name_plural = "đăng ký nhận thư về nội dung công khai"
        ordering = ["pk"]
        constraints = [
            *PrivateData.Meta.constraints,
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(item=""), name="subscription_is_of_something",
                violation_error_message="Cần chọn đơn vị hoặc nội dung.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(digest="") | Q(erased_at__isnull=False, digest=""),
                name="subscription_digest_goes_with_the_key",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, told_until__isnull=True, told_on__isnull=True)
                | Q(confirmed_at__isnull=False, told_until__isnull=False),
                name="subscription_tells_once_confirmed",
            ),
            models.UniqueConstraint(
                fields=["digest", "unit", "item"], condition=Q(confirmed_at__isnull=False, erased_at__isnull=True),
                nulls_distinct=False, name="subscription_confirmed_once",
            ),
        ]  # fmt: skip
        triggers = [
            *PrivateData.Meta.triggers,
            pgtrigger.Trigger(
                name="subscription_is_forgotten", when=pgtrigger.Before, operation=pgtrigger.Update, func=_FORGET
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id or 'mọi đơn vị'} {self.item}".strip()
