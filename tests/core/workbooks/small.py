"""A small workbook with a column of each kind."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tests.factories.workbooks import sheet
from thanthien.core.workbooks.checking import Check, understood
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Choice, Day, Number, Option, Text, Whole
from thanthien.core.workbooks.reading import Sheet, read_sheet

FEW = Choice([Option("thon", "thôn"), Option("to", "tổ dân phố")])
MANY = Choice([Option(n, f"co-quan-{n:02}", f"Cơ quan số {n}") for n in range(40)])
SMALL = Workbook(
    title="Bảng thử",
    file_name="bang-thu",
    columns=(
        Column("code", "Mã", MANY, 12, required=True, prefilled=True),
        Column("name", "Tên", Text(20), 30, required=True, note="Tên đầy đủ.", example="Thôn Đông"),
        Column("kind", "Loại", FEW, 14),
        Column("households", "Số hộ", Whole(1, 1000), 10),
        Column("area", "Diện tích", Number(Decimal(100)), 11),
        Column("day", "Từ ngày", Day(), 13, example=date(2026, 7, 1)),
    ),
    most_rows=50,
)


def read(content: bytes, workbook: Workbook = SMALL) -> Sheet:
    return read_sheet(io.BytesIO(content), len(content), workbook)


def checked(*rows: Sequence[Any], workbook: Workbook = SMALL, **options: Any) -> Check:
    return understood(workbook, read(sheet(workbook.headings, *rows, **options), workbook))
