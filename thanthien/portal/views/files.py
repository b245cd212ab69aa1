"""Downloads and what machines read: open data, criteria sets, robots.txt, sitemap.xml, favicon.ico."""

from __future__ import annotations

from io import BytesIO

import rfc8785
from django.conf import settings
from django.core.cache import caches
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition

from thanthien.core import clock
from thanthien.core.access import public
from thanthien.core.question import ask
from thanthien.core.tables.exports import XLSX, excel_file
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.overview import in_words
from thanthien.criteria.yaml_io import dump_set
from thanthien.evaluations.models import Cycle, Edition
from thanthien.evaluations.queries.counted import periods_of_sets
from thanthien.evaluations.queries.editions import year_contents
from thanthien.evaluations.queries.public import Cycles, SealRow, cycles, find_cycle, last_decided
from thanthien.evaluations.queries.set_changes import changes_with, comparison_of
from thanthien.evaluations.queries.waivers import public_waivers
from thanthien.evaluations.seal_documents import LICENCE
from thanthien.portal import open_data
from thanthien.portal.caching import BROWSER_SECONDS, cached_page
from thanthien.portal.method import applied_words, computed_of, concluder_of, newer_set, published_sets, set_url
from thanthien.portal.sheets import what_highest_asks
from thanthien.portal.verifier import FILE_NAME, program
from thanthien.portal.year_table import year_table
from thanthien.portal.years import cycle_label, cycle_url, unit_urls
from thanthien.units.models import Unit

_BOOK_SECONDS = 3600
KINDS = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}


# --- Open data ------------------------------------------------------------------------------------------------------


@public
@cached_page
def about_data(request: HttpRequest) -> HttpResponse:
    """What there is to download, in which format, under which licence, and how to check it."""
    published = cycles().published
    context = {
        "rows": [(cycle_label(one, published), cycle_url(one, published)) for one in published],
        "licence": LICENCE,
        "program": program(),
        "program_name": FILE_NAME,
    }
    return render(request, "portal/open_data.html", context)


@public
def verify_program(request: HttpRequest) -> HttpResponseBase:
    """The program that recomputes a year, to run on one's own machine."""
    return _as_download(HttpResponse(program().content, content_type="application/zip"), FILE_NAME)


def _published(year: int, *, trial: bool, number: int | None) -> Cycle:
    found = find_cycle(cycles().published, year, trial=trial, number=number)
    if found is None:
        raise Http404
    return found


def _tag(request: HttpRequest, year: int, ending: str, *, trial: bool = False, number: int | None = None) -> str:
    cycle = _published(year, trial=trial, number=number)
    [(editions, rows)] = ask(year_contents(cycle))
    return _tag_of(cycle, editions, rows, ending)


def _tag_of(cycle: Cycle, editions: list[Edition], rows: list[SealRow], ending: str) -> str:
    columns = open_data.CSV_COLUMNS if ending == "csv" else ()
    return f'"{open_data.content_tag(cycle, editions, rows, columns)[:32]}-{ending}"'


@public
@condition(etag_func=_tag)
def year_file(
    request: HttpRequest, year: int, ending: str, *, trial: bool = False, number: int | None = None
) -> HttpResponseBase:
    """A published year as JSON or CSV, sent while it is read, or as Excel with one line for each unit. 404 before
    publication."""
    cycle = _published(year, trial=trial, number=number)
    [(editions, rows)] = ask(year_contents(cycle))
    name = open_data.file_name(cycle, ending)
    if ending == "xlsx":
        book = _book(cycle, rows, _tag_of(cycle, editions, rows, ending))
        return _as_download(FileResponse(BytesIO(book), content_type=XLSX), name)
    whole = ending == "json"
    pieces = open_data.year_json(cycle, editions, rows) if whole else open_data.year_csv(cycle, rows)
    return _as_download(StreamingHttpResponse(pieces, content_type=KINDS[ending]), name)


def _book(cycle: Cycle, rows: list[SealRow], tag: str) -> bytes:
    """The Excel file of a year; made once for each state of the year, however often strangers ask."""
    key = f"year-xlsx:{tag}"
    kept: bytes | None = caches["local"].get(key)
    if kept is None:
        with excel_file(year_table(cycle, rows), "") as file:
            kept = file.read()
        caches["local"].set(key, kept, _BOOK_SECONDS)
    return kept


def _as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # Open data may be read by any page.
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=BROWSER_SECONDS)
    return response


# --- Method ---------------------------------------------------------------------------------------------------------


@public
@cached_page
def method(request: HttpRequest) -> HttpResponse:
    """How points and levels come about, with the set of the year that runs; while none does, of the results shown."""
    sets, found = published_sets(), cycles()
    cycle = found.running or last_decided(found.published) or found.in_progress
    wanted = [one for one in sets if cycle and one.pk == cycle.criteria_set_id] or sets
    if not wanted:
        return render(request, "portal/no_method.html")
    return _method_page(request, sets, wanted[0], found)


@public
@cached_page
def method_set(request: HttpRequest, scheme: str, year: int, version: int) -> HttpResponse:
    """The method with one issued set; 404 for a draft."""
    sets = published_sets()
    found = [one for one in sets if (one.scheme.code, one.year, one.version) == (scheme, year, version)]
    if not found:
        raise Http404
    return _method_page(request, sets, found[0], cycles())


def _method_page(request: HttpRequest, sets: list[CriteriaSet], shown: CriteriaSet, found: Cycles) -> HttpResponse:
    units = Unit.objects.current(clock.today()).count()
    definition = shown.parsed()
    context = in_words(definition, units) | {
        "shown": shown,
        "highest_asks": what_highest_asks(definition),
        "counted": periods_of_sets(shown),
        "computed": computed_of(definition),
        "waivers": public_waivers(shown.pk),
        "changes": [(change, comparison_of(change)) for change in changes_with(shown.pk)],
        "applied": applied_words(shown, found),
        "concluder": concluder_of(found, shown),
        "sets": [(one, set_url(one), applied_words(one, found) or one.get_status_display()) for one in sets],
        "newer": newer_set(shown, sets),
        "yaml_url": set_url(shown, "method-yaml"),
        "json_url": set_url(shown, "method-json"),
    }
    return render(request, "portal/method.html", context)


def _issued(scheme: str, year: int, version: int) -> CriteriaSet:
    return get_object_or_404(
        CriteriaSet.objects.exclude(issued_at=None).select_related("scheme"),
        scheme__code=scheme, year=year, version=version,
    )  # fmt: skip


@public
def set_yaml(request: HttpRequest, scheme: str, year: int, version: int) -> HttpResponseBase:
    """An issued set as the YAML file that the platform reads."""
    found = _issued(scheme, year, version)
    response = HttpResponse(dump_set(found.parsed()), content_type="application/yaml; charset=utf-8")
    return _as_download(response, f"{found.parsed().code}.yaml")


@public
def set_json(request: HttpRequest, scheme: str, year: int, version: int) -> HttpResponseBase:
    """An issued set in canonical JSON: the SHA-256 of this file is the set's."""
    found = _issued(scheme, year, version)
    response = HttpResponse(rfc8785.dumps(found.definition), content_type=KINDS["json"])
    return _as_download(response, f"{found.parsed().code}.json")


# --- For search engines ---------------------------------------------------------------------------------------------

_CLOSED = ("/ky/", "/minh-chung/", "/tai-khoan/", "/tham-dinh/", "/hoi-dong/", "/thanh-pho/", "/lanh-dao/", "/don-vi/")


@public
@cached_page
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: public pages are open, work pages are not worth a visit."""
    lines = ["User-agent: *", *(f"Disallow: {prefix}" for prefix in _CLOSED), "Allow: /"]
    lines += ["", f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """favicon.ico, for which browsers ask beside a file that is no page: the emblem."""
    return redirect(static("thanthien/emblem.svg"))


_FIXED = ("home", "results", "method", "open-data", "search-units", "feedback-city", "feedback-choose")


@public
@cached_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml: the fixed pages, published years, and today's units."""
    paths = [reverse(name) for name in _FIXED]
    published = cycles().published
    paths += [cycle_url(cycle, published) for cycle in published]
    codes = Unit.objects.current(clock.today()).order_by("code").values_list("code", flat=True)
    paths += map(unit_urls(), codes)
    urls = [f"{settings.SITE_ADDRESS}{path}" for path in paths]
    return render(request, "portal/sitemap.xml", {"urls": urls}, content_type="application/xml; charset=utf-8")
