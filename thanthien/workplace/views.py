"""Pages of the room: its registers with a door to each, and what anybody sees of a unit."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core.access import public, requires
from thanthien.core.acting.errors import Invalid
from thanthien.core.codes import parted
from thanthien.core.formats import date_vn, number
from thanthien.records.forms import RecordForm
from thanthien.records.models import Record
from thanthien.records.views import RecordPages, room_registers
from thanthien.units.models import Unit
from thanthien.workplace.enums import ROOM, Origin
from thanthien.workplace.forms import CheckForm, HamletCorrectionForm, HamletForm
from thanthien.workplace.kinds import APP, CHECKS, INSPECTIONS, RADIO_TESTS, VIEWS
from thanthien.workplace.models import AppHouseholds
from thanthien.workplace.permissions import can_read, can_write
from thanthien.workplace.public import offices_of
from thanthien.workplace.queries import check_with_more

FEWER = (
    "Biên bản ngày {} có {} tiện ích, nhiều hơn biên bản này. Hệ thống lấy biên bản sau cùng của nửa năm nên số "
    "tiện ích được tính sẽ giảm. Nếu đúng vậy thì chọn ô này rồi lưu; nếu chỉ kiểm tra một phần thì đánh dấu cả những "
    "tiện ích vẫn dùng được."
)


class CheckPages(RecordPages):
    """A checklist with fewer things than the one whose place it takes is stored once somebody says that it is so."""

    form_class = CheckForm

    def store(self, request: PersonRequest, form: RecordForm) -> Record:
        """Raises Invalid the first time; what a device kept is taken as it is, for nobody is there to be asked."""
        more = None if form.delivery else check_with_more(form.entry())
        if more and not form.cleaned_data["fewer"] and isinstance(form, CheckForm):
            form.ask_whether_fewer()
            raise Invalid({"fewer": FEWER.format(date_vn(more.day), number(len(parted(more.items))))})
        return super().store(request, form)


class RadioPages(RecordPages):
    """Of single places alone."""

    form_class = HamletForm
    correction_class = HamletCorrectionForm


class AppPages(RecordPages):
    """A unit types its own count; the owner's numbers come in the marked file alone, on no page (ADR 34)."""

    def types(self, user: User) -> bool:
        """The people of a unit."""
        return can_write(user)

    def corrects(self, record: Record) -> bool:
        """A unit's own count; the body takes a wrong row back and hands in the right one."""
        return not (isinstance(record, AppHouseholds) and record.origin_of_numbers == Origin.OWNER)


check_pages = CheckPages(CHECKS)
view_pages = RecordPages(VIEWS)
inspection_pages = RecordPages(INSPECTIONS)
radio_pages = RadioPages(RADIO_TESTS)
app_pages = AppPages(APP)
# By the beginning of their addresses.
PAGES = {
    "bien-ban-kiem-tra-nua-nam/": check_pages,
    "anh-moi-truong-lam-viec/": view_pages,
    "kiem-tra-thuoc-la/": inspection_pages,
    "kiem-tra-truyen-thanh/": radio_pages,
    "ho-cai-dat-ung-dung/": app_pages,
}


@require_safe
@requires(can_read)
def registers(request: PersonRequest) -> HttpResponse:
    """The registers of the room, each with what it is for."""
    return room_registers(request, ROOM.title, PAGES.values())


@require_safe
@public
def offices(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit has for those who come, how far its broadcasting reaches, who has the app."""
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    context = {"unit": unit, "offices": offices_of(unit), "centre": settings.SERVICE_CENTRE_NAME}
    return render(request, "workplace/offices.html", context | {"app": settings.CITY_APP_NAME})
