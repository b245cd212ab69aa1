"""Lists of the room."""

from __future__ import annotations

from collections.abc import Sequence

from thanthien.core.private.purposes import Purpose, purposes
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table


def purpose_table() -> Table[Purpose]:
    """The register of purposes, as anybody may read it."""
    return Table(
        name="muc-dich",
        file="muc-dich-xu-ly-du-lieu-ca-nhan",
        caption="Dữ liệu cá nhân được giữ, theo mục đích",
        noun="mục đích",
        rows=list(purposes()),
        columns=_PURPOSES,
        order_label="Dữ liệu của người dân trước",
        empty=Empty("Chưa có mục đích nào"),
    )


def _data(one: Purpose) -> str:
    return f"{one.data} (dữ liệu nhạy cảm)" if one.sensitive else one.data


_PURPOSES: Sequence[Column[Purpose]] = (
    Column("ten", "Dữ liệu", lambda one: one.title, phone=Phone.TITLE, wraps=True, width=36),
    Column("cua-ai", "Của ai", lambda one: one.whose.label, wraps=True, phone=Phone.WHOLE, width=24),
    Column("gom", "Gồm", _data, wraps=True, phone=Phone.WHOLE, width=60),
    Column("de", "Dùng để", lambda one: one.why, wraps=True, phone=Phone.WHOLE, width=40),
    Column("can-cu", "Căn cứ", lambda one: f"{one.ground.label}: {one.basis}", wraps=True, phone=Phone.WHOLE, width=60),
    Column("ai-xem", "Ai xem được", lambda one: one.readers, wraps=True, phone=Phone.WHOLE, width=50),
    Column("luu", "Lưu bao lâu", lambda one: one.kept_words, wraps=True, phone=Phone.WHOLE, width=50),
    Column("rut", "Rút lại, xóa sớm", lambda one: one.withdraw, wraps=True, phone=Phone.WHOLE, width=40),
)
