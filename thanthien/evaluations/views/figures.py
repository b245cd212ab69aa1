"""The page behind a figure: every period and record of one indicator of one dossier, at one moment."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import signed_in
from thanthien.core.components.basics import Tab
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.figure_door import Door, changes_between, door_of
from thanthien.evaluations.views.dossier import dossier_or_404
from thanthien.measures.permissions import can_accept_late, can_see_lateness_of

MOMENTS = {"niem-yet": Moment.POSTED, "ngay-chot": Moment.CUT_OFF, "moi-nhat": Moment.LIVE}
_WORDS = {moment: word for word, moment in MOMENTS.items()}


@require_safe
@signed_in
def records(request: PersonRequest, cycle_id: int, code: str, indicator: str) -> HttpResponse:
    """What lies behind the figure: at the moment that holds now, or at the one that the address names (``?luc=``)."""
    dossier = dossier_or_404(request, cycle_id, code)
    compiled = dossier.compiled.by_code.get(indicator)
    asked = request.GET.get("luc", "")
    if compiled is None or (asked and asked not in MOMENTS):
        raise Http404
    door = door_of(request.user, dossier, compiled, MOMENTS.get(asked))
    if door is None:
        raise Http404
    both = door.moment == Moment.CUT_OFF and Moment.POSTED in door.moments
    posted = door_of(request.user, dossier, compiled, Moment.POSTED) if both else None
    context = {
        "dossier": dossier,
        "door": door,
        "tabs": _tabs(dossier, door) if len(door.moments) > 1 else [],
        "posted": posted,
        "changes": changes_between(posted, door) if posted else [],
        "sees_late": door.late_rule and can_see_lateness_of(request.user, dossier.unit),
        "may_accept": can_accept_late(request.user, dossier.unit, dossier.cycle.span_first),
    }
    return render(request, "evaluations/figures/records.html", context)


def _tabs(dossier: Dossier, door: Door) -> list[Tab]:
    address = reverse("figure-records", args=[dossier.cycle_id, dossier.unit.code, door.compiled.code])
    return [
        Tab(str(moment.label), f"{address}?luc={_WORDS[moment]}", current=moment == door.moment)
        for moment in door.moments
    ]
