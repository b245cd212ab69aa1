"""What waits for the officer of data protection: requests by their limit, breaches that the authority wasn't told."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.notices.work import Work
from thanthien.privacy.models import Breach, DataRequest
from thanthien.privacy.permissions import keeps_registers
from thanthien.privacy.workflow import Status


def privacy_work(user: User) -> list[Work]:
    """One for each request and breach that waits; two statements for the officer, else none."""
    if not keeps_registers(user):
        return []
    return [*map(_of_request, DataRequest.objects.open().listed()), *map(_of_breach, Breach.objects.listed().untold())]


def _of_request(row: DataRequest) -> Work:
    told = row.stage is not Status.RECEIVED
    return Work(
        f"privacy-request:{row.pk}", "Thực hiện yêu cầu về dữ liệu" if told else "Báo đã nhận yêu cầu về dữ liệu",
        f"{row.label}: {row.get_right_display()}", reverse("privacy-request", args=[row.pk]),
        due=row.due_on if told else row.tell_by,
    )  # fmt: skip


def _of_breach(row: Breach) -> Work:
    return Work(
        f"privacy-breach:{row.pk}", "Báo cơ quan chuyên trách về vi phạm", row.label,
        reverse("privacy-breach", args=[row.pk]), due=row.now.tell_by.astimezone(clock.ZONE).date(),
    )  # fmt: skip
