"""What a person reads when the database is away or busy, or the disk is full: why, that nothing typed is lost, and a
button to send it again.

The answer to every error that nobody caught (`handler500`). It asks the database nothing: neither who the person is
nor what stands in their menu.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views import defaults

from thanthien.core.once import TOKEN
from thanthien.core.resend import kept_fields

RETRY_AFTER = "5"  # seconds, for machines
_NOT_SAVED = "Nội dung chưa được lưu, nhưng chưa mất."


@dataclass(frozen=True, slots=True)
class Trouble:
    """Sentences for the person: what is the matter, why, and what became of what was sent."""

    title: str
    sentence: str
    kept: str = _NOT_SAVED


BUSY = Trouble(
    "Nội dung này đang được xử lý ở nơi khác",
    "Hệ thống đã chờ vài giây nhưng chưa đến lượt. Các trang khác vẫn xem được.",
)
SLOW = Trouble(
    "Hệ thống đang bận",
    "Việc này mất nhiều thời gian hơn mức cho phép nên đã dừng lại.",
)
FULL = Trouble(
    "Máy chủ đã hết chỗ lưu trữ",
    "Hệ thống tạm thời chưa lưu được nội dung mới; các trang vẫn xem được. Người vận hành cần giải phóng chỗ trống.",
)
AWAY = Trouble(
    "Hệ thống tạm thời chưa kết nối được cơ sở dữ liệu",
    "Sự cố thường chỉ kéo dài vài phút; các trang công khai vẫn xem được.",
    "Nội dung có thể chưa được lưu, nhưng chưa mất.",
)

# By the database's code for the error: whole, or by its first two letters, its class.
_BY_CODE = {
    "55P03": BUSY,  # lock_timeout
    "40P01": BUSY,  # two that wait for each other
    "40001": BUSY,
    "57014": SLOW,  # statement_timeout
    "25P03": SLOW,  # idle_in_transaction_session_timeout
    "53100": FULL,
    "53": AWAY,
    "57": AWAY,  # shut down, starting up
    "08": AWAY,
}
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # no room, for us, or for one file


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What is the matter, when it is nothing that the program did wrong; else None."""
    away = None
    for one in _causes(error):
        code = str(getattr(one, "sqlstate", None) or "")
        if found := _BY_CODE.get(code) or _BY_CODE.get(code[:2]):
            return found
        if isinstance(one, OSError) and one.errno in _DISK_FULL:
            return FULL
        if isinstance(one, OperationalError | InterfaceError):
            away = AWAY  # no code, no connection; a cause may know better
    return away


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def server_error(request: HttpRequest) -> HttpResponseBase:
    """503 with what to do now for trouble of the machines, else the page of an error of ours."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return defaults.server_error(request)
    if request.headers.get("HX-Request") == "true":
        page = render_to_string("core/trouble_fragment.html", {"trouble": trouble})
    else:
        page = render_to_string("core/trouble.html", _context(request, trouble))
    response = HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
    response.trouble = trouble  # type: ignore[attr-defined]  # for core/last_copy.py
    return response


def _context(request: HttpRequest, trouble: Trouble) -> dict[str, object]:
    """What was typed goes back with the token that it came with: sent again it is the same sending (core/once.py)."""
    return {
        "trouble": trouble,
        "action": request.get_full_path(),
        "sent": request.method == "POST",
        "token": request.POST.get(TOKEN, ""),
        "fields": kept_fields(request),
        "lost_files": sorted({str(upload.name) for _, uploads in request.FILES.lists() for upload in uploads}),
    }
