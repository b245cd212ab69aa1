"""The way through the items of a self-score: their addresses, and the filter that goes along."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.evaluations.models import Answer, Dossier

FILTER = "loc"
MINE = "cua-toi"


def item_url(dossier: Dossier, code: str, **query: str) -> str:
    """Address of one item; of ``query``, what is not empty goes with it."""
    address = reverse("self-scoring-item", args=[dossier.cycle_id, dossier.unit.code, code])
    given = urlencode({name: value for name, value in query.items() if value})
    return f"{address}?{given}" if given else address


def filter_of(request: PersonRequest) -> str:
    """“cua-toi” when only the person's own indicators are listed, else empty."""
    chosen = (request.POST if request.method == "POST" else request.GET).get(FILTER)
    return MINE if chosen == MINE else ""


def url_after(dossier: Dossier, following: Answer | None, *, loc: str) -> str:
    """Where “Hoàn thành” leads: the next item under the same filter, or the way to submission."""
    if following is None:
        return reverse("submission", args=[dossier.cycle_id, dossier.unit.code])
    return item_url(dossier, following.indicator.code, loc=loc)
