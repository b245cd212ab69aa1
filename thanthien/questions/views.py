"""“Hỏi đáp”: the list that all read, one question, asking, answering, joining."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.components.basics import Tab
from thanthien.core.tables.pages import table_page
from thanthien.core.tables.table import Table
from thanthien.questions import actions, queries, tables
from thanthien.questions.enums import State
from thanthien.questions.forms import FOR_ALL, AnswerForm, AskForm, JoinForm, QuestionFilter
from thanthien.questions.models import Question
from thanthien.questions.permissions import can_answer, can_ask, can_read

MINE, WAITING, APART = "cua-toi", "cho", "rieng"
_TITLE = "Hỏi đáp"


@require_safe
@requires(can_read)
def questions(request: PersonRequest) -> HttpResponseBase:
    """What was answered for all; one's own; for the office what waits, and what it answered the asker alone."""
    wanted = request.GET.get("xem", "")
    offered = {"": "Câu trả lời"}
    offered |= {WAITING: "Chờ trả lời", APART: "Trả lời riêng, đã gộp"} if can_answer(request.user) else {}
    offered |= {MINE: "Câu hỏi của tôi"} if can_ask(request.user) else {}
    shown = wanted if wanted in offered else ""
    tabs = [Tab(words, f"?xem={key}" if key else "?", key == shown) for key, words in offered.items()]
    context = {"tabs": tabs, "may_ask": can_ask(request.user), "shown": shown}
    return table_page(request, "questions/list.html", context, table=_table(request, shown))


def _table(request: PersonRequest, shown: str) -> Table[Question]:
    match shown:
        case "cua-toi":
            return tables.own_table(queries.own(request.user))
        case "cho":
            return tables.office_table(Question.objects.waiting())
        case "rieng":
            apart = Question.objects.filter(state__in=[State.FOR_ASKER, State.JOINED])
            return tables.office_table(apart.order_by("-answered_at", "-pk"))
    return tables.answered_table(QuestionFilter(request.GET))


@require_safe
@requires(can_read)
def question(request: PersonRequest, pk: int) -> HttpResponse:
    """One question: as all read it, to its asker and the office also as it was asked."""
    shown = _visible(request.user, pk)
    own = shown.asked_by_id == request.user.pk
    answered = shown.joined_to if shown.state == State.JOINED else shown
    context = {
        "question": shown,
        "answered": answered if answered and answered.answer else None,
        "own": own,
        "may_answer": can_answer(request.user),
        "joined": shown.joined.count() if can_answer(request.user) else 0,
    }
    return render(request, "questions/question.html", context)


def _visible(user: User, pk: int) -> Question:
    rows = Question.objects.visible_to(user).select_related("asked_by", "agency", "joined_to", "answered_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_ask)
def ask(request: PersonRequest) -> HttpResponse:
    """A question from any work page, which comes along."""
    page = request.GET.get("trang", "")
    form = AskForm(posted(request), initial={"page": page})
    return form_page(
        request,
        form,
        lambda: actions.ask(by=request.user, **form.cleaned_data),
        FormPage(
            title="Hỏi cơ quan thường trực",
            button="Gửi câu hỏi",
            done="Đã gửi câu hỏi. Có trả lời, hệ thống báo cho anh/chị.",
            back=reverse("questions"),
            to=lambda asked: reverse("question", args=[asked.pk]),
            trail=(_TITLE, reverse("questions")),
            lead="Nên tìm trong “Hỏi đáp” trước: câu hỏi có thể đã được trả lời.",
            facts=(("Hỏi từ trang", page),) if page else (),
        ),
    )


def _about(question: Question, **words: Any) -> FormPage:
    """The page of an act on a question: its text, who asks and from where stand above."""
    back = reverse("question", args=[question.pk])
    facts = [("Người hỏi", f"{question.asked_by}, {question.agency}"), ("Hỏi từ trang", question.page or "không ghi")]
    trail = (_TITLE, reverse("questions"), f"Câu hỏi {question.pk}", back)
    return FormPage(back=back, trail=trail, quote=question.text, facts=facts, **words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_answer)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """The office answers, or says an answer otherwise."""
    shown = _visible(request.user, pk)
    form = AnswerForm(posted(request), question=shown)

    def act() -> Question:
        typed = form.cleaned_data
        said = actions.Answer(typed["topic"], typed["wording"], typed["answer"], typed["for_whom"] == FOR_ALL)
        return actions.answer(by=request.user, question_id=pk, said=said, seen=typed["seen"])

    page = _about(shown, title="Trả lời câu hỏi", button="Trả lời", done="Đã trả lời; người hỏi được báo.")
    return form_page(request, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_answer)
def join(request: PersonRequest, pk: int) -> HttpResponse:
    """The office says that another answered question says the same."""
    shown = _visible(request.user, pk)
    answered = queries.like(shown)
    form = JoinForm(posted(request), question=shown, answered=answered)
    page = _about(
        shown,
        title="Gộp vào câu hỏi đã trả lời",
        button="Gộp",
        done="Đã gộp; người hỏi được báo và đọc câu trả lời ở đó.",
        problems=() if answered else ("Chưa có câu hỏi nào được trả lời cho mọi người.",),
    )

    def act() -> Question:
        typed = form.cleaned_data
        return actions.join(by=request.user, question_id=pk, to_id=typed["to"], seen=typed["seen"])

    return form_page(request, form, act, page)
