"""Holding a signed-in person back until they did something first: a second factor, a password of their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from thanthien.core.access import READING_METHODS


def lead_to(request: HttpRequest, name: str) -> HttpResponse:
    """To the page where it is done. A fragment that loads by itself stays empty: a page has no place inside another."""
    if request.headers.get("HX-Request") != "true":
        return redirect(name)
    response = HttpResponse(status=204)
    if request.method not in READING_METHODS:
        response["HX-Redirect"] = resolve_url(name)
    return response
