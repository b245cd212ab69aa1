"""The practice copy: the same platform with made-up data, beside the real one, which its administrator may start over.

Two things must agree before anything is started over: the setting PRACTICE, and the mark in the database, which is put
there only while it is empty. What empties and fills it anew is the process that runs the copy (`dev.py practice`): it
finds the request in its own folder. No code of the platform ever empties a database.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.models import PracticeMark

REQUEST = "start-over"  # the file that `dev.py practice` looks for in its folder
NOT_HERE = "Đây không phải là bản tập dượt."


def is_marked() -> bool:
    """Whether this database belongs to a practice copy."""
    return PracticeMark.objects.exists()


def is_practice() -> bool:
    """Whether this is a practice copy, by the setting and by the mark."""
    return settings.PRACTICE and is_marked()


def why_not_here(*, filled: bool) -> str:
    """Why the platform can't start on this database with this setting; empty where it can. ``filled``: people or
    cycles are in it already."""
    marked = is_marked()
    if settings.PRACTICE and not marked and filled:
        return "PRACTICE is on, but the database of DATABASE_URL is not a practice copy's: it holds data already."
    if marked and not settings.PRACTICE:
        return "The database of DATABASE_URL is a practice copy's. Give another one, or set PRACTICE=on."
    return ""


def mark() -> None:
    """Say of an empty database that it belongs to a practice copy; a second time changes nothing."""
    if settings.PRACTICE and not is_marked():
        PracticeMark.objects.create(since=clock.now())


def ask_to_start_over() -> Path:
    """Leave the request for the process that runs the copy; the file. Raises Refused where this is no practice copy."""
    if not is_practice():
        raise Refused(NOT_HERE)
    request = Path(settings.VAR_DIR) / REQUEST
    request.write_text(f"{clock.now():%Y-%m-%dT%H:%M:%S%z}\n", encoding="utf-8")
    return request
