"""What rows with personal data have in common, and who looked at it."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.private.enums import Right
from thanthien.core.private.keys import Sealed

_NOT_OTHERWISE = (
    "IF NEW.sealed IS DISTINCT FROM OLD.sealed AND NEW.sealed IS NOT NULL THEN "
    "RAISE EXCEPTION 'Dữ liệu cá nhân chỉ được xóa, không thay.' USING ERRCODE = 'check_violation'; "
    "END IF; RETURN NEW;"
)


class PrivateData(models.Model):
    """A row with texts that are encrypted under a key of its own. No history of such a model keeps these fields."""

    sealed_key = models.UUIDField("tên khóa", null=True, blank=True, unique=True, editable=False)
    sealed = models.BinaryField("nội dung mã hóa", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("xóa lúc", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed__isnull=True, sealed_key__isnull=True, erased_at__isnull=False)
                | Q(sealed__isnull=False, sealed_key__isnull=False, erased_at__isnull=True),
                name="%(app_label)s_%(class)s_sealed_or_erased",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sealed_is_not_replaced",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("sealed"),
                func=_NOT_OTHERWISE,
            ),
        ]

    @property
    def kept(self) -> Sealed | None:
        """What is encrypted; None once it was erased."""
        if self.sealed_key is None or self.sealed is None:
            return None
        return Sealed(self.sealed_key, bytes(self.sealed))


class OwnAct(models.Model):
    """Somebody saw, corrected, deleted … their own data by a code or a link of theirs: on which day, and of which
    purpose. Nothing of who, nor of where."""

    purpose = models.CharField("về dữ liệu", max_length=40)
    right = models.CharField("đã làm", max_length=10, choices=Right.choices)
    day = models.DateField("ngày", default=clock.today, db_index=True)

    class Meta:
        verbose_name = "việc người dân tự làm với dữ liệu của mình"
        verbose_name_plural = "việc người dân tự làm với dữ liệu của mình"
        ordering = ["-day", "-pk"]
        triggers = [pgtrigger.Protect(name="own_act_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.right}"


class LookQuerySet(models.QuerySet["Look"]):
    """Looks with the words of the domain."""

    def since(self, moment: datetime) -> LookQuerySet:
        """Those of a moment and later."""
        return self.filter(at__gte=moment)


class Look(models.Model):
    """Somebody read personal data: who, when, of which row. ``words`` name it as lists do (“PV-12”), ``place`` is the
    number of its unit; nothing of what was read."""

    shelf = models.CharField("loại dữ liệu", max_length=20)
    row = models.BigIntegerField("bản ghi")
    words = models.CharField("của", max_length=60)
    place = models.BigIntegerField("đơn vị", null=True, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    at = models.DateTimeField("xem lúc", default=clock.now, db_index=True)
    what_for = models.CharField("để làm gì", max_length=60)

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = "lần xem dữ liệu cá nhân"
        verbose_name_plural = "lần xem dữ liệu cá nhân"
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="look_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.words} {self.at:%d/%m/%Y}"
