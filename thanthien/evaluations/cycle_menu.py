"""The menu of a cycle for those who see the whole city: one row of tabs that stands on each of its pages.

Rooms above register pages of theirs in ``AppConfig.ready``, as they do with entries of the header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from thanthien.core.components.basics import Tab

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.evaluations.models.cycle import Cycle


@dataclass(frozen=True, slots=True)
class CyclePage:
    """One page of a cycle; ``show`` is a permission predicate, the address takes the number of the cycle. ``covers``:
    further pages on which this tab is the current one."""

    label: str
    url_name: str
    show: Callable[[User], bool]
    order: int
    covers: frozenset[str] = frozenset()


_pages: dict[str, CyclePage] = {}


def register_cycle_page(page: CyclePage) -> None:
    """Put a page into the menu; the same address registered again replaces it."""
    _pages[page.url_name] = page


def cycle_tabs(user: User, cycle: Cycle, here: str) -> list[Tab]:
    """The pages of a cycle that the person may open; ``here`` is the address name of the page shown."""
    pages = sorted(_pages.values(), key=lambda page: page.order)
    return [
        Tab(page.label, reverse(page.url_name, args=[cycle.pk]), current=here == page.url_name or here in page.covers)
        for page in pages
        if page.show(user)
    ]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number beside the heading of a page; the address opens its records."""

    value: str
    label: str
    url: str
