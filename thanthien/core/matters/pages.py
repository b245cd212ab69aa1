"""Following by a code: the page that asks for it, and what is shown of the matter that it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thanthien.core.acting.pages import posted
from thanthien.core.matters.forms import CodeForm
from thanthien.core.rationing import Ration, remember_browser, take

M = TypeVar("M")


def followed_by_code(
    request: HttpRequest, template: str, *, ration: Ration, too_often: str, unknown: str,
    find: Callable[[str], M | None], show: Callable[[M, str], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """The form, or what ``show`` makes of the matter that ``find`` finds by the code. The code travels in the form, so
    that it stands in no address and in no log; guessing is rationed."""
    form = CodeForm(posted(request))
    if form.is_bound and form.is_valid():
        if not take(request, ration):
            form.add_error(None, too_often)
        elif (found := find(form.cleaned_data["code"])) is not None:
            return show(found, form.cleaned_data["code"])
        else:
            form.add_error("code", unknown)
    answer = render(request, template, {"form": form}, status=422 if form.errors else 200)
    remember_browser(request, answer)
    return answer


def signed_in(request: HttpRequest) -> Any:
    """Whose session there is in this browser, None for none: what is sent beside that of the unit's staff says so."""
    return request.user if request.user.is_authenticated else None
