"""Days off and days worked in exchange, as the administrator keeps them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.permissions import can_manage_place
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Stale
from thanthien.core.acting.seen import unpack, values_of
from thanthien.core.actions import STATED, clear_day, set_day
from thanthien.core.calendar import working_days
from thanthien.core.formats import date_vn
from thanthien.core.models import CalendarDay
from thanthien.core.queries import work_calendar
from thanthien.reports.place_forms import FIRST_YEAR, LAST_YEAR, DayChangeForm, DayForm
from thanthien.reports.queries.work_year import work_year


@requires(can_manage_place)
@require_safe
def year(request: PersonRequest) -> HttpResponse:
    """The calendar of a year: its days off, and what they mean."""
    typed = request.GET.get("nam", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else clock.today().year
    shown = min(max(wanted, FIRST_YEAR), LAST_YEAR)
    return render(request, "reports/place/calendar.html", {"shown": work_year(shown)})


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def day_add(request: PersonRequest) -> HttpResponse:
    """Add a day that differs from the weekly rule."""
    form = DayForm(request.POST or None)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        day = typed.pop("day")
        before = _working_days(day.year)
        if _stated(request, form, day, typed):
            return _told(request, day, before, f"Đã ghi ngày {date_vn(day)}.")
    return _day_page(request, form, "Thêm ngày vào lịch", None)


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def day_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct what is stated of a day."""
    stored = get_object_or_404(CalendarDay, pk=pk)
    form = DayChangeForm(request.POST or None, initial=values_of(stored, STATED), stored_day=stored.date)
    if form.is_valid():
        before = _working_days(stored.date.year)
        if _stated(request, form, stored.date, form.cleaned_data):
            return _told(request, stored.date, before, f"Đã lưu ngày {date_vn(stored.date)}.")
    return _day_page(request, form, f"Ngày {date_vn(stored.date)}", stored)


def _stated(request: PersonRequest, form: DayChangeForm, day: date, typed: dict[str, Any]) -> bool:
    """Whether the day was written; if someone else wrote it meanwhile, the form says so."""
    try:
        set_day(day=day, by=request.user, **typed)
    except Stale as stale:
        form.tell_stale(stale.current)
        return False
    return True


def _day_page(request: PersonRequest, form: DayChangeForm, title: str, stored: CalendarDay | None) -> HttpResponse:
    context = {"form": form, "title": title, "stored": stored}
    return render(request, "reports/place/day.html", context, status=form.status)


@requires(can_manage_place)
@require_POST
def day_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a day follow the weekly rule again."""
    stored = get_object_or_404(CalendarDay, pk=pk)
    before = _working_days(stored.date.year)
    try:
        clear_day(day=stored.date, by=request.user, seen=unpack(request.POST.get("seen", "")))
    except Stale:
        messages.error(request, "Người khác vừa sửa ngày này. Hãy xem lại rồi bấm bỏ khỏi lịch lần nữa.")
        return redirect("place-day", pk)
    return _told(request, stored.date, before, f"Đã bỏ ngày {date_vn(stored.date)} khỏi lịch.")


def _working_days(year: int) -> int:
    return working_days(date(year, 1, 1), date(year, 12, 31), work_calendar())


def _told(request: PersonRequest, day: date, before: int, done: str) -> HttpResponse:
    now = _working_days(day.year)
    effect = f"Năm {day.year} có {now} ngày làm việc"
    effect += "." if now == before else f", trước đó là {before}."
    messages.success(request, f"{done} {effect}")
    return redirect(f"{reverse('place-calendar')}?nam={day.year}")
