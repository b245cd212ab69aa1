"""What is done with a disclosure: checked, made public, files added and taken away, a notice printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.codes import parted
from thanthien.core.formats import date_vn
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.kept.views import not_genuine
from thanthien.core.qr import qr_of
from thanthien.disclosure import actions
from thanthien.disclosure.catalogue import labels
from thanthien.disclosure.forms import CheckForm, DisclosureWithdrawal, FilesForm, SeenVersionForm, TakeFileForm
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import SHELF, Disclosure, DisclosureFile
from thanthien.disclosure.permissions import can_read, can_write, takes_over
from thanthien.disclosure.public import public_address
from thanthien.disclosure.queries import face_of, files_going_with, files_of
from thanthien.records.queries import readable

_form = require_http_methods(["GET", "HEAD", "POST"])
# A file opened by itself runs nothing and loads nothing.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def _found(request: PersonRequest, pk: int) -> Disclosure:
    record: Disclosure = get_object_or_404(readable(DISCLOSURES, request.user), pk=pk)
    return record


def _changeable(request: PersonRequest, pk: int) -> Disclosure:
    record = _found(request, pk)
    if not DISCLOSURES.may_change(request.user, record):
        raise Http404
    return record


def _facts(record: Disclosure) -> list[tuple[str, Any]]:
    files = [one.name for one in files_going_with(record)]
    told = [
        ("Nội dung", record.title),
        ("Thuộc", "; ".join(labels(parted(record.items)))),
        ("Số, ngày", f"{record.number or 'không số'}, {date_vn(record.day)}, {record.issuer}"),
        ("Nội dung để mọi người đọc", record.text or "không có"),
        ("Tệp", "; ".join(files) or "không có"),
        ("Dữ liệu cá nhân", record.get_people_display()),
        ("Công khai đến hết ngày", date_vn(record.ends_on) if record.ends_on else "không có hạn"),
    ]
    return [(label, value) for label, value in told if value]


def _page(record: Disclosure, title: str, button: str, done: str, **more: Any) -> FormPage:
    back = reverse("disclosures-record", args=[record.pk])
    trail = (DISCLOSURES.title, reverse("disclosures"), record.title, back)
    return FormPage(title=title, button=button, done=done, back=back, trail=trail, **more)


@_form
@requires(can_write)
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """Confirm that there is no state secret and no more personal data than there may be."""
    record = _changeable(request, pk)
    form = CheckForm(posted(request), initial={"version": record.version})
    page = _page(
        record, "Kiểm tra trước khi công khai", "Xác nhận đã kiểm tra", "Đã ghi kết quả kiểm tra.",
        lead="Đọc toàn bộ nội dung và từng tệp. Người xác nhận và thời điểm được lưu.", facts=_facts(record),
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.check(record_id=pk, by=request.user, **form.cleaned_data), page
    )  # fmt: skip


@_form
@requires(can_write)
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Let everybody see what was checked."""
    record = _changeable(request, pk)
    form = SeenVersionForm(posted(request), initial={"version": record.version})
    page = _page(
        record, "Công khai nội dung", "Công khai", "Đã công khai. Cần ghi ngày đưa lên trang thông tin điện tử và ngày "
        "niêm yết.", lead="Mọi người xem được nội dung và các tệp dưới đây.", facts=_facts(record),
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.publish(record_id=pk, by=request.user, **form.cleaned_data), page
    )  # fmt: skip


@_form
@requires(can_write)
def take_down(request: PersonRequest, pk: int) -> HttpResponse:
    """Take down what a unit shows that went into the person's own."""
    record = _found(request, pk)
    if not takes_over(request.user, record.unit):
        raise Http404
    form = DisclosureWithdrawal(posted(request), initial={"version": record.version})
    page = _page(
        record, "Gỡ nội dung công khai", "Gỡ", "Đã gỡ khỏi trang công khai.", facts=_facts(record), danger=True,
        lead="Đơn vị đã công khai nội dung này không còn hoạt động. Bản ghi vẫn còn trong sổ.",
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.take_down_of_ended(record_id=pk, by=request.user, **form.cleaned_data), page
    )


@_form
@requires(can_write)
def add_files(request: PersonRequest, pk: int) -> HttpResponse:
    """Add files; each waits for a check."""
    record = _changeable(request, pk)
    form = FilesForm(posted(request), request.FILES or None, initial={"version": record.version})
    page = _page(
        record, "Thêm tệp", "Thêm tệp", "Đã thêm tệp. Cần kiểm tra và công khai lại để mọi người xem được.",
        lead="Không tải lên tài liệu có bí mật nhà nước.",
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.add_files(record_id=pk, by=request.user, **form.cleaned_data), page
    )  # fmt: skip


@_form
@requires(can_write)
def take_file(request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
    """Take a file away, with the reason."""
    record = _found(request, pk)
    file = next((one for one in files_of(record.origin) if one.key == key and one.taken_at is None), None)
    if file is None or not DISCLOSURES.is_own(request.user, record):
        raise Http404
    form = TakeFileForm(posted(request))
    page = _page(record, "Bỏ tệp", "Bỏ tệp", "Đã bỏ tệp.", facts=(("Tệp", file.name),), danger=True)
    return form_page(
        request, form, lambda: actions.take_file(record_id=pk, key=key, by=request.user, **form.cleaned_data), page
    )


@require_safe
@requires(can_read)
def file(request: PersonRequest, pk: int, key: UUID) -> HttpResponseBase:
    """A file, for who reads the record."""
    record = _found(request, pk)
    found = get_object_or_404(DisclosureFile.objects.there(), disclosure=record.origin, key=key)
    return served(request, found, "private, no-cache")


def served(request: HttpRequest, found: DisclosureFile, kept: str) -> HttpResponseBase:
    """The bytes of a file; one that has them asks only whether it may still show them."""
    etag = f'"{found.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = open_genuine(SHELF, found)
        except NotGenuineError as problem:
            return not_genuine(request, problem)
        response = FileResponse(content, as_attachment=not found.file_kind.inline, filename=found.name)
        response["Content-Type"] = found.file_kind.content_type
        response["Content-Security-Policy"] = _POLICY
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"], response["Cache-Control"] = etag, kept
    return response


@require_safe
@requires(can_read)
def notice(request: PersonRequest, pk: int) -> HttpResponse:
    """A sheet for the notice board, with the address of the whole as a QR code; once everybody sees it."""
    record = _found(request, pk)
    face = face_of(record.origin)
    if face is None or face.gone_at is not None:
        raise Http404
    address = public_address(record.origin)
    context = {"record": face.version, "unit": face.unit, "address": address, "qr": qr_of(address)}
    return render(request, "disclosure/notice.html", context | {"pk": pk})
