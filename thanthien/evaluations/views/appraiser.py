"""What an appraising body does: its indicators, the grid of one indicator, one item at the side, a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_appraiser
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.pages import attempt
from thanthien.core.text import normalise
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.forms.appraiser import AskForm, GridRow, ItemForm, changes_of, inline_words
from thanthien.evaluations.grid_lines import line
from thanthien.evaluations.models import Cycle, SheetItem
from thanthien.evaluations.queries import grid
from thanthien.evaluations.queries.council_pages import states_gates
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.queries.item import item_page
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import PhaseKey

PAGE_OF_ROWS = 25
REFUSED = 422
CONFLICT = 409


@require_GET
@requires(is_appraiser)
def home(request: PersonRequest) -> HttpResponse:
    """The indicators of my bodies in a cycle, with what is left to do."""
    cycles = grid.cycles_to_appraise(request.user)
    cycle = _chosen(cycles, request.GET.get("ky", ""))
    bodies = grid.bodies_of(request.user)
    work = grid.indicator_work(request.user, cycle) if cycle else []
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "bodies": [(body, [one for one in work if one.body_id == body.pk]) for body in bodies.values()],
        "unscored": sum(one.unscored for one in work),
        "differing": sum(one.differing for one in work),
        "field_checks": sum(one.field_checks for one in work),
        "sheets": grid.sheet_counts(request.user, cycle) if cycle else None,
        "states_gates": states_gates(cycle, bodies.values()) if cycle else False,
        "due": deadlines_of(cycle, [0])[0].get(PhaseKey.APPRAISAL) if cycle else None,
    }
    return render(request, "evaluations/appraiser/home.html", context)


def _chosen(cycles: Sequence[Cycle], wanted: str) -> Cycle | None:
    return next((cycle for cycle in cycles if str(cycle.pk) == wanted), cycles[0] if cycles else None)


@requires(is_appraiser)
def grid_page(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """One indicator × all dossiers of the body; sent as one form, it saves the rows that were changed."""
    items = _grid_items(request, cycle_id, code)
    rows = [GridRow(row) for row in grid.grid_rows(request.user, items)]
    if request.method == "POST":
        return _save_rows(request, rows)
    return _show_grid(request, rows)


def _grid_items(request: PersonRequest, cycle_id: int, code: str) -> list[SheetItem]:
    """Own items of the indicator; of the body named in the address when the person speaks for several."""
    items = grid.items_of(request.user, cycle_id, code)
    bodies = {item.sheet.body.code for item in items}
    if not bodies:
        raise Http404
    body = request.GET.get("co-quan", "")
    chosen = body if body in bodies else items[0].sheet.body.code
    return [item for item in items if item.sheet.body.code == chosen]


def _save_rows(request: PersonRequest, rows: list[GridRow]) -> HttpResponse:
    """All changed rows or none; what was typed stays, with the sentences beside it."""
    sent = [row for row in rows if f"{row.prefix}v" in request.POST]
    for row in sent:
        row.typed = request.POST
    try:
        confirmed = [row.confirmation() for row in sent if request.POST.get("giu") == str(row.row.item.pk)]
        changes = confirmed or changes_of(sent)
        sheets.save_items(by=request.user, changes=changes)
    except Invalid as invalid:
        for row in sent:
            row.tell(_own(invalid, row))
        return _show_grid(request, rows, status=REFUSED)
    except Stale as stale:
        _mark_stale(sent, stale)
        return _show_grid(request, rows, status=CONFLICT)
    except Refused as refused:
        messages.error(request, str(refused))
        return _show_grid(request, rows, status=REFUSED)
    messages.success(request, f"Đã lưu {len(changes)} đơn vị." if changes else "Không có thay đổi nào để lưu.")
    return redirect(request.get_full_path())


def _own(invalid: Invalid, row: GridRow) -> Invalid:
    lead = f"{row.row.item.pk}."
    return Invalid({name: text for name, text in invalid.errors.items() if name.startswith(lead)})


def _mark_stale(rows: Sequence[GridRow], stale: Stale) -> None:
    for row in rows:
        if isinstance(stale.current, SheetItem) and row.row.item.pk == stale.current.pk:
            row.stale = True


def _show_grid(request: PersonRequest, rows: list[GridRow], status: int = 200) -> HttpResponse:
    """The grid as the address narrows and sorts it."""
    by_item = {row.row.item.pk: row for row in rows}
    view = grid.View(normalise(request.GET.get("q", ""))[:100], request.GET.get("loc", ""), request.GET.get("xep", ""))
    shown = [by_item[row.item.pk] for row in grid.narrowed([row.row for row in rows], view)]
    page = Paginator(shown, PAGE_OF_ROWS).get_page(request.GET["trang"]) if "trang" in request.GET else None
    first = rows[0].row
    context = {
        "cycle": first.dossier.cycle,
        "body": first.item.sheet.body,
        "indicator": first.item.indicator,
        "definition": first.compiled.definition,
        "maximum": first.compiled.maximum,
        "value_words": inline_words(first.compiled.definition),
        "rows": list(page) if page else shown,
        "lines": [line(row) for row in (page or shown)],
        "page": page,
        "view": view,
        "only": [(key, label, sum(keep(row.row) for row in rows)) for key, (label, keep) in grid.ONLY.items()],
        "orders": [(key, label) for key, (label, _) in grid.ORDERS.items()],
        "others": grid.unscored_of(first.item.sheet.body_id, first.dossier.cycle),
        "counts": grid.Counts(len(rows), sum(row.row.unscored for row in rows)),
        "page_size": PAGE_OF_ROWS,
    }
    return render(request, "evaluations/appraiser/grid.html", context, status=status)


# --- One item --------------------------------------------------------------------------------------------------------


@requires(is_appraiser)
def item(request: PersonRequest, item_id: int) -> HttpResponse:
    """One item: as the panel beside the grid, as a page of its own without script; POST saves it."""
    row = _row(request, item_id)
    if request.headers.get("HX-Request") and "hang" in request.GET:
        return _show_row(request, GridRow(row), 200)
    if request.method != "POST":
        return _show_item(request, row, ItemForm(row))
    if request.POST.get("tu") == "hang":
        return _save_row(request, row)
    return _save_panel(request, row)


def _row(request: PersonRequest, item_id: int) -> grid.Row:
    found = get_object_or_404(grid.loaded_items(request.user), pk=item_id)
    return grid.grid_rows(request.user, [found])[0]


def _save_row(request: PersonRequest, row: grid.Row) -> HttpResponse:
    """A row of the grid saved by itself: the answer is the row as it now stands."""
    shown = GridRow(row, typed=request.POST)
    try:
        change = shown.confirmation() if request.POST.get("giu") else shown.change()
        saved = sheets.save_items(by=request.user, changes=[change])[0] if change else row.item
    except Invalid as invalid:
        shown.tell(invalid)
        return _show_row(request, shown, REFUSED)
    except Stale:
        shown.stale = True
        return _show_row(request, shown, CONFLICT)
    except Refused as refused:
        shown.errors[""] = str(refused)
        return _show_row(request, shown, REFUSED)
    saved.updated_by = request.user if change else row.item.updated_by
    return _show_row(request, GridRow(_with(row, saved)), 200, saved=bool(change))


def _with(row: grid.Row, saved: SheetItem) -> grid.Row:
    saved.sheet, saved.indicator = row.item.sheet, row.item.indicator
    return replace(row, item=saved)


def _show_row(request: PersonRequest, row: GridRow, status: int, *, saved: bool = False) -> HttpResponse:
    context = {
        "line": line(row),
        "counts": grid.counts_of(row.row.item) if status == 200 else None,
        "alone": True,
        "saved_at": clock.now() if saved else None,
    }
    return render(request, "evaluations/appraiser/grid.html#saved_row", context, status=status)


def _save_panel(request: PersonRequest, row: grid.Row) -> HttpResponse:
    """The form at the side: value, không phát sinh, direct points, reason, field check."""
    form = ItemForm(row, request.POST)
    done = attempt(form, lambda: sheets.save_items(by=request.user, changes=[form.change()])[0])
    if not done:
        return _show_item(request, row, form, done.status)
    if not request.headers.get("HX-Request"):
        messages.success(request, f"Đã lưu thẩm định của {row.dossier.unit.name}.")
        return redirect("appraisal-item", item_id=row.item.pk)
    row = _with(row, done.value)
    return _show_item(request, row, ItemForm(row), saved=True)


def _show_item(
    request: PersonRequest, row: grid.Row, form: ItemForm, status: int = 200, *, saved: bool = False
) -> HttpResponse:
    page = item_page(request.user, row)
    context: dict[str, Any] = {
        "row": GridRow(row),
        "line": line(GridRow(row)) if saved else None,
        "form": form,
        "ask_form": AskForm(),
        "page": page,
        "saved": saved,
        "stale": status == CONFLICT,
        "stored_text": answer_text(row.compiled.definition, row.item.state, row.item.value),
        "counts": grid.counts_of(row.item) if saved else None,
        "saved_at": clock.now() if saved else None,
        "grid_url": grid_url(row),
    }
    template = "evaluations/appraiser/item.html"
    part = "#panel_answer" if request.headers.get("HX-Request") else ""
    return render(request, template + part, context, status=status)


def grid_url(row: grid.Row) -> str:
    """The grid in which an item stands."""
    address = reverse("appraisal-grid", args=[row.dossier.cycle_id, row.item.indicator.code])
    return f"{address}?co-quan={row.item.sheet.body.code}"


@require_POST
@requires(is_appraiser)
def ask(request: PersonRequest, item_id: int) -> HttpResponse:
    """Ask the commune about one item; it answers within its own deadline."""
    row = _row(request, item_id)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            made = sheets.ask_item(by=request.user, item_id=item_id, question=form.cleaned_data["question"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"Đã gửi yêu cầu bổ sung đến {row.dossier.unit.name}, hạn trả lời {made.due_on:%d/%m/%Y}."
            )
            return redirect("appraisal-item", item_id=item_id)
    context = {"row": GridRow(row), "form": ItemForm(row), "ask_form": form, "page": item_page(request.user, row)}
    more = {"saved": False, "stale": False, "stored_text": "", "counts": None, "grid_url": grid_url(row)}
    return render(request, "evaluations/appraiser/item.html", context | more, status=REFUSED)


# --- Taking over self-scores of chosen rows --------------------------------------------------------------------------


@require_POST
@requires(is_appraiser)
def confirm(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """Take over the self-scores of the chosen rows: first the list to check, then all or none."""
    items = _grid_items(request, cycle_id, code)
    wanted = set(request.POST.getlist("chon"))
    rows = [row for row in grid.grid_rows(request.user, items) if str(row.item.pk) in wanted]
    ready = [row for row in rows if row.writable and row.confirmable and not _same(row)]
    back = grid_url(rows[0]) if rows else request.get_full_path().replace("xac-nhan/", "")
    if request.POST.get("buoc") == "ghi" and ready:
        return _confirm_all(request, ready, back)
    shown = {row.item.pk for row in ready}
    context = {
        "indicator": items[0].indicator,
        "body": items[0].sheet.body,
        "cycle": items[0].sheet.dossier.cycle,
        "ready": [GridRow(row) for row in ready],
        "left_out": [GridRow(row) for row in rows if row.item.pk not in shown],
        "back": back,
    }
    return render(request, "evaluations/appraiser/confirm.html", context)


def _same(row: grid.Row) -> bool:
    return not row.unscored and not row.differs


def _confirm_all(request: PersonRequest, rows: Sequence[grid.Row], back: str) -> HttpResponse:
    changes = [GridRow(row, typed=request.POST).confirmation() for row in rows]
    try:
        sheets.save_items(by=request.user, changes=changes)
    except Stale:
        messages.error(request, "Có hàng vừa được người khác sửa. Hãy kiểm tra lại danh sách rồi xác nhận.")
    except (Refused, Invalid) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Đã giữ điểm tự chấm của {len(changes)} đơn vị.")
    return redirect(back)
