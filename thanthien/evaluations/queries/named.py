"""Dossiers by the name of their unit, as people type it."""

from __future__ import annotations

from django.db.models import QuerySet

from thanthien.evaluations.models import Dossier
from thanthien.units.models import Unit
from thanthien.units.queries import meant_by_other_names, rank_units


def of_units_named(dossiers: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """Those whose unit a typed text means by name, code or another name, diacritics forgiven; all for an empty text.
    Two statements when there is a text."""
    if not text:
        return dossiers
    units = Unit.objects.filter(pk__in=dossiers.order_by().values("unit_id")).in_vietnamese_order()
    shown = units.only("code", "name", "short_name", "sort_key")
    found = rank_units(shown, text, meant_by_other_names(text))
    return dossiers.filter(unit_id__in=[unit.pk for unit in found])
