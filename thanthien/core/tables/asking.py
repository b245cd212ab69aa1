"""The file behind an address, asked for by a job: for its person, under the policy of the address's own view."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from thanthien.core.access import may_open, read_only
from thanthien.core.acting.errors import Refused
from thanthien.core.formats import number
from thanthien.core.tables.exports import Heard, file_name, made_file
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


class Asked(HttpResponse):
    """What an address answers to a job: the ``name`` of a file, what it is of (“của danh sách …”), and how many rows
    it has."""

    def __init__(self, name: str, about: str, of: int) -> None:
        super().__init__()
        self.name, self.about, self.of = name, about, of

    def make(self, heard: Heard) -> IO[bytes]:
        """The file, opened at its beginning; ``heard`` is told after some rows each how many are in it."""
        raise NotImplementedError


class AskedFile(Asked):
    """What a list answers: which of its tables, and how."""

    def __init__(self, table: Table[Any], order: str, ending: str) -> None:
        about = f"của danh sách “{table.caption}”: {number(table.count)} {table.noun}"
        super().__init__(file_name(table, ending), about, table.count)
        self.table, self.order, self.ending = table, order, ending

    def make(self, heard: Heard) -> IO[bytes]:
        """The rows of the table in its order."""
        return made_file(self.table, self.order, self.ending, heard)


def asked_file(address: str, person: Any) -> Asked:
    """The file that the address names, as this person may read it today. Raises Refused when it is gone."""
    try:
        request = FileRequest(address, person)
        match = request.resolver_match = resolve(request.path)
        if not may_open(match.func, person):
            raise Http404
        with read_only():
            answer = match.func(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied) as problem:
        raise Refused(GONE) from problem
    if not isinstance(answer, Asked):
        raise Refused(GONE)
    return answer
