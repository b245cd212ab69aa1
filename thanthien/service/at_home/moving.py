"""Last days of home service that a change of the calendar of working days would move."""

from __future__ import annotations

from collections.abc import Iterator

from thanthien.core.formats import date_vn
from thanthien.core.moving import Change, Move
from thanthien.measures.terms import known_terms
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.queries import cases_by, limits_of


def visits_moved(change: Change) -> Iterator[Move]:
    """Of what waits to be visited; a day that the result was promised for stays. Three statements."""
    terms = known_terms()
    rows = list(HomeRequest.objects.open().filter(asked_on__lt=change.day).defer("sealed").order_by("pk"))
    by_both = limits_of(change.before, terms), limits_of(change.after, terms)
    for old, new in zip(*cases_by(rows, *by_both), strict=True):
        about = f"đề nghị ngày {date_vn(old.asked.asked_on)}"
        yield Move(about, old.standing.next_by, new.standing.next_by, old.request.unit_id)
