"""Who asked about their data is encrypted, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from thanthien.core import clock
from thanthien.core.private.shelves import PrivateShelf
from thanthien.privacy.enums import REQUEST_SHELF
from thanthien.privacy.models import DataRequest
from thanthien.privacy.workflow import Status


def _over() -> QuerySet[Any]:
    """Requests that were answered so many days ago that nobody asks about the answer any more."""
    since = clock.today() - timedelta(days=settings.DATA_REQUEST_PERSON_DAYS)
    return DataRequest.objects.filter(status=Status.ANSWERED, answered_on__lte=since)


def _kept() -> str:
    return f"{settings.DATA_REQUEST_PERSON_DAYS} ngày sau khi trả lời"


REQUESTS = PrivateShelf(REQUEST_SHELF, "Người yêu cầu về dữ liệu của mình", DataRequest.objects.all, _over, _kept)
