"""Gates: one condition × all dossiers, stated only after a list to check."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import is_appraiser, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.criteria.gate_rules import Gate, MeasureSource
from thanthien.evaluations.actions.gates import may_state_gate
from thanthien.evaluations.bulk.gates import StateGate
from thanthien.evaluations.gate_days import stated_from
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries import council_pages as pages


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
    gates = [gate for gate in cycle.criteria_set.parsed().gates if not gate.of_dossier]
    names = pages.names_by_code([gate.body for gate in gates if gate.body])
    rows = []
    for gate in gates:
        facts = pages.gate_rows(request.user, cycle, gate)
        may = bool(facts) and may_state_gate(request.user, facts[0].dossier, gate.key)
        rows.append(
            {
                "gate": gate,
                "who": _who(gate, names.get(gate.body, gate.body)),
                "count": pages.gate_count(request.user, facts, own=may),
                "may": may,
                "until": stated_from(gate, cycle),
            }
        )
    return render(request, "evaluations/council/gates.html", {"cycle": cycle, "rows": rows})


def _who(gate: Gate, body: str) -> str:
    """Who tells whether the condition holds."""
    if isinstance(gate.source, MeasureSource):
        return f"Theo số liệu vào ngày chốt; không có số liệu thì {body} hoặc Thư ký Hội đồng xác nhận"
    return body or "Theo số liệu; Thư ký Hội đồng xác nhận khi chưa tính được"


@requires(works_for_city)
def gate(request: PersonRequest, cycle_id: int, key: str) -> HttpResponse:
    """One gate × all dossiers: choose, check, state."""
    cycle = _cycle(cycle_id)
    found = next((one for one in cycle.criteria_set.parsed().gates if one.key == key), None)
    if found is None:
        raise Http404
    bulk = StateGate(request.user, cycle, found, request.POST)
    if not bulk.allowed():
        raise Http404
    return bulk_page(request, bulk)
