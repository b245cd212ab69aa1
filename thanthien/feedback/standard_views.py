"""Pages of standard answers: the list, one of them, writing, ending."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import datetime_vn, number
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.pages import table_page
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.feedback.enums import ABOVE
from thanthien.feedback.models import StandardAnswer
from thanthien.feedback.standard_answers import (
    can_keep_standards,
    change_standard,
    end_standard,
    keep_standard,
    keeps_standards,
    standards_seen,
)
from thanthien.feedback.standard_forms import EndForm, StandardFilter, StandardForm
from thanthien.feedback.topics import topic_title
from thanthien.feedback.waiting import worked_units
from thanthien.units.models import Unit

_WORDS_IN_LIST = 30
OF_CITY = "thanh-pho"  # where an address names a unit
_form = require_http_methods(["GET", "HEAD", "POST"])
_TRAIL = (*ABOVE, "Mẫu trả lời", f"{ABOVE[1]}mau/")


def whose(row: StandardAnswer) -> str:
    """Of which unit it is."""
    return row.unit.name if row.unit else "chung của thành phố"


def _beginning(row: StandardAnswer) -> str:
    """What it says, as far as a list has room for it: the whole stands on its page and in files."""
    return Truncator(row.text).words(_WORDS_IN_LIST, truncate=" …")


def _topic(row: StandardAnswer) -> str:
    return topic_title(row.topic) if row.topic else "mọi lĩnh vực"


@require_safe
@requires(can_keep_standards)
def standards(request: PersonRequest) -> HttpResponseBase:
    """Those that the person may use or keep."""
    table = _table(request, StandardFilter(request.GET))
    return table_page(request, "feedback/standards.html", lambda: {"doors": _doors(request)}, table=table)


def _doors(request: PersonRequest) -> list[tuple[str, str]]:
    """Where the person may add one: label and address."""
    units = Unit.objects.current().filter(pk__in=worked_units(request.user)).in_vietnamese_order()
    doors = [(f"Thêm mẫu, {one.name_in_sentence}", one.code) for one in units]
    doors += [("Thêm mẫu chung", OF_CITY)] if is_office(request.user) else []
    return [(label, reverse("feedback-standard-new", args=[code])) for label, code in doors]


def _table(request: PersonRequest, form: StandardFilter) -> Table[StandardAnswer]:
    rows = StandardAnswer.objects.filter(standards_seen(request.user)).select_related("unit")
    if topic := form.read("linh_vuc"):
        rows = rows.filter(Q(topic=topic) | Q(topic=""))
    if not form.read("da_ngung"):
        rows = rows.filter(ended_at=None)
    columns: tuple[Column[StandardAnswer], ...] = (
        Column("ten", "Tên mẫu", lambda one: one.title, order="sort_key", phone=Phone.TITLE, wraps=True, width=40),
        Column("linh-vuc", "Lĩnh vực", _topic, wraps=True),
        Column("cua", "Của", whose, wraps=True),
        Column("noi-dung", "Nội dung trả lời", lambda one: one.text, cell=_beginning, wraps=True, phone=Phone.MORE,
               width=60),
        Column("luc", "Ghi lúc", lambda one: one.saved_at, MOMENT, order="saved_at", phone=Phone.MORE),
        Column("trang-thai", "Trạng thái", lambda one: "đã ngừng sử dụng" if one.ended_at else "đang dùng",
               phone=Phone.BESIDE),
    )  # fmt: skip
    return Table(
        name="mau-tra-loi", caption="Mẫu trả lời", noun="mẫu", rows=rows.order_by("sort_key", "pk"), columns=columns,
        link=lambda one: reverse("feedback-standard", args=[one.pk]), filters=form,
        empty=Empty("Chưa có mẫu nào", "Câu trả lời hay dùng, ghi một lần, điền sẵn khi soạn trả lời."),
    )  # fmt: skip


def _found(request: PersonRequest, pk: int) -> StandardAnswer:
    rows = StandardAnswer.objects.filter(standards_seen(request.user)).select_related("unit", "saved_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires(can_keep_standards)
def standard(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them, as it is written."""
    row = _found(request, pk)
    keeps = keeps_standards(request.user, row.unit_id) and row.ended_at is None
    return render(
        request, "feedback/standard.html", {"row": row, "facts": _facts(row), "keeps": keeps, "trail": _TRAIL}
    )


def _facts(row: StandardAnswer) -> list[tuple[str, str]]:
    saved = f"{datetime_vn(row.saved_at)}, {row.saved_by.full_name}"
    told = [("Của", whose(row)), ("Lĩnh vực", _topic(row)), ("Lần ghi", number(row.version)), ("Ghi lúc", saved)]
    return [*told, ("Ngừng sử dụng", datetime_vn(row.ended_at))] if row.ended_at else told


@_form
@requires(can_keep_standards)
def new(request: PersonRequest, code: str) -> HttpResponse:
    """Write one, of a unit or of the city."""
    unit = None if code == OF_CITY else get_object_or_404(Unit.objects.current(), code=code)
    if not keeps_standards(request.user, unit.pk if unit else None):
        raise Http404
    form = StandardForm(posted(request))
    title = f"Thêm mẫu trả lời, {unit.name_in_sentence}" if unit else "Thêm mẫu trả lời chung của thành phố"
    page = _page(title, "Thêm mẫu", "Đã thêm mẫu.", reverse("feedback-standards"))
    return form_page(request, form, lambda: keep_standard(form.said(), unit=unit, by=request.user), page)


def _kept(request: PersonRequest, pk: int) -> StandardAnswer:
    """One that the person may change."""
    row = _found(request, pk)
    if not keeps_standards(request.user, row.unit_id) or row.ended_at is not None:
        raise Http404
    return row


@_form
@requires(can_keep_standards)
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Let one say something else."""
    row = _kept(request, pk)
    initial: dict[str, Any] = {
        "version": row.version, "title": row.title, "topic": row.topic, "summary": row.summary, "text": row.text,
    }  # fmt: skip
    form = StandardForm(posted(request), initial=initial)
    page = _page("Sửa mẫu trả lời", "Lưu", "Đã lưu mẫu.", reverse("feedback-standard", args=[pk]))
    return form_page(
        request,
        form,
        lambda: change_standard(
            form.said(), standard_id=pk, version=form.cleaned_data["version"] or 0, by=request.user
        ),
        page,
    )


@_form
@requires(can_keep_standards)
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """Offer one to nobody any more."""
    row = _kept(request, pk)
    form = EndForm(posted(request), initial={"version": row.version})
    page = _page(
        f"Ngừng sử dụng mẫu “{row.title}”", "Ngừng sử dụng", "Đã ngừng sử dụng mẫu.",
        reverse("feedback-standard", args=[pk]), "Mẫu vẫn đọc được trong danh sách; trả lời đã soạn không thay đổi.",
    )  # fmt: skip
    return form_page(
        request,
        form,
        lambda: end_standard(standard_id=pk, version=form.cleaned_data["version"], by=request.user),
        page,
    )


def _page(title: str, button: str, done: str, back: str, lead: str = "") -> FormPage:
    return FormPage(title=title, button=button, done=done, back=back, trail=_TRAIL, lead=lead)
