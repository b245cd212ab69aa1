"""The list of cycles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import WHOLE
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.cycles import CycleCounts, counts_of, cycles_with_calendar


class CycleLine(NamedTuple):
    """A cycle and how far it is."""

    cycle: Cycle
    counts: CycleCounts


def cycle_table(user: User, *, may_open: bool) -> Table[CycleLine]:
    """All cycles, newest first, with the dossiers that the person may open."""

    def lines(cycles: Sequence[Cycle]) -> list[CycleLine]:
        counts = counts_of(user, cycles)
        return [CycleLine(cycle, counts[cycle.pk]) for cycle in cycles]

    return Table(
        name="ky-danh-gia",
        caption="Các kỳ đánh giá",
        noun="kỳ",
        rows=cycles_with_calendar(),
        prepare=lines,
        columns=_COLUMNS,
        link=lambda line: reverse("cycle-detail", args=[line.cycle.pk]),
        order_label="Mới nhất trước",
        empty=_none_to_open() if may_open else _NONE,
    )


_TITLE = "Chưa có kỳ đánh giá nào"
_NONE = Empty(_TITLE, "Cơ quan thường trực mở kỳ đánh giá; khi đó lịch của kỳ hiện ở đây.", icon="calendar")


def _none_to_open() -> Empty:
    text = "Mở kỳ với một bộ tiêu chí đã ban hành; hồ sơ của mọi đơn vị được tạo cùng lúc."
    return Empty(_TITLE, text, reverse("cycle-open"), "Mở kỳ đánh giá", "calendar")


_COLUMNS: list[Column[CycleLine]] = [
    Column("ky", "Kỳ", lambda line: line.cycle.title, order="title", phone=Phone.TITLE, width=48),
    Column("nam", "Năm", lambda line: str(line.cycle.year), order="year"),
    Column("loai", "Loại", lambda line: line.cycle.get_kind_display(), order="kind", phone=Phone.BESIDE),
    Column("bo-tieu-chi", "Bộ tiêu chí", lambda line: str(line.cycle.criteria_set), phone=Phone.WHOLE, width=48),
    Column("ho-so", "Hồ sơ", lambda line: line.counts.dossiers, WHOLE),
    Column("chua-nop", "Chưa nộp", lambda line: line.counts.before, WHOLE),
    Column("dang-xet", "Đang xét", lambda line: line.counts.inside, WHOLE),
    Column("da-cong-bo", "Đã công bố", lambda line: line.counts.published, WHOLE),
]
