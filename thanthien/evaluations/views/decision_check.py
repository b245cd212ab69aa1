"""The page to check before a decision on a published result is recorded: what it changes, its document beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thanthien.core.acting.pages import SHOWN
from thanthien.evaluations.models import Cycle


@dataclass(frozen=True, slots=True)
class DecisionCheck:
    """The words of the page. ``about``: what is decided on, and ``from_url`` where that was typed; ``follows``: what
    comes of it; ``paper``: what the document is called."""

    title: str
    about: str
    from_url: str
    facts: Sequence[tuple[str, Any]]
    follows: Sequence[str]
    paper: str = "Quyết định"


def check_page(
    request: HttpRequest, cycle: Cycle, form: forms.Form, check: DecisionCheck, status: int = SHOWN
) -> HttpResponse:
    """The page, with the document asked for."""
    context = {"form": form, "cycle": cycle, "check": check}
    return render(request, "evaluations/decisions/check.html", context, status=status)
