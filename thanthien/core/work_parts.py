"""What rooms add at the end of work pages for some people: a template, and whom it concerns. Core knows no room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

_parts: dict[str, Callable[[Any], bool]] = {}


def register_work_part(template: str, show: Callable[[Any], bool]) -> None:
    """Put a template at the end of the work pages of those for whom ``show`` holds."""
    _parts[template] = show


def work_parts(request: HttpRequest) -> list[str]:
    """The templates for this person."""
    return [template for template, show in _parts.items() if request.user.is_authenticated and show(request.user)]
