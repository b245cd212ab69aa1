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
    """Requests whose answer was entered so many days ago that nobody asks about it any more; a typed day shortens
    nothing."""
    since = clock.now() - timedelta(days=settings.DATA_REQUEST_PERSON_DAYS)
    return DataRequest.objects.filter(status=Status.ANSWERED, answered_at__lte=since)


def _kept() -> str:
    return f"{settings.DATA_REQUEST_PERSON_DAYS} ngày sau khi ghi kết quả"


REQUESTS = PrivateShelf(REQUEST_SHELF, "Người yêu cầu về dữ liệu của mình", DataRequest.objects.all, _over, _kept)
