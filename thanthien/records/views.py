"""The pages of a kind of record: list, entry, one record with its versions, correction, withdrawal, print, import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import public, requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.queries import work_calendar
from thanthien.core.tables.pages import table_page
from thanthien.core.tables.table import Table
from thanthien.measures.terms import known_terms
from thanthien.records import actions
from thanthien.records.fields import told
from thanthien.records.forms import CorrectionForm, DeviceSheet, RecordFilter, RecordForm, WithdrawForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.notes import notes_of
from thanthien.records.photograph_pages import PhotographPages
from thanthien.records.photographs import enter_with
from thanthien.records.purposes import purposes_of
from thanthien.records.queries import chain, readable
from thanthien.records.sheets import printed_register
from thanthien.records.tables import record_table, state_in_words
from thanthien.records.workbook import RecordImport

MOST_PRINTED = 1000


@dataclass(frozen=True, slots=True)
class DeviceForm:
    """A form that may be filled in without a signal: its name among those of the kind, its heading, and how it is made
    of what was typed, of files, and of initial values."""

    name: str
    title: str
    make: Callable[[Any, Any, dict[str, Any]], DeviceSheet]


Doing = Literal["add", "correct", "withdraw"]
_form = require_http_methods(["GET", "HEAD", "POST"])


class RecordPages:
    """The pages of one kind. A room that needs more overrides a page or adds addresses of its own beside them."""

    form_class: type[RecordForm] = RecordForm
    correction_class: type[CorrectionForm] = CorrectionForm
    withdrawal_class: type[WithdrawForm] = WithdrawForm
    has_workbook = True  # records of some kinds aren't told in a file
    list_template = "records/list.html"
    record_template = "records/record.html"
    import_class: type[RecordImport] = RecordImport

    def __init__(self, kind: RecordKind) -> None:
        self.kind = kind
        self.importer = self.import_class(kind)
        self.photographs = PhotographPages(kind) if kind.photographs else None

    def urls(self, prefix: str) -> list[URLPattern]:
        """The addresses, each under the policy of the kind."""
        read, write = requires(self.kind.may_open), requires(self.kind.may_write)
        pages: list[tuple[str, str, Callable[..., HttpResponseBase]]] = [
            ("", "", read(require_safe(self.records))),
            ("in/", "print", read(require_safe(self.printed))),
            ("ghi/", "add", write(_form(self.enter))),
            ("<int:pk>/", "record", read(require_safe(self.record))),
            ("<int:pk>/dinh-chinh/", "correct", write(_form(self.correct))),
            ("<int:pk>/huy/", "withdraw", write(_form(self.withdraw))),
        ]
        if shown := self.photographs:
            pages += [
                ("<int:pk>/anh/", "photographs", write(_form(shown.add))),
                ("<int:pk>/anh/<uuid:key>/", "photograph", read(require_safe(shown.photograph))),
                ("<int:pk>/anh/<uuid:key>/bo/", "take-photograph", write(_form(shown.take_away))),
            ]
            if self.kind.photographs and self.kind.photographs.public:
                pages.append(("anh/<uuid:key>/", "public-photograph", public(require_safe(shown.public_photograph))))
        own = [path(prefix + below, view, name=self._name(word)) for below, word, view in pages]
        return [*own, *self.importer.urls(f"{prefix}nhap/", write)] if self.has_workbook else own

    def records(self, request: PersonRequest) -> HttpResponseBase:
        """The list, with its filter and files."""
        return table_page(request, self.list_template, lambda: self._context(request), table=self.table(request))

    def printed(self, request: PersonRequest) -> HttpResponse:
        """The list as a sheet of paper, in the order of days; as the filter of the list narrows it."""
        table = self.table(request)
        rows = list(table.members(table.values[0].key)[: MOST_PRINTED + 1])
        context = self._context(request) | {
            "register": printed_register(table.values, rows[:MOST_PRINTED]),
            "conditions": list(table.filters.conditions()) if table.filters else [],
            "more": len(rows) > MOST_PRINTED,
            "most": MOST_PRINTED,
            "today": clock.today(),
            "agencies": sorted({hat.agency_name for hat in request.user.hats}),
        }
        return render(request, "records/print.html", context)

    def enter(self, request: PersonRequest) -> HttpResponse:
        """Enter one record; sent twice, it is stored once."""
        if not self.types(request.user):
            raise Http404
        files = request.FILES or None
        form = self.form_class(self.kind, request.user, posted(request), files, initial=self.asked_for(request))
        above = self.above(request.user)
        page = FormPage(
            title=f"Ghi {self.kind.one}",
            button="Lưu",
            done=f"Đã ghi {self.kind.one}.",
            back=above[1],
            trail=above,
            lead=self.kind.lead,
            purposes=purposes_of(self.kind),
            facts=(("Nơi ghi", form.place_in_words),) if form.place_in_words else (),
        )
        return form_page(request, form, lambda: self.store(request, form), self.worded(request.user, "add", page))

    def record(self, request: PersonRequest, pk: int) -> HttpResponse:
        """One record with all its versions, the present one first."""
        record = self._find(request, pk)
        state = state_in_words(self.kind, work_calendar(), known_terms())
        found = chain(self.kind, record, request.user)
        notes = notes_of(self.kind, found)
        versions = [
            {"record": one, "facts": facts, "state": state(one), "note": notes.get(one.key, "")}
            | self.moments(request.user, one)
            for one, facts in zip(reversed(found), reversed(self.facts_of(found)), strict=True)
        ]
        above_title, above_url = self.above(request.user)
        may_change = self.kind.may_write(request.user) and self.kind.may_change(request.user, record)
        corrects = may_change and self.corrects(record)
        shown = self.photographs.beside(request, record, may_change=may_change) if self.photographs else {}
        context = self._context(request) | {
            "record": record,
            "above_title": above_title,
            "above_url": above_url,
            "versions": versions,
            "may_change": may_change,
            "has_photographs": self.photographs is not None,
            "correct_url": self._address("correct", pk) if corrects else "",
            "withdraw_url": self._address("withdraw", pk),
        }
        return render(request, self.record_template, context | shown | self.beside(request, record))

    def moments(self, user: User, one: Record) -> dict[str, str]:
        """When a version was written and, where it was, taken back, as this person may learn it."""
        ended = self.kind.when(one.ended_at, own=one.ended_by_id == user.pk) if one.ended_at else ""
        return {"written": self.kind.when(one.made_at, own=one.entered_by_id == user.pk), "ended": ended}

    def correct(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Tell a record otherwise, with the reason; the old one stays readable."""
        record = self._changeable(request, pk)
        if not self.corrects(record):
            raise Http404
        form = self.correction_class(self.kind, request.user, record, posted(request))
        page = FormPage(
            title=f"Đính chính {self.kind.one}",
            button="Lưu bản đính chính",
            done="Đã lưu bản đính chính. Bản trước vẫn xem được.",
            back=self._address("record", pk),
            to=lambda made: self._address("record", made.pk),
            trail=self.above(request.user),
            lead="Sửa những ô cần sửa, ghi lý do ở ô cuối rồi lưu. Bản trước vẫn xem được.",
            facts=(("Nơi ghi", form.place_in_words),) if form.place_in_words else (),
            problems=() if record.stands else ("Bản ghi này đã được đính chính hoặc hủy.",),
        )
        worded = self.worded(request.user, "correct", page)
        return form_page(request, form, lambda: self._correct(request, form, pk), worded)

    def withdraw(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Take a record back, with the reason; it stays readable."""
        record = self._changeable(request, pk)
        form = self.withdrawal_class(posted(request), initial={"version": record.version})
        page = FormPage(
            title=f"Hủy {self.kind.one}",
            button="Hủy bản ghi",
            done="Đã hủy bản ghi. Nội dung và lý do vẫn xem được.",
            back=self._address("record", pk),
            trail=self.above(request.user),
            facts=self.facts(record),
            danger=True,
            problems=() if record.stands else ("Bản ghi này đã được đính chính hoặc hủy.",),
        )
        return form_page(
            request,
            form,
            lambda: actions.withdraw(self.kind, record_id=pk, by=request.user, **form.cleaned_data),
            self.worded(request.user, "withdraw", page, record),
        )

    def table(self, request: PersonRequest) -> Table[Record]:
        """The list for this reader, as the address narrows it; a room that shows more beside its records adds it."""
        return record_table(
            self.kind, request.user, RecordFilter(request.GET, self.kind, request.user), work_calendar()
        )

    def store(self, request: PersonRequest, form: RecordForm) -> Record:
        """Enter what was typed, with its photographs."""
        sent = form.sent()
        if sent.files:
            return enter_with(self.kind, form.entry(), sent, by=request.user)
        return actions.enter(self.kind, form.entry(), by=request.user)

    def types(self, user: User) -> bool:
        """Whether this person enters records on a page, and not in files alone."""
        return self.kind.may_write(user)

    def corrects(self, record: Record) -> bool:
        """Whether a record is told otherwise on a page; what came in a file that speaks for somebody else is not."""
        return True

    def device_forms(self, user: User) -> list[DeviceForm]:
        """The forms that this person may fill in without a signal, where the kind allows it."""
        return [DeviceForm("ghi", f"Ghi {self.kind.one}", self._on_device(user))]

    def _on_device(self, user: User) -> Callable[[Any, Any, dict[str, Any]], RecordForm]:
        return lambda data, files, initial: self.form_class(self.kind, user, data, files, initial=initial)

    def beside(self, request: PersonRequest, record: Record) -> dict[str, Any]:
        """What a room's own template of one record shows beside it."""
        return {}

    def worded(self, user: User, doing: Doing, page: FormPage, record: Record | None = None) -> FormPage:
        """The page of a form in the words of who reads it; a room that has others for some of its people says them."""
        return page

    def above(self, user: User) -> tuple[str, str]:
        """Name and address of the page from which this person came to a record, and to which they go back."""
        return self.kind.title, self._address()

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """What a door to the entry form fills in; a room that has such doors says what theirs mean."""
        return {}

    def facts_of(self, versions: Sequence[Record]) -> list[list[tuple[str, Any]]]:
        """What each version of a record says; a room that reads something beside them reads it once for all."""
        return [self.facts(one) for one in versions]

    def facts(self, record: Record) -> list[tuple[str, Any]]:
        """What a record says, on its page and above the form that withdraws it."""
        own = [(str(field.verbose_name).capitalize(), told(field, record)) for field in self.kind.own_fields]
        place = f"{record.hamlet.name}, {record.unit.name}" if record.hamlet else record.unit.name
        return [
            (self.kind.day_name, record.day.strftime("%d/%m/%Y")),
            ("Nơi ghi", place),
            *((a, b) for a, b in own if b),
        ]

    # --- Steps ------------------------------------------------------------------------------------------------------

    def _correct(self, request: PersonRequest, form: CorrectionForm, pk: int) -> Record:
        typed = form.cleaned_data
        return actions.correct(
            self.kind, form.entry(), record_id=pk, version=typed["version"], reason=typed["reason"], by=request.user
        )

    def _find(self, request: PersonRequest, pk: int) -> Record:
        record = readable(self.kind, request.user).filter(pk=pk).first()
        if record is None:
            raise Http404
        return record  # type: ignore[no-any-return]

    def _changeable(self, request: PersonRequest, pk: int) -> Record:
        """A record that the person may change if it still stands; others are not told that the page is there."""
        record = self._find(request, pk)
        if record.stands and not self.kind.may_change(request.user, record):
            raise Http404
        return record

    def _context(self, request: PersonRequest) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "may_write": self.kind.may_write(request.user),
            "list_url": self._address(),
            "add_url": self._address("add") if self.types(request.user) else "",
            "import_url": self._address("import") if self.has_workbook else "",
            "print_url": f"{self._address('print')}?{request.GET.urlencode()}".rstrip("?"),
        }

    def _name(self, word: str) -> str:
        return f"{self.kind.route}-{word}" if word else self.kind.route

    def _address(self, word: str = "", *arguments: Any) -> str:
        return reverse(self._name(word), args=arguments)


def room_registers(
    request: PersonRequest, title: str, pages: Iterable[RecordPages], links: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """The page of a room: its registers, each with what it is for. ``links``: label and address of its other pages."""
    doors = [
        {
            "title": one.kind.title,
            "url": reverse(one.kind.route),
            "add": reverse(f"{one.kind.route}-add") if one.types(request.user) else "",
            "lead": one.kind.lead,
        }
        for one in pages
    ]
    return render(request, "records/room_registers.html", {"title": title, "doors": doors, "links": links})
