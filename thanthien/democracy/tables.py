"""Lists of the room that show more than a record's own fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.tables.columns import Column
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import DAY
from thanthien.democracy.forms import ConsultationFilter, DecisionFilter
from thanthien.democracy.kinds import ANSWERS, CONSULTATIONS, DECISIONS, PLANS, RECOMMENDATIONS
from thanthien.democracy.models import Recommendation, SupervisionSession
from thanthien.democracy.queries import answer_of, recognition_of, result_of, sending_of, with_answer
from thanthien.democracy.rules import sent_in_time
from thanthien.democracy.words import outcome_of, time_of
from thanthien.records.forms import RecordFilter
from thanthien.records.later import AnsweredFilter, open_to_answer
from thanthien.records.models import Record
from thanthien.records.tables import record_table

DONE, WAITS = "đã trả lời", "chưa trả lời"


def plan_table(user: User, form: RecordFilter, calendar: WorkCalendar) -> Table[Record]:
    """Plans, each with whether it was sent in time and when it was carried out."""
    table = record_table(PLANS, user, form, calendar)
    sessions = SupervisionSession.objects.standing().filter(plan=OuterRef("origin"))
    rows: Any = table.rows

    def sent(row: Any) -> str:
        if row.sent_on is None:
            return ""
        ahead = settings.SUPERVISION_SENT_AHEAD
        return "đúng hạn" if sent_in_time(row.sent_on, row.starts_on, ahead, calendar) else "gửi quá hạn"

    columns: list[Column[Any]] = [
        Column("gui", "Gửi kế hoạch", sent),
        Column("da-giam-sat", "Đã giám sát ngày", lambda row: row.held_on, DAY),
    ]
    held = rows.annotate(held_on=Subquery(sessions.order_by("day").values("day")[:1]))
    return replace(table, rows=held, columns=[*table.columns, *columns])


def consultation_table(user: User, form: ConsultationFilter, calendar: WorkCalendar) -> Table[Record]:
    """Consultations, each with for how long it is open and until when its result is told."""
    table = record_table(CONSULTATIONS, user, form, calendar)
    columns: list[Column[Any]] = [
        Column("thoi-gian", "Thời gian lấy ý kiến", time_of, wraps=True),
        Column(
            "ket-qua", "Thông báo kết quả",
            lambda row: result_of(row, calendar).told(clock.today(), "đã thông báo", "chưa thông báo", calendar),
            wraps=True,
        ),
    ]  # fmt: skip
    rows = open_to_answer(table.rows, "told_on", str(form.read("ket_qua")))
    return replace(table, rows=rows, columns=[*table.columns, *columns])


def decision_table(user: User, form: DecisionFilter, calendar: WorkCalendar) -> Table[Record]:
    """Decisions, each with whether it passed, and until when its result is sent and recognised."""
    table = record_table(DECISIONS, user, form, calendar)

    def recognised(row: Any) -> str:
        deadline = recognition_of(row, calendar)
        return deadline.told(clock.today(), "đã công nhận", "chưa công nhận", calendar) if deadline else ""

    columns: list[Column[Any]] = [
        Column("thong-qua", "Kết quả", outcome_of, wraps=True),
        Column(
            "gui", "Gửi kết quả",
            lambda row: sending_of(row, calendar).told(clock.today(), "đã gửi", "chưa gửi", calendar),
            wraps=True,
        ),
        Column("cong-nhan", "Công nhận", recognised, wraps=True, roomy=True),
    ]  # fmt: skip
    rows = open_to_answer(table.rows, "sent_on", str(form.read("gui")))
    return replace(table, rows=rows, columns=[*table.columns, *columns])


def recommendation_table(user: User, form: AnsweredFilter, calendar: WorkCalendar) -> Table[Record]:
    """Recommendations, each with its last day and what became of it."""
    table = record_table(RECOMMENDATIONS, user, form, calendar)
    rows = open_to_answer(with_answer(table.rows), "answered_on", str(form.read("tra_loi")))  # type: ignore[arg-type]
    columns: list[Column[Any]] = [
        Column("han", "Hạn trả lời", lambda row: answer_of(row, calendar).last_day, DAY),
        Column(
            "tra-loi",
            "Trả lời",
            lambda row: answer_of(row, calendar).told(clock.today(), DONE, WAITS, calendar),
            wraps=True,
        ),
    ]
    return replace(table, rows=rows, columns=[*table.columns, *columns])


def answer_table(user: User, form: RecordFilter, calendar: WorkCalendar) -> Table[Record]:
    """Answers, each with the recommendation that it answers."""
    table = record_table(ANSWERS, user, form, calendar)
    told = Recommendation.objects.standing().filter(origin=OuterRef("recommendation"))
    rows: Any = table.rows
    column: Column[Any] = Column("kien-nghi", "Kiến nghị", lambda row: row.about or "đã hủy", wraps=True)
    named = rows.annotate(about=Subquery(told.values("subject")[:1]))
    return replace(table, rows=named, columns=[table.columns[0], column, *table.columns[1:]])
