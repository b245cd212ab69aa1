"""The page of a list: the whole page, its list alone for a filter in place, or a file of it, at one address and so
under one policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from thanthien.core.tables.asking import AskedFile, FileRequest
from thanthien.core.tables.exports import file_of
from thanthien.core.tables.ordering import is_long, offer_table
from thanthien.core.tables.shown import FILE, WHICH, shown, wanted_order
from thanthien.core.tables.table import Table

ENDINGS = ("csv", "xlsx")
Context = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


def table_page(request: HttpRequest, template: str, context: Context, /, **tables: Table[Any]) -> HttpResponseBase:
    """The page with its tables, which the template finds under their names. A context that costs statements may be a
    function: it is asked only for the whole page."""
    if download := table_file(request, *tables.values()):
        return download
    asked = _asked_alone(request, tables)
    if asked:
        answer = render(request, "tables/table.html", {"table": shown(asked, request)})
    else:
        lists = {name: shown(table, request) for name, table in tables.items()}
        answer = render(request, template, {**(context() if callable(context) else context), **lists})
    patch_vary_headers(answer, ("HX-Request", "HX-Target"))
    return answer


def table_file(request: HttpRequest, *tables: Table[Any]) -> HttpResponseBase | None:
    """The file that the address asks for, with all rows of its filter in its order, or the page on which a long one is
    ordered; None when it asks for none."""
    ending = request.GET.get(FILE)
    if ending not in ENDINGS:
        return None
    asked = next((table for table in tables if table.key == request.GET.get(WHICH, "")), tables[0])
    order = wanted_order(asked, request.GET)
    if isinstance(request, FileRequest):
        return AskedFile(asked, order, ending)
    return offer_table(request, asked) if is_long(asked, request.user) else file_of(asked, order, ending)


def _asked_alone(request: Any, tables: Mapping[str, Table[Any]]) -> Table[Any] | None:
    """The list that htmx wants to put in the place of the one it shows."""
    if not request.htmx or request.htmx.history_restore_request:
        return None
    return next((table for table in tables.values() if table.name == request.htmx.target), None)
