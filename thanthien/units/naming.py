"""One at a time gives a name to a unit or an agency."""

from __future__ import annotations

from django.db import connection

_NAMES_LOCK = 20260716


def hold_names() -> None:
    """Wait for whoever gives a name in this moment, and keep others waiting until the transaction ends: a name that
    isn't stored yet can't be locked. Ask for it before any row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NAMES_LOCK])
