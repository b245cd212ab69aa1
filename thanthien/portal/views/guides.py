"""Guides in the words of the pages: of one's role for people who are signed in, the public one for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import public, signed_in
from thanthien.evaluations.permissions import follows_cycles
from thanthien.portal.caching import cached_page
from thanthien.portal.guide_sheets import YearSteps, sheet_of, year_steps
from thanthien.portal.guides import BY_NAME, GUIDES, PUBLIC, Guide, guide_of, written


@public
def guide(request: HttpRequest) -> HttpResponse:
    """Leads to the reader's guide, to the section of the page that they come from (``trang``, its route)."""
    found = guide_of(request.user) if request.user.is_authenticated else BY_NAME[PUBLIC]
    section = found.section_of(request.GET.get("trang", ""))
    return redirect(f"{found.url}#{section}" if section else found.url)


@public
@cached_page
def guide_public(request: HttpRequest) -> HttpResponse:
    """The guide of citizens."""
    return _page(request, BY_NAME[PUBLIC])


@signed_in
def guide_named(request: PersonRequest, name: str) -> HttpResponse:
    """The guide of a role, for everybody who works here."""
    if name not in BY_NAME:
        raise Http404
    return _page(request, BY_NAME[name])


@public
@cached_page
def sheet_public(request: HttpRequest) -> HttpResponse:
    """The guide of citizens on one A4 page."""
    return _sheet(request, BY_NAME[PUBLIC])


@signed_in
def sheet_named(request: PersonRequest, name: str) -> HttpResponse:
    """The guide of a role on one A4 page, with the steps of the year for who takes part in it."""
    if name not in BY_NAME:
        raise Http404
    return _sheet(request, BY_NAME[name], year_steps() if follows_cycles(request.user) else None)


def _sheet(request: HttpRequest, shown: Guide, year: YearSteps | None = None) -> HttpResponse:
    context = {"guide": shown, "sheet": sheet_of(shown.name), "year": year, "public": shown.name == PUBLIC}
    return render(request, "portal/guide_sheet.html", context | {"address": settings.SITE_ADDRESS})


def _page(request: HttpRequest, shown: Guide) -> HttpResponse:
    others = [one for one in GUIDES if one != shown] if request.user.is_authenticated else []
    context = {"guide": shown, "written": written(shown.name), "others": others}
    return render(request, "portal/guide.html", context)
