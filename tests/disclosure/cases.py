"""Made-up items, forms and days for tables of cases."""

from datetime import date
from typing import Any

from thanthien.disclosure.items import Item, item_of
from thanthien.disclosure.rules import POSTED, Shown

EVERYWHERE = frozenset(("office", "culture", "community"))


def day(number: int, month: int = 3) -> date:
    return date(2026, month, number)


def an_item(**told: Any) -> Item:
    return item_of(**{
        "code": "X", "title": "Nội dung", "law": "democracy", "basis": "khoản 1", "period": "event", "web": True,
        "places": ["office", "culture", "community"], "posting_days": 30, "valid_from": date(2023, 7, 1),
    } | told)  # fmt: skip


def on_board(first: date, last: date | None = None, spots: frozenset[Any] = EVERYWHERE) -> Shown:
    return Shown(POSTED, first, last, spots)
