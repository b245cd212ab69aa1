"""Agencies of the place: those of the city and unions of units bear names of their own, the others their unit's."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.acting.seen import values_of
from thanthien.core.formats import date_vn, number
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.queries.successions import unsent_sheets
from thanthien.place.forms import AgencyEndForm, AgencyFilterForm, AgencyForm, AgencyNameForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.tables import agency_changes_table, agency_names_table, agency_table
from thanthien.units.agency_changes import (
    AGENCY_NAMES,
    end_agency,
    end_ahead,
    open_agency,
    rename_agency,
    take_back_end,
)
from thanthien.units.enums import EVERY_UNIT_KINDS
from thanthien.units.models import Agency

_LIST = "Cơ quan"


@requires(can_manage_place)
@require_safe
def agencies(request: PersonRequest) -> HttpResponseBase:
    """Agencies of the city; those of the units when they are searched for."""
    return table_page(request, "place/agencies.html", {}, table=agency_table(AgencyFilterForm(request.GET)))


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency_add(request: PersonRequest) -> HttpResponse:
    """A new agency."""
    form = AgencyForm(posted(request))
    page = FormPage(
        title="Thêm cơ quan",
        button="Thêm cơ quan",
        done=lambda agency: f"Đã thêm {agency.name}. Giao vai trò cho người của cơ quan ở trang “Người dùng”.",
        trail=(_LIST, reverse("place-agencies")),
        lead="Cơ quan của thành phố, hoặc đoàn thể, ban của một xã, phường, đặc khu. Ủy ban nhân dân và Ủy ban "
        "Mặt trận Tổ quốc của xã, phường, đặc khu có sẵn cùng đơn vị.",
        back=reverse("place-agencies"),
        to=lambda agency: reverse("place-agency", args=[agency.code]),
    )
    return form_page(request, form, lambda: open_agency(by=request.user, **form.cleaned_data), page)


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: PersonRequest, code: str) -> HttpResponseBase:
    """One agency: its names over time, what happened to it, and a new name."""
    shown = get_object_or_404(Agency.objects.select_related("unit"), code=code)
    may_change = shown.kind not in EVERY_UNIT_KINDS and shown.valid_to is None
    form = AgencyNameForm(posted(request), initial=values_of(shown, AGENCY_NAMES))
    if attempt(form, lambda: rename_agency(agency_id=shown.pk, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu tên mới. Tên cũ được giữ trong lịch sử.")
        return redirect("place-agency", code=code)
    context = {
        "shown": shown,
        "form": form,
        "taken": shown.changes_in.select_related("agency").order_by("on", "pk"),
        "may_change": may_change,
        "ends_ahead": end_ahead(shown) is not None,
        "follows_unit": shown.kind in EVERY_UNIT_KINDS,
    }
    changes, names = agency_changes_table(shown), agency_names_table(shown)
    answer = table_page(request, "place/agency.html", context, changes=changes, names=names)
    answer.status_code = form.status
    return answer


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency_end(request: PersonRequest, code: str) -> HttpResponse:
    """The last of an agency."""
    shown = get_object_or_404(Agency, code=code)
    form = AgencyEndForm(posted(request), agency=shown)
    here = reverse("place-agency", args=[code])
    passing = unsent_sheets(shown)
    count = sum(sheets for _, sheets in passing)
    ended = f"Cơ quan đã kết thúc ngày {date_vn(shown.valid_to)}." if shown.valid_to else ""
    page = FormPage(
        title=f"Kết thúc hoạt động: {shown.name}",
        button="Kết thúc hoạt động",
        done=lambda agency: _ended(agency, count),
        facts=[
            (cycle.title, f"{number(sheets)} phiếu chưa gửi sẽ chuyển sang cơ quan tiếp nhận")
            for cycle, sheets in passing
        ],
        trail=(_LIST, reverse("place-agencies"), shown.name, here),
        lead="Tiêu chí, trường hợp cần xác nhận và phiếu thẩm định chưa gửi của các kỳ đang chạy chuyển sang cơ quan "
        "tiếp nhận từ ngày hiệu lực; phiếu đã gửi giữ tên cơ quan cũ. Vai trò của người trong cơ quan không tự chuyển: "
        "cần kết thúc và giao vai trò ở cơ quan tiếp nhận, ở trang “Người dùng”.",
        problems=[ended] if ended else [],
        back=here,
        danger=True,
    )
    return form_page(request, form, lambda: end_agency(agency_id=shown.pk, by=request.user, **form.cleaned_data), page)


def _ended(agency: Agency, sheets: int) -> str:
    """What was noted, and who goes on with which sheets."""
    told = f"Đã ghi. {agency.name} không còn trong danh sách chọn; việc đã làm vẫn đứng tên cơ quan."
    if agency.passed_to is None or not sheets:
        return told
    return f"{told} {number(sheets)} phiếu chưa gửi chuyển sang {agency.passed_to.name}."


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency_end_back(request: PersonRequest, code: str) -> HttpResponse:
    """An end that was noted ahead, taken back."""
    shown = get_object_or_404(Agency.objects.filter(valid_to__isnull=False).select_related("passed_to"), code=code)
    here = reverse("place-agency", args=[code])
    page = FormPage(
        title=f"Bỏ ghi kết thúc hoạt động: {shown.name}",
        button="Bỏ ghi kết thúc",
        done=f"Đã bỏ. {shown.name} tiếp tục hoạt động như trước.",
        trail=(_LIST, reverse("place-agencies"), shown.name, here),
        lead="Dùng khi ghi nhầm, hoặc khi văn bản không còn hiệu lực. Cơ quan tiếp tục phần việc của mình; việc ghi và "
        "bỏ đều còn trong lịch sử.",
        facts=[("Hoạt động đến hết ngày", date_vn(shown.valid_to)), ("Cơ quan tiếp nhận", shown.passed_to or "không")],
        problems=[] if end_ahead(shown) else ["Chỉ bỏ được việc kết thúc có ngày hiệu lực chưa đến."],
        back=here,
        danger=True,
    )
    form = forms.Form(posted(request))
    return form_page(request, form, lambda: take_back_end(agency_id=shown.pk, by=request.user), page)
