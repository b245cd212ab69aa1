"""Gates: one condition × all dossiers, stated only after a list to check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import is_appraiser, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions.gates import GateWord, may_state_gate, state_gates
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries import council_pages as pages

WORDS = {"": None, "khong": False, "co": True}
_STALE = (
    "Có đơn vị vừa được người khác xác nhận: nội dung mới nhất ở cột “Đang ghi”. "
    "Lựa chọn của anh/chị cho các đơn vị khác vẫn được giữ."
)
LABELS = {None: "Chưa xác định", False: "Không xảy ra", True: "Có xảy ra"}


def works_for_city(user: User) -> bool:
    """Works for the city's bodies: office, council, leaders, auditors, appraisers."""
    return sees_city(user) or is_appraiser(user)


def _cycle(cycle_id: int) -> Cycle:
    return get_object_or_404(Cycle.objects.select_related("criteria_set__scheme"), pk=cycle_id)


@require_GET
@requires(works_for_city)
def index(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """The gates of a cycle: who states each, and how many dossiers wait for a word."""
    cycle = _cycle(cycle_id)
    gates = [gate for gate in cycle.criteria_set.parsed().gates if hasattr(gate.source, "body") or _of_value(gate)]
    names = pages.names_by_code([body for gate in gates if (body := getattr(gate.source, "body", ""))])
    rows = []
    for gate in gates:
        facts = pages.gate_rows(request.user, cycle_id, gate.key)
        body = getattr(gate.source, "body", "")
        may = bool(facts) and may_state_gate(request.user, facts[0].dossier, gate.key)
        known = may or sees_city(request.user)  # what another body stated is not told to the others
        rows.append(
            {
                "gate": gate,
                "who": names.get(body, body) if body else "Theo số liệu; Thư ký Hội đồng xác nhận khi chưa tính được",
                "open": sum(row.fact.holds is None for row in facts) if known else None,
                "hits": sum(bool(row.fact.holds) for row in facts) if known else None,
                "may": may,
            }
        )
    return render(request, "evaluations/council/gates.html", {"cycle": cycle, "rows": rows})


def _of_value(gate: Any) -> bool:
    return hasattr(gate.source, "indicator")


@requires(works_for_city)
def gate(request: PersonRequest, cycle_id: int, key: str) -> HttpResponse:
    """One gate × all dossiers: choose, check, state."""
    cycle = _cycle(cycle_id)
    found = next((one for one in cycle.criteria_set.parsed().gates if one.key == key), None)
    rows = pages.gate_rows(request.user, cycle_id, key)
    if found is None or not rows or not may_state_gate(request.user, rows[0].dossier, key):
        raise Http404
    context = {"cycle": cycle, "gate": found, "labels": LABELS}
    if request.method != "POST":
        return _show(request, context, rows, {})
    words = _read(rows, request.POST)
    changed = [row for row in rows if row.dossier.pk in words]
    if not changed:
        return _show(request, context, rows, {"": "Chưa có thay đổi nào để kiểm tra."}, status=422)
    if request.POST.get("buoc") != "lam":
        return _check(request, context, changed, words, {})
    try:
        done = state_gates(by=request.user, key=key, words=words)
    except Invalid as invalid:
        return _check(request, context, changed, words, invalid.errors, status=422)
    except Refused as refused:
        return _show(request, context, rows, {"": str(refused)}, status=422)
    except Stale:
        fresh = pages.gate_rows(request.user, cycle_id, key)
        return _show(request, context, fresh, {"": _STALE}, status=409)
    messages.success(request, f"Đã ghi điều kiện cho {done} hồ sơ.")
    return redirect(reverse("council-gates", args=[cycle_id]))


def _read(rows: list[pages.GateRow], posted: Mapping[str, str]) -> dict[int, GateWord]:
    """What was chosen, for the dossiers in which it is something new."""
    words = {}
    for row in rows:
        pk = row.dossier.pk
        chosen = posted.get(f"h{pk}")
        if chosen in WORDS and WORDS[chosen] != row.fact.holds:
            words[pk] = GateWord(WORDS[chosen], posted.get(f"c{pk}", ""), _version(posted.get(f"v{pk}", "")))
    return words


def _version(text: str) -> int:
    """The version of the page; what is no number counts as never seen."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _chosen(row: pages.GateRow, posted: Mapping[str, str]) -> str:
    """What the select shows: what was typed, but what stands where a colleague stated it meanwhile."""
    stored = {None: "", False: "khong", True: "co"}[row.fact.holds]
    pk = row.dossier.pk
    current = _version(posted.get(f"v{pk}", "")) == row.fact.version
    return posted.get(f"h{pk}", stored) if current else stored


def _show(
    request: PersonRequest,
    context: dict[str, Any],
    rows: list[pages.GateRow],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    shown = [(row, _chosen(row, request.POST)) for row in rows]
    options = [(key, LABELS[holds]) for key, holds in WORDS.items()]
    more = {"rows": shown, "options": options, "errors": errors}
    return render(request, "evaluations/council/gate.html", context | more, status=status)


def _check(
    request: PersonRequest,
    context: dict[str, Any],
    rows: list[pages.GateRow],
    words: dict[int, GateWord],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    sent = {False: "khong", True: "co", None: ""}
    shown = [
        {
            "row": row,
            "label": LABELS[words[row.dossier.pk].holds],
            "sent": sent[words[row.dossier.pk].holds],
            "hit": words[row.dossier.pk].holds,
            "note": words[row.dossier.pk].note,
            "version": words[row.dossier.pk].version,
            "was": LABELS[row.fact.holds],
            "error": errors.get(str(row.dossier.pk), ""),
        }
        for row in rows
    ]
    hits = sum(bool(one["hit"]) for one in shown)
    more = {"shown": shown, "hits": hits, "problems": [one for one in shown if one["error"]]}
    return render(request, "evaluations/council/gate_check.html", context | more, status=status)
