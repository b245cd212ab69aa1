"""What of the files that people send is encrypted, and when it ends."""

from __future__ import annotations

from thanthien.core.private.shelves import PrivateShelf
from thanthien.core.workbooks.models import GOOD_FOR, ORDERED_FOR, HeldSheet

_HOUR = 3600


def _kept() -> str:
    """As :meth:`~thanthien.core.workbooks.models.HeldSheetQuerySet.stale` counts."""
    hours, ordered = (int(one.total_seconds()) // _HOUR for one in (GOOD_FOR, ORDERED_FOR))
    return f"đến khi nhập xong; không xác nhận nhập: {hours} giờ; giao hệ thống nhập mà chưa xong: {ordered} giờ"


SHEETS = PrivateShelf("held-sheets", "Tệp Excel chờ xác nhận", HeldSheet.objects.all, HeldSheet.objects.stale, _kept)
