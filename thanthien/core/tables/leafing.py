"""The pages of a list, as far as anybody turns them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:  # Django's own takes no type when it runs
    _Paginator = Paginator

MOST_COUNTED = 10_000


class Pages(_Paginator):
    """To say how many rows of millions there are the database reads them all, at every look: so many are counted, and
    of more it is told that there are more. Who looks for one of them narrows the list, or takes the file."""

    def __init__(
        self, rows: QuerySet[Any] | Sequence[Any], size: int, *, most: int, counted: int | None = None
    ) -> None:  # fmt: skip
        """``counted``: how many there are, where that is known already; of more than ``most`` any number above it."""
        super().__init__(rows, size)
        self._most, self._counted = most, counted

    @cached_property
    def count(self) -> int:
        """How many rows there are, as far as they are counted. One statement for a QuerySet."""
        return min(self._found, self._most)

    @property
    def goes_on(self) -> bool:
        """Whether there are more than are counted."""
        return self._found > self._most

    @cached_property
    def _found(self) -> int:
        if self._counted is not None:
            return self._counted
        rows = self.object_list
        # Without an order: to count them nobody has to sort them.
        return rows.order_by()[: self._most + 1].count() if isinstance(rows, QuerySet) else len(rows)
