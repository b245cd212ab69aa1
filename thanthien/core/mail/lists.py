"""The lists of messages and of addresses that take none."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode

from thanthien.core.mail.enums import Outcome, State
from thanthien.core.mail.models import BouncingAddress, Message
from thanthien.core.mail.queries import bouncing_addresses, list_messages
from thanthien.core.mail.words import state_tag, state_when
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT, WHOLE

NOTHING_SENT = Empty("Chưa có thư nào", "Thư đặt mật khẩu và thông báo sẽ hiện ở đây.", icon="file")
NONE_BOUNCES = Empty("Không có địa chỉ nào bị trả lại", "Mọi địa chỉ đã gửi đến đều nhận thư.", icon="check-circle")


class MessageFilter(FilterForm):
    """Conditions of the list."""

    q = forms.CharField(label="Địa chỉ hoặc tiêu đề", required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=[ALL, *State.choices])


def last_attempt(message: Any) -> str:
    """What the last attempt at a message of `list_messages` came to, in the server's words where it had any."""
    outcome = message.last_outcome
    if outcome is None:
        return ""
    words = Outcome(outcome).label if outcome else "Đang gửi"
    said = " ".join(str(part) for part in (message.last_code, message.last_reason) if part)
    return f"{words}: {said}" if said else words


def recipient(message: Message) -> str:
    """The person's name; the address, or whose it is, where there is no person."""
    return str(message.recipient) if message.recipient else message.shown_address


_RECIPIENT: Column[Any] = Column(
    "nguoi-nhan",
    "Người nhận",
    recipient,
    extras=(Extra("Địa chỉ", lambda one: one.shown_address),),
    phone=Phone.TITLE,
)
_SUBJECT: Column[Any] = Column(
    "tieu-de", "Tiêu đề", lambda one: one.subject, order="subject", phone=Phone.WHOLE, clip=True
)
_POSTED: Column[Any] = Column("luc", "Viết lúc", lambda one: one.posted_at, MOMENT, order="posted_at")
_STATE: Column[Any] = Column(
    "trang-thai",
    "Trạng thái",
    lambda one: State(one.state).label,
    cell=state_tag,
    extras=(Extra("Từ lúc", state_when), Extra("Số lần gửi", lambda one: one.tries, WHOLE)),
    order="state",
    phone=Phone.BESIDE,
)
_LAST: Column[Any] = Column("ly-do", "Lần gửi gần nhất", last_attempt, clip=True, phone=Phone.WHOLE, width=40)


def messages_table(conditions: MessageFilter) -> Table[Message]:
    """Everything that was posted, for the administrator."""
    words = conditions.read("q")
    return Table(
        name="danh-sach-thu",
        caption="Thư đã viết và kết quả gửi",
        noun="thư",
        rows=list_messages(conditions.read("trang_thai"), words),
        columns=(_RECIPIENT, _SUBJECT, _POSTED, _STATE, _LAST),
        link=lambda one: reverse("mail:message", args=[one.pk]),
        filters=conditions,
        words=words,
        order_label="Mới nhất trước",
        empty=NOTHING_SENT,
    )


def demo_table() -> Table[Message]:
    """What the demo would have sent."""
    return Table(
        name="thu-minh-hoa",
        caption="Thư lẽ ra được gửi",
        noun="thư",
        rows=list_messages(),
        columns=(_RECIPIENT, _SUBJECT, _POSTED),
        link=lambda one: reverse("mail:demo_message", args=[one.pk]),
        order_label="Mới nhất trước",
        empty=NOTHING_SENT,
    )


def addresses_table() -> Table[BouncingAddress]:
    """Addresses that take no mail."""
    columns: tuple[Column[BouncingAddress], ...] = (
        Column("dia-chi", "Địa chỉ", lambda one: one.address, order="address", phone=Phone.TITLE),
        Column("tu-luc", "Từ lúc", lambda one: one.since, MOMENT, order="since"),
        Column("ma", "Mã trả lời", lambda one: one.code, WHOLE),
        Column("ly-do", "Máy chủ nói", lambda one: one.reason, clip=True, phone=Phone.WHOLE, width=40),
    )
    return Table(
        name="dia-chi-khong-nhan",
        caption="Địa chỉ không nhận thư",
        noun="địa chỉ",
        rows=bouncing_addresses(),
        columns=columns,
        link=lambda one: f"{reverse('mail:messages')}?{urlencode({'q': one.address})}",
        order_label="Mới nhất trước",
        empty=NONE_BOUNCES,
    )
