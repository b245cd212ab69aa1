"""One set of pages for every importer: upload, check, confirm, template, export, the refused file handed back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.core.access import may_open
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.pages import attempt, posted, press, sent_from
from thanthien.core.formats import number
from thanthien.core.jobs import Run, enqueue
from thanthien.core.jobs.models import JobRun
from thanthien.core.own_files import Purpose, mark_of, marked
from thanthien.core.tables.asking import Asked, FileRequest
from thanthien.core.tables.exports import AT_ONCE, Heard
from thanthien.core.tables.ordering import FILE_AT_ONCE, offer
from thanthien.core.workbooks.actions import held, hold, let_go, order, ordered, take, wait_for_others
from thanthien.core.workbooks.checking import Check, understood
from thanthien.core.workbooks.columns import Record, Workbook
from thanthien.core.workbooks.forms import WorkbookForm
from thanthien.core.workbooks.importers import register
from thanthien.core.workbooks.models import HeldSheet
from thanthien.core.workbooks.packing import FROM_CITY, Given, Packed
from thanthien.core.workbooks.reading import FILE, read_sheet
from thanthien.core.workbooks.showing import shown_rows
from thanthien.core.workbooks.tasks import import_rows
from thanthien.core.workbooks.writing import XLSX, handed_back, workbook_file

View = Callable[..., HttpResponse]
Policy = Callable[[View], View]

SHOWN_ROWS = 100
IMPORT_AT_ONCE = 1000  # rows that are imported within the request; more are imported by a job
EXPIRED = "Bản kiểm tra đã hết hạn hoặc đã được nhập. Vui lòng chọn lại tệp."
CHANGED = "Dữ liệu đã thay đổi sau khi kiểm tra. Vui lòng xem lại kết quả kiểm tra dưới đây."
CHANGED_MEANWHILE = "Dữ liệu đã thay đổi sau khi kiểm tra nên chưa nhập dòng nào. Vui lòng kiểm tra lại tệp."
NOT_ALLOWED = "Anh/chị không còn quyền nhập tệp này."


class AskedWorkbook(Asked):
    """What an importer answers to a job: its workbook with the rows that are stored."""

    def __init__(self, workbook: Workbook, rows: Sequence[Record], mark: str) -> None:
        super().__init__(f"{workbook.file_name}.xlsx", f"“{workbook.title}”: {number(len(rows))} dòng", len(rows))
        self.workbook, self.rows, self.mark = workbook, rows, mark

    def make(self, heard: Heard) -> IO[bytes]:
        """The file; it is in memory, as the rows are."""
        return io.BytesIO(_content(self.workbook, self._told(heard), self.mark))

    def _told(self, heard: Heard) -> Iterator[Record]:
        for done, row in enumerate(self.rows, start=1):
            yield row
            if done % AT_ONCE == 0 or done == len(self.rows):
                heard(done)


def _content(workbook: Workbook, rows: Iterable[Record], mark: str) -> bytes:
    content = workbook_file(workbook, rows)
    return marked(content, mark) if mark else content


class WorkbookImport:
    """An importer. A room says its columns, what it checks, and what it does; the rest is here.

    ``route`` is the name of the upload page; the other pages add a word to it, behind ``joint``. ``crumb`` is the page
    (label and route) above it, where a person goes after an import. ``hints`` are sentences for whoever fills the
    file. ``effects_about`` and ``effects_told`` head the outer columns of `Check.effects`. ``prefilled``: the template
    brings along what is stored, and so is the export as well; otherwise ``exports`` gives the export a page.
    """

    purpose = ""
    route = ""
    joint = "-"
    title = ""
    crumb = ("", "")
    template_hint = ""
    hints: tuple[str, ...] = ()
    effects_about = ""
    effects_told = ""
    form_class: type[WorkbookForm] = WorkbookForm
    prefilled = False
    exports = False

    # --- What a room says -------------------------------------------------------------------------------------------

    def workbook(self) -> Workbook:
        """The columns, with the choices of this moment."""
        raise NotImplementedError

    def workbook_for(self, by: Any) -> Workbook:
        """The columns with the choices of this person; for most importers those of everybody."""
        return self.workbook()

    def check(self, check: Check, given: Given, by: Any) -> None:
        """Look across rows and into the database, in a constant number of statements: add faults, and tell what an
        import by this person would do."""
        raise NotImplementedError

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Do it, and say what was done. Called with a check that is good, inside a transaction; may raise Refused."""
        raise NotImplementedError

    def stored(self) -> Iterable[Record]:
        """What is known, as rows of the workbook."""
        return ()

    def stored_for(self, by: Any) -> Iterable[Record]:
        """What this person may take along; for most importers all that is known."""
        return self.stored()

    # --- Addresses --------------------------------------------------------------------------------------------------

    def urls(self, prefix: str, policy: Policy) -> list[URLPattern]:
        """The pages below an address, each under the policy."""
        pages: list[tuple[str, str, View]] = [
            ("", "", require_http_methods(["GET", "HEAD", "POST"])(self.upload)),
            ("xac-nhan/", "confirm", sent_from(self.address)(self.confirm)),
            ("mau/", "template", require_safe(self.template)),
            ("<uuid:uuid>/", "check", require_safe(self.checked)),
            ("<uuid:uuid>/can-sua/", "returned", require_safe(self.returned)),
        ]
        if self.exports:
            pages.append(("xuat/", "export", require_safe(self.export)))
        register(self.purpose, self)
        self._door = policy(self.confirm)
        name = self.route.rpartition(":")[2]
        return [
            path(prefix + below, policy(view), name=f"{name}{self.joint}{word}" if word else name)
            for below, word, view in pages
        ]

    def address(self, word: str = "", **arguments: Any) -> str:
        """The address of one of the pages."""
        return reverse(f"{self.route}{self.joint}{word}" if word else self.route, kwargs=arguments)

    # --- Pages ------------------------------------------------------------------------------------------------------

    def upload(self, request: HttpRequest) -> HttpResponse:
        """A file to check; nothing is imported here."""
        form = self.form_class(posted(request), request.FILES or None)
        if request.method == "POST" and (kept := attempt(form, lambda: self._hold(form, request.user))):
            return redirect(self.address("check", uuid=kept.value.pk))
        context = self._context() | {"form": form, "columns": self.workbook_for(request.user).columns}
        return render(request, "core/workbooks/upload.html", context, status=422 if form.errors else 200)

    def checked(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """What a file would do, or what is wrong in it. Nothing is written."""
        sheet = held(uuid, by=request.user, purpose=self.purpose)
        if sheet is None:
            return self._expired(request)
        check = self._check(sheet, request.user)
        wrong = check.wrong
        context = self._context() | {
            "check": check,
            "uuid": uuid,
            "returned_url": self.address("returned", uuid=uuid),
            "wrong_count": len(wrong),
            "rows": shown_rows(check.workbook, (wrong or check.rows)[:SHOWN_ROWS]),
            "left_out": max(len(wrong or check.rows) - SHOWN_ROWS, 0),
            "token": uuid4().hex,
            "form": self.form_class(initial=dict(sheet.given)),
        }
        return render(request, "core/workbooks/check.html", context)

    def confirm(self, request: HttpRequest) -> HttpResponse:
        """Import the rows that were checked and shown; many rows go into the queue."""
        uuid = _uuid(request.POST.get("held", ""))
        sheet = uuid and held(uuid, by=request.user, purpose=self.purpose)
        if uuid and sheet and len(sheet.sheet.rows) > IMPORT_AT_ONCE:
            put = press(request, lambda: self._order(request, uuid), "")
            return redirect(put.value if put else self.address("check", uuid=uuid))
        if press(request, lambda: self._import(uuid, request.POST.get("mark", ""), request.user), str):
            return redirect(self.crumb[1])
        if uuid is not None and held(uuid, by=request.user, purpose=self.purpose):
            return redirect(self.address("check", uuid=uuid))
        return redirect(self.address())

    def template(self, request: HttpRequest) -> HttpResponse:
        """The workbook to fill in."""
        if self.prefilled:
            return self._filled(request, "")
        workbook = self.workbook_for(request.user)
        return _download(workbook_file(workbook, ()), f"mau-{workbook.file_name}")

    def export(self, request: HttpRequest) -> HttpResponse:
        """What is stored, in the same columns, with the platform's mark."""
        return self._filled(request, self.crumb[0])

    def returned(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The refused file with its wrong cells in colour, each with a comment."""
        sheet = held(uuid, by=request.user, purpose=self.purpose)
        if sheet is None:
            return self._expired(request)
        check = self._check(sheet, request.user)
        return _download(handed_back(check), f"{check.workbook.file_name}-can-sua")

    # --- Steps ------------------------------------------------------------------------------------------------------

    def _filled(self, request: HttpRequest, mark: str) -> HttpResponse:
        """The workbook with what is stored, marked as the platform's under this title if given; one of many rows is
        ordered and made by a job, as the file of a list is."""
        workbook, stored = self.workbook_for(request.user), iter(self.stored_for(request.user))
        if isinstance(request, FileRequest):
            return AskedWorkbook(workbook, list(stored), mark)
        rows = list(islice(stored, FILE_AT_ONCE + 1))
        if len(rows) > FILE_AT_ONCE:
            told = f"Tệp “{workbook.title}” có hơn {number(FILE_AT_ONCE)} dòng"
            return offer(request, title=self.title, told=told, back=self.address())
        return _download(_content(workbook, rows, mark), workbook.file_name)

    def _context(self) -> dict[str, Any]:
        return {
            "importer": self,
            "parent_url": reverse(self.crumb[1]),
            "upload_url": self.address(),
            "confirm_url": self.address("confirm"),
            "template_url": self.address("template"),
            "export_url": self.address("export") if self.exports else "",
        }

    def _hold(self, form: WorkbookForm, by: Any) -> HeldSheet:
        file = form.cleaned_data[FILE]
        sheet = read_sheet(file, file.size, self.workbook_for(by))
        found = mark_of(file.file)
        given = {**form.given(), FROM_CITY: found.made_at if found and found.is_for(Purpose.EXTRACT) else None}
        return hold(sheet=sheet, given=given, by=by, purpose=self.purpose)

    def _check(self, packed: Packed, by: Any) -> Check:
        check = understood(self.workbook_for(by), packed.sheet)
        self.check(check, packed.given, by)
        return check

    @transaction.atomic
    def _import(self, uuid: UUID | None, mark: str, by: Any) -> str:
        """Raises Refused when nothing is held, or when an import would do something else than was shown."""
        packed = uuid and take(uuid, by=by, purpose=self.purpose)
        if not packed:
            raise Refused(EXPIRED)
        check = self._check(packed, by)
        if check.mark != mark or not check.ok:
            raise Refused(CHANGED)
        return self.act(check, packed.given, by)

    @transaction.atomic
    def _order(self, request: HttpRequest, uuid: UUID) -> JobRun:
        """Put a long import into the queue with the mark of what was shown; its rows stay where they are encrypted."""
        order(uuid, by=request.user, purpose=self.purpose)
        cargo = {"mark": request.POST.get("mark", "")}
        key, back = request.POST.get("ma", "")[:100], reverse(self.crumb[1])
        about = {"purpose": self.purpose, "held": str(uuid)}
        return enqueue(import_rows, by=request.user, key=key, back=back, cargo=cargo, **about)

    def carry_out(self, run: Run, uuid: UUID) -> None:
        """Import as a job, inside its transaction. Raises Refused where the person may not any more, where no rows are
        held any more, and where an import would do something else than was shown; then the file goes back with its
        wrong cells marked."""
        if not may_open(self._door, run.person):
            raise Refused(NOT_ALLOWED)
        packed = ordered(uuid, by=run.person, purpose=self.purpose)
        if packed is None:
            raise Refused(EXPIRED)
        run.progress(0, of=len(packed.sheet.rows))
        wait_for_others(self.purpose)
        check = self._check(packed, run.person)
        run.progress(len(packed.sheet.rows))  # all are checked; to write them is one act
        if check.mark != run.cargo["mark"] or not check.ok:
            if check.wrong:
                run.hand_back(f"{check.workbook.file_name}-can-sua.xlsx", handed_back(check))
            raise Refused([CHANGED_MEANWHILE, *check.refused])
        run.tell(self.act(check, packed.given, run.person))
        let_go(uuid, by=run.person, purpose=self.purpose)

    def _expired(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, EXPIRED)
        return redirect(self.address())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
