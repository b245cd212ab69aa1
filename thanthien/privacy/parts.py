"""The parts of the room: as tabs above its lists, and as sheets of paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.components.basics import Tab
from thanthien.core.tables.table import Table

PARTS = (
    ("privacy-purposes", "Mục đích xử lý"),
    ("privacy-consents", "Sự đồng ý"),
    ("privacy-requests", "Yêu cầu"),
    ("privacy-own-acts", "Tự làm bằng mã"),
    ("privacy-breaches", "Vi phạm"),
    ("look-log", "Lần xem"),
)


def part_tabs(here: str) -> list[Tab]:
    """The tabs, with the one of this page."""
    return [Tab(words, reverse(name), name == here) for name, words in PARTS]


def on_paper(request: HttpRequest, template: str, table: Table[Any]) -> HttpResponse:
    """A whole list as a sheet of paper."""
    rows = list(table.members())
    shown = {
        "agency": settings.DATA_PROTECTION_NAME or settings.CITY_NAME,
        "headings": [column.heading for column in table.values],
        "rows": [[column.shown(row) for column in table.values] for row in rows],
        "today": clock.today(),
    }
    return render(request, template, shown)
