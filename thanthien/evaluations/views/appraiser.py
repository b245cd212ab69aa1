"""What an appraising body does: its indicators, the grid of one indicator, one item at the side, a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_appraiser
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import CONFLICT, SHOWN, attempt, sent_from
from thanthien.core.tables.pages import table_file, table_page
from thanthien.core.tables.shown import FILE
from thanthien.core.tables.shown import shown as as_shown
from thanthien.core.tables.table import Table
from thanthien.core.text import normalise
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.forms.appraiser import AskForm, GridForm, GridRow, ItemForm, RowForm, inline_words, prefix_of
from thanthien.evaluations.grid_lines import line
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.modes import body_was_silent
from thanthien.evaluations.queries import grid, grid_filters, grid_sheets
from thanthien.evaluations.queries.council_pages import states_gates
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.queries.grid_marks import Grid, Mark, open_grid
from thanthien.evaluations.queries.item import ItemPage, item_page
from thanthien.evaluations.queries.successions import passed
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.succession_notices import passed_sentence
from thanthien.evaluations.tables.appraisal import grid_table, work_table
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import PhaseKey

PAGE_OF_ROWS = 25  # without script
OWN_WORD = "tu-cham"  # what the form at the side proposes
WHOLE, LONG_PAGE = 200, 100  # more rows than these don't stand on one page, whose size is then the latter


@require_GET
@requires(is_appraiser)
def home(request: PersonRequest) -> HttpResponseBase:
    """The indicators of my bodies in a cycle, with what is left to do."""
    cycles = grid.cycles_to_appraise(request.user)
    cycle = _chosen(cycles, request.GET.get("ky", ""))
    if cycle is None:
        return render(request, "evaluations/appraiser/no_sheets.html")
    bodies, work = grid.bodies_of(request.user), grid.indicator_work(request.user, cycle)

    def whole_page() -> dict[str, Any]:
        return {
            "cycle": cycle,
            "cycles": cycles,
            "bodies": bodies.values(),
            "passed": [passed_sentence(one) for one in passed({b.code for b in bodies.values() if b.has_passed})],
            "unscored": sum(one.unscored for one in work),
            "differing": sum(one.differing for one in work),
            "field_checks": sum(one.field_checks for one in work),
            "sheets": grid_sheets.sheet_counts(request.user, cycle),
            "states_gates": states_gates(cycle, bodies.values()),
            "due": deadlines_of(cycle, [0])[0].get(PhaseKey.APPRAISAL),
        }

    return table_page(request, "evaluations/appraiser/home.html", whole_page, table=work_table(work, cycle, bodies))


def _chosen(cycles: Sequence[Cycle], wanted: str) -> Cycle | None:
    return next((cycle for cycle in cycles if str(cycle.pk) == wanted), cycles[0] if cycles else None)


@requires(is_appraiser)
def grid_page(request: PersonRequest, cycle_id: int, code: str) -> HttpResponseBase:
    """One indicator × all dossiers of the body; sent as one form, it saves the rows that were changed."""
    found = grid_or_404(request, cycle_id, code)
    if request.method != "POST":
        return show_grid(request, found)
    form = GridForm(request.POST, posted_rows(request, found))
    done = attempt(form, lambda: sheets.save_items(by=request.user, changes=form.changes), *form.rows)
    if not done:
        return show_grid(request, found, form, done.status)
    messages.success(request, f"Đã lưu {len(done.value)} đơn vị." if done.value else "Không có thay đổi nào để lưu.")
    return redirect(request.get_full_path())


def grid_or_404(request: PersonRequest, cycle_id: int, code: str) -> Grid:
    """The grid of the indicator; of the body named in the address when the person speaks for several."""
    found = open_grid(request.user, cycle_id, code, request.GET.get("co-quan", ""))
    if found is None:
        raise Http404
    return found


def posted_rows(request: PersonRequest, found: Grid) -> list[GridRow]:
    """The rows that a grid's form sends."""
    sent = [mark.pk for mark in found.marks if f"{prefix_of(mark.pk)}-version" in request.POST]
    return [GridRow(row) for row in found.rows(request.user, sent)] if sent else []


def show_grid(
    request: PersonRequest, found: Grid, form: GridForm | None = None, status: int = SHOWN
) -> HttpResponseBase:
    """The grid as the address narrows and sorts it, or a file of it."""
    view = grid_filters.View(
        normalise(request.GET.get("q", ""))[:100], request.GET.get("loc", ""), request.GET.get("xep", "")
    )
    shown = grid_filters.narrowed(found.marks, view)
    if file := table_file(request, _table(request, found, shown)):
        return file
    page = _page(request, found, shown)
    rows = _rows(request, found, page or shown, form)
    context = {
        "form": form,
        "cycle": found.cycle,
        "body": found.body,
        "indicator": found.indicator,
        "definition": found.definition,
        "maximum": found.maximum,
        "value_words": inline_words(found.definition),
        "rows": rows,
        "table_rows": SafeString("".join(map(line, rows))),
        "page": page,
        "view": view,
        "page_size": PAGE_OF_ROWS,
        "may_be_whole": len(found.marks) <= WHOLE,
        "files": as_shown(_table(request, found, ()), request),
    }
    return render(request, "evaluations/appraiser/grid.html", context | _choices(found), status=status)


def _page(request: PersonRequest, found: Grid, shown: Sequence[Mark]) -> Page[Mark] | None:
    """The page that is asked for; None where all rows stand on one."""
    if len(found.marks) > WHOLE:
        return Paginator(shown, LONG_PAGE).get_page(request.GET.get("trang"))
    return Paginator(shown, PAGE_OF_ROWS).get_page(request.GET["trang"]) if "trang" in request.GET else None


def _rows(request: PersonRequest, found: Grid, shown: Iterable[Mark], form: GridForm | None = None) -> list[GridRow]:
    """The rows of these marks in their order; what was typed into one stays."""
    typed = {row.row.item.pk: row for row in form.shown} if form else {}
    order = [mark.pk for mark in shown]
    rows = {row.item.pk: row for row in found.rows(request.user, order)}
    return [typed.get(pk) or GridRow(rows[pk]) for pk in order if pk in rows]


def _table(request: PersonRequest, found: Grid, shown: Sequence[Mark]) -> Table[GridRow]:
    """The file of these rows; they are read when a file is asked for."""
    return grid_table(found, _rows(request, found, shown) if FILE in request.GET else [])


def _choices(found: Grid) -> dict[str, Any]:
    """What the lists above the grid offer, each with how many rows it leads to."""
    filters = grid_filters.filters_of(found.definition)
    return {
        "only": [(key, label, sum(map(keep, found.marks))) for key, (label, keep) in filters.items()],
        "orders": [(key, label) for key, (label, _) in grid_filters.ORDERS.items()],
        "others": grid.unscored_of(found.body.pk, found.cycle),
        "counts": grid.Counts(len(found.marks), sum(mark.unscored for mark in found.marks)),
    }


# --- One item --------------------------------------------------------------------------------------------------------


@requires(is_appraiser)
def item(request: PersonRequest, item_id: int) -> HttpResponse:
    """One item: as the panel beside the grid, as a page of its own without script; POST saves it."""
    row = _row(request, item_id)
    if request.htmx and "hang" in request.GET:
        return _show_row(request, GridRow(row), SHOWN)
    if request.method != "POST":
        return _show_item(request, row, proposing=request.GET.get("dung", ""))
    return _save_row(request, row) if request.POST.get("tu") == "hang" else _save_panel(request, row)


def _row(request: PersonRequest, item_id: int) -> grid.Row:
    found = grid.item_of(request.user, item_id)
    if found is None:
        raise Http404
    return grid.grid_rows(request.user, [found])[0]


def _save_row(request: PersonRequest, row: grid.Row) -> HttpResponse:
    """A row of the grid saved by itself: the answer is the row as it now stands."""
    form = RowForm(row, request.POST)
    done = attempt(form, lambda: _saved_row(request, row, form))
    shown = GridRow(done.value) if done else GridRow(row, form)
    return _show_row(request, shown, done.status, saved=bool(done) and done.value is not row)


def _saved_row(request: PersonRequest, row: grid.Row, form: RowForm) -> grid.Row:
    """The row after what was typed is saved; the same one when nothing in it was changed."""
    change = form.change()
    return row if change is None else _saved(request, row, change)


def _saved(request: PersonRequest, row: grid.Row, change: sheets.ItemChange) -> grid.Row:
    saved = sheets.save_items(by=request.user, changes=[change])[0]
    item = replace(
        row.item, state=saved.state, value=saved.value, reason=saved.reason, points=saved.points, version=saved.version,
        field_check=saved.field_check, updated_by=request.user.full_name,
    )  # fmt: skip
    return replace(row, item=item)


def _show_row(request: PersonRequest, row: GridRow, status: int, *, saved: bool = False) -> HttpResponse:
    context = {
        "line": line(row),
        "counts": grid.counts_of(row.row.item) if status == SHOWN else None,
        "alone": True,
        "saved_at": clock.now() if saved else None,
    }
    return render(request, "evaluations/appraiser/grid.html#saved_row", context, status=status)


def _save_panel(request: PersonRequest, row: grid.Row) -> HttpResponse:
    """The form at the side: value, không phát sinh, direct points, reason, field check."""
    form = ItemForm(row, request.POST)
    done = attempt(form, lambda: _saved(request, row, form.change()))
    if not done:
        return _show_item(request, row, form, done.status)
    if request.htmx:
        return _show_item(request, done.value, ItemForm(done.value), saved=True)
    messages.success(request, f"Đã lưu thẩm định của {row.dossier.unit.name}.")
    return redirect("appraisal-item", item_id=row.item.pk)


def _show_item(
    request: PersonRequest,
    row: grid.Row,
    form: ItemForm | None = None,
    status: int = SHOWN,
    *,
    saved: bool = False,
    proposing: str = "",
    ask_form: AskForm | None = None,
) -> HttpResponse:
    """``proposing``: the form shows what the person may save (see :func:`_proposed`)."""
    page = item_page(request.user, row)
    start = _proposed(row, page, proposing)
    context: dict[str, Any] = {
        "row": GridRow(row),
        "line": line(GridRow(row), again=True) if saved else None,
        "form": form or ItemForm(row, start=start),
        "proposing": proposing if start else "",
        "ask_form": ask_form or AskForm(),
        "page": page,
        "saved": saved,
        "stale": status == CONFLICT,
        "too_late": _too_late(row),
        "stored_text": answer_text(row.compiled.definition, row.item.state, row.item.value),
        "counts": grid.counts_of(row.item) if saved else None,
        "saved_at": clock.now() if saved else None,
        "grid_url": grid_url(row),
    }
    part = "#panel_answer" if request.htmx else ""
    return render(request, f"evaluations/appraiser/item.html{part}", context, status=status)


def _proposed(row: grid.Row, page: ItemPage, proposing: str) -> Entry | None:
    """The figure by what was said of late records, or the commune's word without its reason (``OWN_WORD``)."""
    if not proposing or not row.writable:
        return None
    if proposing != OWN_WORD:
        return page.proposal
    return Entry(AnswerState(row.answer.state), row.answer.value) if row.to_look_at else None


def _too_late(row: grid.Row) -> str:
    """Why a body that was recorded as silent writes nothing more; empty of any other."""
    silent = row.item.sheet.status == SheetStatus.SILENT
    return body_was_silent(row.dossier.cycle.council_mode) if silent else ""


def grid_url(row: grid.Row) -> str:
    """The grid in which an item stands."""
    address = reverse("appraisal-grid", args=[row.dossier.cycle_id, row.item.indicator.code])
    return f"{address}?co-quan={row.item.sheet.body.code}"


@sent_from(lambda item_id: reverse("appraisal-item", args=[item_id]))
@requires(is_appraiser)
def ask(request: PersonRequest, item_id: int) -> HttpResponse:
    """Ask the commune about one item; it answers within its own deadline."""
    row = _row(request, item_id)
    form = AskForm(request.POST)
    done = attempt(
        form, lambda: sheets.ask_item(by=request.user, item_id=item_id, question=form.cleaned_data["question"])
    )
    if not done:
        return _show_item(request, row, status=done.status, ask_form=form)
    due = f"{done.value.due_on:%d/%m/%Y}"
    messages.success(request, f"Đã gửi đề nghị bổ sung đến {row.dossier.unit.name}, hạn trả lời {due}.")
    return redirect("appraisal-item", item_id=item_id)
