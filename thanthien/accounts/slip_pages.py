"""The page of printed first passwords: shown once, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thanthien.accounts.slips import Slip


def show_slips(request: HttpRequest, slips: Sequence[Slip]) -> HttpResponse:
    """The answer to the form that made them; neither browsers nor anything between keep a copy."""
    context = {"slips": slips, "address": settings.SITE_ADDRESS}
    response = render(request, "accounts/slips.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
