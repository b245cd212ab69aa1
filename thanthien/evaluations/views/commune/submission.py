"""The way to submission as a task list: report, posting, opinions, meeting, signature, submission, withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import SCORERS, is_commune
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Refused, Stale
from thanthien.criteria.scoring import Result
from thanthien.evaluations.actions import submission as actions
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.forms import commune as commune_forms
from thanthien.evaluations.models import Dossier, Opinion
from thanthien.evaluations.queries import commune_home as queries
from thanthien.evaluations.queries import self_score
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import EDITABLE, SUBMITTED_ON, Facts, Status, open_steps


@require_safe
@requires(is_commune)
def overview(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """The task list with what is missing."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    rows = self_score.answers_of([dossier])[dossier.pk]
    facts = facts_of([dossier], request.user)[dossier.pk]
    result = _result(dossier, rows)
    context = {
        "dossier": dossier,
        "facts": facts,
        "opinions": list(dossier.opinions.all()),
        "tasks": _tasks(dossier, facts, result),
        "steps": {step.name for step in open_steps(facts)},
        "may_answer": dossier.unit_id in request.user.unit_ids(*SCORERS),
        "told": queries.told_steps([dossier]).get(dossier.pk),
        "ended": queries.next_step(dossier, facts).title if dossier.status in queries.WITHOUT_RESULT else "",
        "who_reopens": queries.who_reopens(),
        "seals": list(dossier.seals.filter(kind="submission").only("number", "sha256", "sealed_at", "dossier")),
        "unexplained": _unexplained(rows),
        "submitted": dossier.status in SUBMITTED_ON,
        **pages.sums(dossier, result, pages.proven_codes(rows)),
    }
    return render(request, "evaluations/commune/submission.html", context)


def _unexplained(rows: list[Any]) -> list[Any]:
    """Other values than the system's without evidence for the difference."""
    return [
        row for row in rows
        if row.system_value is not None and row.state == "value" and row.value != row.system_value and not row.documents
    ]  # fmt: skip


def _tasks(dossier: Dossier, facts: Facts, result: Result) -> list[dict[str, Any]]:
    """Rows of the task list: title, door, state, tone, hint."""
    return [
        _scoring_task(result),
        _report_task(dossier),
        _posting_task(dossier),
        _opinions_task(dossier, facts),
        *_meeting_task(dossier),
        _signing_task(dossier, facts),
        _sending_task(dossier),
    ]


def _scoring_task(result: Result) -> dict[str, Any]:
    total = result.total
    state = f"{total.answered}/{total.total} tiêu chí"
    return _task("Tự chấm các tiêu chí", "self-scoring", state, total.answered == total.total)


def _report_task(dossier: Dossier) -> dict[str, Any]:
    door = "write-report" if dossier.status in EDITABLE | {Status.POSTED} else ""
    written = bool(dossier.report)
    return _task("Báo cáo tự đánh giá", door, "Đã có" if written else "Chưa có", written)


def _opinions_task(dossier: Dossier, facts: Facts) -> dict[str, Any]:
    posted = dossier.posted_on is not None
    door = "record-opinion" if dossier.status == Status.POSTED else ""
    done = posted and not _is_running(dossier) and not facts.unanswered_opinions
    return _task("Ý kiến về dự thảo", door, _opinion_state(facts, posted=posted), done)


def _signing_task(dossier: Dossier, facts: Facts) -> dict[str, Any]:
    signed = dossier.signed_at is not None
    state = f"Đã ký {clock_text(dossier.signed_at)}" if signed else "Chưa ký"
    return _task("Chủ tịch ký duyệt", "", state, signed, " ".join(queries.before_signing(facts)))


def _sending_task(dossier: Dossier) -> dict[str, Any]:
    sent = dossier.status in SUBMITTED_ON
    door = "submit-check" if dossier.status in (Status.SIGNED, Status.RETURNED) else ""
    state = f"Đã nộp {clock_text(dossier.submitted_at)}" if dossier.submitted_at else "Chưa nộp"
    since = _SINCE_SENT.get(Status(dossier.status), "") if dossier.submitted_at else ""
    return _task("Nộp hồ sơ", door, state, sent, since)


# What became of a dossier that was sent and is not with the city any more.
_SINCE_SENT = {Status.RETURNED: "Đã được trả lại để bổ sung", Status.WITHDRAWN: "Đã rút"}


def _posting_task(dossier: Dossier) -> dict[str, Any]:
    title, hint = "Niêm yết dự thảo lấy ý kiến", f"Ít nhất {dossier.cycle.posting_days} ngày"
    door = "post-draft" if dossier.status == Status.SELF_SCORING else ""
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


def _task(title: str, url_name: str, state: str, done: bool, hint: str = "") -> dict[str, Any]:
    return {"title": title, "url_name": url_name, "state": state, "tone": "ok" if done else "plain", "hint": hint}


def clock_text(moment: Any) -> str:
    """“lúc 15:42, 30/03/2026”."""
    return f"lúc {moment.astimezone(clock.ZONE):%H:%M, %d/%m/%Y}" if moment else ""


# --- Steps with a form ----------------------------------------------------------------------------------------------


def take_step(
    request: PersonRequest, dossier: Dossier, form: forms.Form, act: Callable[[dict[str, Any]], Any], **words: Any
) -> HttpResponse:
    """Shows the form; when it is in order, acts and goes back to the task list."""
    if request.method == "POST" and form.is_valid() and pages.tried(form, lambda: act(form.cleaned_data)):
        messages.success(request, words["done"])
        return redirect("submission", dossier.cycle_id, dossier.unit.code)
    return pages.step_page(request, dossier, form, **{"back": "", "about": "", **words})


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
    form = commune_forms.ReportForm(request.POST or None, initial={"text": dossier.report, "version": dossier.version})
    act = lambda data: actions.write_report(by=request.user, dossier_id=dossier.pk, **data)  # noqa: E731
    words = {"heading": "Báo cáo tự đánh giá", "button_text": "Lưu báo cáo", "done": "Đã lưu báo cáo."}
    try:
        return take_step(request, dossier, form, act, **words)
    except Stale:
        now = pages.working_dossier(request, cycle_id, unit_code)
        again = commune_forms.ReportForm(initial={"text": form.cleaned_data["text"], "version": now.version})
        return conflict(request, now, again, now.report, words)


def conflict(
    request: PersonRequest, dossier: Dossier, again: forms.Form, stored: str, words: dict[str, str]
) -> HttpResponse:
    """Someone saved meanwhile: what is stored stands above what was typed, which can be saved now."""
    shown = {"back": "", "about": "", **words, "stored": stored or "(chưa ghi gì)"}
    response = pages.step_page(request, dossier, again, **shown)
    response.status_code = 409
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def post(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """States when and where the draft is posted."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    gaps = _gaps(dossier)
    form = commune_forms.PostingForm(request.POST or None, initial={"posted_on": clock.today()}, unfinished=bool(gaps))

    def act(data: dict[str, Any]) -> None:
        actions.post(by=request.user, dossier_id=dossier.pk, posted_on=data["posted_on"], places=data["places"])

    days = dossier.cycle.posting_days
    return take_step(
        request, dossier, form, act, heading="Niêm yết dự thảo", button_text="Niêm yết", done="Đã ghi việc niêm yết.",
        intro=f"Dự thảo được niêm yết ít nhất {days} ngày, không kể ngày niêm yết. Khi đó không sửa được số liệu. "
        + pages.possible_days(dossier, "ngày niêm yết"),
        gaps=gaps, problems=refused_at_once(request, dossier, "post"),
    )  # fmt: skip


def _gaps(dossier: Dossier) -> str:
    """“Còn 15 tiêu chí chưa chấm; chưa có báo cáo tự đánh giá.”; empty when nothing is missing."""
    missing = len(_result(dossier, self_score.answers_of([dossier])[dossier.pk]).missing)
    found = [f"còn {missing} tiêu chí chưa chấm"] if missing else []
    if not dossier.report.strip():
        found.append("chưa có báo cáo tự đánh giá")
    words = "; ".join(found)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _result(dossier: Dossier, rows: list[Any]) -> Result:
    return pages.results_for([dossier], {dossier.pk: rows})[dossier.pk]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def opinion(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Records an opinion on the draft."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    form = commune_forms.OpinionForm(request.POST or None, initial={"received_on": clock.today()})

    def act(data: dict[str, Any]) -> None:
        actions.record_opinion(by=request.user, dossier_id=dossier.pk, opinion=actions.OpinionText(**data))

    words = {"heading": "Ghi ý kiến về dự thảo", "button_text": "Ghi ý kiến", "done": "Đã ghi ý kiến."}
    return take_step(request, dossier, form, act, **words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def opinion_answer(request: PersonRequest, cycle_id: int, unit_code: str, opinion_id: int) -> HttpResponse:
    """Says what was taken up and what not."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    found = get_object_or_404(Opinion, pk=opinion_id, dossier=dossier)
    stored = {"response": found.response, "seen": found.response}
    form = commune_forms.ResponseForm(request.POST or None, initial=stored)
    act = lambda data: actions.answer_opinion(by=request.user, opinion_id=found.pk, **data)  # noqa: E731
    words = {"heading": "Tiếp thu, giải trình ý kiến", "button_text": "Lưu", "done": "Đã lưu."}
    try:
        return take_step(request, dossier, form, act, about=found.text, **words)
    except Stale as stale:
        now = cast("Opinion", stale.current).response
        again = commune_forms.ResponseForm(initial={"response": form.cleaned_data["response"], "seen": now})
        return conflict(request, dossier, again, now, {**words, "about": found.text})


_REASONED: dict[str, tuple[str, Callable[..., Any], str, str, str]] = {
    "go-niem-yet": ("take_down", actions.take_down, "Gỡ niêm yết để sửa", "Gỡ niêm yết",
                    "Sửa xong phải niêm yết lại đủ thời gian{meeting}."),
    "rut-chu-ky": ("take_back", actions.take_back, "Rút chữ ký để sửa", "Rút chữ ký",
                   "Hồ sơ trở lại bước tự chấm; phải niêm yết{meeting} và ký lại."),
    "rut-ho-so": ("withdraw", actions.withdraw, "Rút hồ sơ", "Rút hồ sơ",
                  "Đơn vị sẽ không được xét trong kỳ này. Đơn vị không tự mở lại được hồ sơ: chỉ {head} mở lại."),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def with_reason(request: PersonRequest, cycle_id: int, unit_code: str, step: str) -> HttpResponse:
    """Takes the draft down, takes the signature back, or withdraws: each needs a reason."""
    if step not in _REASONED:
        raise Http404
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    name, action, heading, button, intro = _REASONED[step]
    form = commune_forms.ReasonForm(request.POST or None)
    act = lambda data: action(by=request.user, dossier_id=dossier.pk, reason=data["reason"])  # noqa: E731
    again = ", họp đánh giá lại" if dossier.cycle.commune_meeting_required else ""
    words = {"heading": heading, "button_text": button, "done": "Đã ghi nhận.", "kind": "danger"}
    words["intro"] = intro.format(meeting=again, head=queries.who_reopens())
    return take_step(request, dossier, form, act, problems=refused_at_once(request, dossier, name), **words)


# --- Signing and submitting -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def sign(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """What still is missing, and the question; then the Chủ tịch signs."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    if dossier.status == Status.SIGNED:
        messages.info(request, f"Hồ sơ đã được ký {clock_text(dossier.signed_at)}.")
    elif request.method != "POST":
        return render(request, "evaluations/commune/sign_check.html", _check_context(request, dossier, "sign"))
    else:
        sign_it = partial(actions.sign, by=request.user, dossier_id=dossier.pk, seen=request.POST.get("seen"))
        if not pages.told(request, sign_it, "Đã ký duyệt hồ sơ."):
            return redirect("sign-dossier", cycle_id, unit_code)
    return redirect("submission", cycle_id, unit_code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def submit(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """“Kiểm tra trước khi nộp”, then submission; a second click finds it done."""
    dossier = pages.working_dossier(request, cycle_id, unit_code)
    if dossier.status in SUBMITTED_ON:
        messages.info(request, f"Hồ sơ đã nộp {clock_text(dossier.submitted_at)}.")
        return redirect("submission", cycle_id, unit_code)
    if request.method == "POST":
        return _submitted(request, dossier)
    context = _check_context(request, dossier, _step_name(dossier))
    return render(request, "evaluations/commune/submit_check.html", context)


def _check_context(request: PersonRequest, dossier: Dossier, step: str) -> dict[str, Any]:
    """What is read before the dossier is signed or sent: points, levels, what is missing, what stands in the way."""
    rows = self_score.answers_of([dossier])[dossier.pk]
    return {
        "dossier": dossier,
        "told": queries.told_steps([dossier]).get(dossier.pk),
        "problems": check([dossier], step, by=request.user).get(dossier.pk, []),
        "unexplained": _unexplained(rows),
        "seen": self_score.content_mark(dossier),
        **pages.sums(dossier, _result(dossier, rows), pages.proven_codes(rows)),
    }


def _step_name(dossier: Dossier) -> str:
    return "resubmit" if dossier.status == Status.RETURNED else "submit"


def _submitted(request: PersonRequest, dossier: Dossier) -> HttpResponse:
    try:
        if dossier.status == Status.RETURNED:
            actions.resubmit(by=request.user, dossier_id=dossier.pk, seen=request.POST.get("seen"))
        else:
            actions.submit(by=request.user, dossier_id=dossier.pk)
    except Refused as refused:
        now = Dossier.objects.only("status", "submitted_at").get(pk=dossier.pk)
        if now.status in SUBMITTED_ON:
            messages.info(request, f"Hồ sơ đã nộp {clock_text(now.submitted_at)}.")
        else:
            for sentence in refused.problems:
                messages.error(request, sentence)
            return redirect("submit-check", dossier.cycle_id, dossier.unit.code)
    else:
        messages.success(request, f"Đã nộp hồ sơ lúc {clock.now():%H:%M, %d/%m/%Y}.")
    return redirect("submission", dossier.cycle_id, dossier.unit.code)
