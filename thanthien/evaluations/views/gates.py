"""Gates: one condition × all dossiers, stated only after a list to check."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import is_appraiser, sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.criteria.gate_rules import Gate, MeasureSource
from thanthien.evaluations.actions.gates import correct_gate, may_state_gate
from thanthien.evaluations.bulk.gates import StateGate
from thanthien.evaluations.forms.gates import LABELS, GateCorrectionForm
from thanthien.evaluations.gate_days import stated_from
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.modes import who_concludes
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.queries.heads import terms_of_year
from thanthien.evaluations.queries.successions import called_by_code


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
    names = called_by_code([gate.body for gate in gates if gate.body])
    rows = []
    for gate in gates:
        facts = pages.gate_rows(request.user, cycle, gate)
        theirs = [may_state_gate(request.user, row.dossier, gate.key) for row in facts]
        may = any(theirs)
        rows.append(
            {
                "gate": gate,
                "who": _who(gate, names.get(gate.body, gate.body), who_concludes(cycle.council_mode)),
                "count": pages.gate_count(request.user, facts, own=may and all(theirs)),
                "may": may,
                "until": stated_from(gate, cycle),
            }
        )
    return render(request, "evaluations/council/gates.html", {"cycle": cycle, "rows": rows})


def _who(gate: Gate, body: str, concluder: str) -> str:
    """Who tells whether the condition holds."""
    if isinstance(gate.source, MeasureSource):
        return f"Theo số liệu vào ngày chốt; không có số liệu thì {body} hoặc {concluder} xác nhận"
    return body or f"Theo số liệu; {concluder} xác nhận khi chưa tính được"


@requires(works_for_city)
def gate(request: PersonRequest, cycle_id: int, key: str) -> HttpResponse:
    """One gate × all dossiers: choose, check, state."""
    bulk = _bulk(request, _cycle(cycle_id), key)
    if not bulk.allowed():
        raise Http404
    return bulk_page(request, bulk)


@requires(works_for_city)
def correct(request: PersonRequest, cycle_id: int, key: str, unit_code: str) -> HttpResponse:
    """What was stated of one dossier, put right by whoever may state it."""
    bulk = _bulk(request, _cycle(cycle_id), key)
    row = next((one for one in bulk.found() if one.dossier.unit.code == unit_code and one.fact.holds is not None), None)
    if row is None:
        raise Http404
    unit, back = row.dossier.unit, reverse("council-gate", args=[cycle_id, key])
    terms = terms_of_year(bulk.cycle, bulk.gate, [unit])[unit.pk]
    form = GateCorrectionForm(row.fact, terms, posted(request))

    def act() -> None:
        data, word = form.cleaned_data, form.word()
        correct_gate(
            by=request.user, dossier_id=row.dossier.pk, key=key, word=word, reason=data["reason"],
            version=data["version"],
        )  # fmt: skip

    page = FormPage(
        title=f"Sửa xác nhận về {unit.name_in_sentence}", button="Lưu", done="Đã sửa xác nhận.", back=back,
        trail=(bulk.gate.question, back), lead="Nội dung xác nhận trước đây còn trong lịch sử thay đổi.",
        facts=[("Đang ghi", LABELS[row.fact.holds]), ("Người xác nhận", row.fact.stated_by)],
    )  # fmt: skip
    return form_page(request, form, act, page)


def _bulk(request: PersonRequest, cycle: Cycle, key: str) -> StateGate:
    found = next((one for one in cycle.criteria_set.parsed().gates if one.key == key), None)
    if found is None:
        raise Http404
    return StateGate(request.user, cycle, found, request.POST)
