"""The public pages: published results only, the same for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from thanthien.core import clock
from thanthien.core.access import public
from thanthien.core.components.basics import Step, Tab
from thanthien.core.levels import NO_LEVELS
from thanthien.core.question import ask, ask_named
from thanthien.core.reading import Reading
from thanthien.core.tables.pages import table_page
from thanthien.democracy.enums import ROOM as DEMOCRACY
from thanthien.democracy.public import open_consultations
from thanthien.disclosure.public import disclosure_strip
from thanthien.engagement.public_outreach import outreach_strip
from thanthien.engagement.public_receptions import coming_receptions
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.editions import year_contents
from thanthien.evaluations.queries.held_below import held_below
from thanthien.evaluations.queries.public import (
    Cycles,
    cycles,
    decisions_of,
    find_cycle,
    last_change,
    last_decided,
    levels_of_units,
    outcomes_of,
    published_calendar,
    sealed_decisions_of,
    shown_first,
    units_without_results,
    with_corrections,
)
from thanthien.feedback.public import feedback_strip
from thanthien.grassroots.queries import public_channel
from thanthien.portal.caching import cached_page
from thanthien.portal.forms import ResultFilter, SearchForm
from thanthien.portal.open_data import shown_fingerprint
from thanthien.portal.sheets import sheet_of
from thanthien.portal.tables import result_table
from thanthien.portal.won import how_won
from thanthien.portal.years import (
    Year,
    cycle_label,
    cycle_url,
    kinds_words,
    map_of,
    unit_cycle_url,
    year_of,
)
from thanthien.service.at_home.queries import announcement_of
from thanthien.service.enums import ROOM as SERVICE
from thanthien.service.public import public_fast_days
from thanthien.units.models import Unit
from thanthien.units.queries import (
    changes_of,
    hamlets_today,
    meant_by_other_names,
    search_units,
    unit_of_code,
    units_known,
)
from thanthien.workforce.overview import public_staff
from thanthien.workplace.enums import ROOM as WORKPLACE


@public
@cached_page
def home(request: HttpRequest) -> HttpResponse:
    """The last year decided for all at a glance; of one that is being published a door, of one in progress only its
    calendar."""
    found = cycles()
    shown = last_decided(found.published)
    year = year_of(shown, found.published).answer() if shown else None
    units = year.units if year else units_without_results()
    context = {
        "year": year,
        "being_published": [
            (cycle_label(one, found.published), cycle_url(one, found.published)) for one in found.being_published
        ],
        "units_count": len(units),
        "kinds": kinds_words(units),
        "map": map_of(tuple(units), year.level_names if year else NO_LEVELS),
        "indicators_count": sum(1 for _ in year.definition.indicators()) if year else None,
        **_calendar(found),
    }
    return render(request, "portal/home.html", context)


def _calendar(found: Cycles) -> dict[str, Any]:
    cycle, today = found.in_progress, clock.today()
    phases = published_calendar(cycle) if cycle else []
    steps = [
        Step(one.label, one.state(today), f"{one.starts_on:%d/%m/%Y} – {one.ends_on:%d/%m/%Y}")  # type: ignore[arg-type]
        for one in phases
    ]
    return {"in_progress": cycle, "phases": steps}


# --- Years ----------------------------------------------------------------------------------------------------------


@public
@cached_page
def results(request: HttpRequest) -> HttpResponseBase:
    """The page of the last decided year, under an address that stays."""
    found = cycles()
    shown = last_decided(found.published)
    if shown is None:
        return render(request, "portal/no_results.html", _calendar(found))
    return _year_page(request, found, shown)


@public
@cached_page
def year(request: HttpRequest, year: int, *, trial: bool = False, number: int | None = None) -> HttpResponseBase:
    """A published year: levels of all units, targets, decisions, downloads. Of a year that has only trials a page that
    says so and leads to them. 404 before publication."""
    found = cycles()
    shown = find_cycle(found.published, year, trial=trial, number=number)
    if shown is None:
        if trial or number is not None:
            raise Http404
        return _trials_only(request, found, year)
    return _year_page(request, found, shown)


def _trials_only(request: HttpRequest, found: Cycles, year: int) -> HttpResponse:
    """The address of a year means its official result; people who type it look for what there is."""
    trials = [one for one in found.published if one.year == year]
    if not trials:
        raise Http404
    context = {
        "wanted_year": year,
        "trial_word": trials[0].trial_word,
        "trials": [(cycle_label(one, found.published), cycle_url(one, found.published)) for one in trials],
    }
    return render(request, "portal/trials_only.html", context)


def _year_page(request: HttpRequest, found: Cycles, cycle: Cycle) -> HttpResponseBase:
    shown, (editions, rows), decisions, changed_at = ask(
        year_of(cycle, found.published), year_contents(cycle), decisions_of(cycle), last_change(cycle)
    )

    def whole_page() -> dict[str, Any]:
        return {
            "year": shown,
            "tabs": _year_tabs(shown),
            "same_year": _same_year(shown),
            "map": map_of(tuple(shown.units), shown.level_names),
            "decisions": with_corrections(decisions),
            "changed_at": changed_at,
            "published_count": len({row.unit_code for row in rows}),
            "fingerprint": shown_fingerprint(cycle, editions, rows),
            "editions": editions,
        }

    form = ResultFilter(request.GET, [(group.level, group.name) for group in shown.groups])
    return table_page(request, "portal/year.html", whole_page, table=result_table(shown, form, held_below(cycle, rows)))


def _year_tabs(shown: Year) -> list[Tab]:
    """One tab for each year, which leads to its first official result, else to its first trial."""
    tabs = []
    for number in dict.fromkeys(one.year for one in shown.published):
        first = shown_first(one for one in shown.published if one.year == number) or shown.cycle
        label = f"Năm {number} ({first.trial_word})" if first.is_trial else f"Năm {number}"
        tabs.append(Tab(label, cycle_url(first, shown.published), current=number == shown.cycle.year))
    return tabs


def _same_year(shown: Year) -> list[tuple[str, str, bool]]:
    """All results of the year shown, when it has several: label, address, whether it is the one shown."""
    found = [one for one in shown.published if one.year == shown.cycle.year]
    rows = [(cycle_label(one, found), cycle_url(one, found), one == shown.cycle) for one in found]
    return rows if len(rows) > 1 else []


# --- Units ----------------------------------------------------------------------------------------------------------


@public
@cached_page
def unit(
    request: HttpRequest, code: str, year: int | None = None, *, trial: bool = False, number: int | None = None
) -> HttpResponse:
    """A unit: its level by year, and how the points of one year were won. Without a year, the last official one."""
    found = unit_of_code(code)
    if found is None:
        raise Http404
    told = _told_of(found)
    outcomes = told["outcomes"]
    published = [one.cycle for one in outcomes]
    cycle = _cycle_of(published, year, trial=trial, number=number)
    shown = sheet_of(sealed_decisions_of(found, cycle)) if cycle else None
    years = [(one, cycle_label(one.cycle, published), unit_cycle_url(code, one.cycle, published)) for one in outcomes]
    context = {
        "unit": found,
        "years": years,
        "sheet": shown,
        "address": f"{settings.SITE_ADDRESS}{request.path}",
        "today": clock.today(),
        **_doors_of(found),
        **told,
    }
    if shown:
        context |= {"year_label": cycle_label(shown.cycle, published), **how_won(shown)}
    return render(request, "portal/unit.html", context)


def _doors_of(unit: Unit) -> dict[str, bool]:
    """To which rooms of weekly life a unit's page leads whatever they tell."""
    return {
        "has_home_service": unit.uses(SERVICE.key) and not unit.has_ended,
        "has_offices": unit.uses(WORKPLACE.key),
        "has_democracy": unit.uses(DEMOCRACY.key),
    }


def _told_of(unit: Unit) -> dict[str, Any]:
    """What a unit came to, what happened to it, and what the rooms of weekly life tell everybody of it this year. One
    statement, and of rooms in which something was recorded some more."""
    reading = Reading()
    units_known([unit], reading)
    return ask_named(
        outcomes=outcomes_of(unit),
        hamlets=hamlets_today(unit),
        changes=changes_of(unit),
        home_service=announcement_of(unit),
        fast_days=public_fast_days(unit, reading=reading),
        channel=public_channel(unit, reading),
        receptions=coming_receptions(unit),
        outreach=outreach_strip(unit),
        consultations=open_consultations(unit),
        staff=public_staff(unit, reading),
        disclosures=disclosure_strip(unit),
        feedback=feedback_strip(unit),
    )


def _cycle_of(published: Sequence[Cycle], year: int | None, *, trial: bool, number: int | None) -> Cycle | None:
    """Whose result is shown. Raises Http404 for a year of which none is published."""
    if year is None:
        return shown_first(published)
    asked = find_cycle(published, year, trial=trial, number=number)
    if asked is None:
        raise Http404
    return asked


@public
@cached_page
def search(request: HttpRequest) -> HttpResponse:
    """Units by name, code or kind, diacritics forgiven, each with its last published level."""
    words = SearchForm(request.GET).words
    units = search_units(words) if words else []
    shown = last_decided(cycles().published) if units else None
    levels = levels_of_units([one.code for one in units], shown) if shown else {}
    others = meant_by_other_names(words)
    rows = [(one, levels.get(one.code), others.get(one.code)) for one in units]
    return render(request, "portal/search.html", {"query": words, "rows": rows, "shown": shown})
