"""The forecasts of all units of a cycle."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.formats import number
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.cycle_menu import Fact
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.steering import levels_hidden
from thanthien.reports.forms import ForecastForm
from thanthien.reports.permissions import sees_board
from thanthien.reports.queries.forecasts import Foresight, forecasts_of, foresight_of, targets_foreseen
from thanthien.reports.tables.forecasts import forecasts_table
from thanthien.reports.views.cycle_choice import frame, named


@require_safe
@requires(sees_board)
def city_forecasts(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """What each unit is foreseen to come to, and who can't reach the registered level any more."""
    cycle, cycles = named(cycle_id)
    hidden = levels_hidden(request.user, cycle)
    form = ForecastForm(request.GET, cycle.level_names, levels_hidden=hidden)

    def whole_page() -> dict[str, Any]:
        foresight = foresight_of(cycle)
        return {
            **frame(request.user, cycle, cycles, "city-forecasts"),
            "facts": facts_of(cycle, foresight, levels_hidden=hidden),
            "foresight": foresight,
            "targets": () if hidden else targets_foreseen(cycle),
        }

    table = forecasts_table(forecasts_of(cycle, form.wanted()), cycle, form)
    return table_page(request, "reports/forecasts.html", whole_page, table=table)


def facts_of(cycle: Cycle, foresight: Foresight, *, levels_hidden: bool) -> list[Fact]:
    """How many units can't reach what they registered, are behind it, have something due; each opens its list.
    ``levels_hidden``: only the last."""
    address = reverse("city-forecasts", args=[cycle.pk])
    due = Fact(number(foresight.due), "có việc đến hạn chưa làm", f"{address}?nguy_co=den-han")
    if levels_hidden:
        return [due]
    return [
        Fact(number(foresight.out_of_reach), "không còn đạt được mức độ phấn đấu", f"{address}?nguy_co=nguy-co"),
        Fact(number(foresight.behind), "đang thấp hơn mức độ phấn đấu", f"{address}?nguy_co=cham"),
        due,
    ]
