"""Ordering the file of a long list, which a job makes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thanthien.core.access import signed_in
from thanthien.core.acting.carrying import unpack
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.pages import press, sent_from
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.models import JobRun
from thanthien.core.tables.ordering import ONCE, ORDERED, PURPOSE
from thanthien.core.tables.tasks import make_file

TOO_OLD = "Yêu cầu lập tệp đã hết hạn. Vui lòng mở lại danh sách rồi tải tệp."


@signed_in
@sent_from(lambda: reverse("jobs:mine"))
def order_file(request: HttpRequest) -> HttpResponse:
    """Put the file into the queue that a page of `ordering` offered to this person; a second click is the same run."""

    def order() -> JobRun:
        offered = unpack(request.POST.get(ORDERED, ""), request.user, PURPOSE)
        if offered is None:
            raise Refused(TOO_OLD)
        cargo = {"address": offered["address"]}
        key = request.POST.get(ONCE, "")[:100]
        return enqueue(make_file, by=request.user, key=key, back=offered["list"], cargo=cargo)

    ordered = press(request, order, "")
    return redirect(ordered.value if ordered else "jobs:mine")
