"""The lists of runs: one's own, and everybody's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html

from thanthien.core.components.basics import button, status_tag
from thanthien.core.formats import number
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobRun
from thanthien.core.jobs.queries import of_everybody, of_person
from thanthien.core.jobs.words import reason, state_words, tone
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT, WHOLE

ORDER = "Chưa kết thúc trước, rồi mới nhất trước"


class RunFilter(FilterForm):
    """Conditions of everybody's list."""

    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=[ALL, *JobState.choices])


def progress(run: JobRun) -> str:
    """57/114; nothing where the work is not counted."""
    return f"{number(run.progress_done)}/{number(run.progress_of)}" if run.progress_of else ""


_TITLE: Column[JobRun] = Column("viec", "Việc", lambda run: run.title, order="title", phone=Phone.TITLE)
_STATE: Column[JobRun] = Column(
    "trang-thai",
    "Trạng thái",
    state_words,
    cell=lambda run: status_tag(state_words(run), tone(run)),
    order="state",
    phone=Phone.BESIDE,
)
_PROGRESS: Column[JobRun] = Column("tien-do", "Tiến độ", progress)
_CREATED: Column[JobRun] = Column("giao-luc", "Giao lúc", lambda run: run.created_at, MOMENT, order="created_at")
_FINISHED: Column[JobRun] = Column("xong-luc", "Kết thúc lúc", lambda run: run.finished_at, MOMENT, order="finished_at")


def own_table(person: Any) -> Table[JobRun]:
    """What runs, or ran, for a person."""
    return Table(
        name="viec-chay-nen",
        caption="Việc hệ thống làm theo yêu cầu của anh/chị",
        noun="việc",
        rows=of_person(person),
        columns=(_TITLE, _STATE, _PROGRESS, _CREATED, _FINISHED),
        link=JobRun.get_absolute_url,
        order_label=ORDER,
        empty=Empty(
            "Chưa có việc nào",
            "Việc cần nhiều thời gian, như gửi hàng loạt hoặc nhập tệp lớn, được liệt kê ở đây kèm tiến độ và kết quả.",
            icon="clock",
        ),
    )


def everybodys_table(conditions: RunFilter, request: HttpRequest) -> Table[JobRun]:
    """Everybody's runs; those that died may be put into the queue again from here."""
    return Table(
        name="viec-chay-nen",
        caption="Việc chạy nền của mọi người",
        noun="việc",
        rows=of_everybody(conditions.read("trang_thai")),
        columns=(
            _TITLE,
            _STATE,
            Control("Chạy lại", _again(request), phone=Phone.WHOLE),
            Column("ly-do", "Lý do", reason, clip=True, phone=Phone.WHOLE, width=60),
            Column("nguoi", "Người giao", lambda run: str(run.person or "hệ thống")),
            _PROGRESS,
            _CREATED,
            Column("lan-chay", "Lần chạy", lambda run: run.attempt, WHOLE, order="attempt"),
        ),
        link=JobRun.get_absolute_url,
        filters=conditions,
        order_label=ORDER,
        empty=Empty("Chưa có việc nào", icon="clock"),
    )


def _again(request: HttpRequest) -> Callable[[JobRun], str]:
    token, press = get_token(request), button("Chạy lại", kind="quiet")

    def cell(run: JobRun) -> str:
        if run.state != JobState.DEAD:
            return ""
        markup = (
            '<form method="post" action="{}" data-once>'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>'
        )
        return format_html(markup, reverse("jobs:run_again", kwargs={"uuid": run.pk}), token, press)

    return cell
