"""How the points and the level of one year were won, as the page of a unit tells it. What is read off sealed documents
and the set they name, which never change, is put together once for each (ADR 20)."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString

from thanthien.core.remembered import Remembered
from thanthien.portal.course import change_of, change_words
from thanthien.portal.sheets import (
    Sheet,
    bars_of,
    gates_of,
    groups_of,
    level_course,
    lines_of,
    what_highest_asks,
    why_not_higher,
)

# Units and years; one takes some 40 kB. A page that isn't there is put together in as long as three others.
_won: Remembered[dict[str, Any]] = Remembered(256)


def how_won(sheet: Sheet) -> dict[str, Any]:
    """What the page says of it: ``total``, ``points`` (the groups with their criteria as markup, empty without any),
    ``why_not_higher``, ``highest_asks``, and what was decided in which order and why."""
    known_by = (get_script_prefix(), sheet.cycle.criteria_set.sha256, *(step.sha256 for step in sheet.steps))
    return {
        **_won.get(known_by, lambda: _read_off(sheet)),
        "change": change_words(sheet.steps),
        "last_change": change_of(sheet.steps),
        "course": level_course(sheet),
    }


def _read_off(sheet: Sheet) -> dict[str, Any]:
    return {
        "total": sheet.total,
        "points": _points(sheet),
        "why_not_higher": why_not_higher(sheet),
        "highest_asks": what_highest_asks(sheet.compiled.definition),
    }


def _points(sheet: Sheet) -> SafeString:
    groups = groups_of(sheet)
    if not groups:
        return SafeString()
    context = {"groups": groups, "bars": bars_of(groups), "lines": lines_of(sheet.compiled), "gates": gates_of(sheet)}
    return render_to_string("portal/part_points.html", context)
