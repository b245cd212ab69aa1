"""The way through the items of a self-score: their addresses, the filter that goes along, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.evaluations.enums import AnswerState
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


def next_row(request: PersonRequest, answer: Answer, rows: Sequence[Answer]) -> Answer | None:
    """The item after this one; of the own ones, the next that still waits for a value, from the start again."""
    place = next(index for index, row in enumerate(rows) if row.pk == answer.pk)
    after = list(rows[place + 1 :])
    if not filter_of(request):
        return next(iter(after), None)
    mine = (row for row in [*after, *rows[:place]] if row.assignee_id == request.user.pk)
    return next((row for row in mine if row.points is None and row.state != AnswerState.NOT_APPLICABLE), None)


def next_url(request: PersonRequest, answer: Answer, rows: Sequence[Answer]) -> str:
    """Where “Hoàn thành” leads: the next item under the same filter, or the way to submission."""
    dossier, following = answer.dossier, next_row(request, answer, rows)
    if following is None:
        return reverse("submission", args=[dossier.cycle_id, dossier.unit.code])
    return item_url(dossier, following.indicator.code, loc=filter_of(request))
