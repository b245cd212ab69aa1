"""How the years that run stand in the units of a commune's leaders, in three numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE
from thanthien.evaluations.models import DailyForecast
from thanthien.evaluations.queries.forecast import OPEN
from thanthien.evaluations.queries.terms import year_kept
from thanthien.measures.duties import State
from thanthien.records.boards import kept_in


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier's latest forecast and the periods that its unit left out (``overdue``) in the year."""

    row: DailyForecast
    overdue: int

    @property
    def gain(self) -> Decimal:
        """Points that can still be won until the figures are closed."""
        return self.row.points_high - self.row.points

    @property
    def level_title(self) -> str:
        """The level if the year goes on as it went so far."""
        return self.row.dossier.cycle.level_names.name(self.row.level_now)


def standings_of_units(user: User) -> list[Standing]:
    """The open dossiers of the person's units, the newest year first. One statement, one more for each of them."""
    rows = _latest(user).select_related("dossier__unit", "dossier__cycle__criteria_set__scheme")
    return [Standing(row, _overdue(row)) for row in sorted(rows, key=_order)]


def _latest(user: User) -> QuerySet[DailyForecast]:
    of_units = DailyForecast.objects.filter(dossier__unit__in=user.unit_ids(*COMMUNE), dossier__status__in=OPEN)
    return of_units.order_by("dossier", "-as_of").distinct("dossier")


def _order(row: DailyForecast) -> tuple[int, str]:
    return -row.dossier.cycle.year, row.dossier.cycle.kind


def _overdue(row: DailyForecast) -> int:
    kept = kept_in(year_kept(row.dossier.cycle)).filter(unit=row.dossier.unit_id, state=State.LATE)
    return int(kept.aggregate(Count("pk"))["pk__count"])
