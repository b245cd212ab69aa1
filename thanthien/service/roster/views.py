"""Pages of the roster: the week with presence at a tap, the signed sheet, the printed week; its records."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted, press, sent_from
from thanthien.core.acting.seen import values_of
from thanthien.core.calendar import ONE_DAY
from thanthien.core.components.basics import Tab
from thanthien.core.formats import number
from thanthien.core.queries import work_calendar
from thanthien.core.tables.columns import Column
from thanthien.core.tables.table import Table
from thanthien.measures.periods import Period, period_of, week_named
from thanthien.records.forms import RecordForm
from thanthien.records.models import Record
from thanthien.records.views import DeviceForm, Doing, RecordPages
from thanthien.service.enums import ROOM
from thanthien.service.permissions import can_read, can_write
from thanthien.service.purposes import ROSTER
from thanthien.service.roster import actions, queries
from thanthien.service.roster.forms import NameForm, SheetForm, ShiftForm, TapForm
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.service.roster.models import ShiftPerson, SupportShift
from thanthien.service.roster.on_device import PresenceOnDevice
from thanthien.units.models import Unit

TITLE = "Lịch trực hỗ trợ"


_WRITTEN: Column[Any] = Column(
    "phan-cong", "Ghi phân công", lambda row: "sau ngày trực" if queries.planned_late(row) else "kịp ngày trực"
)


class ShiftPages(RecordPages):
    """The roster as records; a person's name stands apart."""

    form_class = ShiftForm
    record_template = "service/roster/shift.html"

    def store(self, request: PersonRequest, form: RecordForm) -> Record:
        """Put a person on the roster and, apart from it, their name."""
        return actions.roster(form.entry(), by=request.user, name=form.cleaned_data["name"])

    def worded(self, user: User, doing: Doing, page: FormPage, record: Record | None = None) -> FormPage:
        """Whoever put a person on the roster sees them in the week."""
        return replace(page, to=_week_of) if doing == "add" else page

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also who was put on the roster after the day: such a shift counts by a body's word alone."""
        table = super().table(request)
        return replace(table, columns=[*table.columns, _WRITTEN])

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """Day and half of the door by which the person came."""
        return {name: request.GET[given] for name, given in (("day", "ngay"), ("part", "ca")) if given in request.GET}

    def beside(self, request: PersonRequest, record: Any) -> dict[str, Any]:
        """The person's name, for people of the unit."""
        return {"name": queries.names_of([record], request.user).get(record.origin, ""), "kind": SHIFTS}


def _week_of(made: Record) -> str:
    return reverse("service-roster-week", args=[made.unit.code, period_of("iso_week", made.day).key])


class PresencePages(RecordPages):
    """Who was there; on a device without a signal chosen from the roster."""

    def device_forms(self, user: User) -> list[DeviceForm]:
        """At a touch, as on the page of the week."""
        make = partial(_presence_on_device, user)
        return [DeviceForm("co-mat", "Ghi có mặt ở ca hỗ trợ", make)]


def _presence_on_device(user: User, data: Any, files: Any, initial: dict[str, Any]) -> RecordForm:
    return PresenceOnDevice(PRESENCES, user, data, files, initial=initial)


shift_pages = ShiftPages(SHIFTS)
presence_pages = PresencePages(PRESENCES)


@require_safe
@requires(can_read)
def this_week(request: PersonRequest) -> HttpResponse:
    """Leads to the running week of the person's unit; who has none reads the records of all."""
    own = Unit.objects.filter(pk__in=request.user.unit_ids(*OF_UNIT)).in_vietnamese_order()
    unit = next((one for one in own if one.uses(ROOM.key)), None)
    if unit is None:
        return redirect("service-presences")
    return redirect("service-roster-week", unit.code, period_of("iso_week", clock.today()).key)


@require_safe
@requires(can_read)
def week(request: PersonRequest, code: str, key: str) -> HttpResponse:
    """The roster of a week, with who was there."""
    return _show(request, code, key, "service/roster/week.html")


@require_safe
@requires(can_read)
def printed(request: PersonRequest, code: str, key: str) -> HttpResponse:
    """The week on one sheet of paper, to hang out and to sign."""
    return _show(request, code, key, "service/roster/print.html")


@sent_from(lambda code, key: reverse("service-roster-week", args=[code, key]))
@requires(can_write)
def copy(request: PersonRequest, code: str, key: str) -> HttpResponse:
    """Last week's roster once more."""
    unit, period = _own(request, code), _week(key)
    press(
        request,
        lambda: actions.copy_last_week(unit, period, by=request.user),
        lambda many: f"Đã chép {number(many)} phân công của tuần trước." if many else "Không có phân công nào để thêm.",
    )
    return redirect("service-roster-week", code, key)


@sent_from(lambda pk: reverse("service-roster"))
@requires(can_write)
def tap(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody is there today."""
    shift = get_object_or_404(SupportShift.objects.filter(SHIFTS.readers(request.user)).select_related("unit"), pk=pk)
    form = TapForm(posted(request))
    press(request, lambda: _tapped(form, pk, request.user), f"Đã ghi có mặt: {shift.who}.")
    return redirect("service-roster-week", shift.unit.code, period_of("iso_week", shift.day).key)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_write)
def sheet(request: PersonRequest, code: str, key: str) -> HttpResponse:
    """Who was there by the week's signed sheet."""
    unit, period = _own(request, code), _week(key)
    waiting = queries.unconfirmed(unit.pk, period).answer()
    form = SheetForm(waiting, posted(request))
    back = reverse("service-roster-week", args=[code, key])
    page = FormPage(
        title="Ghi có mặt theo lịch trực đã ký", button="Lưu", back=back, trail=(TITLE, back),
        done=lambda made: f"Đã ghi {number(len(made))} người có mặt.",
        lead="Đánh dấu người đã có mặt; số lượt người được hỗ trợ để trống nếu không đếm.",
        facts=(("Đơn vị", unit.name), ("Tuần", period.label)),
        problems=() if waiting else ("Mọi người trong lịch trực đến hôm nay đã được ghi có mặt.",),
    )  # fmt: skip
    return form_page(
        request,
        form,
        lambda: actions.sign_sheet(form.chosen, sheet=form.cleaned_data["sheet"], served=form.served, by=request.user),
        page,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_write)
def name(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell, mend or erase the name of a person on the roster; not there for those who may not."""
    shift = get_object_or_404(SHIFTS.model.objects.filter(SHIFTS.readers(request.user)).with_names(), pk=pk)
    if not SHIFTS.may_change(request.user, shift):
        raise Http404
    stored = ShiftPerson.objects.filter(origin=shift.origin).first() or ShiftPerson(origin=shift.origin)
    form = NameForm(posted(request), initial=values_of(stored, actions.NAME))
    back = reverse("service-shifts-record", args=[pk])
    page = FormPage(
        title="Họ tên người trực", button="Lưu", done="Đã lưu họ tên.", back=back,
        trail=(*shift_pages.above(request.user), "Phân công", back), facts=shift_pages.facts(shift),
        lead="Chỉ người của đơn vị xem được họ tên. Phân công không đổi.",
        purposes=(ROSTER.code,),
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.name_person(shift=shift, by=request.user, **form.cleaned_data), page
    )


# --- Steps ---


def _tapped(form: TapForm, pk: int, by: User) -> Record:
    """Raises Refused with what is wrong with the number: a presence without it would lose what was typed."""
    if not form.is_valid():
        raise Refused(f"Chưa ghi có mặt. {TapForm.wrong}")
    return actions.tap(shift_id=pk, served=form.cleaned_data["served"], by=by)


def _show(request: PersonRequest, code: str, key: str, template: str) -> HttpResponse:
    unit, period = _readable(request, code), _week(key)
    writes = SHIFTS.enters_as(request.user, unit, None) is not None
    before, after = (period_of("iso_week", day) for day in (period.first - ONE_DAY, period.last + ONE_DAY))
    context = {
        "unit": unit,
        "period": period,
        "key": period.key,
        "days": queries.roster_week(unit, period, request.user, work_calendar(), writes=writes),
        "writes": writes,
        "over": period.last < clock.today(),
        "today": clock.today(),
        "tabs": [
            Tab(one.label.capitalize(), reverse("service-roster-week", args=[code, one.key]), one == period)
            for one in (before, period, after)
        ],
    }
    return render(request, template, context)


def _readable(request: PersonRequest, code: str) -> Unit:
    """A unit that uses the room: one's own, or any for the city's bodies; others are not told that it is there."""
    unit = get_object_or_404(Unit, code=code)
    of_city = not SHIFTS.readers(request.user)
    if not unit.uses(ROOM.key) or not (of_city or unit.pk in request.user.unit_ids(*OF_UNIT)):
        raise Http404
    return unit


def _own(request: PersonRequest, code: str) -> Unit:
    """The unit for which the person keeps the roster."""
    unit = get_object_or_404(Unit, code=code)
    if SHIFTS.enters_as(request.user, unit, None) is None:
        raise Http404
    return unit


def _week(key: str) -> Period:
    period = week_named(key)
    if period is None:
        raise Http404
    return period
