"""The pages of a bulk act (`thanthien.core.acting.bulk`): its list, the list to check, and the confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thanthien.core.acting import seen as seen_values
from thanthien.core.acting.bulk import (
    SEEN,
    Bulk,
    BulkRow,
    Told,
    carry_through,
    differences,
    keys_of,
    lines,
    named,
    seen_of,
    was_seen,
)
from thanthien.core.acting.pages import CONFLICT, REFUSED, SHOWN, Attempt, carry_out, tell
from thanthien.core.jobs import Job, enqueue

STEP, CONFIRM, CHOOSE_AGAIN = "buoc", "lam", "chon-lai"
ONCE = "ma"

NOT_THERE = "Những dòng đã chọn vừa được người khác (hoặc lần bấm trước) xử lý, hoặc không còn chọn được."


def bulk_page(request: HttpRequest, bulk: Bulk) -> HttpResponse:
    """Show the list, then the check, then act. Opened by an address alone, it shows its list."""
    step = request.POST.get(STEP)
    if step == CONFIRM and SEEN in request.POST:
        return _confirm(request, bulk)
    if bulk.whole:
        return _whole_list(request, bulk)
    if request.method != "POST":
        return bulk.choose(request, Told())
    if step == CHOOSE_AGAIN:
        return bulk.choose(request, _told(request, bulk))
    return _check(request, bulk)


def is_first_step(request: HttpRequest) -> bool:
    """Does the list to choose from send this?"""
    return request.method == "POST" and STEP not in request.POST


def _told(request: HttpRequest, bulk: Bulk, *problems: str, status: int = SHOWN) -> Told:
    """The list to choose from again: with what was chosen, and what was typed beside the list to check."""
    picked = bulk.wanted(request.POST) | frozenset(was_seen(request.POST) if STEP in request.POST else ())
    typed = _typed(request, bulk.form(keys_of(dict.fromkeys(picked))))
    return Told(problems, status, picked, typed)


def _typed(request: HttpRequest, form: forms.Form) -> dict[str, str]:
    return {name: request.POST[name] for name in form.fields if name in request.POST}


# --- The list to check ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """What the list to check shows: the chosen rows that can be taken, those that can't, and what just changed."""

    chosen: Sequence[BulkRow]
    left_out: Sequence[BulkRow] = ()
    changed: Mapping[str, str] | None = None


def _whole_list(request: HttpRequest, bulk: Bulk) -> HttpResponse:
    rows = [row for row in bulk.rows() if not row.problems]
    if not rows:
        return bulk.choose(request, Told())
    return _show(request, bulk, Check(rows), bulk.form([row.key for row in rows]))


def _check(request: HttpRequest, bulk: Bulk) -> HttpResponse:
    """What was chosen, to be checked. A list to choose from that lets something be given for a row tells what it
    showed; where that is no more, it is shown again."""
    wanted = bulk.wanted(request.POST)
    rows = bulk.rows(keys_of(dict.fromkeys(wanted)))
    chosen = [row for row in rows if not row.problems]
    if not chosen:
        told = [row.sentence for row in rows] or [NOT_THERE if wanted else bulk.words.none_chosen]
        return bulk.choose(request, _told(request, bulk, *told, status=REFUSED))
    shown = {key: row for key, row in was_seen(request.POST).items() if key in wanted}
    if changed := differences(bulk, chosen, shown):
        return bulk.choose(request, _told(request, bulk, *_changes(changed), status=CONFLICT))
    if faults := bulk.faults(chosen):
        return bulk.choose(request, _told(request, bulk, *faults, status=REFUSED))
    form = bulk.form([row.key for row in chosen])
    form.initial.update(_typed(request, form))
    return _show(request, bulk, Check(chosen, [row for row in rows if row.problems]), form)


def _changes(changed: Mapping[str, str]) -> list[str]:
    return [f"Vừa có thay đổi: {sentence.rstrip('.')}." for sentence in named(changed)]


def _show(request: HttpRequest, bulk: Bulk, check: Check, form: forms.Form, status: int = SHOWN) -> HttpResponse:
    changed = check.changed or {}
    drawn = lines(bulk, check.chosen, changed=keys_of(changed), form=form)
    in_rows = {line.row.field for line in drawn}
    context = {
        "bulk": bulk,
        "words": bulk.words,
        "columns": [*bulk.columns, *bulk.given],
        "sections": [(title, list(some)) for title, some in groupby(drawn, key=lambda line: line.row.section)],
        "chosen": check.chosen,
        "left_out": check.left_out,
        "changes": named(changed),
        "remarks": bulk.remarks(check.chosen),
        "marks": bulk.marks(check.chosen),
        "form": form,
        "visible": [bound for bound in form.visible_fields() if bound.name not in in_rows],
        "seen": seen_values.pack(seen_of(check.chosen)),
        "token": request.POST.get(ONCE) or uuid4().hex,
    }
    return render(request, "core/bulk/check.html", context, status=status)


# --- The confirmation -------------------------------------------------------------------------------------------------


def _confirm(request: HttpRequest, bulk: Bulk) -> HttpResponse:
    seen = was_seen(request.POST)
    form = bulk.form(keys_of(seen), data=request.POST, files=request.FILES)
    done = _try(request, bulk, seen, form)
    if done:
        return done.value
    return _again(request, bulk, seen, form, done)


def _try(request: HttpRequest, bulk: Bulk, seen: dict[str, Any], form: forms.Form) -> Attempt[HttpResponse]:
    """Act at once, or put it into the queue when it is long. A job carries what was typed and no file: what comes with
    one is done at once."""
    if not seen or not form.is_valid():
        return Attempt(status=REFUSED)
    if bulk.job is not None and len(seen) > settings.BULK_AT_ONCE and not _has_file(form):
        if differences(bulk, bulk.rows(None if bulk.whole else keys_of(seen)), seen):
            return Attempt(status=CONFLICT)
        return carry_out(partial(_enqueue, request, bulk, bulk.job, seen, form))
    return carry_out(lambda: _do(request, bulk, seen, form))


def _has_file(form: forms.Form) -> bool:
    """Whether a file was chosen in a field of the form; one that is sent besides is none of it."""
    fields = form.fields.items()
    return any(form.cleaned_data.get(name) for name, field in fields if isinstance(field, forms.FileField))


def _do(request: HttpRequest, bulk: Bulk, seen: dict[str, Any], form: forms.Form) -> HttpResponse:
    return bulk.answer(request, carry_through(bulk, seen, form))


def _enqueue(request: HttpRequest, bulk: Bulk, job: Job, seen: dict[str, Any], form: forms.Form) -> HttpResponse:
    """The job carries the person, what was seen and what was typed; all of it is asked again when it runs."""
    cargo = {"seen": seen, "typed": _typed(request, form)}
    key = request.POST.get(ONCE, "")[:100]
    return redirect(enqueue(job, by=bulk.by, key=key, back=bulk.words.back, cargo=cargo, **bulk.scope))


def _again(
    request: HttpRequest, bulk: Bulk, seen: dict[str, Any], form: forms.Form, done: Attempt[HttpResponse]
) -> HttpResponse:
    """Not done: the list as it is now, with what changed, what was refused, and all that was typed."""
    rows = bulk.rows(None if bulk.whole else keys_of(seen))
    chosen = [row for row in rows if not row.problems]
    changed = differences(bulk, rows, seen)
    if not chosen:
        return bulk.choose(request, _told(request, bulk, *(_changes(changed) or [NOT_THERE]), status=CONFLICT))
    if faults := bulk.faults(chosen):
        return bulk.choose(request, _told(request, bulk, *faults, status=REFUSED))
    if done.problem and not changed:
        tell(form, done.problem)
    check = Check(chosen, [row for row in rows if row.problems], changed)
    return _show(request, bulk, check, form, CONFLICT if changed else done.status)
