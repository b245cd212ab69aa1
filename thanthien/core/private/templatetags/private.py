"""`{% load private %}`: the notice at a point where personal data are collected."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library

from thanthien.core.private.purposes import Purpose, purpose_of

register = Library()


@register.inclusion_tag("private/notice.html")
def privacy_notice(codes: str | Iterable[str]) -> dict[str, list[Purpose]]:
    """What is collected here and what for, who reads it, how long it is kept, and where more is said: of one purpose
    (“feedback.contact”) or several, separated by spaces."""
    names = codes.split() if isinstance(codes, str) else codes
    return {"purposes": [purpose_of(code) for code in names]}
