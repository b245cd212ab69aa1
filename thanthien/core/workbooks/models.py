"""Files that were read and wait for their person's word."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.private.models import PrivateData

GOOD_FOR = timedelta(hours=1)
ORDERED_FOR = timedelta(hours=24)  # of what the worker is to import: longer than any queue


class HeldSheetQuerySet(models.QuerySet["HeldSheet"]):
    """Held sheets with the words of the domain."""

    def fresh(self) -> Self:
        """Those that can still be confirmed."""
        return self.filter(held_at__gt=clock.now() - GOOD_FOR)

    def stale(self) -> Self:
        """Those that nobody confirmed in time, and those that no worker took up."""
        now = clock.now()
        unconfirmed = Q(ordered_at=None, held_at__lte=now - GOOD_FOR)
        return self.filter(unconfirmed | Q(ordered_at__lte=now - ORDERED_FOR))

    def confirmed(self) -> Self:
        """Those that their person confirmed and the worker is to import."""
        return self.filter(ordered_at__isnull=False)

    def of(self, person: Any, purpose: str) -> Self:
        """What a person sent for one purpose; no one else may see or confirm it."""
        return self.filter(person=person, purpose=purpose)


class HeldSheet(PrivateData):
    """The rows of a file that was sent and checked, for an hour and for its sender only: encrypted under a key of its
    own, which is destroyed with the row. ``ordered_at``: confirmed, and handed to the worker.

    Why here and not signed in a hidden field: 3,000 rows are larger than a form may be, and the file handed back is a
    download of its own. Why without history: what was only looked at is no data of the platform (the import is in the
    history, with its actor), and it names people, so it goes after an hour.
    """

    uuid = models.UUIDField("mã", primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gửi")
    purpose = models.CharField("việc", max_length=100)
    held_at = models.DateTimeField("gửi lúc", default=clock.now, db_index=True)
    ordered_at = models.DateTimeField("giao nhập lúc", null=True, blank=True, editable=False)

    objects = HeldSheetQuerySet.as_manager()

    class Meta(PrivateData.Meta):
        verbose_name = "tệp chờ xác nhận"
        verbose_name_plural = "tệp chờ xác nhận"

    def __str__(self) -> str:
        return f"{self.purpose} {self.uuid}"
