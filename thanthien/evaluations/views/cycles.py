"""Cycles: the list, opening one, its calendar, extensions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
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
from thanthien.core.components.basics import Step
from thanthien.core.formats import date_vn
from thanthien.core.jobs import enqueue
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions.cycles import extend, open_cycle
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.cycles import SWITCHES, ExtendForm, OpenCycleForm, current_year, end_name, start_name
from thanthien.evaluations.forms.measure_settings import settings_words
from thanthien.evaluations.models import Cycle
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
from thanthien.evaluations.queries.setting_changes import setting_changes, why_settled
from thanthien.evaluations.tables.cycles import cycle_table
from thanthien.evaluations.tasks import recompute_cycle
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey


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
    form = _open_form(request)
    if "mo" in request.POST:
        done = attempt(form, lambda: open_cycle(by=request.user, plan=form.plan()))
        if done:
            messages.success(request, f"Đã mở kỳ “{done.value.title}” với {done.value.dossiers.count()} hồ sơ.")
            return redirect("cycle-detail", cycle_id=done.value.pk)
    elif "sua" not in request.POST and form.is_valid():
        return render(request, "evaluations/cycles/check.html", _check_context(form))
    phases = [(PHASE_LABELS[key], form[start_name(key)], form[end_name(key)]) for key in PhaseKey]
    context = {"form": form, "phases": phases, "switches": [form[name] for name in SWITCHES]}
    context["settings"] = [form[one.name] for one in form.settings]
    status = 422 if form.errors and "sua" not in request.POST else 200
    return render(request, "evaluations/cycles/open.html", context, status=status)


def _open_form(request: PersonRequest) -> OpenCycleForm:
    asked = request.GET.get("nam", "")
    known = len(asked) == 4 and asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2200
    year = int(asked) if known else current_year()
    earlier = cycles_with_calendar().filter(year__lt=year).first()
    return OpenCycleForm(posted(request), year=year, earlier=earlier)


def _check_context(form: OpenCycleForm) -> dict[str, Any]:
    plan = form.plan()
    return {
        "form": form,
        "plan": plan,
        "over": form.over(clock.today()),
        "kind": dict(form.fields["kind"].choices)[plan.kind],  # type: ignore[attr-defined]
        "phases": [(PHASE_LABELS[key], *plan.phases[key]) for key in PhaseKey],
        "switches": [(form[name].label, _shown(form, name)) for name in SWITCHES],
        "settings": form.settings_told(),
        "handed_in_before": form.handed_in_before(),
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
        "timeline": [Step(row.phase.get_key_display(), row.state, _span(row)) for row in calendar],
        "facts": _facts(cycle),
        "figures": figures_status(cycle),
        **_settings(cycle, office=is_office(request.user)),
        "extensions": extensions,
        "office": is_office(request.user),
        "waiting": waiting_counts(request.user, cycle) if is_office(request.user) else {},
        "asked": extensions_asked(cycle) if is_office(request.user) else 0,
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
        ("Loại kỳ", cycle.get_kind_display()),
        ("Thời kỳ số liệu", f"{date_vn(cycle.span_first)}–{date_vn(cycle.span_last)}"),
        ("Ngày chốt số liệu", date_vn(cycle.as_of)),
        ("Hạn ghi sau kỳ", f"{cycle.late_days} ngày làm việc"),
        ("Duyệt đăng ký", "Có" if cycle.registration_needs_approval else "Không"),
        ("Niêm yết dự thảo", f"{cycle.posting_days} ngày"),
        ("Họp đánh giá cấp xã", "Bắt buộc" if cycle.commune_meeting_required else "Không bắt buộc"),
        ("Hạn bổ sung hồ sơ", f"{cycle.supplement_days} ngày làm việc"),
        ("Hạn giải trình một tiêu chí", f"{cycle.item_request_days} ngày làm việc"),
        ("Cách kết luận", cycle.get_council_mode_display()),
        ("Kiến nghị xem xét lại", "Được kiến nghị" if cycle.review_allowed else "Không có bước này"),
        ("Làm trước ngày mở giai đoạn", "Được làm khi ghi lý do" if cycle.early_allowed else "Không"),
        ("Cơ quan quyết định", cycle.decided_by),
    ]


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
