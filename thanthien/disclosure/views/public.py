"""What everybody sees: all units by words, one unit by item, its two lists, its feed, one document, its files."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from thanthien.core import clock
from thanthien.core.access import public
from thanthien.core.tables.pages import table_page
from thanthien.disclosure.board import catalogue_rows, forms_in_words, published_in
from thanthien.disclosure.enums import ROOM, People
from thanthien.disclosure.forms import QuarterFilter, SearchFilter
from thanthien.disclosure.models import Face
from thanthien.disclosure.periods import quarter_named
from thanthien.disclosure.public import (
    feed_faces,
    found_faces,
    public_document,
    public_files,
    publishers,
    shown_by_item,
    unit_in_words,
)
from thanthien.disclosure.subscribing.links import subscribe_url
from thanthien.disclosure.tables import catalogue_table, published_table, search_table
from thanthien.disclosure.views.steps import served
from thanthien.disclosure.web_links import dead_days
from thanthien.units.models import Unit


def _unit(code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    return unit


def _unkept(response: HttpResponseBase) -> HttpResponseBase:
    """What names people is kept by no cache and left out by search engines and archives, from the first day."""
    response["Cache-Control"], response["X-Robots-Tag"] = "no-store", "noindex, noarchive"
    return response


@require_safe
@public
def search(request: HttpRequest) -> HttpResponseBase:
    """What all units make public, by words without diacritics, unit, item."""
    units = publishers()
    form = SearchFilter(units, request.GET)
    named, rest = unit_in_words(units, form.words)
    found = found_faces(units, named, rest, unit=str(form.read("don_vi")), item=form.item)
    context = {"subscribe_url": subscribe_url(str(form.read("don_vi")), form.item)}
    return table_page(request, "disclosure/search.html", context, table=search_table(found, form, form.words, rest))


@require_safe
@public
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit makes public, by law and item, with dates and forms."""
    found = _unit(code)
    context = {"unit": found, "laws": shown_by_item(found)}
    context["subscribe_url"] = "" if found.has_ended else subscribe_url(found.code)
    return render(request, "disclosure/unit.html", context)


@require_safe
@public
def published(request: HttpRequest, code: str) -> HttpResponseBase:
    """“Danh sách các nội dung đã công khai” of a quarter, to read, to print and as a file."""
    found, form = _unit(code), QuarterFilter(request.GET)
    quarter = quarter_named(form.quarter)
    if quarter is None:
        raise Http404
    context = {"unit": found, "title": f"Danh sách các nội dung đã công khai {quarter.label}", "today": clock.today()}
    table = published_table(published_in(found, quarter), form, quarter.label)
    return table_page(request, "disclosure/paper.html", context, table=table)


@require_safe
@public
def listed(request: HttpRequest, code: str) -> HttpResponseBase:
    """“Danh mục thông tin phải được công khai” of a unit, to read, to print and as a file."""
    found, today = _unit(code), clock.today()
    context = {"unit": found, "title": "Danh mục thông tin phải được công khai", "today": today}
    return table_page(request, "disclosure/paper.html", context, table=catalogue_table(catalogue_rows(today)))


@require_safe
@public
def document(request: HttpRequest, origin: UUID) -> HttpResponseBase:
    """A document with its forms, files and history; of one that is gone, since when and why."""
    face = get_object_or_404(Face.objects.select_related("version", "unit"), disclosure=origin)
    if not face.unit.uses(ROOM.key):
        raise Http404
    found = public_document(face)
    context = {"document": found, "record": face.version, "unit": face.unit}
    context["forms"] = forms_in_words(found.postings, dead=dead_days(found.postings))
    page = render(request, "disclosure/document.html", context)
    return _unkept(page) if found.lists_people else page


@require_safe
@public
def public_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A file of what is shown."""
    found = get_object_or_404(public_files(), key=key)
    face = get_object_or_404(Face.objects.select_related("unit", "version"), disclosure=found.disclosure)
    if not face.unit.uses(ROOM.key):
        raise Http404
    if face.version.people == People.LISTED:
        return _unkept(served(request, found, "no-store"))
    return served(request, found, "public, max-age=300")


@require_safe
@public
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit published last, as Atom."""
    found = _unit(code)
    here = settings.SITE_ADDRESS
    page = f"{here}{reverse('disclosure-unit', args=[code])}"
    made = Atom1Feed(
        title=f"Nội dung công khai của {found.name_in_sentence}", link=page, description="", language="vi",
        feed_url=f"{here}{request.path}", author_name=f"Ủy ban nhân dân {found.name_in_sentence}",
    )  # fmt: skip
    for face in feed_faces(found):
        address = f"{here}{reverse('disclosure-document', args=[face.disclosure])}"
        made.add_item(
            title=face.version.title, link=address, description=face.summary,
            unique_id=f"urn:uuid:{face.disclosure}",
            pubdate=face.first_at, updateddate=face.published_at,
        )  # fmt: skip
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=60"
    return response
