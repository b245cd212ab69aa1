"""The commune's home: what is due, where it stands, what leads to the next level; and registration, assignment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import is_commune
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.pages import Attempt, attempt, carry_out, posted
from thanthien.core.formats import percent
from thanthien.core.question import Question, ask
from thanthien.core.reading import Reading
from thanthien.criteria.compiling import CompiledSet
from thanthien.evaluations.actions import answers as answer_actions
from thanthien.evaluations.actions import registration as registration_actions
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.commune import RegistrationForm
from thanthien.evaluations.held_back import CouncilSum, why_not_higher
from thanthien.evaluations.models import Dossier, RegisteredModel
from thanthien.evaluations.permissions import can_ask_extension, can_assign
from thanthien.evaluations.queries import commune_home as queries
from thanthien.evaluations.queries import self_score
from thanthien.evaluations.queries.facts import deadlines_of, facts_asked
from thanthien.evaluations.queries.forecast_page import pages_of
from thanthien.evaluations.queries.papers import asked_for_next
from thanthien.evaluations.queries.phases import opening_of
from thanthien.evaluations.queries.pilots import pilots_without
from thanthien.evaluations.queries.proceedings import told_to_units
from thanthien.evaluations.queries.returns import items_by_dossier
from thanthien.evaluations.queries.sums import sums_of
from thanthien.evaluations.states import WITH_COMMUNE, WITHOUT_RESULT
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import Facts, PhaseKey, Status
from thanthien.measures.offers import models_of
from thanthien.records.week import duties_now, week_asked


@require_safe
@requires(is_commune)
def home(request: PersonRequest) -> HttpResponse:
    """The results that are known, the week's duties, the dossiers of the person's units in running cycles, and what
    came out in earlier years."""
    user, reading = request.user, Reading()
    current, earlier, proceedings, _ = ask(
        queries.current_dossiers(user), queries.earlier_results(user), told_to_units(user), week_asked(user, reading)
    )
    resulting = [*current, *queries.newest_result(current, earlier)]
    known = queries.known_results(resulting)
    dossiers = [dossier for dossier in current if dossier not in known]
    asked_answers = self_score.answers_asked(dossiers)
    answers, results, facts, requests, told, returned, outcomes, outside = ask(
        asked_answers,
        self_score.scores_asked(dossiers, asked_answers),
        _facts(current, user),
        Question(list, queries.open_requests(dossiers)),
        queries.told_steps(dossiers),
        items_by_dossier(dossiers),
        queries.outcomes_of(known),
        Question(list) if current else pilots_without(user),
    )
    weeks = duties_now(user, reading)
    forecasts = pages_of(dossiers, answers=answers, reading=reading)
    cards = [
        {
            "dossier": dossier,
            "step": queries.next_step(dossier, facts[dossier.pk]),
            "requests": [one for one in requests if one.dossier_id == dossier.pk],
            "told": told.get(dossier.pk),
            "returned": returned[dossier.pk],
            "target_title": dossier.cycle.level_names.name(dossier.target_level) if dossier.target_level else "",
            "before_submission": dossier.status in WITH_COMMUNE,
            "ended": dossier.status in WITHOUT_RESULT,
            "may_assign": can_assign(request.user, dossier),
            "may_ask_time": can_ask_extension(request.user, dossier),
            "mine": _mine(request.user, answers[dossier.pk]),
            "sums": sums_of(dossier, results[dossier.pk], self_score.proven_codes(answers[dossier.pk])),
            "forecast": forecasts.get(dossier.pk),
            "folded": queries.folded(dossier, dossiers),
        }
        for dossier in dossiers
    ]
    leading = {pk for pk, one in outcomes.items() if queries.leads(one.dossier, dossiers)}
    shown = [
        (pk, {"outcome": one, "step": queries.next_step(one.dossier, facts[pk]) if pk in facts else None})
        for pk, one in outcomes.items()
    ]
    units = {one.unit for one in resulting} | {unit for unit, _ in weeks}
    context = {
        "proceedings": proceedings,
        "weeks": weeks,
        "several": len(units) > 1,
        "only_unit": next(iter(units)) if len(units) == 1 else None,
        "results": [card for pk, card in shown if pk in leading],
        "later_results": [card for pk, card in shown if pk not in leading],
        "cards": cards,
        "outside": outside,
        "earlier": [(row, total, _why(row, total)) for row, total in earlier],
        "without_result": WITHOUT_RESULT,
        "who_reopens": queries.who_reopens(),
    }
    return render(request, "evaluations/commune/home.html", context)


def _why(dossier: Dossier, total: CouncilSum | None) -> str:
    """What kept the unit from the next level, where the points settled the one that was decided."""
    settled = total is not None and total.level == dossier.decided_level
    return why_not_higher(dossier.compiled, total) if total and settled else ""


def _mine(user: User, rows: list[self_score.CountedAnswer]) -> dict[str, int]:
    own = [row for row in rows if row.assignee_id == user.pk]
    return {"total": len(own), "open": sum(row.state == "missing" for row in own)}


def _facts(dossiers: list[Dossier], user: User) -> Question[dict[int, Facts]]:
    by_cycle: dict[int, list[Dossier]] = {}
    for dossier in dossiers:
        by_cycle.setdefault(dossier.cycle_id, []).append(dossier)
    groups = [facts_asked(group, user) for group in by_cycle.values()]
    return Question(lambda *told: {pk: facts for group in told for pk, facts in group.items()}, *groups)


# --- Registration ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def registration(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """The level aimed at, with what each level asks, and the creative model."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    compiled = dossier.compiled
    pointed = RegisteredModel.objects.filter(dossier=dossier).first()
    models = models_of(dossier.unit) if dossier.status == Status.UNREGISTERED else []
    again = next((one.value for one in models if pointed and one.address == pointed.address), "")
    initial = {"target_level": dossier.target_level, "creative_model": dossier.creative_model, "model": again}
    asked = asked_for_next([dossier], PaperKind.REGISTRATION)
    form = RegistrationForm(
        posted(request), request.FILES or None, compiled=compiled, initial=initial, asked=asked, models=models
    )  # fmt: skip
    done = attempt(form, lambda: _register(request, dossier, form))
    if done:
        messages.success(request, "Đã gửi đăng ký.")
        return redirect("commune-home")
    deadlines = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id]
    opening = opening_of(dossier.cycle, PhaseKey.REGISTRATION, dossier)
    context = {
        "dossier": dossier,
        "pointed": pointed,
        "form": form,
        "levels": _level_cards(compiled, form["target_level"].value()),
        "barring": [gate.question for gate in compiled.gates if not gate.cap],
        "due": deadlines.get(PhaseKey.REGISTRATION),
        "over": queries.registration_over(dossier, deadlines),
        "may_ask_time": can_ask_extension(request.user, dossier),
        "open": dossier.status == Status.UNREGISTERED and not opening,
        "opening": opening,
    }
    return render(request, "evaluations/commune/registration.html", context, status=done.status)


def _register(request: PersonRequest, dossier: Dossier, form: RegistrationForm) -> Dossier:
    return registration_actions.register(
        by=request.user,
        dossier_id=dossier.pk,
        target_level=form.cleaned_data["target_level"],
        creative_model=form.cleaned_data["creative_model"],
        model=form.cleaned_data.get("model", ""),
        printed=form.printed_or_none(),
    )


def _level_cards(compiled: CompiledSet, chosen: object) -> list[dict[str, Any]]:
    cards = []
    for level in compiled.levels:
        asked = level.definition
        conditions = [f"Tổng điểm từ {percent(asked.total_at_least)} điểm tối đa áp dụng"]
        if asked.every_group_at_least is not None:
            conditions.append(f"Từng nhóm từ {percent(asked.every_group_at_least)}")
        for minimum in asked.minimums:
            least = percent(minimum.share) if minimum.share is not None else f"{minimum.points} điểm"
            conditions.append(f"Mục {minimum.node} từ {least}")
        conditions += [
            f"{_HOW[need.how]} {compiled.definition.level_names.name(need.level)}" for need in asked.requires
        ]
        conditions += _gate_conditions(compiled, asked.number)
        checked = str(asked.number) == str(chosen)
        cards.append({"number": asked.number, "title": asked.title, "conditions": conditions, "checked": checked})
    return cards


_HOW = {"same_result": "Đạt đồng thời điều kiện của", "held_before": "Đã từng được công nhận"}


def _gate_conditions(compiled: CompiledSet, number: int) -> list[str]:
    """What caps the level below this one; what bars every level is told once for all."""
    return [f"Không thuộc trường hợp: “{gate.question}”" for gate in compiled.gates if 0 < (gate.cap or 0) < number]


# --- Assignment -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def assignment(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Hands indicators to colleagues, several at once."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    if not can_assign(request.user, dossier):
        raise Http404
    people = queries.colleagues(dossier)
    done: Attempt[str] = Attempt()
    if request.method == "POST":
        done = carry_out(lambda: _assign(request, dossier, people))
        if done:
            messages.success(request, done.value)
            return redirect("assignment", cycle_id, unit_code)
    compiled = dossier.compiled
    rows = [(row, compiled.by_code[row.indicator.code]) for row in self_score.answers_of([dossier])[dossier.pk]]
    chosen = {"codes": request.POST.getlist("codes"), "assignee": request.POST.get("assignee", "")}
    context = {
        "dossier": dossier,
        "rows": rows,
        "people": people,
        "moved": done.stale.current if done.stale else [],
        "problems": [] if done.stale else done.sentences,
        "chosen": chosen,
    }
    return render(request, "evaluations/commune/assignment.html", context, status=done.status)


def _assign(request: PersonRequest, dossier: Dossier, people: Iterable[User]) -> str:
    """Hand out what was chosen; the sentence that tells it."""
    codes, chosen = request.POST.getlist("codes"), request.POST.get("assignee", "")
    assignee = next((one for one in people if str(one.pk) == chosen), None)
    if not codes:
        raise Invalid({"codes": "Cần đánh dấu ít nhất một tiêu chí."})
    if chosen and assignee is None:
        raise Invalid({"assignee": "Cần chọn người của đơn vị."})
    answer_actions.assign(
        by=request.user, dossier_id=dossier.pk, codes=codes, assignee=assignee, seen=_seen_assignees(request, codes)
    )
    return f"Đã giao {len(codes)} tiêu chí cho {assignee}." if assignee else f"Đã bỏ phân công {len(codes)} tiêu chí."


def _seen_assignees(request: PersonRequest, codes: Iterable[str]) -> dict[str, int | None]:
    """Who had the indicators when the page was opened: fields `da-thay:<code>`, empty for nobody."""
    texts = {code: request.POST.get(f"da-thay:{code}", "") for code in codes}
    return {code: int(text) if text.isdecimal() and len(text) < 19 else None for code, text in texts.items()}
