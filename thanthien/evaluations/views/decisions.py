"""The city's decisions: recorded as they come back, published, later lowered or revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import CHOOSE_AGAIN, CONFIRM, STEP, bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import REFUSED, SHOWN, attempt, posted
from thanthien.core.formats import NOTHING, date_vn, number
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions import decisions
from thanthien.evaluations.actions.decision_papers import say_paper_public
from thanthien.evaluations.bulk.decisions import PublishResults, RecordDecision
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.decisions import (
    ChangeForm,
    ConfirmChangeForm,
    PaperWordForm,
    TakeAsDecidedForm,
    TakeBackForm,
)
from thanthien.evaluations.forms.lists import ResultsForm
from thanthien.evaluations.models import Cycle, Decision, Dossier
from thanthien.evaluations.models.decision import DECISION_SHELF
from thanthien.evaluations.queries import decision_pages as pages
from thanthien.evaluations.queries.mergers import closed_by_mergers
from thanthien.evaluations.queries.phases import opening_of
from thanthien.evaluations.queries.steering import levels_hidden
from thanthien.evaluations.states import RECOGNISED
from thanthien.evaluations.tables.decisions import decision_table, paper_link, result_table
from thanthien.evaluations.views.cycles import cycle_or_404
from thanthien.evaluations.views.decision_check import DecisionCheck, check_page
from thanthien.evaluations.views.papers import signed_pdf
from thanthien.evaluations.visibility import follows_proceedings
from thanthien.evaluations.workflow import PhaseKey


@require_GET
@requires(sees_city)
def home(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """From the council's conclusion to publication: what waits at each step, and the decisions recorded."""
    cycle = cycle_or_404(cycle_id)
    office, hidden = is_office(request.user), levels_hidden(request.user, cycle)
    form = ResultsForm(request.GET, cycle.level_names, levels_hidden=hidden)

    def whole_page() -> dict[str, Any]:
        waiting = pages.waiting_around(cycle_id)
        return {
            "cycle": cycle,
            "menu": cycle_tabs(request.user, cycle, "decision-home"),
            "merged": closed_by_mergers(cycle),
            "reads_proceedings": follows_proceedings(request.user),
            "may_take_as_decided": office and _may_take_as_decided(cycle),
            "stages": [(stage, waiting[stage.key], _act(cycle, stage) if office else None) for stage in pages.STAGES],
        }

    return table_page(
        request,
        "evaluations/decisions/home.html",
        whole_page,
        decisions=decision_table(pages.decisions_of(cycle_id), cycle, may_publish=office, levels_hidden=hidden),
        results=result_table(request.user, cycle, form, may_change=office),
    )


def _may_take_as_decided(cycle: Cycle) -> bool:
    """Taking it back stays possible after the last result."""
    if cycle.taken_as_decided_at:
        return True
    return bool(cycle.results_published_at and pages.still_waiting(cycle.pk))


# What the office does with the dossiers that wait at a stage: words, address name, hint, phase.
_ACTS = {
    "thong-bao": (
        "Thông báo kết quả dự kiến", "announce", "Đơn vị thấy điểm và có thể kiến nghị", PhaseKey.PROVISIONAL,
    ),
    "kien-nghi": (
        "Kiến nghị xem xét lại", "review-list", "Mỗi kiến nghị được trả lời riêng", PhaseKey.REVIEW,
    ),
    "quyet-dinh": (
        "Ghi nhận quyết định", "decision-record", "Số, ngày, người ký, bản ký và hai danh sách", PhaseKey.DECISION,
    ),
    "cong-bo": ("Công bố kết quả", "decision-publish", "Kết quả hiện trên trang công khai", PhaseKey.DECISION),
}  # fmt: skip


def _act(cycle: Cycle, stage: pages.Stage) -> tuple[str, str, str] | None:
    """Words, address and hint; before the first day of its phase the address where it begins early, or none."""
    if stage.key not in _ACTS:
        return None
    words, name, hint, phase = _ACTS[stage.key]
    if opening := opening_of(cycle, phase):
        return words, opening.early_url, f"Mở từ ngày {date_vn(opening.day)}"
    return words, reverse(name, args=[cycle.pk]), hint


@require_safe
@requires(sees_city)
def latest(request: PersonRequest) -> HttpResponse:
    """The decisions of the newest cycle."""
    newest = Cycle.objects.newest_first().first()
    return redirect("decision-home", newest.pk) if newest else redirect("city-board")


@requires(is_office)
def record(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Choose dossiers and levels; check the two lists; record them with the signed document."""
    get_object_or_404(Cycle, pk=cycle_id)
    return bulk_page(request, RecordDecision(request.user, cycle_id, request.POST))


@requires(is_office)
def publish(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Publish every decided dossier, after a page that says what becomes public."""
    get_object_or_404(Cycle, pk=cycle_id)
    return bulk_page(request, PublishResults(request.user, cycle_id))


@requires(is_office)
def take_as_decided(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """The city says that the year is decided although units still wait, with a reason; or takes that back."""
    cycle, back = cycle_or_404(cycle_id), reverse("decision-home", args=[cycle_id])
    trail = (cycle.told_title, reverse("cycle-detail", args=[cycle_id]), "Quyết định", back)
    if cycle.taken_as_decided_at:
        page = FormPage(
            title="Thôi coi năm này là đã quyết định", button="Thôi coi là đã quyết định", back=back, trail=trail,
            done="Trang chủ chờ đến khi mọi đơn vị có kết quả.", quote=cycle.taken_as_decided_reason, danger=True,
        )  # fmt: skip
        undo, by = TakeBackForm(cycle, posted(request)), request.user
        return form_page(
            request, undo, lambda: decisions.take_back_as_decided(by=by, cycle_id=cycle_id, **undo.cleaned_data), page
        )
    hint = "Lý do được công khai trên trang chủ và trang kết quả của năm."
    form = TakeAsDecidedForm(cycle, posted(request), hint=hint)
    counts = pages.waiting_around(cycle_id)
    page = FormPage(
        title="Coi năm này là đã quyết định", button="Coi là đã quyết định", back=back, trail=trail,
        done="Trang chủ hiện kết quả của năm này.",
        lead="Trang chủ hiện kết quả của năm này dù chưa phải mọi đơn vị có quyết định. Kết quả của các đơn vị còn lại "
        "vẫn được công bố khi có quyết định.",
        facts=[("Đã công bố", f"{number(counts['da-cong-bo'])} đơn vị"),
               ("Chưa có kết quả", f"{number(pages.still_waiting(cycle_id))} đơn vị")],
    )  # fmt: skip
    return form_page(
        request, form, lambda: decisions.take_as_decided(by=request.user, cycle_id=cycle_id, **form.cleaned_data), page
    )


_PAPER_SHOWN = "Tệp được công khai nguyên văn, không che nội dung nào. Vui lòng mở tệp, đọc lại trước."
_PAPER_HIDDEN = (
    "Tệp không còn trên trang công khai; kết quả của năm và số, ngày quyết định vẫn công khai. Có thể công khai lại."
)


@requires(is_office)
def paper(request: PersonRequest, decision_id: int) -> HttpResponse:
    """Everybody reads the signed PDF of a decision from now on, or no longer."""
    found: Any = get_object_or_404(Decision.objects.with_paper_word().select_related("cycle"), pk=decision_id)
    back, shown = reverse("decision-home", args=[found.cycle_id]), found.paper_is_public
    form = PaperWordForm(found, posted(request))
    page = FormPage(
        title="Ngừng công khai bản ký" if shown else "Công khai bản ký",
        button="Ngừng công khai" if shown else "Công khai",
        done="Bản ký không còn trên trang công khai." if shown else "Ai cũng đọc được bản ký ở trang kết quả của năm.",
        back=back,
        trail=(found.cycle.told_title, reverse("cycle-detail", args=[found.cycle_id]), "Quyết định", back),
        lead=_PAPER_HIDDEN if shown else _PAPER_SHOWN,
        facts=[("Quyết định", str(found)), ("Tệp", paper_link(found)), ("SHA-256", found.sha256)],
        danger=shown,
    )
    return form_page(
        request,
        form,
        lambda: say_paper_public(
            by=request.user,
            decision_id=found.pk,
            public=not form.cleaned_data["seen"],
            seen=form.cleaned_data["seen"],
        ),
        page,
    )


@requires(is_office)
def change(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """Lower or revoke a published recognition: choose, check what follows, record it with a decision of its own."""
    found = get_object_or_404(pages.dossiers_at(request.user, cycle_id, RECOGNISED), unit__code=unit)
    if found.cycle.proceedings_required:
        messages.info(request, f"{found.unit.name}: {_HEARD_FIRST}")
        return redirect("proceedings", cycle_id)
    if request.POST.get(STEP) == CONFIRM:
        return _change(request, found)
    form = ChangeForm(found, posted(request))
    if form.is_bound and request.POST.get(STEP) != CHOOSE_AGAIN and form.is_valid():
        return _check_change(request, found, ConfirmChangeForm(found, initial=form.cleaned_data))
    status = REFUSED if form.is_bound and request.POST.get(STEP) != CHOOSE_AGAIN else SHOWN
    context = {"form": form, "dossier": found, "cycle": found.cycle}
    return render(request, "evaluations/decisions/change.html", context, status=status)


_HEARD_FIRST = (
    "kỳ này hạ mức độ, thu hồi công nhận sau khi đơn vị được thông báo, giải trình và có kết luận. Bắt đầu bằng "
    "“Thông báo cho đơn vị”."
)


def _change(request: PersonRequest, found: Dossier) -> HttpResponse:
    form = ConfirmChangeForm(found, request.POST, request.FILES)
    done = attempt(
        form,
        lambda: decisions.change_recognition(
            by=request.user, dossier_id=found.pk, level=form.cleaned_data["level"],
            reason=form.cleaned_data["reason"], paper=form.printed(), version=form.cleaned_data["version"],
        ),
    )  # fmt: skip
    if done:
        messages.success(request, f"Đã ghi nhận {done.value} đối với {found.unit.name}.")
        return redirect("decision-home", found.cycle_id)
    found.refresh_from_db(fields=["decided_level"])  # a colleague may have changed it meanwhile
    return _check_change(request, found, form, done.status)


def _check_change(request: PersonRequest, found: Dossier, form: ConfirmChangeForm, status: int = SHOWN) -> HttpResponse:
    """The list to check: from which level to which, why, and who is told; the decision is asked for beside it."""
    names, level = found.cycle.level_names, str(form["level"].value())
    known = dict(form.fields["level"].choices)  # type: ignore[attr-defined]
    facts = [
        ("Đơn vị", found.unit.name),
        ("Đang được công nhận", names.name(found.decided_level)),
        ("Sau quyết định này", known.get(level, NOTHING)),
        ("Lý do, được công khai", form["reason"].value()),
    ]
    check = DecisionCheck(
        f"Kiểm tra trước khi {'thu hồi công nhận' if level == '0' else 'hạ mức'}", found.unit.name,
        reverse("decision-change", args=[found.cycle_id, found.unit.code]), facts, _CHANGE_FOLLOWS,
    )  # fmt: skip
    return check_page(request, found.cycle, form, check, status)


_CHANGE_FOLLOWS = (
    "Việc này được công khai ngay cùng lý do; kết quả trước đó vẫn đọc được. Quyết định đã ghi không sửa được.",
    "Một quyết định cho nhiều đơn vị: ghi lần lượt từng đơn vị với cùng số, ngày ký, người ký và cùng một tệp PDF.",
)


@require_safe
@requires(sees_city)
def file(request: PersonRequest, decision_id: int) -> HttpResponseBase:
    """The signed PDF of a decision."""
    return signed_pdf(request, DECISION_SHELF, get_object_or_404(Decision, pk=decision_id))
