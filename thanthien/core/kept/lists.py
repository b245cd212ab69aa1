"""The list of alarms."""

from typing import Any

from thanthien.core.kept.enums import Problem
from thanthien.core.kept.models import FileAlarm
from thanthien.core.kept.shelves import shelf_title
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT, WHOLE

ALL_WELL = Empty("Không có tệp nào bị báo", "Mọi tệp đã mở hoặc đã kiểm tra đều đúng như khi được nộp.",
                 icon="check-circle")  # fmt: skip

_FILE: Column[Any] = Column(
    "tep",
    "Loại tệp",
    lambda one: shelf_title(one.shelf),
    extras=(Extra("Bản ghi số", lambda one: one.row, WHOLE),),
    phone=Phone.TITLE,
)
_PATH: Column[Any] = Column("noi-luu", "Nơi lưu", lambda one: one.path, clip=True, phone=Phone.WHOLE, width=40)
_PROBLEM: Column[Any] = Column("ly-do", "Lý do", lambda one: Problem(one.problem).label, phone=Phone.WHOLE, width=40)
_FOUND: Column[Any] = Column("luc", "Thấy lúc", lambda one: one.found_at, MOMENT, order="found_at")


def alarms_table() -> Table[FileAlarm]:
    """Files that are not handed out, newest first."""
    return Table(
        name="tep-khong-con-nguyen-ven",
        caption="Tệp không còn nguyên vẹn",
        noun="tệp",
        rows=FileAlarm.objects.filter(settled_at=None).order_by("-found_at", "-pk"),
        columns=(_FILE, _PATH, _PROBLEM, _FOUND),
        order_label="Mới nhất trước",
        empty=ALL_WELL,
    )
