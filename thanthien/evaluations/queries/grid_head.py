"""What all rows of a grid share: the cycle with its set, and the indicator."""

from __future__ import annotations

from thanthien.core.prepared import Given, Prepared
from thanthien.criteria.models import Indicator
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.grid_items import GridIndicator

_CYCLE = Prepared(lambda: Cycle.objects.select_related("criteria_set").filter(pk=Given("cycle")))
_KIN = Prepared(
    lambda: (
        Indicator.objects.filter(criteria_set__scheme_id=Given("scheme"), code=Given("code"))
        .order_by()
        .values_list("pk", "criteria_set_id", "title")
    )
)


def cycle_of(cycle_id: int) -> Cycle | None:
    """The cycle with its set; one statement."""
    return _CYCLE.first(cycle=cycle_id)


def indicator_of(cycle: Cycle, code: str) -> GridIndicator | None:
    """The indicator with this code in the cycle's set, with its kin; one statement."""
    rows = _KIN(scheme=cycle.criteria_set.scheme_id, code=code)
    found = {of: (pk, title) for pk, of, title in rows}
    if cycle.criteria_set_id not in found:
        return None
    pk, title = found[cycle.criteria_set_id]
    return GridIndicator(pk, code, title, tuple(number for number, _ in found.values()))
