"""What new records say beside the roll: a number is one person's for good, and who attends or signs stands on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core.acting.errors import Invalid
from thanthien.records.kinds import Beside
from thanthien.workforce.models import Commitment, Course, StaffEntry
from thanthien.workforce.names import TEXTS, named_in
from thanthien.workforce.numbers import as_text, numbers_in
from thanthien.workforce.queries import names_of

_TAKEN = "Số này đã cấp cho người khác. Vui lòng lấy số chưa dùng."
_FIXED = "Số trong danh sách của một người không đổi. Vui lòng giữ số cũ."


def beside_roll(made: Sequence[StaffEntry]) -> Beside:
    """A number that was ever another person's is not given again; a correction keeps the person's number; no
    text says the name that is kept beside the entry. Two statements."""
    rows = StaffEntry.objects.filter(unit__in={one.unit_id for one in made}).order_by("pk")
    owners: dict[tuple[int, int], UUID] = {}
    for unit, number, origin in rows.values_list("unit_id", "number", "origin"):
        owners.setdefault((unit, number), origin)
    names = names_of([one.origin for one in made])
    refused = {}
    for one in made:
        owner = owners.setdefault((one.unit_id, one.number), one.origin)
        corrected: Any = one.corrects
        if corrected is not None and corrected.number != one.number:
            refused[one.key] = {"number": _FIXED}
        elif owner != one.origin:
            refused[one.key] = {"number": _TAKEN}
        elif named := named_in(names.get(one.origin, ""), texts_of(one)):
            refused[one.key] = named
    return Beside(refused=refused)


def texts_of(entry: StaffEntry) -> dict[str, str]:
    """What of an entry is kept for good as it is typed."""
    return {"reason": entry.reason} | {name: getattr(entry, name) for name in TEXTS}


def refuse_named(withdrawn: Sequence[StaffEntry], by: User) -> None:
    """Why an entry is taken back says nobody's name either. One statement. Raises Invalid."""
    names = names_of([one.origin for one in withdrawn])
    for one in withdrawn:
        if faults := named_in(names.get(one.origin, ""), {"reason": one.end_reason}):
            raise Invalid(faults)


def beside_courses(made: Sequence[Course]) -> Beside:
    """Who attended stood on the roll. One statement."""
    return _known("attendees", made, lambda one: one.attendees)


def beside_commitments(made: Sequence[Commitment]) -> Beside:
    """Who signed stood on the roll. One statement."""
    return _known("signers", made, lambda one: one.signers)


def _known(field: str, made: Sequence[Any], text: Callable[[Any], str]) -> Beside:
    spans: dict[int, dict[int, tuple[date, date]]] = defaultdict(dict)
    rows = StaffEntry.objects.standing().filter(unit__in={one.unit_id for one in made}).order_by("pk")
    for unit, number, first, left_on in rows.values_list("unit_id", "number", "day", "left_on"):
        spans[unit][number] = first, left_on or date.max
    refused = {}
    for one in made:
        there = spans[one.unit_id]
        unknown = [number for number in numbers_in(text(one)) if not _is_there(there.get(number), one.day)]
        if unknown:
            refused[one.key] = {field: f"Vào ngày này danh sách không có số {as_text(unknown)}."}
    return Beside(refused=refused)


def _is_there(span: tuple[date, date] | None, day: date) -> bool:
    return span is not None and span[0] <= day < span[1]
