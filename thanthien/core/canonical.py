"""Canonical JSON (RFC 8785) of plain trees, quickly.

Of texts, whole numbers, truth values, lists and maps the standard library writes the same bytes with sorted keys, in
C, as long as no number is large and no character lies beyond the basic plane (RFC 8785 sorts by UTF-16). Whatever else
there is, is left to the library for it, which also refuses what has no canonical form.
"""

from __future__ import annotations

import hashlib
import json
import re

import rfc8785

_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_FRACTION_OR_LARGE = re.compile(r"\d[.e]|\d{16}")


def plain_text(tree: object, *, small: bool = False) -> str | None:
    """Canonical JSON of a plain tree; None for any other. ``small``: it is known to hold neither fractions in binary
    nor large numbers."""
    try:
        text = _ENCODER.encode(tree)
    except (TypeError, ValueError, RecursionError):
        return None
    if _BEYOND.search(text) or not (small or _FRACTION_OR_LARGE.search(_STRINGS.sub("", text)) is None):
        return None
    return text


def canonical_bytes(tree: object) -> bytes:
    """Canonical JSON of a tree. Raises rfc8785.CanonicalizationError; UnicodeError."""
    text = plain_text(tree)
    return rfc8785.dumps(tree) if text is None else text.encode()  # type: ignore[arg-type]


def sha256_of(text: str) -> str:
    """SHA-256 (hex) of a text in UTF-8. Raises UnicodeError."""
    return hashlib.sha256(text.encode()).hexdigest()
