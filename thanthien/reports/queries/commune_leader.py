"""How the years that run stand in the units of a commune's leaders, in three numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Max, Q

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE
from thanthien.core import clock
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.forecast import OPEN
from thanthien.evaluations.queries.forecast_page import ForecastPage, pages_of
from thanthien.evaluations.queries.terms import year_kept
from thanthien.measures.duties import State
from thanthien.records.boards import kept_in


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier's forecast, the same as on its own page, and how often its unit left a duty out in the year
    (``overdue``), as it was kept last (``kept_at``)."""

    page: ForecastPage
    overdue: int
    kept_at: datetime | None

    @property
    def gain(self) -> Decimal:
        """Points that can still be won until the figures are closed."""
        return self.page.found.most.total.high - self.page.found.now.total.points

    @property
    def level_title(self) -> str:
        """The level if the year goes on as it went so far."""
        return self.page.dossier.cycle.level_names.name(self.page.found.level_now)


def standings_of_units(user: User) -> list[Standing]:
    """The open dossiers of the person's units in years that have begun, the newest year first. A few statements for
    each."""
    rows = Dossier.objects.filter(
        unit__in=user.unit_ids(*COMMUNE), status__in=OPEN, cycle__span_first__lt=clock.today()
    )
    found = pages_of(list(rows.select_related("unit", "cycle__criteria_set__scheme")))
    return [_standing(page) for page in sorted(found.values(), key=_order)]


def _standing(page: ForecastPage) -> Standing:
    kept = kept_in(year_kept(page.dossier.cycle)).filter(unit=page.dossier.unit_id)
    told = kept.aggregate(overdue=Count("pk", filter=Q(state=State.LATE)), kept_at=Max("kept_at"))
    return Standing(page, **told)


def _order(page: ForecastPage) -> tuple[int, str]:
    return -page.dossier.cycle.year, page.dossier.cycle.kind
