"""The city's decisions: recorded as they come back, published, later lowered or revoked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.errors import Refused, Stale
from thanthien.core.acting.pages import CONFLICT, REFUSED, attempt
from thanthien.core.components.basics import level_name
from thanthien.core.formats import points
from thanthien.evaluations.actions import decisions
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.enums import Column
from thanthien.evaluations.forms.decisions import ChangeForm, PaperForm, VerdictRow, verdicts_of
from thanthien.evaluations.models import Cycle, Decision
from thanthien.evaluations.queries import decision_pages as pages
from thanthien.evaluations.queries.council_pages import stored_totals
from thanthien.evaluations.states import DECIDABLE, PUBLIC, RECOGNISED
from thanthien.evaluations.workflow import Status


def _cycle(cycle_id: int) -> Cycle:
    return get_object_or_404(Cycle.objects.select_related("criteria_set__scheme"), pk=cycle_id)


@require_GET
@requires(sees_city)
def home(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """From the council's conclusion to publication: what waits at each step, and the decisions recorded."""
    cycle = _cycle(cycle_id)
    context = {
        "cycle": cycle,
        "page": pages.decision_home(cycle_id),
        "public": pages.dossiers_at(request.user, cycle_id, PUBLIC),
        "is_office": is_office(request.user),
    }
    return render(request, "evaluations/decisions/home.html", context)


# --- Recording -------------------------------------------------------------------------------------------------------


@requires(is_office)
def record(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Choose dossiers and levels; check the two lists; record them with the signed document."""
    cycle = _cycle(cycle_id)
    rows = _verdict_rows(request, cycle_id)
    if request.method != "POST":
        return _choose(request, cycle, rows)
    wanted = set(request.POST.getlist("chon"))
    for row in rows:
        row.read(request.POST, str(row.dossier.pk) in wanted and not row.problems)
    chosen = [row for row in rows if row.included]
    if not chosen or any(row.error for row in chosen):
        problem = "" if chosen else "Hãy chọn ít nhất một hồ sơ."
        return _choose(request, cycle, rows, problem, REFUSED)
    if request.POST.get("buoc") != "lam":
        return _lists(request, cycle, chosen, PaperForm())
    return _record(request, cycle, chosen)


def _verdict_rows(request: PersonRequest, cycle_id: int) -> list[VerdictRow]:
    found = list(pages.dossiers_at(request.user, cycle_id, DECIDABLE))
    totals, problems = stored_totals(found), check(found, "decide", by=request.user)
    rows = []
    for dossier in found:
        own = totals.get(dossier.pk, {})
        council = own.get(Column.COUNCIL)
        rows.append(
            VerdictRow(
                dossier=dossier,
                computed=council.level if council else None,
                cells=tuple(points(own[key].points) if key in own else "–" for key in Column.values),
                problems=tuple(problems.get(dossier.pk, ())),
                level="" if dossier.proposed_level is None else str(dossier.proposed_level),
            )
        )
    return rows


def _choose(
    request: PersonRequest, cycle: Cycle, rows: Sequence[VerdictRow], problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "ready": [row for row in rows if not row.problems],
        "held": [row for row in rows if row.problems],
        "problem": problem,
        "faults": [row for row in rows if row.included and row.error],
    }
    return render(request, "evaluations/decisions/record.html", context, status=status)


def _lists(
    request: PersonRequest, cycle: Cycle, chosen: Sequence[VerdictRow], form: PaperForm, status: int = 200
) -> HttpResponse:
    """The two lists of the decision, to check before they are recorded."""
    reached = sorted((row for row in chosen if row.number), key=lambda row: -row.number)
    context = {
        "cycle": cycle,
        "lists": [("Đạt chuẩn, theo mức độ", reached), ("Chưa đạt", [row for row in chosen if not row.number])],
        "changed": [row for row in chosen if row.changed],
        "form": form,
    }
    return render(request, "evaluations/decisions/check.html", context, status=status)


def _record(request: PersonRequest, cycle: Cycle, chosen: Sequence[VerdictRow]) -> HttpResponse:
    form = PaperForm(request.POST, request.FILES)
    done = attempt(
        form,
        lambda: decisions.record_decision(
            by=request.user, cycle=cycle, paper=form.paper(), verdicts=verdicts_of(chosen)
        ),
    )
    if not done:
        return _lists(request, cycle, chosen, form, done.status)
    messages.success(request, f"Đã ghi nhận {done.value} cho {len(chosen)} hồ sơ; mỗi hồ sơ đã được niêm phong.")
    return redirect("decision-home", cycle.pk)


# --- Publishing and changing -----------------------------------------------------------------------------------------


@requires(is_office)
def publish(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Publish every decided dossier, after a page that says what becomes public."""
    cycle = _cycle(cycle_id)
    problem, status = "", 200
    if request.method == "POST":
        try:
            done = decisions.publish(by=request.user, cycle=cycle, seen=_ids(request.POST.get("danh-sach", "")))
        except Refused as refused:
            problem, status = str(refused), REFUSED
        except Stale:
            problem, status = _LIST_CHANGED, CONFLICT
        else:
            messages.success(request, f"Đã công bố kết quả của {len(done)} đơn vị.")
            return redirect("decision-home", cycle_id)
    found = list(pages.dossiers_at(request.user, cycle_id, [Status.DECIDED]))
    context = {"cycle": cycle, "found": found, "totals": _computed(found), "problem": problem}
    return render(request, "evaluations/decisions/publish.html", context, status=status)


_LIST_CHANGED = "Danh sách chờ công bố vừa thay đổi. Hãy xem lại danh sách dưới đây rồi công bố."


def _ids(text: str) -> list[int]:
    """The dossiers that the page listed; what is no number was never seen."""
    return [int(word) for word in text.split(",") if word.isascii() and word.isdigit() and len(word) < 19]


def _computed(found: Sequence[Any]) -> list[tuple[Any, str]]:
    """Each dossier with the level that the engine computed for the council's column."""
    totals = stored_totals(found)
    return [
        (one, level_name(own[Column.COUNCIL].level if (own := totals[one.pk]) and Column.COUNCIL in own else None))
        for one in found
    ]


@requires(is_office)
def change(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """Lower or revoke a published recognition with a decision of its own."""
    found = get_object_or_404(pages.dossiers_at(request.user, cycle_id, RECOGNISED), unit__code=unit)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ChangeForm(found, *bound)
    done = attempt(
        form,
        lambda: decisions.change_recognition(
            by=request.user, dossier_id=found.pk, level=form.cleaned_data["level"],
            reason=form.cleaned_data["reason"], paper=form.paper(), version=form.cleaned_data["version"],
        ),
    )  # fmt: skip
    if done:
        messages.success(request, f"Đã ghi nhận {done.value} đối với {found.unit.name}.")
        return redirect("decision-home", cycle_id)
    found.refresh_from_db(fields=["decided_level"])  # a colleague may have changed it meanwhile
    context = {"form": form, "dossier": found, "cycle": found.cycle}
    return render(request, "evaluations/decisions/change.html", context, status=done.status)


@require_safe
@requires(sees_city)
def file(request: PersonRequest, decision_id: int) -> HttpResponseBase:
    """The signed PDF of a decision."""
    found = get_object_or_404(Decision, pk=decision_id)
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name)
    response["Content-Type"] = "application/pdf"
    response["X-Content-Type-Options"] = "nosniff"
    return response
