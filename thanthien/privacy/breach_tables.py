"""The list of breaches, and a version in facts."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from thanthien.core.components.basics import status_tag
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT, WHOLE
from thanthien.privacy.models import Breach, BreachVersion


def breach_table() -> Table[Breach]:
    """The register of breaches."""
    return Table(
        name="vi-pham",
        file="vi-pham-du-lieu-ca-nhan",
        caption="Vi phạm dữ liệu cá nhân",
        noun="vi phạm",
        rows=Breach.objects.listed(),
        columns=_COLUMNS,
        link=lambda row: reverse("privacy-breach", args=[row.pk]),
        order_label="Phát hiện gần nhất ở trên",
        empty=Empty("Chưa ghi vi phạm nào", icon="check-circle"),
    )


def _state(row: Breach) -> str:
    version = row.now
    return version.late_words or ("Đã báo" if version.told_authority_at else "Chưa báo")


def _state_cell(row: Breach) -> str:
    version = row.now
    tone = "ok" if version.told_authority_at and not version.late_words else "warn"
    return status_tag(_state(row), "danger" if version.late_words else tone)  # type: ignore[arg-type]


_COLUMNS: Sequence[Column[Breach]] = (
    Column("so", "Số", lambda row: row.label, phone=Phone.TITLE),
    Column("phat-hien", "Phát hiện lúc", lambda row: row.now.noticed_at, MOMENT, order="last__noticed_at"),
    Column("trang-thai", "Báo cơ quan chuyên trách", _state, cell=_state_cell, phone=Phone.BESIDE),
    Column("han", "Hạn báo", lambda row: row.now.tell_by, MOMENT),
    Column("bao-luc", "Báo lúc", lambda row: row.now.told_authority_at, MOMENT),
    Column("du-lieu", "Dữ liệu", lambda row: row.now.data, wraps=True, phone=Phone.WHOLE, width=40),
    Column("so-nguoi", "Số người", lambda row: row.now.people, WHOLE),
    Column("bao-dan", "Báo người liên quan", lambda row: row.now.told_people_on, DAY),
    Column("viec", "Việc đã xảy ra", lambda row: row.now.what, wraps=True, phone=Phone.MORE, roomy=True, width=60),
)


def version_facts(one: BreachVersion) -> list[tuple[str, str]]:
    """What a version tells."""
    told = [
        ("Phát hiện lúc", datetime_vn(one.noticed_at)),
        ("Xảy ra từ ngày", date_vn(one.happened_on) if one.happened_on else ""),
        ("Việc đã xảy ra", one.what),
        ("Dữ liệu liên quan", one.data),
        ("Số người liên quan", number(one.people) if one.people is not None else "chưa rõ"),
        ("Biện pháp đã làm", one.measures),
        ("Hạn báo cơ quan chuyên trách", datetime_vn(one.tell_by)),
        ("Đã báo lúc", datetime_vn(one.told_authority_at) if one.told_authority_at else ""),
        ("Số văn bản báo", one.authority_document),
        ("Báo người liên quan", date_vn(one.told_people_on) if one.told_people_on else ""),
        ("Cách báo, vì sao không báo", one.people_words),
        ("Lý do ghi thêm", one.reason),
    ]
    return [(label, words) for label, words in told if words]
