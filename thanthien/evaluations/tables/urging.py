"""Whom the standing office reminded, when, and what became of the mail."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.components.basics import status_tag
from thanthien.core.mail.enums import State
from thanthien.core.mail.words import state_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.urging import urged_notices
from thanthien.notices.enums import Mail


def mail_words(notice: Any) -> str:
    """What became of the mail about it."""
    return State(notice.message.state).label if notice.message else Mail(notice.mail).label


def _mail_cell(notice: Any) -> str:
    return state_tag(notice.message) if notice.message else status_tag(mail_words(notice))


_COLUMNS: tuple[Column[Any], ...] = (
    Column("don-vi", "Đơn vị", lambda one: one.unit_name, phone=Phone.TITLE),
    Column("nguoi", "Người nhận", lambda one: str(one.person)),
    Column("luc", "Lúc", lambda one: one.told_at, MOMENT, order="told_at"),
    Column("doc", "Đã đọc lúc", lambda one: one.read_at, MOMENT, order="read_at"),
    Column("thu", "Thư", mail_words, cell=_mail_cell, phone=Phone.BESIDE),
    Column("noi-dung", "Nội dung", lambda one: one.what, clip=True, phone=Phone.WHOLE, width=60),
    Column("do", "Người gửi", lambda one: str(one.by) if one.by else "", phone=Phone.MORE),
)


def urged_table(user: User, cycle: Cycle) -> Table[Any]:
    """The reminders of a cycle, the latest first."""
    return Table(
        name="don-doc",
        file=f"don-doc-{cycle.year}-{cycle.kind}",
        caption=f"Các lần đôn đốc của {cycle.title}",
        noun="lượt đôn đốc",
        rows=urged_notices(user, cycle),
        columns=_COLUMNS,
        order_label="Mới nhất trước",
        empty=Empty(
            "Chưa đôn đốc đơn vị nào",
            "Đơn vị quá hạn hiện ở trang đôn đốc.",
            reverse("urge-late", args=[cycle.pk]),
            "Đôn đốc đơn vị quá hạn",
            "check-circle",
        ),
    )
