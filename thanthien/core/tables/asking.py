"""The table behind an address, asked for by a job: for its person, under the policy of the list's own view."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from thanthien.core.access import may_open, read_only
from thanthien.core.acting.errors import Refused
from thanthien.core.tables.table import Table

GONE = "Danh sách này không còn, hoặc anh/chị không còn quyền xem."


class FileRequest(HttpRequest):
    """The address of a file of a list. It comes from no browser: there is no session, and no page goes back."""

    def __init__(self, address: str, person: Any) -> None:
        super().__init__()
        parts = urlsplit(address)
        self.method = "GET"
        self.path = self.path_info = parts.path
        self.GET = QueryDict(parts.query)
        self.user = person
        self.COOKIES = {settings.SESSION_COOKIE_NAME: ""}  # it is somebody's: no page kept for strangers answers it
        self.htmx = HtmxDetails(self)


class AskedFile(HttpResponse):
    """What a list answers to a job: which of its tables, and how."""

    def __init__(self, table: Table[Any], order: str, ending: str) -> None:
        super().__init__()
        self.table, self.order, self.ending = table, order, ending


def asked_file(address: str, person: Any) -> AskedFile:
    """The table that the address of a file names, as this person may read it today. Raises Refused when it is gone."""
    try:
        request = FileRequest(address, person)
        match = request.resolver_match = resolve(request.path)
        if not may_open(match.func, person):
            raise Http404
        with read_only():
            answer = match.func(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied) as problem:
        raise Refused(GONE) from problem
    if not isinstance(answer, AskedFile):
        raise Refused(GONE)
    return answer
