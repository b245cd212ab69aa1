"""Requests for review of a cycle: those that wait for an answer, and those that have one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from thanthien.accounts.models import User
from thanthien.core.components.basics import status_tag
from thanthien.core.tables.columns import Column, Control, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY
from thanthien.evaluations.enums import ReviewOutcome
from thanthien.evaluations.models import Cycle, ReviewRequest
from thanthien.evaluations.queries.council_pages import review_requests
from thanthien.evaluations.workflow import Status


def open_requests_table(user: User, cycle: Cycle, *, may_answer: bool) -> Table[ReviewRequest]:
    """Requests without an answer, with the way to it for who may give it."""
    columns: list[Column[Any] | Control[Any]] = [
        _UNIT,
        _INDICATOR,
        Column("ly-do", "Lý do kiến nghị", lambda one: one.reason, phone=Phone.WHOLE, wraps=True, width=60),
        Column("gui-ngay", "Gửi ngày", lambda one: one.requested_at, DAY, order="requested_at"),
    ]
    if may_answer:
        columns.append(Control("Trả lời", _answering, phone=Phone.WHOLE))
    return Table(
        name="chua-tra-loi",
        file=f"kien-nghi-chua-tra-loi-{cycle.year}-{cycle.kind}",
        caption=f"Kiến nghị chưa trả lời của {cycle.title}",
        noun="kiến nghị",
        rows=review_requests(user, cycle.pk).filter(outcome=""),
        columns=columns,
        order_label="Theo đơn vị, tiêu chí",
        empty=Empty(
            "Không có kiến nghị nào chờ trả lời",
            "Đơn vị gửi kiến nghị sau khi có kết quả dự kiến, trong thời hạn của kỳ.",
        ),
    )


def answered_requests_table(user: User, cycle: Cycle) -> Table[ReviewRequest]:
    """Requests with their answer."""
    columns: list[Column[Any]] = [
        _UNIT,
        _INDICATOR,
        Column(
            "ket-qua", "Kết quả", lambda one: one.get_outcome_display(), cell=_outcome, order="outcome",
            phone=Phone.BESIDE,
        ),
        Column("tra-loi", "Trả lời", lambda one: one.answer, phone=Phone.WHOLE, wraps=True, width=60),
        Column("ngay", "Ngày", lambda one: one.answered_at, DAY, order="answered_at"),
    ]  # fmt: skip
    return Table(
        name="da-tra-loi",
        key="da-tra-loi",
        file=f"kien-nghi-da-tra-loi-{cycle.year}-{cycle.kind}",
        caption=f"Kiến nghị đã trả lời của {cycle.title}",
        noun="kiến nghị",
        rows=review_requests(user, cycle.pk).exclude(outcome=""),
        columns=columns,
        order_label="Theo đơn vị, tiêu chí",
        empty=Empty("Chưa có kiến nghị nào được trả lời"),
    )


_UNIT: Column[Any] = Column(
    "ten",
    "Đơn vị",
    lambda one: one.dossier.unit.name,
    order="dossier__unit__sort_key",
    extras=(Extra("Mã đơn vị", lambda one: one.dossier.unit.code),),
    phone=Phone.TITLE,
)
_INDICATOR: Column[Any] = Column(
    "tieu-chi",
    "Tiêu chí",
    lambda one: f"{one.indicator.code} {one.indicator.title}",
    order="indicator__position",
    phone=Phone.WHOLE,
    wraps=True,
    width=48,
)


def _outcome(one: ReviewRequest) -> str:
    return status_tag(one.get_outcome_display(), "ok" if one.outcome == ReviewOutcome.ACCEPTED else "plain")


def _answering(one: ReviewRequest) -> str:
    if one.dossier.status != Status.REVIEW_REQUESTED:
        return ""
    markup = '<a href="{}">Trả lời<span class="visually-hidden"> kiến nghị {} của {}</span></a>'
    return format_html(markup, reverse("review-answer", args=[one.pk]), one.indicator.code, one.dossier.unit.name)
