"""The standing office: registrations, intake of dossiers, steps on many after a list to check, steps with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.deadlines import due_in_working_days
from thanthien.core.formats import date_vn, number
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions import intake, registration
from thanthien.evaluations.bulk.intake import AcceptDossiers, AppraiseAsIs, ApproveRegistrations, CloseUnsubmitted
from thanthien.evaluations.cycle_menu import Fact, cycle_tabs
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.commune import ReasonForm, ReturnForm
from thanthien.evaluations.forms.lists import UnitNameFilter
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.cycles import waiting_counts
from thanthien.evaluations.queries.gaps import gaps_now
from thanthien.evaluations.queries.papers import asked_for_next
from thanthien.evaluations.queries.phases import opening_of
from thanthien.evaluations.queries.scoring_page import rows_of
from thanthien.evaluations.tables.intake import registration_table, returned_table, submitted_table, unsubmitted_table
from thanthien.evaluations.views.cycles import cycle_or_404
from thanthien.evaluations.workflow import STEPS, PhaseKey

# --- Lists to choose from -------------------------------------------------------------------------------------------


@require_safe
@requires(is_office)
def registrations(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Registrations that wait for approval."""
    cycle = cycle_or_404(cycle_id)
    table = registration_table(request.user, cycle, UnitNameFilter(request.GET))
    return table_page(
        request, "evaluations/intake/registrations.html", _frame(request, cycle, "registrations"), table=table
    )


@require_safe
@requires(is_office)
def submitted(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Submitted dossiers with what is missing, and those that were sent back."""
    cycle = cycle_or_404(cycle_id)
    table = submitted_table(request.user, cycle, UnitNameFilter(request.GET))
    returned = returned_table(request.user, cycle)
    frame = _frame(request, cycle, "intake", opening=opening_of(cycle, PhaseKey.APPRAISAL))
    return table_page(request, "evaluations/intake/submitted.html", frame, table=table, returned=returned)


@require_safe
@requires(is_office)
def unsubmitted(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Dossiers that were not submitted, with the deadline each of them has."""
    cycle = cycle_or_404(cycle_id)
    table = unsubmitted_table(request.user, cycle, UnitNameFilter(request.GET))
    return table_page(
        request, "evaluations/intake/unsubmitted.html", _frame(request, cycle, "unsubmitted"), table=table
    )


def _frame(request: PersonRequest, cycle: Cycle, here: str, **more: Any) -> Callable[[], dict[str, Any]]:
    """The menu of the cycle, and how many dossiers wait on each of the three lists; ``more`` of one of them."""

    def context() -> dict[str, Any]:
        waiting = waiting_counts(request.user, cycle)
        counts = (
            [("registrations", "chờ duyệt đăng ký", waiting["pending"])] if cycle.registration_needs_approval else []
        )
        counts += [
            ("intake", "chờ tiếp nhận", waiting["submitted"]),
            ("unsubmitted", "chưa nộp", waiting["unsubmitted"]),
        ]
        facts = [Fact(number(count), label, reverse(name, args=[cycle.pk])) for name, label, count in counts]
        return {"cycle": cycle, "menu": cycle_tabs(request.user, cycle, here), "facts": facts, **more}

    return context


# --- Steps on many, after a list to check ---------------------------------------------------------------------------


BULK_STEPS = {kind.step: kind for kind in (ApproveRegistrations, AcceptDossiers, AppraiseAsIs, CloseUnsubmitted)}


@requires(is_office)
def bulk_step(request: PersonRequest, cycle_id: int, step: str) -> HttpResponse:
    """First the list to check, then the step for all of it or for none."""
    cycle_or_404(cycle_id)
    return bulk_page(request, BULK_STEPS[step](request.user, cycle_id))


# --- Steps of one dossier with a reason -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReasonStep:
    """A step of one dossier that needs a reason."""

    step: str
    action: Callable[..., Dossier]
    hint: str
    done: str


REASON_STEPS = {
    row.step: row
    for row in (
        ReasonStep(
            "refuse_registration", registration.refuse,
            "Đơn vị đọc lý do này và được đăng ký lại trong thời hạn đăng ký.", "Đã báo không duyệt đăng ký.",
        ),
        ReasonStep(
            "extend_supplement", intake.extend_supplement,
            "Đơn vị có thêm trọn thời hạn bổ sung, tính từ hôm nay.", "Đã gia hạn bổ sung.",
        ),
        ReasonStep(
            "reopen", intake.reopen,
            "Đơn vị tự chấm, niêm yết và ký lại từ đầu. Nội dung thẩm định, kết luận đã ghi vẫn được giữ.",
            "Đã mở lại hồ sơ để tự chấm.",
        ),
        ReasonStep(
            "reopen_registration", intake.reopen_registration,
            "Đơn vị được đăng ký lại; cần gia hạn đăng ký cho đơn vị.", "Đã mở lại để đăng ký.",
        ),
    )
}  # fmt: skip


@requires(is_office)
def reason_step(request: PersonRequest, cycle_id: int, code: str, step: str) -> HttpResponse:
    """Asks for the reason, says what follows, takes the step."""
    dossier, row = _one(request, cycle_id, code), REASON_STEPS[step]
    if not STEPS[step].roles & {hat.role for hat in request.user.hats}:
        raise Http404
    form = ReasonForm(posted(request), hint=row.hint)
    page = _step_page(dossier, step, done=row.done, danger=step == "refuse_registration")
    return form_page(
        request, form, lambda: row.action(by=request.user, dossier_id=dossier.pk, **form.cleaned_data), page
    )


@requires(is_office)
def return_dossier(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """Asks for the reason and for what is to be added to single indicators, from the list of what is missing."""
    dossier = _one(request, cycle_id, code)
    form = ReturnForm(
        posted(request), request.FILES or None, hint="Đơn vị đọc nguyên văn lý do này.",
        gaps=gaps_now(dossier, rows_of(dossier)), asked=asked_for_next([dossier], PaperKind.RETURN),
    )  # fmt: skip

    def act() -> Dossier:
        reason = form.cleaned_data["reason"]
        return intake.send_back(
            by=request.user, dossier_id=dossier.pk, reason=reason, items=form.items, printed=form.printed_or_none()
        )

    page = _step_page(
        dossier, "return", done="Đã trả lại hồ sơ để bổ sung.", template="evaluations/intake/return.html"
    )  # fmt: skip
    return form_page(request, form, act, page)


def _step_page(dossier: Dossier, step: str, **words: Any) -> FormPage:
    """The page of one step of the office with one dossier."""
    label, back = STEPS[step].label, reverse("dossier-detail", args=[dossier.cycle_id, dossier.unit.code])
    trail = (dossier.cycle.title, reverse("cycle-detail", args=[dossier.cycle_id]), dossier.unit.name, back)
    return FormPage(
        title=f"{label}: {dossier.unit.name_in_sentence}",
        button=label,
        back=back,
        trail=trail,
        facts=_facts(dossier, step),
        **words,
    )


def _one(request: PersonRequest, cycle_id: int, code: str) -> Dossier:
    rows = Dossier.objects.visible_to(request.user).select_related("unit", "cycle__criteria_set")
    return get_object_or_404(rows, cycle_id=cycle_id, unit__code=code)


def _facts(dossier: Dossier, step: str) -> list[tuple[str, str]]:
    facts = [("Trạng thái", dossier.label), ("Từ ngày", date_vn(dossier.status_since))]
    if step in ("return", "extend_supplement"):
        due = due_in_working_days(dossier.cycle.supplement_days)
        facts.append(("Hạn bổ sung tính từ hôm nay", f"{date_vn(due)} ({dossier.cycle.supplement_days} ngày làm việc)"))
    return facts
