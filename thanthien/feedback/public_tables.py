"""Lists that everybody sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thanthien.core.addresses import addresses_of
from thanthien.core.formats import number
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE, share
from thanthien.feedback.models import FeedbackQuerySet
from thanthien.feedback.public import Answered, shown
from thanthien.feedback.public_forms import AnsweredFilter, RatesFilter
from thanthien.feedback.public_rates import Rate

_ON_A_PAGE = 20  # a phone shows each row as a card
_UNIT: Column[Answered] = Column("don-vi", "Đơn vị", lambda one: one.row.unit.name, order="unit__sort_key", wraps=True)


def _days(one: Answered) -> str:
    """“11, trong đó chờ bổ sung 1 ngày”: else the number would say more than the limit, and “đúng hạn” beside it."""
    return f"{number(one.days)}{one.counted}"


def answered_table(rows: FeedbackQuerySet, form: AnsweredFilter) -> Table[Answered]:
    """What was answered; of the city with the unit."""
    several = "don_vi" in form.fields
    columns: list[Column[Any]] = [
        Column("noi-dung", "Phản ánh", lambda one: one.row.answer.headline, phone=Phone.TITLE, wraps=True, width=60),
        *([_UNIT] if several else []),
        Column("linh-vuc", "Lĩnh vực", lambda one: one.topic, wraps=True, width=30),
        Column("tra-loi", "Trả lời ngày", lambda one: one.row.answered_on, DAY, order="answered_on"),
        Column("so-ngay", "Số ngày làm việc", lambda one: one.days, WHOLE, cell=_days),
        Column("han", "Thời hạn", lambda one: one.stands),
        Column("nguoi-ky", "Người ký", lambda one: one.row.answer.signer, wraps=True, roomy=True),
    ]
    words, address = str(form.read("tu_khoa")), addresses_of("feedback-answer", int)
    return Table(
        name="da-tra-loi", file="phan-anh-da-tra-loi", caption="Phản ánh, góp ý đã trả lời công khai",
        noun="phản ánh", rows=rows, columns=columns, prepare=shown, filters=form, words=words,
        link=lambda one: address(one.row.answer_id),
        order_label="Trả lời gần nhất ở trên", page_size=_ON_A_PAGE,
        empty=Empty("Không có phản ánh nào phù hợp" if form.narrows else "Chưa có phản ánh nào được trả lời công khai"),
    )  # fmt: skip


_RATES: list[Column[Any]] = [
    Column("dung-han", "Trả lời đúng hạn", lambda one: one.on_time, WHOLE),
    Column("den-han", "Đến hạn", lambda one: one.due, WHOLE),
    Column("ty-le", "Tỷ lệ", lambda one: one.share, share()),
    Column("luu-y", "Lưu ý", lambda one: one.note or None, wraps=True, phone=Phone.WHOLE, width=40),
]


def _label(heading: str) -> Column[Any]:
    return Column("ten", heading, lambda one: one.label, phone=Phone.TITLE, wraps=True, width=50)


def topic_rates(rates: Sequence[Rate]) -> Table[Rate]:
    """Rates in the order of their topics."""
    return Table(
        name="dung-han-linh-vuc", caption="Tỷ lệ trả lời đúng hạn theo lĩnh vực", noun="lĩnh vực", rows=rates,
        columns=[_label("Lĩnh vực"), *_RATES], order_label="Theo danh mục",
    )  # fmt: skip


def unit_rates(rates: Sequence[Rate], form: RatesFilter) -> Table[Rate]:
    """Rates in the order of their units: no column sorts them into a ranking."""
    return Table(
        name="dung-han-don-vi", key="don-vi", caption="Tỷ lệ trả lời đúng hạn theo đơn vị", noun="đơn vị",
        rows=form.of_units(rates), columns=[_label("Đơn vị"), *_RATES], page_size=_ON_A_PAGE, filters=form,
        words=str(form.read("don_vi")), empty=Empty("Không tìm thấy đơn vị nào"),
    )  # fmt: skip
