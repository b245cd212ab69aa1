"""The page behind a figure: every period and record of one indicator of one dossier, at one moment."""

from __future__ import annotations

from urllib.parse import urlencode

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
from thanthien.evaluations.queries.figure_making import BY_MAKING, KNOWN_NOW, LATE_ONLY, by_making
from thanthien.evaluations.queries.figure_trend import trend_of_figure
from thanthien.evaluations.views.dossier import dossier_or_404
from thanthien.measures.permissions import can_accept_late, can_see_lateness_of

MOMENTS = {"niem-yet": Moment.POSTED, "ngay-chot": Moment.CUT_OFF, KNOWN_NOW: Moment.LIVE}
_WORDS = {moment: word for word, moment in MOMENTS.items()}


@require_safe
@signed_in
def records(request: PersonRequest, cycle_id: int, code: str, indicator: str) -> HttpResponse:
    """What lies behind the figure: at the moment that holds now, or at the one that the address names (``?luc=``); its
    records by period, or by the day on which they were made (``?theo=ngay-ghi``)."""
    dossier = dossier_or_404(request, cycle_id, code)
    compiled = dossier.compiled.by_code.get(indicator)
    asked = request.GET.get("luc", "")
    if compiled is None or (asked and asked not in MOMENTS):
        raise Http404
    door = door_of(request.user, dossier, compiled, MOMENTS.get(asked))
    if door is None:
        raise Http404
    both = door.moment != Moment.POSTED and Moment.POSTED in door.moments
    posted = door_of(request.user, dossier, compiled, Moment.POSTED) if both else None
    made = by_making(door.behind)
    order = request.GET.get("theo", "") if made else ""
    by_day = order in (BY_MAKING, LATE_ONLY)
    context = {
        "dossier": dossier,
        "door": door,
        "tabs": _tabs(dossier, door, order if by_day else "") if len(door.moments) > 1 else [],
        "orders": _orders(asked, order, late=any(one.late for one in made)) if made else [],
        "made": [one for one in made if one.late or order == BY_MAKING] if by_day else [],
        "posted": posted,
        "compared": posted is not None and door.moment == Moment.CUT_OFF,
        "trend": trend_of_figure(dossier, door),
        "changes": changes_between(posted, door) if posted and door.moment == Moment.CUT_OFF else [],
        "sees_late": can_see_lateness_of(request.user, dossier.unit, door.behind.measure.key),
        "may_accept": can_accept_late(request.user, dossier.unit, dossier.cycle.span_first),
    }
    return render(request, "evaluations/figures/records.html", context)


def _tabs(dossier: Dossier, door: Door, order: str) -> list[Tab]:
    address = reverse("figure-records", args=[dossier.cycle_id, dossier.unit.code, door.compiled.code])
    kept = f"&theo={order}" if order else ""
    return [
        Tab(str(moment.label), f"{address}?luc={_WORDS[moment]}{kept}", current=moment == door.moment)
        for moment in door.moments
    ]


def _orders(moment: str, order: str, *, late: bool) -> list[Tab]:
    asked = {"luc": moment} if moment else {}
    days = [(BY_MAKING, "Theo ngày ghi"), *([(LATE_ONLY, "Ngày có bản ghi quá hạn")] if late else [])]
    return [
        Tab("Theo kỳ", f"?{urlencode(asked)}#ban-ghi", current=order not in (BY_MAKING, LATE_ONLY)),
        *(Tab(label, f"?{urlencode(asked | {'theo': key})}#ban-ghi", current=order == key) for key, label in days),
    ]
