"""The list of criteria sets."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.formats import date_vn
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, TEXT, WHOLE
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.queries import all_sets

_TONES: dict[str, Tone] = {SetStatus.DRAFT: "warn", SetStatus.ISSUED: "ok"}


def set_table() -> Table[Any]:
    """All sets: drafts, the issued, the superseded."""
    return Table(
        name="bo-tieu-chi",
        caption="Các bộ tiêu chí",
        noun="bộ tiêu chí",
        rows=all_sets(),
        columns=_COLUMNS,
        link=lambda one: reverse("criteria:set", args=[one.pk]),
        order_label="Theo chương trình, mới nhất trước",
        empty=Empty("Chưa có bộ tiêu chí nào", "Nhập tệp YAML để có bản dự thảo đầu tiên."),
    )


def set_status(one: CriteriaSet) -> str:
    """The status as a tag."""
    return status_tag(one.state_words, "info" if one.is_submitted else _TONES.get(one.status, "plain"))


def _decision(one: CriteriaSet) -> str:
    if not one.decision_number:
        return "chưa có"
    return f"Số {one.decision_number} ngày {date_vn(one.decision_date)}"


_COLUMNS: list[Column[Any]] = [
    Column("ten", "Bộ tiêu chí", lambda one: one.title, order="title", phone=Phone.TITLE, width=48),
    Column(
        "chuong-trinh",
        "Chương trình",
        lambda one: one.scheme.title,
        order="scheme__title",
        phone=Phone.WHOLE,
        roomy=True,
    ),
    Column("nam", "Năm", lambda one: str(one.year), order="year"),
    Column("phien-ban", "Phiên bản", lambda one: one.version, WHOLE, order="version"),
    Column("so-tieu-chi", "Số tiêu chí", lambda one: one.indicator_count, WHOLE, order="indicator_count"),
    Column(
        "trang-thai",
        "Trạng thái",
        lambda one: one.state_words,
        cell=set_status,
        order="status",
        phone=Phone.BESIDE,
    ),
    Column(
        "quyet-dinh",
        "Quyết định",
        lambda one: one.decision_number or None,
        TEXT,
        cell=_decision,
        order="decision_date",
        extras=(Extra("Ngày quyết định", lambda one: one.decision_date, DAY),),
        file_heading="Số quyết định",
    ),
    Column("luu-y", "Lưu ý", lambda one: one.note or "", phone=Phone.WHOLE, clip=True, width=60),
]
