"""The list of what a person was told."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html

from thanthien.accounts.models import User
from thanthien.core.components.basics import button, status_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.notices.queries import Shown, notices_of, shown

UNREAD = "Chưa đọc"
_ALL_READ = Empty("Đã đọc hết", "Không còn thông báo nào chưa đọc.", icon="check-circle")
_NOTHING = Empty("Chưa có thông báo", "Khi hồ sơ có thay đổi hoặc sắp đến hạn, thông báo sẽ hiện ở đây.", icon="info")


def notice_table(person: User, request: HttpRequest, *, unread: bool) -> Table[Shown]:
    """What the person was told, as they may see it now, the newest first. A title opens its record and is read then."""
    columns: list[Column[Shown]] = [
        Column(
            "tieu-de",
            "Thông báo",
            lambda row: row.title,
            cell=_opening(request),
            phone=Phone.TITLE,
            wraps=True,
            width=40,
        ),
        Column("noi-dung", "Nội dung", lambda row: row.what, phone=Phone.WHOLE, wraps=True, width=60),
        Column("da-doc", "Trạng thái", _state, cell=_state_tag, phone=Phone.BESIDE),
        Column("luc", "Lúc", lambda row: row.notice.told_at, MOMENT, order="told_at"),
    ]
    return Table(
        name="danh-sach-thong-bao",
        file="thong-bao-chua-doc" if unread else "thong-bao",
        caption="Thông báo chưa đọc" if unread else "Thông báo",
        noun="thông báo",
        rows=notices_of(person, unread=unread),
        prepare=lambda notices: shown(person, notices),
        columns=columns,
        order_label="Mới nhất trước",
        empty=_ALL_READ if unread else _NOTHING,
    )


def _state(row: Shown) -> str:
    return "đã đọc" if row.notice.read_at else UNREAD


def _state_tag(row: Shown) -> str:
    return "" if row.notice.read_at else status_tag(UNREAD, "info")


def _opening(request: HttpRequest) -> Callable[[Shown], str]:
    token = get_token(request)
    markup = '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>'

    def cell(row: Shown) -> str:
        if not row.visible:
            return row.title
        return format_html(markup, reverse("notices:open", args=[row.notice.pk]), token, button(row.title, "link"))

    return cell
