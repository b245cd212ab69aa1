"""Lists of questions: what all read, what a person asked, what waits for the office."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.questions.enums import State
from thanthien.questions.forms import QuestionFilter
from thanthien.questions.models import Question

_TONES: dict[str, Tone] = {
    State.WAITING: "warn", State.FOR_ALL: "ok", State.FOR_ASKER: "ok", State.JOINED: "ok",
}  # fmt: skip
_NONE_YET = Empty("Chưa có câu hỏi nào được trả lời", "Câu trả lời của cơ quan thường trực hiện ở đây.", icon="info")
_NONE_ASKED = Empty("Anh/chị chưa hỏi câu nào", "Bấm “Hỏi cơ quan thường trực” ở cuối trang đang làm.", icon="info")
_NONE_WAITING = Empty("Không có câu hỏi nào chờ trả lời", icon="check-circle")

_TOPIC: Column[Question] = Column("chu-de", "Chủ đề", lambda row: row.get_topic_display(), order="topic")
_STATE: Column[Question] = Column(
    "trang-thai",
    "Trạng thái",
    lambda row: row.get_state_display(),
    cell=lambda row: status_tag(row.get_state_display(), _TONES[row.state]),
    phone=Phone.BESIDE,
)
_ASKED: Column[Question] = Column("hoi-luc", "Hỏi lúc", lambda row: row.asked_at, MOMENT, order="asked_at")
_ANSWERED: Column[Question] = Column("luc", "Trả lời lúc", lambda row: row.answered_at, MOMENT, order="answered_at")


def _words(own: bool) -> Column[Question]:
    """The question as all read it; as it was asked, for the asker and the office."""
    return Column(
        "cau-hoi",
        "Câu hỏi",
        (lambda row: row.text) if own else (lambda row: row.wording),
        phone=Phone.TITLE,
        wraps=True,
        width=60,
    )


def _table(
    file: str, rows: QuerySet[Question], columns: list[Column[Question]], empty: Empty, filters: QuestionFilter | None
) -> Table[Question]:
    return Table(
        name="hoi-dap",
        file=file,
        caption="Câu hỏi",
        noun="câu hỏi",
        rows=rows,
        columns=columns,
        link=lambda row: reverse("question", args=[row.pk]),
        filters=filters,
        words=filters.read("q") if filters else "",
        order_label="Mới nhất trước",
        empty=empty,
    )


def answered_table(filters: QuestionFilter) -> Table[Question]:
    """What was answered for all, by words and topic; who asked stands nowhere."""
    rows = Question.objects.for_all().saying(filters.read("q"))
    if topic := filters.read("chu_de"):
        rows = rows.filter(topic=topic)
    answer: Column[Question] = Column(
        "tra-loi", "Trả lời", lambda row: row.answer, phone=Phone.WHOLE, wraps=True, width=80
    )
    columns = [_words(own=False), answer, _TOPIC, _ANSWERED]
    return _table("hoi-dap", rows.order_by("-answered_at", "-pk"), columns, _NONE_YET, filters)


def own_table(rows: QuerySet[Question]) -> Table[Question]:
    """What a person asked."""
    return _table("cau-hoi-cua-toi", rows, [_words(own=True), _STATE, _TOPIC, _ASKED], _NONE_ASKED, None)


def office_table(rows: QuerySet[Question]) -> Table[Question]:
    """What waits for the office, or what it answered the asker alone: with the agency that asks."""
    agency: Column[Question] = Column(
        "co-quan", "Nơi hỏi", lambda row: row.agency.name, wraps=True, order="agency__name"
    )
    columns = [_words(own=True), agency, _STATE, _TOPIC, _ASKED]
    return _table("cau-hoi-cho", rows.select_related("agency"), columns, _NONE_WAITING, None)
