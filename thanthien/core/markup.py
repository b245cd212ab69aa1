"""Markup of many small pieces: `format_html` for texts that are texts already.

Django asks of each piece whether it is a translation still to be made, which takes several times as long as escaping
it; a list has hundreds of cells, and its form a hundred and more choices (ADR 9).
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString


def put(pattern: str, *parts: str) -> SafeString:
    """A pattern with these in its places; what is not markup already is escaped."""
    return SafeString(pattern.format(*[part if isinstance(part, SafeString) else escape(part) for part in parts]))


def escaped(text: str) -> str:
    """A text as it stands in markup; what is markup stays as it is."""
    return text if isinstance(text, SafeString) else escape(text)
