"""Who is in conflict of interest with which dossier."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from thanthien.accounts.models import Membership
from thanthien.evaluations.models import Answer, Cycle, Dossier


def scored_or_belonged(user_id: int, cycle: Cycle) -> set[int]:
    """Ids of the cycle's dossiers whose unit the person belonged to in the cycle's year, or in which the
    person wrote an answer (read from the history, so that a later colleague's edit hides nothing)."""
    first, last = date(cycle.year, 1, 1), date(cycle.year, 12, 31)
    units = (
        Membership.objects.filter(user_id=user_id, agency__unit__isnull=False, valid_from__lte=last)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
        .values("agency__unit_id")
    )
    history = Answer.pgh_event_model.objects.filter(updated_by_id=user_id).values("dossier_id")
    dossiers = Dossier.objects.filter(cycle=cycle).filter(Q(unit_id__in=units) | Q(pk__in=history))
    return set(dossiers.values_list("pk", flat=True))
