"""A settled complaint adjusts a published result: settlement, new conclusions, the city's decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.formats import date_vn, points
from thanthien.evaluations.actions import adjustments as actions
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.after_result import (
    AdjustedItemForm,
    DecideAdjustmentForm,
    DropAdjustmentForm,
    OpenAdjustmentForm,
)
from thanthien.evaluations.models import AdjustedItem, Adjustment, Dossier
from thanthien.evaluations.permissions import can_conclude, concludes
from thanthien.evaluations.queries import decision_pages as pages
from thanthien.evaluations.queries.adjustments import adjustments_to_read, item_rows, running_of
from thanthien.evaluations.queries.city_returns import indicator_titles
from thanthien.evaluations.states import ADJUSTABLE
from thanthien.evaluations.views.council import concluder_or_404


def _found(request: PersonRequest, adjustment_id: int) -> Adjustment:
    return get_object_or_404(adjustments_to_read(request.user), pk=adjustment_id)


def _trail(dossier: Dossier) -> tuple[str, ...]:
    home = reverse("decision-home", args=[dossier.cycle_id])
    return (
        "Quyết định",
        home,
        dossier.unit.name,
        reverse("dossier-detail", args=[dossier.cycle_id, dossier.unit.code]),
    )


def _in_force(dossier: Dossier) -> tuple[str, str]:
    return "Đang có hiệu lực", dossier.cycle.level_names.name(dossier.decided_level)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def begin(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """Record how a complaint about a published result was settled, and what is adjusted for it."""
    dossier = get_object_or_404(pages.dossiers_at(request.user, cycle_id, ADJUSTABLE), unit__code=unit)
    running = running_of(dossier)
    if running is not None and request.method != "POST":
        return redirect("adjustment", running.pk)
    sealed = actions.adjustable_codes(dossier)
    titles = [(code, title) for code, title in indicator_titles(dossier.compiled) if code in sealed]
    form = OpenAdjustmentForm(titles, posted(request), request.FILES or None, initial={"version": dossier.version})
    page = FormPage(
        title="Điều chỉnh kết quả sau giải quyết khiếu nại", button="Ghi nhận",
        done="Đã ghi nhận. Kết quả đã công bố giữ nguyên cho đến khi có quyết định điều chỉnh.",
        back=reverse("decision-home", args=[cycle_id]),
        to=lambda made: reverse("adjustment", args=[made.pk]),
        trail=_trail(dossier),
        lead="Khiếu nại được giải quyết ngoài hệ thống; ở đây chỉ ghi kết quả giải quyết.",
        problems=[] if sealed else [actions.NOTHING_CONCLUDED],
        facts=[("Đơn vị", dossier.unit.name), _in_force(dossier)],
    )  # fmt: skip
    return form_page(
        request,
        form,
        lambda: actions.open_adjustment(
            by=request.user, dossier_id=dossier.pk, settlement=form.printed(),
            grounds=form.cleaned_data["grounds"], codes=form.cleaned_data["codes"],
            version=form.cleaned_data["version"],
        ),
        page,
    )  # fmt: skip


@require_safe
@requires(sees_city)
def detail(request: PersonRequest, adjustment_id: int) -> HttpResponse:
    """The settlement, each named indicator before and after, and what the result would be."""
    row = _found(request, adjustment_id)
    rows, cycle = item_rows(row), row.dossier.cycle
    waits = [one for one in rows if one.item.state == AnswerState.MISSING]
    running = row.decision_id is None and row.dropped_at is None
    computed = rows and running and not waits
    context = {
        "row": row,
        "cycle": cycle,
        "dossier": row.dossier,
        "rows": rows,
        "result": actions.result_with(row.dossier, [one.item for one in rows]) if computed else None,
        "running": running,
        "may_conclude": running and can_conclude(request.user, cycle),
        "may_decide": running and not waits and is_office(request.user),
        "office": running and is_office(request.user),
    }
    return render(request, "evaluations/adjustments/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(concludes)
def item(request: PersonRequest, adjustment_id: int, code: str) -> HttpResponse:
    """The council concludes one named indicator anew."""
    row = _found(request, adjustment_id)
    concluder_or_404(request, row.dossier.cycle)
    found: AdjustedItem = get_object_or_404(row.items.select_related("indicator"), indicator__code=code)
    found.adjustment = row
    (shown,) = [one for one in item_rows(row) if one.item.pk == found.pk]
    form = AdjustedItemForm(found.compiled, found, found if found.version else shown.stands, posted(request))  # type: ignore[arg-type]
    done = attempt(
        form,
        lambda: actions.conclude_adjusted(
            by=request.user, item_id=found.pk, version=form.cleaned_data["version"], entry=form.entry()
        ),
    )
    if done:
        messages.success(request, f"Đã kết luận lại {code} của {row.dossier.unit.name}.")
        return redirect("adjustment", row.pk)
    context = {"row": row, "shown": shown, "form": form, "stale": done.stale is not None}
    return render(request, "evaluations/adjustments/item.html", context, status=done.status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def decide(request: PersonRequest, adjustment_id: int) -> HttpResponse:
    """Record the decision that adjusts the result: it is public at once."""
    row = _found(request, adjustment_id)
    rows, cycle = item_rows(row), row.dossier.cycle
    waits = any(one.item.state == AnswerState.MISSING for one in rows)
    result = actions.result_with(row.dossier, [one.item for one in rows]) if rows and not waits else None
    label = cycle.council_day_label if rows else ""
    initial = {"version": row.version, "level": result.level if result else None}
    form = DecideAdjustmentForm(cycle, label, posted(request), request.FILES or None, initial=initial)
    page = FormPage(
        title="Ghi nhận quyết định điều chỉnh",
        button="Ghi nhận quyết định",
        done=lambda made: f"Đã ghi nhận {made}.",
        back=reverse("adjustment", args=[row.pk]),
        to=reverse("decision-home", args=[cycle.pk]),
        trail=_trail(row.dossier),
        lead="Quyết định, lý do và kết luận mới được công khai ngay; kết quả trước đó vẫn đọc được.",
        facts=_facts(row, result),
        problems=["Chưa kết luận lại mọi tiêu chí đã nêu."] if waits else [],
    )
    return form_page(
        request,
        form,
        lambda: actions.record_adjustment(
            by=request.user, adjustment_id=row.pk, paper=form.printed(), adjusted=form.adjusted(),
            version=form.cleaned_data["version"],
        ),
        page,
    )  # fmt: skip


def _facts(row: Adjustment, result: Any) -> list[tuple[str, Any]]:
    names, settled = row.dossier.cycle.level_names, row.settlement
    facts = [
        ("Đơn vị", row.dossier.unit.name),
        ("Giải quyết khiếu nại", f"số {settled.number} ngày {date_vn(settled.signed_on)}"),
        ("Đang có hiệu lực", names.name(row.dossier.decided_level)),
    ]
    if result is not None:
        told = f"{points(result.total.points)} điểm, {names.name(result.level)}"
        facts.append(("Tính lại với kết luận mới", told))
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def drop(request: PersonRequest, adjustment_id: int) -> HttpResponse:
    """Nothing is adjusted after all."""
    row = _found(request, adjustment_id)
    form = DropAdjustmentForm(posted(request), initial={"version": row.version})
    page = FormPage(
        title="Không điều chỉnh", button="Kết thúc, không điều chỉnh", done="Đã kết thúc. Kết quả giữ nguyên.",
        back=reverse("adjustment", args=[row.pk]), trail=_trail(row.dossier), facts=_facts(row, None),
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: actions.drop_adjustment(by=request.user, adjustment_id=row.pk, **form.cleaned_data), page,
    )  # fmt: skip
