"""The pages of the photographs of a record: add some, look at one, take one away; and the address for everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import date_vn, datetime_vn
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.kept.views import not_genuine
from thanthien.records import photographs
from thanthien.records.enums import Consent
from thanthien.records.forms import PhotographsForm, TakeAwayForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import SHELF, Photograph, Record
from thanthien.records.purposes import PHOTOGRAPHS
from thanthien.records.queries import photographs_of, public_photographs, readable

# A picture opened by itself runs nothing and loads nothing.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
_OWN, _EVERYBODY = "private, no-cache", "public, max-age=300"


class PhotographPages:
    """The pages of the photographs of one kind of record."""

    def __init__(self, kind: RecordKind) -> None:
        self.kind = kind

    def add(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Add photographs to a record that stands."""
        record = self._changeable(request, pk)
        form = PhotographsForm(self.kind, posted(request), files=request.FILES or None)
        page = FormPage(
            title="Thêm ảnh",
            button="Thêm ảnh",
            done="Đã thêm ảnh.",
            back=self._address("record", pk),
            to=lambda made: self._address("record", made.pk),
            trail=self._trail(record),
            purposes=(PHOTOGRAPHS.code,),
        )
        return form_page(
            request, form, lambda: photographs.add(self.kind, form.sent(), record_id=pk, by=request.user), page
        )

    def take_away(self, request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
        """Take one away, with the reason; also of a record that was withdrawn, and one that holds malware."""
        record = self._find(request, pk)
        last = readable(self.kind, request.user).filter(origin=record.origin).order_by("-version")[0]
        found = next((one for one in photographs_of(self.kind, record, request.user) if one.key == key), None)
        if found is None or found.taken_at is not None or not self.kind.is_own(request.user, last):
            raise Http404
        form = TakeAwayForm(posted(request))
        page = FormPage(
            title="Bỏ ảnh",
            button="Bỏ ảnh",
            done="Đã bỏ ảnh. Lý do vẫn xem được ở bản ghi.",
            back=self._address("record", pk),
            trail=self._trail(record),
            facts=self.facts(found),
            danger=True,
        )
        return form_page(
            request,
            form,
            lambda: photographs.take_away(self.kind, record_id=pk, key=key, by=request.user, **form.cleaned_data),
            page,
        )

    def photograph(self, request: PersonRequest, pk: int, key: UUID) -> HttpResponseBase:
        """The picture, for who reads the record."""
        record = self._find(request, pk)
        found = next((one for one in photographs_of(self.kind, record, request.user) if one.key == key), None)
        if found is None or not found.is_shown:
            raise Http404
        return served_picture(request, found, _OWN)

    def public_photograph(self, request: HttpRequest, key: UUID) -> HttpResponseBase:
        """The picture, for everybody, where its record has a public face, the people in it let it, and the unit uses
        the room."""
        found = get_object_or_404(public_photographs(self.kind), key=key)
        record = get_object_or_404(self.kind.model.objects.standing().select_related("unit"), origin=found.origin)
        if self.kind.photographs is None or not record.unit.uses(self.kind.photographs.room):
            raise Http404
        return served_picture(request, found, _EVERYBODY)

    def beside(self, request: PersonRequest, record: Record, *, may_change: bool) -> dict[str, Any]:
        """What the page of a record shows of its photographs."""
        may_take = self._may_take(request.user, record)
        rows = photographs_of(self.kind, record, request.user)
        shown = [one for one in rows if one.is_shown]
        return {
            "photographs": [
                {
                    "address": self._address("photograph", record.pk, one.key),
                    "words": f"Ảnh {number} của {self.kind.one} ngày {date_vn(record.day)}",
                    "facts": self.facts(one),
                    "take_away": self._address("take-photograph", record.pk, one.key) if may_take else "",
                }
                for number, one in enumerate(shown, 1)
            ],
            "photographs_gone": [
                {
                    "one": one,
                    "take_away": self._address("take-photograph", record.pk, one.key)
                    if may_take and one.taken_at is None
                    else "",
                }
                for one in rows
                if not one.is_shown
            ],
            "add_photographs": self._address("photographs", record.pk) if may_change else "",
        }

    def facts(self, one: Photograph) -> list[tuple[str, str]]:
        """What is known of a photograph."""
        return [
            ("Người trong ảnh", Consent(one.consent).label),
            ("Người thêm", f"{one.added_by.full_name}, {datetime_vn(one.added_at)}"),
        ]

    # --- Steps ------------------------------------------------------------------------------------------------------

    def _may_take(self, user: User, record: Record) -> bool:
        """On the last version of a record, whether it stands or was withdrawn."""
        last = record.stands or bool(record.end_reason)
        return last and self.kind.may_write(user) and self.kind.is_own(user, record)

    def _find(self, request: PersonRequest, pk: int) -> Record:
        record: Record = get_object_or_404(readable(self.kind, request.user), pk=pk)
        return record

    def _changeable(self, request: PersonRequest, pk: int) -> Record:
        """A record of a chain that the person may change; one that was corrected meanwhile leads to the chain."""
        named = self._find(request, pk)
        standing = readable(self.kind, request.user).standing().filter(origin=named.origin).first()
        if standing is None or not self.kind.may_change(request.user, standing):
            raise Http404
        return named

    def _trail(self, record: Record) -> tuple[str, ...]:
        title = f"{self.kind.one[:1].upper()}{self.kind.one[1:]}, {date_vn(record.day)}"
        return self.kind.title, self._address(), title, self._address("record", record.pk)

    def _address(self, word: str = "", *arguments: Any) -> str:
        return reverse(f"{self.kind.route}-{word}" if word else self.kind.route, args=arguments)


_open = partial(open_genuine, SHELF)


def served_picture(
    request: HttpRequest, found: Any, kept: str, *, open_row: Callable[[Any], IO[bytes]] = _open
) -> HttpResponseBase:
    """The bytes, shown in the browser; one that has them asks only whether it may still show them. ``kept``: how long
    copies may be; ``open_row``: how the file is opened."""
    etag = f'"{found.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = open_row(found)
        except NotGenuineError as problem:
            return not_genuine(request, problem)
        response = FileResponse(content, filename=f"anh-{found.key}.{found.file_kind.extensions[0]}")
        response["Content-Type"] = found.file_kind.content_type
        response["Content-Security-Policy"] = _POLICY
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"], response["Cache-Control"] = etag, kept
    return response
