"""What a list or a workbook answers when its file is too long to be made while a person waits: how long, and a button
to order it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thanthien.core.acting.carrying import pack
from thanthien.core.formats import number
from thanthien.core.tables.shown import FILE, WHICH
from thanthien.core.tables.table import Table

FILE_AT_ONCE = 2000  # rows of a file that is made within the request; a longer one is made by a job
ORDERED, ONCE, PURPOSE = "danh-sach", "ma", "tables.file"


def is_long(table: Table[Any], person: Any) -> bool:
    """Whether a job makes the file. One statement. Who has not signed in has no jobs: public files are streamed."""
    return person.is_authenticated and table.count > FILE_AT_ONCE


def offer_table(request: HttpRequest, table: Table[Any]) -> HttpResponse:
    """The page on which the file of a list is ordered."""
    query = request.GET.copy()
    for name in (FILE, WHICH):
        query.pop(name, None)
    back = f"{request.path}?{query.urlencode()}" if query else request.path
    told = f"Danh sách “{table.caption}” có {number(table.count)} {table.noun}"
    return offer(request, title=table.caption, told=told, back=back)


def offer(request: HttpRequest, *, title: str, told: str, back: str) -> HttpResponse:
    """The page with the button, of the file at the address asked; ``told`` says how long it is, ``title`` names the
    page above at ``back``. The address goes with it signed, so that only addresses of files come back."""
    offered = {"address": request.get_full_path(), "list": back}
    context = {
        "title": title,
        "told": told,
        "back": back,
        "ordered": pack(offered, request.user, PURPOSE),
        "token": uuid4().hex,
    }
    return render(request, "tables/long_file.html", context)
