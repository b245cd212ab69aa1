"""The log of steps as a list."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.evaluations.models import Cycle, StepLog
from thanthien.evaluations.templatetags.dossiers import role_title, status_name
from thanthien.reports.forms import StepLogForm
from thanthien.reports.queries.steps import step_log


def step_table(user: User, cycle: Cycle, form: StepLogForm) -> Table[StepLog]:
    """Steps of the dossiers that the person may open, as the form narrows them, newest first."""
    wanted = form.wanted()
    return Table(
        name="cac-buoc",
        file=f"nhat-ky-{cycle.year}-{cycle.kind}",
        caption=f"Nhật ký các bước của {cycle.title}",
        noun="bước",
        rows=step_log(user, cycle, wanted),
        columns=_COLUMNS,
        link=lambda row: reverse("dossier-detail", args=[cycle.pk, row.dossier.unit.code]),
        filters=form,
        words=wanted.text,
        order_label="Mới nhất ở trên",
        empty=Empty("Chưa có bước nào", "Mỗi bước của hồ sơ được ghi vào đây, không sửa, không xóa được."),
    )


_COLUMNS: list[Column[StepLog]] = [
    Column("luc", "Thời điểm", lambda row: row.at, MOMENT, order="at"),
    Column(
        "ten",
        "Đơn vị",
        lambda row: row.dossier.unit.name,
        order="dossier__unit__sort_key",
        extras=(Extra("Mã đơn vị", lambda row: row.dossier.unit.code),),
        phone=Phone.TITLE,
    ),
    Column("buoc", "Bước", lambda row: row.label, phone=Phone.BESIDE),
    Column(
        "chuyen",
        "Chuyển trạng thái",
        lambda row: status_name(row.from_status),
        cell=lambda row: f"{status_name(row.from_status)} → {status_name(row.to_status)}",
        extras=(Extra("Đến trạng thái", lambda row: status_name(row.to_status)),),
        phone=Phone.WHOLE,
        wraps=True,
        file_heading="Từ trạng thái",
    ),
    Column("nguoi", "Người thực hiện", lambda row: row.by.full_name, order="by__sort_key", wraps=True),
    Column("vai-tro", "Vai trò", lambda row: role_title(row.role), wraps=True, roomy=True),
    Column("ly-do", "Lý do", lambda row: row.reason, phone=Phone.WHOLE, clip=True, width=60),
]
