"""Pages of receptions and dialogues: their records, the calendar of a month at once, answers, and what anybody sees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import public, requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.calendar import add_working_days
from thanthien.core.formats import date_vn, number
from thanthien.core.queries import work_calendar
from thanthien.engagement.enums import ROOM
from thanthien.engagement.forms import (
    AnswerForm,
    MonthForm,
    PlanCorrection,
    PlanForm,
    PromiseCorrection,
    PromiseForm,
    day_named,
    month_named,
    next_month,
)
from thanthien.engagement.kinds import PLANS, PROMISES, RECEPTIONS
from thanthien.engagement.permissions import can_write
from thanthien.engagement.public_receptions import calendar_of, public_receptions
from thanthien.engagement.reception_records import PlannedReception, Reception
from thanthien.engagement.receptions import last_day_to_publish
from thanthien.records.actions import correct, enter_all
from thanthien.records.models import Record
from thanthien.records.views import Doing, RecordPages
from thanthien.units.models import Unit

_ANSWERED = "Ghi kết quả trả lời"


class ReceptionPages(RecordPages):
    """The three lists lead to each other, and to what the public sees."""

    list_template = "engagement/receptions.html"
    record_template = "engagement/reception.html"

    def beside(self, request: PersonRequest, record: Record) -> dict[str, Any]:
        """From a session that was held to what was promised there."""
        if not (isinstance(record, Reception) and record.stands and self.kind.may_change(request.user, record)):
            return {}
        asked = urlencode({"ngay": record.day.isoformat(), "cua": record.head})
        return {"promise_url": f"{reverse('promises-add')}?{asked}"}

    def worded(self, user: User, doing: Doing, page: FormPage, record: Record | None = None) -> FormPage:
        """Of a session that the calendar doesn't promise it is said once it is stored."""
        return replace(page, done=_told_of_session) if self.kind is RECEPTIONS and doing == "add" else page

    def _context(self, request: PersonRequest) -> dict[str, Any]:
        return super()._context(request) | {"units": list(Unit.objects.filter(pk__in=request.user.unit_ids()))}


def _told_of_session(made: Any) -> str:
    """That it was stored, and that it stands outside the calendar where it does."""
    day = made.instead_of or made.day
    planned = PlannedReception.objects.standing().filter(unit=made.unit, head=made.head, planned_on=day)
    told = f"Đã ghi {RECEPTIONS.one}."
    if planned.exists():
        return told
    return f"{told} Lịch công khai không có buổi ngày {date_vn(day)}: đây là buổi ngoài lịch."


class PlanPages(ReceptionPages):
    """The calendar; a month of it is entered at once."""

    form_class = PlanForm
    correction_class = PlanCorrection


class PromisePages(ReceptionPages):
    """Promises; each is answered on a page of its own."""

    form_class = PromiseForm
    correction_class = PromiseCorrection
    record_template = "engagement/promise.html"

    def urls(self, prefix: str) -> list[URLPattern]:
        """Those of a kind of record, and the answer."""
        answer = requires(can_write)(require_http_methods(["GET", "HEAD", "POST"])(self.answer))
        return [*super().urls(prefix), path(f"{prefix}<int:pk>/tra-loi/", answer, name="promises-answer")]

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """The session from whose page somebody comes, and the last day of the law."""
        day = day_named(request.GET.get("ngay", "")) or clock.today()
        due = add_working_days(day, settings.RECEPTION_ANSWER_DAYS, work_calendar())
        return {"day": day, "head": request.GET.get("cua", ""), "due_on": due}

    def answer(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Say how a promise was answered; the promise as it was stays readable."""
        promise: Any = self._changeable(request, pk)
        form = AnswerForm(promise, posted(request))
        problems = () if promise.stands and not promise.answered_on else ("Cam kết này đã được trả lời hoặc hủy.",)
        page = FormPage(
            title="Ghi kết quả trả lời",
            button="Lưu",
            done="Đã ghi kết quả trả lời.",
            back=self._address("record", pk),
            to=lambda made: self._address("record", made.pk),
            trail=self.above(request.user),
            facts=self.facts(promise),
            problems=problems,
        )
        return form_page(request, form, lambda: self._store_answer(request, form, pk), page)

    def _store_answer(self, request: PersonRequest, form: AnswerForm, pk: int) -> Record:
        version = form.cleaned_data["version"]
        return correct(PROMISES, form.entry(), record_id=pk, version=version, reason=_ANSWERED, by=request.user)


plan_pages = PlanPages(PLANS)
reception_pages = ReceptionPages(RECEPTIONS)
promise_pages = PromisePages(PROMISES)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_write)
def plan_month(request: PersonRequest) -> HttpResponse:
    """Publish the sessions of one head in a month at once."""
    month = month_named(request.GET.get("thang", "")) or next_month()
    form = MonthForm(request.user, month, posted(request))
    list_url = reverse("reception-plans")
    last = last_day_to_publish(month.first, settings.RECEPTION_PUBLISHED_AHEAD, work_calendar())
    page = FormPage(
        title=f"Công khai lịch {month.label}",
        button="Công khai lịch",
        done=lambda made: f"Đã công khai {number(len(made))} buổi.",
        back=list_url,
        trail=(PLANS.title, list_url),
        lead=(
            "Lịch có ngay trên trang công khai của đơn vị. Cần công khai chậm nhất "
            f"{settings.RECEPTION_PUBLISHED_AHEAD} ngày làm việc trước ngày tiếp; buổi đầu tháng thì chậm "
            f"nhất ngày {last:%d/%m/%Y}."
        ),
    )
    return form_page(request, form, lambda: enter_all(PLANS, form.entries(), by=request.user), page)


@require_safe
@public
def receptions(request: HttpRequest, code: str) -> HttpResponse:
    """When the heads of a unit receive people, what was held this year, what was promised in public."""
    unit = _unit_of(code)
    told = public_receptions(unit)
    months = {f"{one.day:%Y-%m}": one.day for one in told.coming}
    return render(request, "engagement/public.html", {"unit": unit, "told": told, "sheets": months})


@require_safe
@public
def month_sheet(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """The calendar of a month as a sheet of paper to post."""
    unit, chosen = _unit_of(code), month_named(month)
    if chosen is None:
        raise Http404
    context = {"unit": unit, "month": chosen, "sessions": calendar_of(unit, chosen), "today": clock.today()}
    return render(request, "engagement/month.html", context)


def _unit_of(code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    return unit
