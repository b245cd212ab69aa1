"""One dossier for the city, its bodies and auditors: three columns, history, seals, and what is to be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office, sees_city
from thanthien.accounts.queries import title_at
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.access import signed_in
from thanthien.core.components.basics import Tab
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.lateness import due_phase, is_late
from thanthien.evaluations.models import Dossier, RegisteredModel, Seal
from thanthien.evaluations.paper_kinds import PAPER_RULES
from thanthien.evaluations.permissions import can_see_appraisal, can_see_council
from thanthien.evaluations.queries import dossier as reads
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.draft_changes import changed
from thanthien.evaluations.queries.papers import kinds_to_record, missing_papers, papers_of
from thanthien.evaluations.queries.proceedings import proceedings_of
from thanthien.evaluations.workflow import Step

HISTORY = "dien-bien"
# Step → address name of the page where it is taken, and whether the address names the dossier.
STEP_PAGES: dict[str, tuple[str, bool]] = {
    "register": ("registration", True),
    "ask_registration": ("registration", True),
    "approve_registration": ("registrations", False),
    "refuse_registration": ("registration-refuse", True),
    "start": ("self-scoring", True),
    "post": ("post-draft", True),
    "take_figures": ("sign-dossier", True),
    "sign": ("sign-dossier", True),
    "submit": ("submit-check", True),
    "resubmit": ("submit-check", True),
    "accept": ("intake", False),
    "return": ("dossier-return", True),
    "extend_supplement": ("supplement-extend", True),
    "appraise_as_is": ("intake", False),
    "conclude": ("council-dossier", True),
    "reconsider": ("council-reconsider", True),
    "announce": ("announce", False),
    "request_review": ("commune-results", True),
    "answer_review": ("review-list", False),
    "decide": ("decision-record", False),
    "publish": ("decision-publish", False),
    "reopen_items": ("city-returns", False),
    "conclude_again": ("council-again", True),
    "keep_announced": ("council-again", True),
    "keep_answered": ("council-again", True),
    "adjust": ("adjustment-open", True),
    "lower": ("decision-change", True),
    "revoke": ("decision-change", True),
    "close_unsubmitted": ("unsubmitted", False),
    "close_merged": ("dossier-close-merged", True),
    "reopen": ("dossier-reopen", True),
    "reopen_registration": ("registration-reopen", True),
}
# Steps of the commune that ask for a reason share one page; its address has a word for each.
STEPS_BACK = {"take_down": "go-niem-yet", "take_back": "rut-chu-ky", "withdraw": "rut-ho-so"}


def step_url(dossier: Dossier, step: str) -> str:
    """Where a step is taken."""
    if step in STEPS_BACK:
        return reverse("dossier-step-back", args=[dossier.cycle_id, dossier.unit.code, STEPS_BACK[step]])
    name, of_dossier = STEP_PAGES[step]
    return reverse(name, args=[dossier.cycle_id, dossier.unit.code] if of_dossier else [dossier.cycle_id])


def dossier_or_404(request: PersonRequest, cycle_id: int, code: str) -> Dossier:
    """The dossier, when the person may open it."""
    return get_object_or_404(reads.dossiers_to_read(request.user), cycle_id=cycle_id, unit__code=code)


@require_safe
@signed_in
def dossier_detail(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """The dossier with its columns, or with its history (``?muc=dien-bien``)."""
    dossier = dossier_or_404(request, cycle_id, code)
    history = request.GET.get("muc") == HISTORY
    address = reverse("dossier-detail", args=[cycle_id, code])
    due = due_days(dossier.cycle, [dossier])[dossier.pk]
    late = is_late(due, clock.today())
    context = {
        "dossier": dossier,
        "cycle": dossier.cycle,
        "history": history,
        "tabs": [
            Tab("Tiêu chí và điểm", address, current=not history),
            Tab("Diễn biến, niêm phong", f"{address}?muc={HISTORY}", current=history),
        ],
        "due_on": due,
        "late": late,
        "extend_url": _extend_url(dossier) if late and is_office(request.user) else "",
        "actions": [(step, step_url(dossier, step.name)) for step in _offered(request, dossier)],
        "in_city": sees_city(request.user),
        "proceedings": proceedings_of(request.user, dossier),
    }
    context |= _history(request, dossier) if history else _columns(request, dossier)
    return render(request, "evaluations/dossier/detail.html", context)


# What is concluded again leads by one of three steps onward, and which one follows from what it says: one is offered.
_FOLLOWING = frozenset({"keep_announced", "keep_answered"})


def _offered(request: PersonRequest, dossier: Dossier) -> list[Step]:
    return [step for step in reads.steps_open_to(request.user, dossier) if step.name not in _FOLLOWING]


def _extend_url(dossier: Dossier) -> str:
    """Where the office gives this unit more time for the phase it is late in; "" when no phase is due."""
    phase = due_phase(dossier.status, sheets_complete=dossier.sheets_complete_at is not None)
    if phase is None:
        return ""
    asked = urlencode({"giai-doan": phase, "don-vi": dossier.unit_id})
    return f"{reverse('cycle-extend', args=[dossier.cycle_id])}?{asked}"


def _columns(request: PersonRequest, dossier: Dossier) -> dict[str, Any]:
    totals = reads.visible_totals(request.user, dossier)
    only_differences = request.GET.get("chi-chenh-lech") == "1"
    groups = reads.columns_of(request.user, dossier)
    return {
        "totals": totals,
        "levels": reads.levels_of(request.user, dossier, totals),
        "groups": [(group, _shown(group, only_differences)) for group in groups],
        "differences": sum(row.differs for group in groups for row in group.rows),
        "only_differences": only_differences,
        "sheets": reads.sheet_states(dossier),
        "sees_appraisal": can_see_appraisal(request.user, dossier),
        "sees_council": can_see_council(request.user, dossier),
    }


def _shown(group: reads.GroupRows, only_differences: bool) -> list[reads.IndicatorRow]:
    return [row for row in group.rows if row.differs or not only_differences]


def _history(request: PersonRequest, dossier: Dossier) -> dict[str, Any]:
    gates = {gate.key: gate.question for gate in dossier.compiled.gates}
    return {
        "steps": reads.steps_of(request.user, dossier),
        "returned": list(dossier.return_items.select_related("indicator")),
        "requests": list(reads.requests_of(request.user, dossier)),
        "reviews": list(reads.reviews_of(request.user, dossier)),
        "gates": [(gates.get(fact.key, fact.key), fact) for fact in reads.gate_facts(request.user, dossier)],
        "seals": list(reads.seals_of(request.user, dossier)),
        "opinions": list(dossier.opinions.all()),
        "reads_minutes": reads.can_read_minutes(request.user, dossier),
        "pointed": RegisteredModel.objects.filter(dossier=dossier).first(),
        "signer_title": _signer_title(dossier),
        "changes": changed(dossier),
        "papers": papers_of(request.user, dossier),
        "unnumbered": _unnumbered(request, dossier),
        "paper_doors": [(kind.label, _paper_door(dossier, kind)) for kind in kinds_to_record(request.user, dossier)],
    }


def _unnumbered(request: PersonRequest, dossier: Dossier) -> list[str]:
    """Kinds of paper that lack their number, as far as the person reads that kind."""
    missing = missing_papers([dossier]).get(dossier.pk, [])
    return [kind.label for kind in missing if sees_city(request.user) or not PAPER_RULES[kind].of_city]


def _paper_door(dossier: Dossier, kind: PaperKind) -> str:
    return reverse("paper-record", args=[dossier.cycle_id, dossier.unit.code, PAPER_RULES[kind].word])


def _signer_title(dossier: Dossier) -> str:
    """Whether the Chủ tịch or a Phó Chủ tịch signed, as the person's role said on that day."""
    if dossier.signed_by_id is None or dossier.signed_at is None:
        return ""
    return title_at(dossier.signed_by_id, dossier.unit_id, Role.COMMUNE_CHAIR, localdate(dossier.signed_at))


@require_safe
@signed_in
def seal_download(request: PersonRequest, cycle_id: int, code: str, number: str) -> HttpResponse:
    """The sealed document, byte for byte as it was hashed."""
    dossier = dossier_or_404(request, cycle_id, code)
    seal: Seal = get_object_or_404(reads.seals_of(request.user, dossier), number=number)
    response = HttpResponse(seal.body.encode(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="ho-so-{seal.number}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
