"""Opinions whose words another room looks after: what it took over is read here by who may read it there and by who
told it; what it moved out of the commune's sight by nobody. The record stands, and counts for its week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

Ask = Callable[[], QuerySet[Any]]
_asked: list[Ask] = []
_named: list[Callable[[], Any]] = []


def register_withheld(ask: Ask) -> None:
    """Tell which these are: a query of the ``origin`` of reports; the room registered last is asked."""
    _asked[:] = [ask]


def not_withheld() -> Q:
    """The condition of all other reports. No statement of its own."""
    return ~Q(origin__in=_asked[0]()) if _asked else Q()


def register_taken(name: Callable[[], Any]) -> None:
    """Tell what a report has become: an expression over reports (“PA-12”, or nothing); of the room registered last."""
    _named[:] = [name]


def with_taken(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each with ``taken_as``: what it has become in the room that took it over, or nothing. No statement of its
    own."""
    return rows.annotate(  # type: ignore[no-any-return]
        taken_as=_named[0]() if _named else Value(None, output_field=CharField())
    )
