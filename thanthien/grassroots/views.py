"""Pages of the weekly channel: a reporter's own weeks, the week and the year of a unit, reports as records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import attempt, posted, press
from thanthien.core.queries import work_calendar
from thanthien.grassroots import actions, queries
from thanthien.grassroots.enums import How
from thanthien.grassroots.forms import NothingForm, ReportForm, TickForm
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.permissions import FOR_OTHERS, can_follow, can_read, can_report
from thanthien.measures.periods import Period, period_of
from thanthien.measures.terms import known_terms
from thanthien.records.forms import RecordForm
from thanthien.records.models import Record
from thanthien.records.views import RecordPages
from thanthien.units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_report)
def mine(request: PersonRequest) -> HttpResponse:
    """A reporter's own weeks: what was told, and “không phát sinh” at a touch."""
    calendar, terms = work_calendar(), known_terms()
    form = NothingForm(posted(request), queries.own_places(request.user), queries.open_weeks(calendar, terms))
    done = attempt(form, lambda: _report_nothing(request, form))
    if done:
        messages.success(request, "Đã ghi: tuần này không phát sinh.")
        return redirect("grassroots-mine")
    context = {
        "form": form,
        "weeks": queries.own_weeks(request.user, calendar, terms),
        "key": uuid4(),
        "for_others": request.user.has_role(*FOR_OTHERS),
    }
    return render(request, "grassroots/mine.html", context, status=done.status)


def _report_nothing(request: PersonRequest, form: NothingForm) -> Record:
    place, week = form.chosen()
    return actions.report_nothing(place, week, key=form.cleaned_data["key"], by=request.user)


@require_safe
@requires(can_follow)
def own_unit(request: PersonRequest) -> HttpResponse:
    """The channel of the person's unit."""
    unit = Unit.objects.filter(pk__in=request.user.unit_ids()).in_vietnamese_order().first()
    if unit is None:
        raise Http404
    return redirect("grassroots-unit", unit.code)


@require_safe
@requires(can_read)
def unit(request: PersonRequest, code: str) -> HttpResponse:
    """Who has reported in a week, by thôn and tổ dân phố, and the year so far."""
    found = _readable_unit(request.user, code)
    week = _week(request.GET.get("tuan", ""))
    standing = queries.unit_week(found, week, work_calendar(), known_terms())
    return render(request, "grassroots/unit.html", _unit_context(request, found, standing))


@require_POST
@requires(can_report)
def tick(request: PersonRequest, code: str, week: str) -> HttpResponse:
    """Tick whom one heard by phone or at a meeting, without anything to report."""
    found = _readable_unit(request.user, code)
    standing = queries.unit_week(found, _week(week), work_calendar(), known_terms())
    form = TickForm(request.POST, standing.silent)
    done = attempt(form, lambda: _tick(request, found, standing.week, form))
    if done:
        messages.success(request, f"Đã ghi {done.value} thôn, tổ dân phố không phát sinh.")
        return redirect(f"{reverse('grassroots-unit', args=[code])}?tuan={standing.week.key}")
    context = _unit_context(request, found, standing) | {"tick_form": form}
    return render(request, "grassroots/unit.html", context, status=done.status)


def _tick(request: PersonRequest, found: Unit, week: Period, form: TickForm) -> int:
    typed = form.cleaned_data
    return actions.tick_heard(found, list(typed["hamlets"]), week, how=How(typed["how"]), by=request.user)


def _unit_context(request: PersonRequest, found: Unit, standing: queries.UnitWeek) -> dict[str, Any]:
    week, user = standing.week, request.user
    may_tick = any(hat.unit_id == found.pk for hat in user.hats_of(*FOR_OTHERS)) and week.first <= clock.today()
    before, after = (period_of("iso_week", day) for day in _beside(week))
    return {
        "unit": found,
        "standing": standing,
        "tick_form": TickForm(None, standing.silent) if may_tick and standing.silent else None,
        "channel": queries.channel(found, int(week.key[:4])),
        "before": before,
        "after": after if after.first <= clock.today() else None,
        "may_write": can_report(user),
    }


def _beside(week: Period) -> tuple[date, date]:
    return week.first - timedelta(days=1), week.last + timedelta(days=1)


def _readable_unit(user: User, code: str) -> Unit:
    """A unit of the person's, or any unit for the city's bodies; others are not told that it is there."""
    found = get_object_or_404(Unit, code=code)
    if not can_follow(user) or found.pk in user.unit_ids():
        return found
    raise Http404


def _week(key: str) -> Period:
    """The week of a key such as 2026-W14; the present one for anything else, also for weeks to come."""
    try:
        year, number = key.split("-W")
        week = period_of("iso_week", date.fromisocalendar(int(year), int(number), 1))
    except ValueError:
        week = period_of("iso_week", clock.today())
    return week if week.first <= clock.today() else period_of("iso_week", clock.today())


class ReportPages(RecordPages):
    """Reports as records; whose opinion it was stands apart."""

    form_class = ReportForm
    record_template = "grassroots/report.html"

    def store(self, request: PersonRequest, form: RecordForm) -> Record:
        """Enter a report and, apart from it, whose opinion it was."""
        typed = form.cleaned_data
        return actions.report(form.entry(), by=request.user, who=typed["who"], contact=typed["contact"])

    def beside(self, request: PersonRequest, record: Any) -> dict[str, Any]:
        """Whose opinion it was, for people of the agency that entered it."""
        may_see = any(hat.agency_id == record.agency_id for hat in request.user.hats) and can_report(request.user)
        return {"opinion_person": queries.person_behind(record) if may_see else None}


@require_POST
@requires(can_report)
def forget(request: PersonRequest, pk: int) -> HttpResponse:
    """Erase whose opinion it was; the report stays."""
    report = get_object_or_404(WeeklyReport.objects.filter(REPORTS.readers(request.user)), pk=pk)
    press(request, lambda: actions.forget_person(record=report, by=request.user), "Đã xóa thông tin người có ý kiến.")
    return redirect("grassroots-record", pk)


report_pages = ReportPages(REPORTS)
