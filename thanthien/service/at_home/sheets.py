"""The sheet of a day: whom an official visits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from thanthien.accounts.models import User
from thanthien.core.private.actions import read_private
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.queries import procedure_title
from thanthien.service.at_home.shelf import HOME_SHELF
from thanthien.service.at_home.shown import ON_THE_SHEET
from thanthien.service.at_home.workflow import Status

_GONE = "không còn đọc được"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One visit. ``whom``: name, phone, address; empty where they were not asked for. Never the reason."""

    label: str
    place: str
    procedure: str
    who: str
    whom: str = ""


def sheet_lines(units: Collection[int], day: date, *, reading: User | None) -> list[SheetLine]:
    """The visits planned for a day. ``reading``: who reads whom to visit, which is noted. One statement, three with
    it."""
    rows = HomeRequest.objects.filter(unit__in=units, status=Status.PLANNED, planned_on=day)
    members = list(rows.select_related("unit", "hamlet").order_by("hamlet__sort_key", "pk"))
    whom = _whom(members, reading) if reading else [""] * len(members)
    return [
        SheetLine(
            row.label, row.hamlet.name if row.hamlet else row.unit.name, procedure_title(row.procedure),
            row.planned_who, said,
        )
        for row, said in zip(members, whom, strict=True)
    ]  # fmt: skip


def _whom(rows: list[HomeRequest], by: User) -> list[str]:
    asked = [(row, row.label, row.unit_id) for row in rows]
    found = read_private(HOME_SHELF, asked, what_for=ON_THE_SHEET, by=by)
    return ["; ".join(_parts(texts)) if texts else _GONE for texts in found]


def _parts(texts: dict[str, str]) -> list[str]:
    return [words for name in ("name", "phone", "address", "procedure") if (words := texts.get(name, ""))]
