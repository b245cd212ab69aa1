"""How a person gets their password: the page of printed first ones, shown once and kept nowhere; or a link by mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thanthien.accounts.models import User
from thanthien.accounts.slips import Slip
from thanthien.core.acting.pages import carry_out, press, sentences
from thanthien.core.once import shown_once


def show_slips(request: HttpRequest, slips: Sequence[Slip], above: str, above_url: str) -> HttpResponse:
    """The answer to the form that made them, below the page from which it came; neither browsers nor anything between
    keep a copy."""
    context = {"slips": slips, "address": settings.SITE_ADDRESS, "above": above, "above_url": above_url}
    response = render(request, "accounts/slips.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def one_slip(
    request: HttpRequest, make: Callable[[], Sequence[Slip]], above: str, above_url: str, back: str
) -> HttpResponse:
    """Make the slip of one person and show it, below the list of people; refused, say why at ``back``, where the
    person was. Sent again after a lost answer, the slip that was made stays and nothing is shown but ``back``."""
    made = carry_out(make)
    if made:
        return shown_once(show_slips(request, made.value, above, above_url), back)
    for sentence in sentences(made.problem) if made.problem else []:
        messages.error(request, sentence)
    return redirect(back)


def one_link(request: HttpRequest, person: User, send: Callable[[], object], back: str) -> HttpResponse:
    """Send one person the link with which they set their password, and say so, or why not, at ``back``."""
    press(request, send, f"Thư đang được gửi đến {person.email}.")
    return redirect(back)
