"""Opinions that nobody reads here any more: a room that took them over moved them out of the commune's sight. The
record stands, and counts for its week; its words are shown to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

Ask = Callable[[], QuerySet[Any]]
_asked: list[Ask] = []


def register_withheld(ask: Ask) -> None:
    """Tell which these are: a query of the ``origin`` of reports; the room registered last is asked."""
    _asked[:] = [ask]


def not_withheld() -> Q:
    """The condition of all other reports. No statement of its own."""
    return ~Q(origin__in=_asked[0]()) if _asked else Q()
