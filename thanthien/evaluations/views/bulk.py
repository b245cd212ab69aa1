"""One shape for every act on many dossiers: choose, check the list, confirm. Nothing is done before the check."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thanthien.accounts.http import PersonRequest
from thanthien.core.acting.errors import Invalid, Refused


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One line of the list: what is told of it, and what keeps it from being chosen."""

    key: int
    name: str
    cells: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    url: str = ""

    @property
    def seen(self) -> str:
        """What the person saw of the row: sent back with the confirmation, and compared."""
        return json.dumps(self.cells, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class BulkPage:
    """The words of both pages. ``columns`` name the cells of the rows; ``form`` asks for more beside the list to
    check (see ``confirming``)."""

    title: str
    lead: str
    columns: tuple[str, ...]
    rows: Sequence[BulkRow]
    warning: str
    button: str
    back: str
    back_label: str
    nothing: str = "Không có hồ sơ nào ở bước này."
    form: forms.Form | None = None

    @property
    def ready(self) -> list[BulkRow]:
        return [row for row in self.rows if not row.problems]

    @property
    def held(self) -> list[BulkRow]:
        return [row for row in self.rows if row.problems]


_NOT_THERE = "Những dòng đã chọn vừa được người khác (hoặc lần bấm trước) xử lý, hoặc không còn chọn được."


def confirming(request: PersonRequest) -> Any:
    """What was sent with the confirmation, to bind ``BulkPage.form``; None on the pages before."""
    return request.POST if request.POST.get("buoc") == "lam" else None


def bulk(request: PersonRequest, page: BulkPage, act: Callable[[list[int]], str]) -> HttpResponse:
    """Show the list, then the check, then act. ``act`` does it for the chosen keys and returns what to tell;
    its refusals are shown on the list, those of the page's form beside its fields. What changed between check and
    confirmation is shown once more before anything is done."""
    wanted = set(request.POST.getlist("chon"))
    chosen = [row for row in page.ready if str(row.key) in wanted]
    context: dict[str, Any] = {"page": page, "chosen": chosen, "problems": []}
    if request.method == "POST" and not chosen:
        context["problems"] = [_NOT_THERE if wanted else "Hãy chọn ít nhất một dòng."]
        return render(request, "evaluations/bulk/choose.html", context, status=422)
    if request.method == "POST" and confirming(request) is None:
        return render(request, "evaluations/bulk/check.html", context)
    if request.method == "POST":
        changed = _changed(request, page, chosen, wanted)
        if changed:
            return render(request, "evaluations/bulk/check.html", context | {"problems": [changed]}, status=409)
        return _act(request, page, context, act)
    return render(request, "evaluations/bulk/choose.html", context)


def _changed(request: PersonRequest, page: BulkPage, chosen: Sequence[BulkRow], wanted: set[str]) -> str:
    """What is another thing by now than what the person checked, or was never checked; empty when all is as it was."""
    still = {str(row.key) for row in chosen}
    gone = [row.name for row in page.rows if str(row.key) in wanted - still]
    sent = {row.key: request.POST.get(f"thay-{row.key}", "") for row in chosen}
    other = [_difference(page.columns, row, sent[row.key]) for row in chosen if sent[row.key] != row.seen]
    if gone or other or wanted - still:
        named = ", ".join([*other, *gone]) or f"{len(wanted - still)} dòng không còn trong danh sách"
        return f"Vừa có thay đổi từ khi anh/chị kiểm tra: {named}. Hãy xem lại danh sách dưới đây rồi xác nhận."
    return ""


def _difference(columns: Sequence[str], row: BulkRow, sent: str) -> str:
    """“Xã An Hòa (Kết luận: 3 → 2)”; the name alone when what was sent is no row of the list."""
    try:
        before = json.loads(sent)
    except ValueError:
        before = None
    if not isinstance(before, list) or len(before) != len(row.cells):
        return row.name
    cells = zip(columns, before, row.cells, strict=False)
    return f"{row.name} ({'; '.join(f'{name}: {old} → {new}' for name, old, new in cells if old != new)})"


def _act(
    request: PersonRequest, page: BulkPage, context: dict[str, Any], act: Callable[[list[int]], str]
) -> HttpResponse:
    check, choose = "evaluations/bulk/check.html", "evaluations/bulk/choose.html"
    if page.form is not None and not page.form.is_valid():
        return render(request, check, context, status=422)
    try:
        told = act([row.key for row in context["chosen"]])
    except Refused as refused:
        return render(request, choose, context | {"problems": refused.problems}, status=422)
    except Invalid as invalid:
        if page.form is not None and set(invalid.errors) <= set(page.form.fields):
            for name, sentence in invalid.errors.items():
                page.form.add_error(name, sentence)
            return render(request, check, context, status=422)
        return render(request, choose, context | {"problems": list(invalid.errors.values())}, status=422)
    messages.success(request, told)
    return redirect(page.back)
