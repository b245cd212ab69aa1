"""Creative models as lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE
from thanthien.initiatives.forms import GalleryFilter
from thanthien.initiatives.models import Initiative
from thanthien.initiatives.queries import Shown, gallery


def gallery_table(form: GalleryFilter) -> Table[Shown]:
    """The gallery as its reader narrows it, the latest first."""
    words = str(form.read("tu_khoa"))
    return Table(
        name="mo-hinh",
        file="mo-hinh-sang-tao",
        caption="Mô hình sáng tạo của các đơn vị",
        noun="mô hình",
        rows=gallery(words=words, topic=str(form.read("linh_vuc")), state=str(form.read("trang_thai"))),
        columns=[
            Column("ten", "Mô hình", lambda row: row.initiative.title, phone=Phone.TITLE, wraps=True,
                   order=lambda row: row.initiative.title),
            Column("don-vi", "Đơn vị", lambda row: row.initiative.unit.name, wraps=True,
                   order=lambda row: row.initiative.unit.sort_key),
            Column("linh-vuc", "Lĩnh vực", lambda row: row.initiative.get_topic_display(), wraps=True),
            Column("trang-thai", "Trạng thái", lambda row: row.state.label, phone=Phone.BESIDE, wraps=True),
            Column("ap-dung", "Đơn vị áp dụng", lambda row: row.adopted, WHOLE, order=lambda row: row.adopted),
            Column("ngay", "Đăng ký ngày", lambda row: row.initiative.day, DAY, order=lambda row: row.initiative.day),
        ],
        link=lambda row: reverse("initiative", args=[row.initiative.origin]),
        filters=form,
        words=words,
        order_label="Theo ngày đăng ký, mới nhất trước",
        empty=Empty("Không có mô hình nào" if form.narrows else "Chưa có mô hình nào được đăng ký"),
    )  # fmt: skip


def with_model(table: Table[Any]) -> Table[Any]:
    """A list of what was told of models, with the model that each is about."""
    models = Initiative.objects.filter(origin=OuterRef("initiative"), ended_at__isnull=True)
    rows = table.rows.annotate(model=Subquery(models.values("title")[:1]))  # type: ignore[union-attr]
    column: Column[Any] = Column("mo-hinh", "Mô hình", lambda row: row.model or "đã hủy đăng ký", wraps=True)
    return replace(table, rows=rows, columns=[table.columns[0], column, *table.columns[1:]])
