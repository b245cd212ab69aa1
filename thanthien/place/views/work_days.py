"""Days off and days worked in exchange, as the administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import attempt, posted, press, sent_from
from thanthien.core.acting.seen import unpack, values_of
from thanthien.core.actions import STATED, clear_day, set_day
from thanthien.core.formats import date_vn
from thanthien.core.models import CalendarDay
from thanthien.core.queries import work_calendar
from thanthien.place.day_checks import DayCheck, check_day, days_of_year
from thanthien.place.forms import FIRST_YEAR, LAST_YEAR, DayChangeForm, DayForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.queries import work_year


@requires(can_manage_place)
@require_safe
def year(request: PersonRequest) -> HttpResponse:
    """The calendar of a year: its days off, and what they mean."""
    typed = request.GET.get("nam", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else clock.today().year
    shown = min(max(wanted, FIRST_YEAR), LAST_YEAR)
    return render(request, "place/calendar.html", {"shown": work_year(shown)})


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def day_add(request: PersonRequest) -> HttpResponse:
    """Add a day that differs from the weekly rule: what it moves is shown before."""
    form, title = DayForm(posted(request)), "Thêm ngày vào lịch"
    if shown := _before(request, form, title, None):
        return shown
    checked = request.POST.get("checked")

    def add() -> tuple[date, str]:
        day: date = form.cleaned_data["day"]
        return day, _effect(day.year, lambda: set_day(by=request.user, checked=checked, **form.cleaned_data))

    if added := attempt(form, add):
        day, effect = added.value
        messages.success(request, f"Đã ghi ngày {date_vn(day)}. {effect}")
        return _to_year(day)
    return _day_page(request, form, title, None)


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def day_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct what is stated of a day; where that moves anything, it is shown before."""
    stored = get_object_or_404(CalendarDay, pk=pk)
    day = stored.date
    form = DayChangeForm(posted(request), initial=values_of(stored, STATED), stored_day=day)
    title = f"Ngày {date_vn(day)}"
    if shown := _before(request, form, title, stored):
        return shown
    act = partial(set_day, day=day, by=request.user, checked=request.POST.get("checked"))
    if changed := attempt(form, lambda: _effect(day.year, lambda: act(**form.cleaned_data))):
        messages.success(request, f"Đã lưu ngày {date_vn(day)}. {changed.value}")
        return _to_year(day)
    return _day_page(request, form, title, stored)


def _before(request: PersonRequest, form: DayChangeForm, title: str, stored: CalendarDay | None) -> HttpResponse | None:
    """What is shown before anything is done: what a form in order would do, as long as nobody was told; the form again
    for who turns back. None where it changes nothing of the calendar."""
    if "sua" in request.POST:
        return _day_page(request, form, title, stored)
    if "checked" in request.POST or not form.is_valid():
        return None
    check = check_day(form.stored_day or form.cleaned_data["day"], form.cleaned_data["kind"])
    return _check_page(request, form, check) if check.changes else None


def _check_page(request: PersonRequest, form: DayChangeForm | None, check: DayCheck) -> HttpResponse:
    """Without a form: the day is taken out of the calendar."""
    kind = form.cleaned_data["kind"].label if form else ""
    context = {"form": form, "check": check, "kind": kind, "seen": request.POST.get("seen", "")}
    return render(request, "place/day_check.html", context)


def _day_page(request: PersonRequest, form: DayChangeForm, title: str, stored: CalendarDay | None) -> HttpResponse:
    context = {"form": form, "title": title, "stored": stored}
    return render(request, "place/day.html", context, status=form.status)


@requires(can_manage_place)
@sent_from(lambda pk: reverse("place-day", args=[pk]))
def day_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a day follow the weekly rule again: what that moves is shown before."""
    stored = get_object_or_404(CalendarDay, pk=pk)
    day, seen, checked = stored.date, unpack(request.POST.get("seen", "")), request.POST.get("checked")
    if checked is None and (check := check_day(day, None)).changes:
        return _check_page(request, None, check)
    act = partial(clear_day, day=day, by=request.user, seen=seen, checked=checked)
    if press(request, partial(_effect, day.year, act), lambda effect: f"Đã bỏ ngày {date_vn(day)} khỏi lịch. {effect}"):
        return _to_year(day)
    return redirect("place-day", pk)


def _effect(year: int, act: Callable[[], object]) -> str:
    """Do it, and say what it does to the working days of the year."""
    before = days_of_year(year, work_calendar())
    act()
    now = days_of_year(year, work_calendar())
    return f"Năm {year} có {now} ngày làm việc" + ("." if now == before else f", trước đó là {before}.")


def _to_year(day: date) -> HttpResponse:
    return redirect(f"{reverse('place-calendar')}?nam={day.year}")
