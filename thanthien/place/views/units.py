"""Units of the place: the list, one unit with its names and changes, mergers, new names."""

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
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted, press, sent_from
from thanthien.core.acting.seen import values_of
from thanthien.core.formats import date_vn
from thanthien.core.tables.pages import table_page
from thanthien.core.text import exact
from thanthien.place.bulk.mergers import FOLLOWS_NOT, MergeUnits
from thanthien.place.forms import OtherNameForm, UnitFilterForm, UnitNameForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.queries import standing_of_units
from thanthien.place.tables import other_names_table, unit_changes_table, unit_table
from thanthien.units.changing import (
    UNIT_NAMES,
    OtherName,
    add_other_name,
    end_in_words,
    remove_other_name,
    rename_unit,
    take_back_change,
)
from thanthien.units.enums import UnitChangeKind
from thanthien.units.models import Unit, UnitChange, UnitName

_LIST = "Đơn vị"


@requires(can_manage_place)
@require_safe
def units(request: PersonRequest) -> HttpResponseBase:
    """Today's units, or those that ended, with their latest figures."""
    return table_page(request, "place/units.html", {}, table=unit_table(UnitFilterForm(request.GET)))


@requires(can_manage_place)
@require_safe
def unit(request: PersonRequest, code: str) -> HttpResponseBase:
    """One unit: its days, what hangs on it, its other names, what happened to it."""
    shown = get_object_or_404(Unit, code=code)
    [standing] = standing_of_units(Unit.objects.filter(pk=shown.pk))
    context = {
        "unit": shown,
        "standing": standing,
        "agencies": shown.agencies.in_list_order(),
        "end": f"Đơn vị {end_in_words(shown)}." if shown.valid_to else "",
        "follows_not": FOLLOWS_NOT,
    }
    changes, names = unit_changes_table(shown), other_names_table(request, shown)
    return table_page(request, "place/unit.html", context, changes=changes, names=names)


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: PersonRequest) -> HttpResponse:
    """Several units go into another."""
    return bulk_page(request, MergeUnits(request.user))


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: PersonRequest, code: str) -> HttpResponse:
    """A unit takes another name."""
    shown = get_object_or_404(Unit, code=code)
    form = UnitNameForm(posted(request), initial=values_of(shown, UNIT_NAMES))
    page = FormPage(
        title=f"Đổi tên {shown.name_in_sentence}",
        button="Đổi tên",
        done=lambda named: f"Đã đổi tên thành {named.name_in_sentence}. Tìm theo tên cũ vẫn thấy đơn vị.",
        trail=(_LIST, reverse("place-units"), shown.name, _address(shown)),
        lead="Tên của Ủy ban nhân dân và Ủy ban Mặt trận Tổ quốc của đơn vị đổi theo. Các năm đã công bố giữ tên cũ.",
        back=_address(shown),
    )
    return form_page(request, form, lambda: rename_unit(unit_id=shown.pk, by=request.user, **form.cleaned_data), page)


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def other_name_add(request: PersonRequest, code: str) -> HttpResponse:
    """One more name by which the unit is found."""
    shown = get_object_or_404(Unit, code=code)
    form = OtherNameForm(posted(request))
    page = FormPage(
        title=f"Thêm tên khác của {shown.name_in_sentence}",
        button="Thêm tên",
        done=lambda _: _found_by(form.cleaned_data["name"], shown),
        trail=(_LIST, reverse("place-units"), shown.name, _address(shown)),
        back=_address(shown),
    )

    def add() -> None:
        add_other_name(name=OtherName(shown.pk, **form.cleaned_data), by=request.user)

    return form_page(request, form, add, page)


def _found_by(name: str, shown: Unit) -> str:
    """What follows from another name; said of one that a unit of today bears, too: that one is found first."""
    others = Unit.objects.current().exclude(pk=shown.pk).in_vietnamese_order()
    alike = [one.name_in_sentence for one in others if exact(name) in {exact(one.name), exact(one.short_name)}]
    also = f" Đây cũng là tên hiện nay của {', '.join(alike)}: khi tìm, nơi đó đứng trước." if alike else ""
    return f"Đã lưu. Tìm theo tên này thì thấy đơn vị.{also}"


@requires(can_manage_place)
@sent_from(lambda pk: reverse("place-units"))
def other_name_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """A name leads to its unit no longer."""
    name = UnitName.objects.select_related("unit").filter(pk=pk).first()
    if name is None:
        messages.success(request, "Tên này không còn trong danh sách.")
        return redirect("place-units")
    press(request, lambda: remove_other_name(name_id=pk, by=request.user), f"Đã bỏ tên “{name.name}”.")
    return redirect(_address(name.unit))


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def change_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """A merger that was noted by mistake never was."""
    change = get_object_or_404(UnitChange.objects.select_related("from_unit", "to_unit"), pk=pk)
    old, into = change.from_unit, change.to_unit
    form = forms.Form(posted(request))
    page = FormPage(
        title=f"Bỏ ghi sáp nhập {old.name_in_sentence}",
        button="Bỏ ghi sáp nhập",
        done=f"Đã bỏ. {old.name} tiếp tục là đơn vị như trước.",
        trail=(_LIST, reverse("place-units"), old.name, _address(old)),
        lead=f"Dùng khi ghi nhầm. {old.name} và cơ quan của đơn vị tiếp tục như trước; tên của đơn vị không còn dẫn "
        f"đến {into.name_in_sentence}. Việc ghi và bỏ đều còn trong lịch sử.",
        facts=[("Vào", into.name), ("Từ ngày", date_vn(change.on)), ("Số văn bản", change.document_number)],
        problems=[] if change.kind == UnitChangeKind.MERGE else ["Tên ghi nhầm thì đổi tên lần nữa."],
        back=_address(old),
        danger=True,
    )
    return form_page(request, form, lambda: take_back_change(change_id=pk, by=request.user), page)


def _address(shown: Unit) -> str:
    return reverse("place-unit", args=[shown.code])
