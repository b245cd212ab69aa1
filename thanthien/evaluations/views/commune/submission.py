"""The way to submission as a task list: report, posting, opinions, meeting, signature, submission, withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import SCORERS, is_commune
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import form_page
from thanthien.core.acting.pages import posted
from thanthien.core.formats import when_vn
from thanthien.criteria.scoring import Result
from thanthien.evaluations.actions import returns as return_actions
from thanthien.evaluations.actions import submission as actions
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.enums import HeardBeforeSigning
from thanthien.evaluations.forms import commune as commune_forms
from thanthien.evaluations.models import Dossier, Opinion, ReturnItem
from thanthien.evaluations.permissions import can_ask_extension, opinions_of
from thanthien.evaluations.queries import commune_home as queries
from thanthien.evaluations.queries import scoring_page, self_score
from thanthien.evaluations.queries.drafts import draft_of, hamlet_head
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.queries.gaps import gaps_now, gaps_of
from thanthien.evaluations.queries.heard import heard, outdated
from thanthien.evaluations.queries.phases import opening_of
from thanthien.evaluations.queries.reading import reading_of
from thanthien.evaluations.queries.returns import items_asked
from thanthien.evaluations.queries.set_changes import codes_open_anew
from thanthien.evaluations.queries.sums import sums_of
from thanthien.evaluations.states import EDITABLE, REPORTABLE, SUBMITTABLE, SUBMITTED_ON, WITHOUT_RESULT
from thanthien.evaluations.step_check import open_steps, opens_on, too_early
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import STEPS, Facts, PhaseKey, Status


@require_safe
@requires(is_commune)
def overview(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """The task list with what is missing."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    rows = self_score.answers_of([dossier])[dossier.pk]
    facts = facts_of([dossier], request.user)[dossier.pk]
    result = self_score.score_of(dossier, rows)
    sums = sums_of(dossier, result, self_score.proven_codes(rows))
    scores = dossier.unit_id in request.user.unit_ids(*SCORERS)
    open_now = open_steps(facts.status, facts.roles, facts.council_mode, unit_ended=facts.unit_ended)
    context = {
        "dossier": dossier,
        "facts": facts,
        "opinions": list(dossier.opinions.all()),
        "tasks": _tasks(request.user, dossier, facts, result),
        "heard": heard([dossier]).get(dossier.pk, {}).values(),
        "outdated": outdated([dossier]).get(dossier.pk, {}).values() if dossier.status == Status.POSTED else (),
        "steps": {step.name for step in open_now if not too_early(step, facts)},
        "before_signing": queries.before_signing(facts),
        "may_answer": scores,
        "asked_time": dossier.extension_requests.order_by("-asked_at", "-pk").first(),
        "may_ask_time": can_ask_extension(request.user, dossier),
        "reads_only": not scores,
        "opening": opening_of(dossier.cycle, PhaseKey.POSTING, dossier) if dossier.is_editable else None,
        "told": queries.told_steps([dossier]).answer().get(dossier.pk),
        "returned": list(items_asked([dossier])),
        "ended": queries.next_step(dossier, facts).title if dossier.status in WITHOUT_RESULT else "",
        "who_reopens": queries.who_reopens(),
        "seals": list(dossier.seals.filter(kind="submission").only("number", "sha256", "sealed_at", "dossier")),
        "gaps": gaps_of(dossier, rows, sums.standing),
        "submitted": dossier.status in SUBMITTED_ON,
    }
    return render(request, "evaluations/commune/submission.html", context)


@require_safe
@requires(is_commune)
def reading(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """The dossier as it is signed, for everybody of the unit to read, at any time."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    reads_only = dossier.unit_id not in request.user.unit_ids(*SCORERS)
    context = {"dossier": dossier, "reading": reading_of(request.user, dossier), "reads_only": reads_only}
    return render(request, "evaluations/commune/reading.html", context)


@require_safe
@requires(is_commune)
def draft(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """The draft as it is posted, to print for the notice board: just what everybody reads online from then on."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    posted = dossier.status == Status.POSTED
    context = {"draft": draft_of(dossier), "hamlet_head": hamlet_head(dossier.unit), "posted": posted}
    return render(request, "evaluations/commune/draft.html", context)


def _tasks(user: User, dossier: Dossier, facts: Facts, result: Result) -> list[dict[str, Any]]:
    """Rows of the task list: title, door, state, tone, hint."""
    scores = dossier.unit_id in user.unit_ids(*SCORERS)
    return [
        _scoring_task(result),
        _report_task(dossier, scores=scores),
        _posting_task(dossier, facts),
        _opinions_task(dossier, facts),
        *_meeting_task(dossier),
        *_heard_task(dossier, facts, user),
        _signing_task(dossier, facts),
        _sending_task(dossier),
    ]


def _scoring_task(result: Result) -> dict[str, Any]:
    total = result.total
    state = f"{total.answered}/{total.total} tiêu chí"
    return _task("Tự chấm các tiêu chí", "self-scoring", state, total.answered == total.total)


def _report_task(dossier: Dossier, *, scores: bool) -> dict[str, Any]:
    """Written while that is possible; read ever after, by who only reads at once."""
    written = bool(dossier.report)
    door = "write-report" if scores and dossier.status in REPORTABLE else "dossier-reading" if written else ""
    return _task("Báo cáo tự đánh giá", door, "Đã có" if written else "Chưa có", written)


def _opinions_task(dossier: Dossier, facts: Facts) -> dict[str, Any]:
    posted = dossier.posted_on is not None
    door = "record-opinion" if dossier.status == Status.POSTED else ""
    done = posted and not _is_running(dossier) and not facts.unanswered_opinions
    return _task("Ý kiến về dự thảo", door, _opinion_state(facts, posted=posted), done)


def _signing_task(dossier: Dossier, facts: Facts) -> dict[str, Any]:
    signed = dossier.signed_at is not None
    state = f"Đã ký {clock_text(dossier.signed_at)}" if signed else "Chưa ký"
    return _task("Chủ tịch hoặc Phó Chủ tịch ký duyệt", "", state, signed, " ".join(queries.before_signing(facts)))


def _sending_task(dossier: Dossier) -> dict[str, Any]:
    sent = dossier.status in SUBMITTED_ON
    door = "submit-check" if dossier.status in SUBMITTABLE else ""
    state = f"Đã nộp {clock_text(dossier.submitted_at)}" if dossier.submitted_at else "Chưa nộp"
    since = _SINCE_SENT.get(Status(dossier.status), "") if dossier.submitted_at else ""
    return _task("Nộp hồ sơ", door, state, sent, since)


# What became of a dossier that was sent and is not with the city any more.
_SINCE_SENT = {Status.RETURNED: "Đã được trả lại để bổ sung", Status.WITHDRAWN: "Đã rút"}


def _posting_task(dossier: Dossier, facts: Facts) -> dict[str, Any]:
    title, hint = "Niêm yết dự thảo lấy ý kiến", f"Ít nhất {dossier.cycle.posting_days} ngày"
    first = opens_on(STEPS["post"].phase, facts)
    door = "post-draft" if dossier.status == Status.SELF_SCORING and not first else ""
    if first and dossier.status in EDITABLE:
        return _task(title, door, f"Mở từ ngày {first:%d/%m/%Y}", False, hint)
    if dossier.posting_ends_on is None:
        return _task(title, door, "Chưa niêm yết", False, hint)
    last = f"{dossier.posting_ends_on:%d/%m/%Y}"
    if _is_running(dossier):
        return _task(title, door, f"Đang niêm yết đến hết {last}", False, hint) | {"tone": "info"}
    return _task(title, door, f"Đã niêm yết đến hết {last}", True, hint)


def _is_running(dossier: Dossier) -> bool:
    """Is the draft posted, and its time not over?"""
    return dossier.posting_ends_on is not None and clock.today() <= dossier.posting_ends_on


def _opinion_state(facts: Facts, *, posted: bool) -> str:
    if facts.unanswered_opinions:
        return f"{facts.unanswered_opinions} chưa tiếp thu, giải trình"
    return "Không còn ý kiến chờ trả lời" if posted else "Chưa niêm yết"


def _meeting_task(dossier: Dossier) -> list[dict[str, Any]]:
    if not dossier.cycle.commune_meeting_required:
        return []
    held = dossier.meeting_on
    state = f"Đã họp {held:%d/%m/%Y}" if held else "Chưa ghi"
    door = "record-meeting" if dossier.status == Status.POSTED else ""
    return [_task("Họp đánh giá, biên bản", door, state, held is not None)]


def _heard_task(dossier: Dossier, facts: Facts, user: User) -> list[dict[str, Any]]:
    """What Party committee and Front say, where the cycle asks for it; a door for their own people alone."""
    wanted = HeardBeforeSigning(dossier.cycle.heard_before_signing).kinds
    if not wanted:
        return []
    door = "body-opinion" if dossier.status == Status.POSTED and opinions_of(user, dossier) else ""
    if dossier.posted_on is None:
        return [_task("Ý kiến của Đảng ủy, Mặt trận Tổ quốc", door, "Chưa niêm yết", False)]
    state = f"Còn chờ {len(facts.unheard)} ý kiến" if facts.unheard else "Đã đủ"
    return [_task("Ý kiến của Đảng ủy, Mặt trận Tổ quốc", door, state, not facts.unheard)]


def _task(title: str, url_name: str, state: str, done: bool, hint: str = "") -> dict[str, Any]:
    return {"title": title, "url_name": url_name, "state": state, "tone": "ok" if done else "plain", "hint": hint}


def clock_text(moment: Any) -> str:
    """“lúc 15:42, 30/03/2026”."""
    return when_vn(moment) if moment else ""


# --- Steps with a form ----------------------------------------------------------------------------------------------


def refused_at_once(request: PersonRequest, dossier: Dossier, step: str) -> list[str]:
    """Why a step with a reason can't be taken, told before anybody types one."""
    if request.method == "POST":
        return []  # the form keeps what was typed, and tells beside it
    return check([dossier], step, by=request.user, reason="có").get(dossier.pk, [])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def report(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Writes the self-assessment report."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    form = commune_forms.ReportForm(posted(request), initial={"text": dossier.report, "version": dossier.version})
    page = pages.step_page(dossier, title="Báo cáo tự đánh giá", button="Lưu báo cáo", done="Đã lưu báo cáo.")
    return form_page(
        request,
        form,
        lambda: actions.write_report(by=request.user, dossier_id=dossier.pk, **form.cleaned_data),
        page,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def post(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """States when and where the draft is posted."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    form = commune_forms.PostingForm(
        posted(request),
        initial={"posted_on": clock.today()},
        gaps=gaps_now(dossier, scoring_page.rows_of(dossier)),
        anew=codes_open_anew(dossier),
        sheet_url=reverse("draft-sheet", args=[dossier.cycle_id, dossier.unit.code]),
    )
    page = pages.step_page(
        dossier,
        title="Niêm yết dự thảo",
        button="Niêm yết",
        done="Đã ghi việc niêm yết.",
        lead=f"Dự thảo được niêm yết ít nhất {dossier.cycle.posting_days} ngày, không kể ngày bắt đầu niêm yết. "
        f"Trong thời gian đó không sửa được số liệu. {pages.possible_days(dossier, 'ngày niêm yết')}",
        problems=refused_at_once(request, dossier, "post"),
        template="evaluations/commune/posting.html",
    )

    def act() -> Dossier:
        data = form.cleaned_data
        return actions.post(
            by=request.user, dossier_id=dossier.pk, posted_on=data["posted_on"], places=data["places"]
        )  # fmt: skip

    return form_page(request, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def opinion(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Records an opinion on the draft."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    form = commune_forms.OpinionForm(posted(request), initial={"received_on": clock.today()})
    page = pages.step_page(dossier, title="Ghi ý kiến về dự thảo", button="Ghi ý kiến", done="Đã ghi ý kiến.")

    def act() -> Opinion:
        told = actions.OpinionText(**form.cleaned_data)
        return actions.record_opinion(by=request.user, dossier_id=dossier.pk, opinion=told)

    return form_page(request, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def opinion_answer(request: PersonRequest, cycle_id: int, unit_code: str, opinion_id: int) -> HttpResponse:
    """Says what was taken up and what not."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    found = get_object_or_404(Opinion, pk=opinion_id, dossier=dossier)
    form = commune_forms.ResponseForm(
        posted(request), initial={"response": found.response, "seen": found.response}
    )  # fmt: skip
    page = pages.step_page(
        dossier, title="Tiếp thu, giải trình ý kiến", button="Lưu", done="Đã lưu.", quote=found.text
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.answer_opinion(by=request.user, opinion_id=found.pk, **form.cleaned_data), page
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def return_answer(request: PersonRequest, cycle_id: int, unit_code: str, item_id: int) -> HttpResponse:
    """Says what was done about one item for which the dossier was returned."""
    dossier = pages.entering_dossier(request, cycle_id, unit_code)
    found = get_object_or_404(ReturnItem.objects.select_related("indicator"), pk=item_id, dossier=dossier)
    form = commune_forms.ReturnAnswerForm(
        posted(request), initial={"response": found.answer, "seen": found.answer}
    )  # fmt: skip
    code = found.indicator.code
    page = pages.step_page(
        dossier, title=f"Trả lời mục {code}", button="Lưu", done=f"Đã trả lời mục {code}.", quote=found.ask,
        lead=f"{found.indicator}. Sửa số liệu, gắn minh chứng ở trang tự chấm trước, rồi ghi đã bổ sung những gì.",
    )  # fmt: skip
    return form_page(
        request, form, lambda: return_actions.answer_item(by=request.user, item_id=found.pk, **form.cleaned_data), page
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBack:
    """A step that takes the dossier back, or out: its name in the workflow, what does it, and what is said of it."""

    name: str
    act: Callable[..., Dossier]
    title: str
    button: str
    lead: str


_STEPS_BACK = {
    "go-niem-yet": StepBack(
        name="take_down",
        act=actions.take_down,
        title="Gỡ niêm yết để sửa",
        button="Gỡ niêm yết",
        lead="Sửa xong phải niêm yết lại đủ thời gian{meeting}.",
    ),
    "rut-chu-ky": StepBack(
        name="take_back",
        act=actions.take_back,
        title="Rút chữ ký để sửa",
        button="Rút chữ ký",
        lead="Hồ sơ trở lại bước tự chấm; phải niêm yết{meeting} và ký lại.",
    ),
    "rut-ho-so": StepBack(
        name="withdraw",
        act=actions.withdraw,
        title="Rút hồ sơ",
        button="Rút hồ sơ",
        lead="Đơn vị được đưa vào danh sách chưa đạt của quyết định. Ngày rút và lý do dưới đây được ghi trong quyết "
        "định và công khai. Chỉ rút được trước lần nộp đầu tiên. Đơn vị không tự mở lại được hồ sơ: chỉ {head} mở lại.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def with_reason(request: PersonRequest, cycle_id: int, unit_code: str, step: str) -> HttpResponse:
    """Takes the draft down, takes the signature back, or withdraws: each needs a reason."""
    if step not in _STEPS_BACK:
        raise Http404
    dossier, row = pages.working_dossier(request, cycle_id, unit_code), _STEPS_BACK[step]
    form = commune_forms.ReasonForm(posted(request))
    again = ", họp đánh giá lại" if dossier.cycle.commune_meeting_required else ""
    page = pages.step_page(
        dossier,
        title=row.title,
        button=row.button,
        done="Đã ghi nhận.",
        lead=row.lead.format(meeting=again, head=queries.who_reopens()),
        problems=refused_at_once(request, dossier, row.name),
        danger=True,
    )
    return form_page(
        request, form, lambda: row.act(by=request.user, dossier_id=dossier.pk, **form.cleaned_data), page
    )  # fmt: skip
