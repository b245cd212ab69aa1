"""Pages of the weekly channel: a reporter's own weeks, the week and the year of a unit, reports as records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted, press, sent_from
from thanthien.core.acting.seen import values_of
from thanthien.core.formats import date_vn
from thanthien.core.once import note_within
from thanthien.core.queries import work_calendar
from thanthien.core.tables.table import Table
from thanthien.grassroots import actions, own, queries
from thanthien.grassroots.enums import How
from thanthien.grassroots.forms import PersonForm, QuietForm, ReportCorrection, ReportForm, TickForm, WeekForm
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.permissions import (
    ENTER_FOR_OTHERS,
    ROOM,
    can_follow,
    can_read,
    can_report,
    keeps_own_weeks,
    reads_words,
)
from thanthien.grassroots.purposes import PERSON
from thanthien.grassroots.tables import report_table, taken_words
from thanthien.grassroots.together import week_of
from thanthien.grassroots.withheld import with_taken
from thanthien.grassroots.workbook import ReportImport
from thanthien.measures.periods import Period, period_of, week_named
from thanthien.measures.terms import known_terms
from thanthien.records.forms import RecordFilter, RecordForm
from thanthien.records.models import Record
from thanthien.records.notes import notes_of
from thanthien.records.queries import chain, readable
from thanthien.records.views import DeviceForm, Doing, RecordPages
from thanthien.units.models import Unit

WEEKS_ON_A_PAGE = 8  # no longer than three screens of a phone in large letters
NOTHING = "Không phát sinh"
HEARD = "Ghi ý kiến nghe được"
QUIET = "Không có ý kiến nào (không phát sinh)"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_report)
def mine(request: PersonRequest) -> HttpResponse:
    """A reporter's own weeks: how each stands, and “không phát sinh” at a touch."""
    calendar, terms = work_calendar(), known_terms()
    form = WeekForm(posted(request), own.own_places(request.user), own.open_weeks(calendar, terms))
    done = attempt(form, lambda: _report_nothing(request, form))
    if done:
        messages.success(request, f"Đã ghi: {form.chosen()[1].label} không có ý kiến nào (không phát sinh).")
        return redirect("grassroots-mine")
    recent = own.recent_weeks(calendar, terms)
    context = {
        "form": form,
        "weeks": own.most_urgent_first(own.own_weeks(request.user, recent, calendar, terms)),
    }
    return render(request, "grassroots/mine.html", context, status=done.status)


def _report_nothing(request: PersonRequest, form: WeekForm) -> Record:
    place, week = form.chosen()
    return actions.report_nothing(
        place, week, by=request.user, note=lambda: note_within(request, reverse("grassroots-mine"))
    )


@sent_from(lambda: reverse("grassroots-mine"))
@requires(can_report)
def undo(request: PersonRequest) -> HttpResponse:
    """Take back “không phát sinh” where it was just pressed."""
    form = WeekForm(request.POST, own.own_places(request.user), own.open_weeks(work_calendar(), known_terms()))
    if form.is_valid():
        place, week = form.chosen()
        done = f"Đã hoàn tác. {week.label[:1].upper()}{week.label[1:]} chưa báo cáo."
        press(request, lambda: actions.undo_nothing(place, week, by=request.user), done)
    else:
        messages.error(request, "Tuần này đã quá hạn nên không hoàn tác được. Cần sửa thì mở báo cáo của tuần.")
    return redirect("grassroots-mine")


@require_safe
@requires(can_report)
def weeks(request: PersonRequest) -> HttpResponse:
    """Every week of the person's places, the present one first: what was told, or that nothing was."""
    calendar, terms = work_calendar(), known_terms()
    every = own.weeks_of_the_place(request.user, calendar, terms)
    page = Paginator(every, WEEKS_ON_A_PAGE).get_page(request.GET.get("trang"))
    told = own.own_weeks(request.user, list(page), calendar, terms)
    places = {one.place.value for one in told}
    return render(request, "grassroots/weeks.html", {"page": page, "weeks": told, "several": len(places) > 1})


@require_safe
@requires(can_follow)
def own_unit(request: PersonRequest) -> HttpResponse:
    """The channel of the person's unit."""
    units = Unit.objects.filter(pk__in=request.user.unit_ids()).in_vietnamese_order()
    unit = next((one for one in units if one.uses(ROOM.key)), None)
    if unit is None:
        raise Http404
    return redirect("grassroots-unit", unit.code)


@require_safe
@requires(can_read)
def unit(request: PersonRequest, code: str) -> HttpResponse:
    """Who has reported in a week, by thôn and tổ dân phố, and the year so far."""
    found = _readable_unit(request.user, code)
    week = _week(request.GET.get("tuan", ""))
    standing = queries.unit_week(found.pk, week, work_calendar(), known_terms()).answer()
    return render(request, "grassroots/unit.html", _unit_context(request, found, standing))


@requires(can_report)
@sent_from(lambda code, week: f"{reverse('grassroots-unit', args=[code])}?tuan={week}")
def tick(request: PersonRequest, code: str, week: str) -> HttpResponse:
    """Tick whom one heard by phone or at a meeting, without anything to report. Never for another week than asked."""
    found, asked = _readable_unit(request.user, code), _begun_week(week)
    if asked is None:
        raise Http404
    standing = queries.unit_week(found.pk, asked, work_calendar(), known_terms()).answer()
    form = TickForm(request.POST, found, standing.silent)
    done = attempt(form, lambda: _tick(request, found, standing.week, form))
    if done:
        messages.success(request, f"Đã ghi {done.value} {found.hamlets_label} không phát sinh.")
        return redirect(f"{reverse('grassroots-unit', args=[code])}?tuan={standing.week.key}")
    context = _unit_context(request, found, standing) | {"tick_form": form}
    return render(request, "grassroots/unit.html", context, status=done.status)


def _tick(request: PersonRequest, found: Unit, week: Period, form: TickForm) -> int:
    typed = form.cleaned_data
    return actions.tick_heard(found, list(typed["hamlets"]), week, how=How(typed["how"]), by=request.user)


def _unit_context(request: PersonRequest, found: Unit, standing: queries.UnitWeek) -> dict[str, Any]:
    week, user = standing.week, request.user
    may_tick = any(hat.unit_id == found.pk for hat in user.hats_of(*ENTER_FOR_OTHERS)) and week.first <= clock.today()
    before, after = (period_of("iso_week", day) for day in _beside(week))
    return {
        "unit": found,
        "standing": standing,
        "tick_form": TickForm(None, found, standing.silent) if may_tick and standing.silent else None,
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
    if not can_follow(user) or (found.pk in user.unit_ids() and found.uses(ROOM.key)):
        return found
    raise Http404


def _week(key: str) -> Period:
    """The week of a key such as 2026-W14; the present one for anything else, also for weeks to come."""
    return _begun_week(key) or period_of("iso_week", clock.today())


def _begun_week(key: str) -> Period | None:
    week = week_named(key)
    return week if week and week.first <= clock.today() else None


_CHANGED_ALREADY = "Báo cáo này đã được sửa hoặc hủy."
_OWN_WORDS: dict[Doing, dict[str, Any]] = {
    "add": {"title": HEARD, "lead": "Mỗi ý kiến ghi một lần."},
    "correct": {
        "title": "Sửa báo cáo",
        "button": "Lưu",
        "done": "Đã lưu báo cáo đã sửa. Nội dung trước khi sửa vẫn xem được.",
        "lead": "Sửa những ô cần sửa, ghi lý do ở ô cuối rồi lưu. Nội dung trước khi sửa vẫn xem được.",
    },
    "withdraw": {
        "title": "Hủy báo cáo",
        "button": "Hủy báo cáo",
        "done": "Đã hủy báo cáo. Nội dung và lý do vẫn xem được.",
    },
}


def _heard_words(made: WeeklyReport) -> str:
    """That an opinion was stored; of another week than the present one also in which, whether late, instead of what."""
    week = week_of(made)
    if week == period_of("iso_week", clock.today()):
        return "Đã ghi ý kiến."
    instead = ", thay báo cáo “không phát sinh” của tuần đó" if made.corrects_id else ""
    late = ", quá hạn" if made.told_at >= known_terms().limit(week, work_calendar()) else ""
    return f"Đã ghi ý kiến vào {week.label}{late}{instead}."


def _heard_at(made: WeeklyReport) -> str:
    """The report itself where the reporter's page doesn't show its week."""
    shown = own.recent_weeks(work_calendar(), known_terms())
    return "" if week_of(made) in shown else reverse("grassroots-record", args=[made.pk])


class ReportPages(RecordPages):
    """Reports as records; whose opinion it was stands apart."""

    form_class = ReportForm
    correction_class = ReportCorrection
    import_class = ReportImport
    record_template = "grassroots/report.html"

    def record(self, request: PersonRequest, pk: int) -> HttpResponse:
        """The record with its versions; who reports of their own place reads what they wrote and what was mended."""
        if not keeps_own_weeks(request.user):
            return self._taken(request, pk) or super().record(request, pk)
        told = own.told_report(_versions(request.user, self._find(request, pk)), work_calendar(), known_terms())
        report = told.report
        context = {
            "told": told,
            "record": report,
            "note": notes_of(REPORTS, [report]).get(report.key, ""),
            "by_me": report.entered_by_id == request.user.pk,
            "changes": [(one, self.moments(request.user, one.now)["written"]) for one in told.changes],
            "above": self.above(request.user),
            "may_change": REPORTS.may_change(request.user, report),
        }
        context |= self.moments(request.user, report) | self.beside(request, report)
        return render(request, "grassroots/own_report.html", context)

    def _taken(self, request: PersonRequest, pk: int) -> HttpResponse | None:
        """The page of what became a matter of another room, for who may not read it: that it was told, and when."""
        report: Any = with_taken(readable(REPORTS, request.user)).filter(pk=pk).first()
        if report is None or reads_words(request.user, report):
            return None
        place = report.hamlet.name if report.hamlet else report.unit.name
        facts = [("Ngày", date_vn(report.day)), ("Nơi ghi", place), ("Nội dung ý kiến", taken_words(report))]
        return render(request, "grassroots/taken.html", {"facts": facts, "above": self.above(request.user)})

    def table(self, request: PersonRequest) -> Table[Record]:
        """What became a matter of another room is told in words to who may read it there."""
        return report_table(request.user, RecordFilter(request.GET, REPORTS, request.user))

    def worded(self, user: User, doing: Doing, page: FormPage, record: Any = None) -> FormPage:
        """Reporters read of an opinion and of a report, never of a record and its correction."""
        if not keeps_own_weeks(user):
            return page
        words = dict(_OWN_WORDS[doing])
        problems = (_CHANGED_ALREADY,) if page.problems else ()
        facts = own.facts_of(record) if record is not None else page.facts
        if doing == "add":
            words |= {"done": _heard_words, "to": _heard_at}
        return replace(page, **words, problems=problems, facts=facts, template="grassroots/own_form.html")

    def records(self, request: PersonRequest) -> HttpResponseBase:
        """The register of the unit; who reports of their own place only has their weeks instead."""
        return redirect("grassroots-weeks") if keeps_own_weeks(request.user) else super().records(request)

    def above(self, user: User) -> tuple[str, str]:
        """A reporter comes from their own weeks, others from the register."""
        return ("Báo cáo tuần này", reverse("grassroots-mine")) if keeps_own_weeks(user) else super().above(user)

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """The place and the week of the door by which the person came."""
        asked = {"place": request.GET["noi"]} if "noi" in request.GET else {}
        if "tuan" not in request.GET:
            return asked
        return asked | {"day": min(clock.today(), _week(request.GET["tuan"]).last)}

    def device_forms(self, user: User) -> list[DeviceForm]:
        """A reporter has “không phát sinh” as a form of its own, as on their page."""
        if not keeps_own_weeks(user):
            return super().device_forms(user)
        quiet = DeviceForm("khong-phat-sinh", QUIET, lambda data, _, day: QuietForm(REPORTS, user, data, initial=day))
        return [quiet, DeviceForm("ghi", HEARD, self._on_device(user))]

    def facts(self, record: Any) -> list[tuple[str, Any]]:
        """An opinion isn't said not to be “không phát sinh”."""
        return [(label, told) for label, told in super().facts(record) if record.nothing or label != NOTHING]

    def store(self, request: PersonRequest, form: RecordForm) -> Record:
        """Enter a report and, apart from it, whose opinion it was; or that nothing came up."""
        if isinstance(form, QuietForm):
            return actions.report_quiet(form.entry(), by=request.user)
        typed = form.cleaned_data
        return actions.report(form.entry(), by=request.user, who=typed["who"], contact=typed["contact"])

    def beside(self, request: PersonRequest, record: Any) -> dict[str, Any]:
        """Whose opinion it was, for people of the agency that entered it."""
        may_see = any(hat.agency_id == record.agency_id for hat in request.user.hats) and can_report(request.user)
        return {"opinion_person": queries.person_behind(record) if may_see else None}


def _versions(user: User, record: Any) -> list[WeeklyReport]:
    return [one for one in chain(REPORTS, record, user) if isinstance(one, WeeklyReport)]


@requires(can_report)
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell otherwise whose opinion it was; not there for those who may not read it."""
    report = get_object_or_404(WeeklyReport.objects.filter(REPORTS.readers(request.user), nothing=False), pk=pk)
    if not REPORTS.may_change(request.user, report):
        raise Http404
    stored = queries.person_behind(report) or OpinionPerson(origin=report.origin)
    form = PersonForm(posted(request), initial=values_of(stored, actions.PERSON_FIELDS))
    back = reverse("grassroots-record", args=[pk])
    page = FormPage(
        title="Sửa người có ý kiến", button="Lưu", done="Đã lưu người có ý kiến.", back=back,
        trail=(*report_pages.above(request.user), "Ý kiến", back),
        lead="Chỉ người của cơ quan đã ghi ý kiến xem được họ tên, cách liên hệ. Nội dung ý kiến không đổi.",
        purposes=(PERSON.code,),
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.name_person(record=report, by=request.user, **form.cleaned_data), page
    )


@sent_from(lambda pk: reverse("grassroots-record", args=[pk]))
@requires(can_report)
def forget(request: PersonRequest, pk: int) -> HttpResponse:
    """Erase whose opinion it was; the report stays."""
    report = get_object_or_404(WeeklyReport.objects.filter(REPORTS.readers(request.user)), pk=pk)
    press(request, lambda: actions.forget_person(record=report, by=request.user), "Đã xóa thông tin người có ý kiến.")
    return redirect("grassroots-record", pk)


report_pages = ReportPages(REPORTS)
