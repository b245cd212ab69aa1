"""The versions of the criteria set of a running year: which one holds since when, and going over to another one."""

from __future__ import annotations

from typing import Any

from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.pages import attempt, posted
from thanthien.criteria.comparing import compare_all
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.problems import DefinitionError
from thanthien.evaluations.actions.papers import record_paper
from thanthien.evaluations.bulk.set_changes import ChangeSet
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.set_changes import SetDecisionForm
from thanthien.evaluations.models import Cycle, Dossier, Paper
from thanthien.evaluations.permissions import follows_cycles, may_change_set
from thanthien.evaluations.queries.set_changes import comparison_of, papers_for, set_changes, versions_for, why_not
from thanthien.evaluations.queries.set_trials import trial_of, years_with_results
from thanthien.evaluations.views.cycles import cycle_or_404


@require_safe
@requires(follows_cycles)
def overview(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Which version holds, and every change of the year with what it changed."""
    cycle, office = cycle_or_404(cycle_id), is_office(request.user)
    context = {
        "cycle": cycle,
        "office": office,
        "changes": [(change, comparison_of(change)) for change in reversed(set_changes(cycle))],
        "versions": list(versions_for(cycle)) if office else [],
    }
    return render(request, "evaluations/cycles/set.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def version(request: PersonRequest, cycle_id: int, set_id: int) -> HttpResponse:
    """What another version would change; the decision is recorded here, before it is carried out."""
    cycle = cycle_or_404(cycle_id)
    chosen = get_object_or_404(versions_for(cycle), pk=set_id)
    form = SetDecisionForm(posted(request), request.FILES or None)
    done = attempt(form, lambda: _record(request, cycle, form))
    if done:
        return redirect("cycle-set-change", cycle_id=cycle.pk, set_id=chosen.pk, paper_id=done.value.pk)
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit").order_by("unit__sort_key", "pk"))
    context: dict[str, Any] = {
        "cycle": cycle,
        "version": chosen,
        "version_number": str(chosen.version),
        "comparison": compare_all(cycle.criteria_set.parsed(), chosen.parsed()),
        "problems": why_not(cycle, dossiers, chosen),
        "papers": list(papers_for(cycle).annotate(unit_code=Min("lines__dossier__unit__code"))),
        "may_change": may_change_set(request.user),
        "form": form,
    }
    return render(request, "evaluations/cycles/set_version.html", context, status=done.status)


def _record(request: PersonRequest, cycle: Cycle, form: SetDecisionForm) -> Paper:
    dossiers = Dossier.objects.filter(cycle=cycle).values_list("pk", flat=True)
    return record_paper(
        by=request.user, kind=PaperKind.SET_CHANGE, cycle_id=cycle.pk, dossier_ids=dossiers, printed=form.printed()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_change_set)
def change(request: PersonRequest, cycle_id: int, set_id: int, paper_id: int) -> HttpResponse:
    """Every dossier with what becomes of it, day and reason; then the year goes over to the version."""
    cycle = cycle_or_404(cycle_id)
    bulk = ChangeSet(request.user, cycle.pk, set_id, paper_id)
    if bulk.version is None or bulk.paper is None:
        return redirect(reverse("cycle-set", args=[cycle.pk]))
    return bulk_page(request, bulk)


@require_safe
@requires(is_office)
def trial(request: PersonRequest, cycle_id: int, set_id: int) -> HttpResponse:
    """What the results of a year that is concluded would have been under another set, a draft among them. Nothing is
    kept."""
    under = get_object_or_404(CriteriaSet, pk=set_id)
    cycle = get_object_or_404(years_with_results(under).select_related("criteria_set__scheme"), pk=cycle_id)
    context = {"cycle": cycle, "under": under, "names": under.level_names, "own_names": cycle.criteria_set.level_names}
    try:
        context["trial"] = trial_of(cycle, under)
    except DefinitionError:
        context["trial"] = None
    return render(request, "evaluations/cycles/set_trial.html", context)
