"""Lists of the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thanthien.core.private.purposes import Consents, Purpose, purposes
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import WHOLE


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


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A purpose for which consent is asked, with how many there are."""

    purpose: Purpose
    counted: Consents


def consent_table() -> Table[ConsentLine]:
    """Purposes for which consent is asked; one statement for each."""
    return Table(
        name="dong-y",
        file="su-dong-y",
        caption="Sự đồng ý, theo mục đích",
        noun="mục đích",
        rows=[ConsentLine(one, one.consents()) for one in purposes() if one.consents is not None],
        columns=_CONSENTS,
        empty=Empty("Chưa có mục đích nào cần sự đồng ý"),
    )


_CONSENTS: Sequence[Column[ConsentLine]] = (
    Column("ten", "Mục đích", lambda line: line.purpose.title, phone=Phone.TITLE, wraps=True, width=36),
    Column("de", "Dùng để", lambda line: line.purpose.why, phone=Phone.WHOLE, wraps=True, width=40),
    Column("can-cu", "Hỏi ở đâu", lambda line: line.purpose.basis, phone=Phone.WHOLE, wraps=True, width=40),
    Column("con", "Đang có hiệu lực", lambda line: line.counted.standing, WHOLE),
    Column("het", "Đã rút, đã xóa", lambda line: line.counted.ended, WHOLE),
    Column("rut", "Cách rút lại", lambda line: line.purpose.withdraw, phone=Phone.WHOLE, wraps=True, width=40),
)
