"""The card of a unit for its own page elsewhere: the one page that other sites may show in a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from csp.constants import NONE
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from thanthien.core.access import public
from thanthien.core.question import ask_named
from thanthien.core.reading import Reading
from thanthien.engagement.public_receptions import coming_receptions
from thanthien.evaluations.queries.public import Outcome, outcomes_of, shown_first
from thanthien.feedback.enums import ROOM as FEEDBACK
from thanthien.portal.caching import cached_page
from thanthien.portal.years import cycle_label
from thanthien.service.enums import ROOM as SERVICE
from thanthien.service.public import public_fast_days
from thanthien.units.queries import unit_of_code

View = Callable[..., HttpResponseBase]


def framed(view: View) -> View:
    """Let the sites of ``CARD_FRAMED_BY`` show the page in a frame, and nobody else. Nothing runs in it and nothing is
    sent from it: only links lead on, in a window of their own."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: Any = view(request, *args, **kwargs)
        sites = settings.CARD_FRAMED_BY
        response.xframe_options_exempt = bool(sites)
        response._csp_replace = {  # noqa: SLF001 - as the decorators of this library leave their word
            "frame-ancestors": sites or [NONE], "script-src": [NONE], "form-action": [NONE],
        }  # fmt: skip
        return response  # type: ignore[no-any-return]

    return answered


@framed
@public
@cached_page
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Name, level, the next fast day and reception, and the doors that a person looks for."""
    unit = unit_of_code(code)
    if unit is None:
        raise Http404
    told = ask_named(
        outcomes=outcomes_of(unit),
        fast_days=public_fast_days(unit, reading=Reading()),
        receptions=coming_receptions(unit, most=1),
    )
    context = {
        "unit": unit,
        "fast_days": told["fast_days"],
        "receptions": told["receptions"],
        "takes_feedback": unit.uses(FEEDBACK.key) and not unit.has_ended,
        "has_home_service": unit.uses(SERVICE.key) and not unit.has_ended,
        **_level(told["outcomes"]),
    }
    return render(request, "portal/card.html", context)


def _level(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The result that the unit's page shows first, with its year."""
    published = [one.cycle for one in outcomes]
    first = shown_first(published)
    shown = next((one for one in outcomes if first and one.cycle.pk == first.pk), None)
    return {"outcome": shown, "year_label": cycle_label(shown.cycle, published) if shown else ""}
