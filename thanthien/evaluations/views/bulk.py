"""One shape for every act on many dossiers: choose, check the list, confirm. Nothing is done before the check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thanthien.accounts.http import PersonRequest
from thanthien.evaluations.errors import Invalid, Refused


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One line of the list: what is told of it, and what keeps it from being chosen."""

    key: int
    name: str
    cells: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class BulkPage:
    """The words of both pages. ``columns`` name the cells of the rows."""

    title: str
    lead: str
    columns: tuple[str, ...]
    rows: Sequence[BulkRow]
    warning: str
    button: str
    back: str
    back_label: str
    nothing: str = "Không có hồ sơ nào ở bước này."
    chosen: frozenset[int] = field(default_factory=frozenset)

    @property
    def ready(self) -> list[BulkRow]:
        return [row for row in self.rows if not row.problems]

    @property
    def held(self) -> list[BulkRow]:
        return [row for row in self.rows if row.problems]


def bulk(request: PersonRequest, page: BulkPage, act: Callable[[list[int]], str]) -> HttpResponse:
    """Show the list, then the check, then act. ``act`` does it for the chosen keys and returns what to tell;
    its refusals are shown on the list."""
    wanted = set(request.POST.getlist("chon"))
    chosen = [row for row in page.ready if str(row.key) in wanted]
    context = {"page": page, "chosen": chosen, "problems": []}
    if request.method == "POST" and not chosen:
        context["problems"] = ["Hãy chọn ít nhất một dòng."]
        return render(request, "evaluations/bulk/choose.html", context, status=422)
    if request.method == "POST" and request.POST.get("buoc") != "lam":
        return render(request, "evaluations/bulk/check.html", context)
    if request.method == "POST":
        return _act(request, page, context, act, [row.key for row in chosen])
    return render(request, "evaluations/bulk/choose.html", context)


def _act(
    request: PersonRequest, page: BulkPage, context: dict, act: Callable[[list[int]], str], keys: list[int]
) -> HttpResponse:
    try:
        told = act(keys)
    except Refused as refused:
        return render(request, "evaluations/bulk/choose.html", context | {"problems": refused.problems}, status=422)
    except Invalid as invalid:
        sentences = list(invalid.errors.values())
        return render(request, "evaluations/bulk/choose.html", context | {"problems": sentences}, status=422)
    messages.success(request, told)
    return redirect(page.back)
