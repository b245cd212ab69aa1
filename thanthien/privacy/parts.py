"""The parts of the room, as tabs above its lists."""

from __future__ import annotations

from django.urls import reverse

from thanthien.core.components.basics import Tab

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
