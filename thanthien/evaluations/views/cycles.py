"""Cycles: the list, opening one, its calendar, extensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted, sent_from
from thanthien.core.calendar import year_named
from thanthien.core.components.basics import Step
from thanthien.core.formats import date_vn
from thanthien.core.jobs import enqueue
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions.cycles import extend, open_cycle
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.cycles import SWITCHES, ExtendForm, OpenCycleForm, end_name, next_free_year, start_name
from thanthien.evaluations.forms.measure_settings import settings_words
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.permissions import follows_cycles
from thanthien.evaluations.queries.cycles import (
    PhaseRow,
    calendar_with_extensions,
    cycles_with_calendar,
    extensions_asked,
    extensions_for,
    waiting_counts,
)
from thanthien.evaluations.queries.figures import figures_status
from thanthien.evaluations.queries.pilots import changes_of, units_of
from thanthien.evaluations.queries.setting_changes import setting_changes, why_settled
from thanthien.evaluations.queries.successions import bodies_of_cycle, passed
from thanthien.evaluations.succession_notices import passed_sentence
from thanthien.evaluations.tables.cycles import cycle_table
from thanthien.evaluations.tasks import recompute_cycle
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey
from thanthien.units.readiness import readiness

AS_BEFORE = "ky-truoc"


@require_safe
@requires(follows_cycles)
def cycle_list(request: PersonRequest) -> HttpResponseBase:
    """All cycles, newest first."""
    may_open = is_office(request.user)
    table = cycle_table(request.user, may_open=may_open)
    return table_page(request, "evaluations/cycles/list.html", {"may_open": may_open}, table=table)


@requires(is_office)
def cycle_open(request: PersonRequest) -> HttpResponse:
    """Form, then a page to check, then the cycle is open."""
    form = _open_form(request, posted(request))
    if form.looks_only():
        return _show(request, form)
    if request.FILES and form.is_valid():
        form = _open_form(request, _with(request.POST, {"listed": form.with_file_listed()}))
    if "chuyen-ngay" in request.POST and form.is_valid():
        form = _open_form(request, _with(request.POST, form.on_working_days()))
    if "mo" in request.POST:
        done = attempt(form, lambda: open_cycle(by=request.user, plan=form.plan()))
        if done:
            messages.success(request, f"Đã mở kỳ “{done.value.title}” với {done.value.dossiers.count()} hồ sơ.")
            return redirect("cycle-detail", cycle_id=done.value.pk)
    elif "sua" not in request.POST and form.is_valid():
        return render(request, "evaluations/cycles/check.html", _check_context(form))
    return _show(request, form, 422 if form.errors and "sua" not in request.POST else 200)


def _show(request: PersonRequest, form: OpenCycleForm, status: int = 200) -> HttpResponse:
    phases = [(PHASE_LABELS[key], form[start_name(key)], form[end_name(key)]) for key in PhaseKey]
    context = {"form": form, "phases": phases, "switches": [form[name] for name in SWITCHES]}
    context |= {"settings": [form[one.name] for one in form.settings], "calendars": _calendars(form)}
    return render(request, "evaluations/cycles/open.html", context, status=status)


def _open_form(request: PersonRequest, data: QueryDict | None) -> OpenCycleForm:
    year = year_named(request.GET.get("nam", "")) or next_free_year()
    earlier = cycles_with_calendar().filter(year__lt=year).by_year().first()
    files, as_before = request.FILES if data is request.POST else None, request.GET.get("lich") == AS_BEFORE
    return OpenCycleForm(data, files, year=year, earlier=earlier, as_before=as_before)


def _with(sent: QueryDict, changed: Mapping[str, str]) -> QueryDict:
    """What was sent, with other values in some fields."""
    data = sent.copy()
    for name, value in changed.items():
        data[name] = value
    return data


def _calendars(form: OpenCycleForm) -> list[tuple[str, str]]:
    """The other calendars that can be proposed: label and address."""
    address, year = reverse("cycle-open"), form.initial["year"]
    if other := form.other_year():
        return [(f"Lịch của năm {other}", f"{address}?nam={other}")]
    if form.is_bound or form.earlier is None:
        return []
    if form.as_before:
        return [("Theo lịch thường lệ quanh Tết", f"{address}?nam={year}")]
    return [(f"Theo ngày của “{form.earlier.title}”", f"{address}?nam={year}&lich={AS_BEFORE}")]


def _check_context(form: OpenCycleForm) -> dict[str, Any]:
    plan = form.plan()
    return {
        "form": form,
        "plan": plan,
        "over": form.over(clock.today()),
        "outside": form.span_outside_year(),
        "calendars": _calendars(form),
        "days_off": form.days_off(),
        "units": form.units_told(),
        "kind": dict(form.fields["kind"].choices)[plan.kind],  # type: ignore[attr-defined]
        "phases": [(phase_label(key, plan.switches.council_mode), *plan.phases[key]) for key in PhaseKey],
        "switches": [(form[name].label, _shown(form, name)) for name in SWITCHES],
        "settings": form.settings_told(),
        "handed_in_before": form.handed_in_before(),
        "place": readiness(plan.year, plan.units),
    }


def _shown(form: forms.Form, name: str) -> str:
    value = form.cleaned_data[name]
    if isinstance(value, bool):
        return "Có" if value else "Không"
    choices = getattr(form.fields[name], "choices", None)
    return str(dict(choices)[value] if choices else value)


def cycle_or_404(cycle_id: int) -> Cycle:
    """The cycle with set and calendar."""
    return get_object_or_404(cycles_with_calendar(), pk=cycle_id)


@require_safe
@requires(follows_cycles)
def cycle_detail(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """The calendar of a cycle, its switches, and the log of extensions."""
    cycle = cycle_or_404(cycle_id)
    extensions = list(extensions_for(request.user, cycle))
    calendar = calendar_with_extensions(cycle, extensions, clock.today())
    context = {
        "cycle": cycle,
        "menu": cycle_tabs(request.user, cycle, "cycle-detail"),
        "calendar": calendar,
        "timeline": [Step(row.phase.label, row.state, _span(row)) for row in calendar],
        "facts": _facts(cycle),
        "figures": figures_status(cycle),
        **_settings(cycle, office=is_office(request.user)),
        "extensions": extensions,
        "office": is_office(request.user),
        "set_changed": cycle.set_turn > 0,
        "passed": [passed_sentence(change) for change in passed(bodies_of_cycle(cycle))],
        "waiting": waiting_counts(request.user, cycle) if is_office(request.user) else {},
        "asked": extensions_asked(cycle) if is_office(request.user) else 0,
        **({"pilot_units": units_of(cycle), "pilot_changes": changes_of(cycle)} if cycle.pilot else {}),
    }
    return render(request, "evaluations/cycles/detail.html", context)


def _settings(cycle: Cycle, *, office: bool) -> dict[str, Any]:
    """What the city set about measures, how that changed, and for who may change it why not any more."""
    words = settings_words(cycle.criteria_set.parsed(), cycle.measure_settings)
    if not words:
        return {}
    settled = why_settled(cycle) if office else ""
    return {"settings": words, "setting_changes": setting_changes(cycle), "settled": settled}


def _span(row: PhaseRow) -> str:
    return f"{date_vn(row.phase.starts_on)} – {date_vn(row.ends_on)}" + (" (đã gia hạn)" if row.extended else "")


def _facts(cycle: Cycle) -> list[tuple[str, str]]:
    return [
        ("Bộ tiêu chí", str(cycle.criteria_set)),
        ("Quyết định ban hành", f"{cycle.criteria_set.decision_number}, {date_vn(cycle.criteria_set.decision_date)}"),
        ("Loại kỳ", f"{cycle.get_kind_display()}, thí điểm" if cycle.pilot else cycle.get_kind_display()),
        ("Thời kỳ số liệu", f"{date_vn(cycle.span_first)}–{date_vn(cycle.span_last)}"),
        ("Ngày chốt số liệu", date_vn(cycle.as_of)),
        ("Hạn ghi sau kỳ", f"{cycle.late_days} ngày làm việc"),
        ("Duyệt đăng ký", "Có" if cycle.registration_needs_approval else "Không"),
        ("Niêm yết dự thảo", f"{cycle.posting_days} ngày"),
        ("Họp đánh giá cấp xã", "Bắt buộc" if cycle.commune_meeting_required else "Không bắt buộc"),
        ("Ý kiến trước khi ký", cycle.get_heard_before_signing_display()),
        ("Tờ trình khi nộp hồ sơ", cycle.get_proposal_asked_display()),
        ("Văn bản đăng ký, trả lại, thông báo", cycle.get_step_papers_asked_display()),
        ("Hạn bổ sung hồ sơ", f"{cycle.supplement_days} ngày làm việc"),
        ("Hạn giải trình một tiêu chí", f"{cycle.item_request_days} ngày làm việc"),
        ("Hạn xử lý lại khi Tờ trình bị trả lại", f"{cycle.again_days} ngày làm việc"),
        ("Cách kết luận", cycle.get_council_mode_display()),
        *([("Số thành viên tham gia", cycle.get_council_quorum_display())] if cycle.council_day_label else []),
        ("Kiến nghị xem xét lại", "Được kiến nghị" if cycle.review_allowed else "Không có bước này"),
        ("Làm trước ngày mở giai đoạn", "Được làm khi ghi lý do" if cycle.early_allowed else "Không"),
        ("Hạ mức độ, thu hồi công nhận", _proceedings(cycle)),
        ("Cơ quan quyết định", cycle.decided_by),
    ]


def _proceedings(cycle: Cycle) -> str:
    if not cycle.proceedings_required:
        return "Không cần thủ tục trước quyết định"
    return f"Sau khi đơn vị được thông báo và có {cycle.explanation_days} ngày làm việc để giải trình"


@sent_from(lambda cycle_id: reverse("cycle-detail", args=[cycle_id]))
@requires(is_office)
def cycle_figures(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Has the figures of a cycle computed now; twice within a minute is once."""
    cycle = cycle_or_404(cycle_id)
    key, back = f"{cycle.pk}:{request.user.pk}:{clock.now():%Y-%m-%dT%H:%M}", reverse("cycle-detail", args=[cycle.pk])
    return redirect(enqueue(recompute_cycle, by=request.user, key=key, back=back, cycle_id=cycle.pk))


@requires(is_office)
def cycle_extend(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Gives more time to all units or to one, with a reason."""
    cycle = cycle_or_404(cycle_id)
    initial = {"key": request.GET.get("giai-doan", ""), "unit": request.GET.get("don-vi", "")}
    form = ExtendForm(posted(request), cycle=cycle, initial=initial)
    back = reverse("cycle-detail", args=[cycle.pk])
    page = FormPage(
        title="Gia hạn",
        button="Ghi gia hạn",
        done="Đã ghi gia hạn.",
        back=back,
        trail=("Kỳ đánh giá", reverse("cycle-list"), cycle.title, back),
    )
    return form_page(request, form, lambda: extend(by=request.user, cycle=cycle, **form.cleaned_data), page)
