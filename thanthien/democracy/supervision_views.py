"""Pages of supervision: plans lead to sessions, sessions to recommendations, recommendations to answers."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import date_vn
from thanthien.core.queries import work_calendar
from thanthien.core.tables.table import Table
from thanthien.democracy.forms import (
    AnswerCorrection,
    AnswerForm,
    RecommendationCorrection,
    RecommendationForm,
    SessionCorrection,
    SessionForm,
)
from thanthien.democracy.kinds import ANSWERS, PLANS, RECOMMENDATIONS, SESSIONS
from thanthien.democracy.queries import answer_of, with_answer
from thanthien.democracy.tables import DONE, WAITS, answer_table, plan_table, recommendation_table
from thanthien.records.actions import enter
from thanthien.records.forms import RecordFilter
from thanthien.records.kinds import RecordKind
from thanthien.records.later import AnsweredFilter
from thanthien.records.models import Record
from thanthien.records.queries import readable
from thanthien.records.views import RecordPages

NAMED = "cua"  # the record that a new one names, in the address of its form


def _named(kind: RecordKind, user: User, text: str) -> Any:
    """The standing record of a key as the person reads it; None for any other text."""
    try:
        return readable(kind, user).standing().filter(origin=UUID(text)).first()
    except ValueError:
        return None


class SupervisionPages(RecordPages):
    """Pages of a record that may name one of ``above_kind``. ``below``: which kind names it in turn, in which field,
    and the words of the door to a new one."""

    record_template = "democracy/record.html"
    above_kind: ClassVar[RecordKind | None] = None
    below: ClassVar[tuple[RecordKind, str, str] | None] = (
        None  # kind, the field that names this record, the door's words
    )

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """What the record named in the address says already."""
        found = _named(self.above_kind, request.user, request.GET.get(NAMED, "")) if self.above_kind else None
        if found is None:
            return {}
        return {"tied": found.origin, "body": found.body, "subject": found.subject, "project": found.project}

    def beside(self, request: PersonRequest, record: Record) -> dict[str, Any]:
        """What names this record, with the door to the next one."""
        if self.below is None:
            return {}
        kind, tie, words = self.below
        rows = readable(kind, request.user).standing().filter(**{tie: record.origin})
        may = record.stands and kind.enters_as(request.user, record.unit, None) is not None
        return {
            "below": [(str(one), reverse(f"{kind.route}-record", args=[one.pk])) for one in rows],
            "below_title": kind.title,
            "door": f"{reverse(f'{kind.route}-add')}?{NAMED}={record.origin}" if may else "",
            "door_words": words,
        }


class PlanPages(SupervisionPages):
    """Plans."""

    below = (SESSIONS, "plan", "Ghi cuộc giám sát theo kế hoạch này")

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also whether it was sent in time, and carried out."""
        return plan_table(request.user, RecordFilter(request.GET, self.kind, request.user), work_calendar())


class SessionPages(SupervisionPages):
    """Sessions."""

    form_class = SessionForm
    correction_class = SessionCorrection
    above_kind = PLANS
    below = (RECOMMENDATIONS, "session", "Ghi kiến nghị sau cuộc giám sát này")


class RecommendationPages(SupervisionPages):
    """Recommendations; each says by when it is answered and whether it was."""

    form_class = RecommendationForm
    correction_class = RecommendationCorrection
    list_template = "democracy/recommendations.html"
    above_kind = SESSIONS
    below = (ANSWERS, "recommendation", "Ghi trả lời")

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also the last day to answer, and what became of it."""
        return recommendation_table(request.user, AnsweredFilter(request.GET, self.kind, request.user), work_calendar())

    def beside(self, request: PersonRequest, record: Record) -> dict[str, Any]:
        """Also how it stands; one answer closes the door."""
        shown = super().beside(request, record)
        if not record.stands:
            return shown
        [one] = with_answer(type(record).objects.filter(pk=record.pk))
        calendar = work_calendar()
        deadline = answer_of(one, calendar)
        told = deadline.told(clock.today(), DONE, WAITS, calendar)
        return shown | {"told": told} | ({"door": ""} if deadline.done_on else {})


class AnswerPages(RecordPages):
    """Answers: reached from a recommendation's page, without a workbook, for a file can't name the recommendation."""

    correction_class = AnswerCorrection
    has_workbook = False

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also what each answers."""
        return answer_table(request.user, RecordFilter(request.GET, self.kind, request.user), work_calendar())

    def types(self, user: User) -> bool:
        """Nobody without a recommendation: the list has no door of its own."""
        return False

    def enter(self, request: PersonRequest) -> HttpResponse:
        """Answer the recommendation that the address names; not there for who may not."""
        asked = _named(RECOMMENDATIONS, request.user, request.GET.get(NAMED, ""))
        if asked is None or not self.kind.enters_as(request.user, asked.unit, None):
            raise Http404
        form = AnswerForm(self.kind, request.user, posted(request), recommendation=asked)
        back = reverse(f"{RECOMMENDATIONS.route}-record", args=[asked.pk])
        facts = (("Kiến nghị", asked.subject), ("Nội dung", asked.words), ("Nhận ngày", date_vn(asked.day)))
        page = FormPage(
            title="Ghi trả lời kiến nghị", button="Lưu", done="Đã ghi trả lời kiến nghị.", back=back,
            trail=(RECOMMENDATIONS.title, reverse(RECOMMENDATIONS.route), asked.subject, back), lead=self.kind.lead,
            facts=facts,
        )  # fmt: skip
        return form_page(request, form, lambda: enter(self.kind, form.entry(), by=request.user), page)

    def facts(self, record: Any) -> list[tuple[str, Any]]:
        """What was told, first of which recommendation."""
        rows = RECOMMENDATIONS.model.objects.standing().filter(origin=record.recommendation)
        return [("Kiến nghị", rows.values_list("subject", flat=True).first() or "đã hủy"), *super().facts(record)]


plan_pages = PlanPages(PLANS)
session_pages = SessionPages(SESSIONS)
recommendation_pages = RecommendationPages(RECOMMENDATIONS)
answer_pages = AnswerPages(ANSWERS)
