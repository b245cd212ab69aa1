"""Criteria sets as the standing office keeps them: list, one set, import of a draft, issuing."""

from collections.abc import Sequence

import rfc8785
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import REFUSED, attempt, posted
from thanthien.core.tables.pages import table_page
from thanthien.criteria import actions, queries
from thanthien.criteria.comparing import compare_all
from thanthien.criteria.editor.queries import pieces_of, unfinished
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.forms import IssueForm, SetFileForm
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.overview import in_words
from thanthien.criteria.permissions import can_issue_sets, keeps_sets
from thanthien.criteria.problems import DefinitionError, Problem
from thanthien.criteria.tables import set_status, set_table
from thanthien.criteria.trial_doors import trials_of
from thanthien.criteria.yaml_io import dump_set
from thanthien.units.models import Unit

SHOWN_PROBLEMS = 500
_SHOWN = ("scheme", "created_by", "saved_by", "submitted_by", "returned_by", "issued_by")
_LONGEST_EXCERPT = 120


@requires(keeps_sets)
@require_safe
def set_list(request: PersonRequest) -> HttpResponseBase:
    """All sets: drafts, the issued, the superseded."""
    return table_page(request, "criteria/list.html", {}, table=set_table())


@requires(keeps_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: PersonRequest) -> HttpResponse:
    """Take a YAML file as a draft, or tell everything that is wrong with it."""
    form = SetFileForm(posted(request), request.FILES or None)
    try:
        done = attempt(form, lambda: actions.import_draft(by=request.user, text=form.text))
    except DefinitionError as wrong:
        return _import_page(request, form, REFUSED, wrong.problems)
    if not done:
        return _import_page(request, form, done.status)
    draft = done.value
    messages.success(request, f"Đã lưu dự thảo “{draft.title}”, phiên bản {draft.version} năm {draft.year}.")
    return redirect("criteria:set", pk=draft.pk)


def _import_page(
    request: PersonRequest, form: SetFileForm, status: int, problems: Sequence[Problem] = ()
) -> HttpResponse:
    lines = form.text.splitlines() if problems else []
    context = {
        "form": form,
        "count": len(problems),
        "problems": [(one, _excerpt(lines, one)) for one in problems[:SHOWN_PROBLEMS]],
        "left_out": max(len(problems) - SHOWN_PROBLEMS, 0),
    }
    return render(request, "criteria/import.html", context, status=status)


def _excerpt(lines: list[str], problem: Problem) -> str:
    """The line of the file that a problem is about, short enough for a table; nothing when it is the whole file."""
    if not (problem.path and 0 < problem.line <= len(lines)):
        return ""
    text = lines[problem.line - 1].strip()
    return text if len(text) <= _LONGEST_EXCERPT else f"{text[:_LONGEST_EXCERPT]}…"


@requires(keeps_sets)
@require_safe
def set_page(request: PersonRequest, pk: int) -> HttpResponse:
    """One set in words: conditions, indicators with their rules, its files."""
    shown = get_object_or_404(CriteriaSet.objects.select_related(*_SHOWN), pk=pk)
    is_draft = shown.status == SetStatus.DRAFT
    units, before = Unit.objects.current(clock.today()).count(), queries.version_before(shown)
    context = in_words(shown.parsed(), units) | {
        "before": before,
        "comparison": compare_all(before.parsed(), shown.parsed()) if before else None,
        "shown": shown,
        "status": set_status(shown),
        "may_issue": is_draft and can_issue_sets(request.user),
        "may_submit": is_draft and not shown.is_submitted,
        "is_draft": is_draft,
        "newer": queries.issued_beside(shown) if shown.status == SetStatus.SUPERSEDED else None,
    }
    if is_draft:
        context |= {"pieces": pieces_of(shown), "trials": trials_of(shown), "unfinished": unfinished(shown)}
    return render(request, "criteria/set.html", context)


@requires(keeps_sets)
@require_safe
def set_yaml(request: PersonRequest, pk: int) -> HttpResponse:
    """The set as the YAML file that the platform reads."""
    definition = get_object_or_404(CriteriaSet, pk=pk).parsed()
    return _download(dump_set(definition), "application/yaml; charset=utf-8", f"{definition.code}.yaml")


@requires(keeps_sets)
@require_safe
def set_json(request: PersonRequest, pk: int) -> HttpResponse:
    """The set in canonical JSON: the SHA-256 of this file is the set's."""
    found = get_object_or_404(CriteriaSet, pk=pk)
    name = f"{found.parsed().code}.json"
    return _download(rfc8785.dumps(found.definition), "application/json; charset=utf-8", name)


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(can_issue_sets)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: PersonRequest, pk: int) -> HttpResponse:
    """Number and date of the decision, then a page to check, then the set is issued."""
    draft = get_object_or_404(CriteriaSet.objects, pk=pk)
    if draft.status != SetStatus.DRAFT:
        messages.info(request, "Bộ tiêu chí này đã được ban hành.")
        return redirect("criteria:set", pk=pk)
    form = IssueForm(posted(request), initial={"seen": draft.sha256})
    if "ban_hanh" in request.POST:
        if attempt(form, lambda: actions.issue(by=request.user, set_id=draft.pk, **form.cleaned_data)):
            messages.success(request, f"Đã ban hành “{draft.title}”, phiên bản {draft.version}.")
            return redirect("criteria:set", pk=draft.pk)
    elif "sua" not in request.POST and form.is_valid():
        return _issue_page(request, draft, form, "criteria/issue_check.html")
    return _issue_page(request, draft, form, "criteria/issue.html")


def _issue_page(request: PersonRequest, draft: CriteriaSet, form: IssueForm, template: str) -> HttpResponse:
    context = {"draft": draft, "form": form, "in_force": queries.issued_beside(draft)}
    return render(request, template, context, status=422 if form.errors and "sua" not in request.POST else 200)
