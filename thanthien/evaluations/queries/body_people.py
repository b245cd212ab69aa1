"""Who appraises for a body, or for the one that goes on with its work."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from thanthien.accounts.positions import APPRAISERS
from thanthien.accounts.queries import holders
from thanthien.units.models import Agency


def people_of_agency(agency_id: int) -> frozenset[int]:
    """The people of one body. One statement."""
    passed = Agency.objects.filter(pk=agency_id).values("passed_to")
    who = holders(APPRAISERS).filter(Q(agency_id=agency_id) | Q(agency_id__in=passed))
    return frozenset(who.values_list("user_id", flat=True))


def people_of_agencies(agency_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The people of each of these bodies, by its number. Two statements, however many there are; none without any."""
    wanted = set(agency_ids)
    if not wanted:
        return {}
    passed = dict(Agency.objects.filter(pk__in=wanted).values_list("pk", "passed_to_id"))
    found: dict[int, set[int]] = {}
    who = holders(APPRAISERS).filter(agency_id__in=wanted | {one for one in passed.values() if one})
    for agency_id, person in who.order_by().values_list("agency_id", "user_id"):
        found.setdefault(agency_id, set()).add(person)
    return {
        one: frozenset(found.get(one, set()) | (found.get(into, set()) if into else set()))
        for one, into in passed.items()
    }
