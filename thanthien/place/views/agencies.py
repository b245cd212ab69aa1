"""Agencies of the place: those of the city and unions of units bear names of their own, the others their unit's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.acting.seen import values_of
from thanthien.core.formats import date_vn
from thanthien.core.tables.pages import table_page
from thanthien.place.forms import AgencyEndForm, AgencyFilterForm, AgencyForm, AgencyNameForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.tables import agency_table
from thanthien.units.agency_changes import AGENCY_NAMES, end_agency, open_agency, rename_agency
from thanthien.units.enums import EVERY_UNIT_KINDS
from thanthien.units.models import Agency
from thanthien.units.queries import names_over_time

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
def agency(request: PersonRequest, code: str) -> HttpResponse:
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
        "names": names_over_time(shown),
        "changes": shown.changes.select_related("into").order_by("-on", "-pk"),
        "may_change": may_change,
        "follows_unit": shown.kind in EVERY_UNIT_KINDS,
    }
    return render(request, "place/agency.html", context, status=form.status)


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency_end(request: PersonRequest, code: str) -> HttpResponse:
    """The last of an agency."""
    shown = get_object_or_404(Agency, code=code)
    form = AgencyEndForm(posted(request), agency=shown)
    here = reverse("place-agency", args=[code])
    ended = f"Cơ quan đã kết thúc ngày {date_vn(shown.valid_to)}." if shown.valid_to else ""
    page = FormPage(
        title=f"Kết thúc hoạt động: {shown.name}",
        button="Kết thúc hoạt động",
        done=f"Đã ghi. {shown.name} không còn trong danh sách chọn; việc đã làm vẫn đứng tên cơ quan.",
        trail=(_LIST, reverse("place-agencies"), shown.name, here),
        lead="Vai trò của người trong cơ quan và việc thẩm định đang giao không tự chuyển sang cơ quan tiếp nhận: "
        "cần kết thúc hoặc giao lại trước.",
        problems=[ended] if ended else [],
        back=here,
        danger=True,
    )
    return form_page(request, form, lambda: end_agency(agency_id=shown.pk, by=request.user, **form.cleaned_data), page)
