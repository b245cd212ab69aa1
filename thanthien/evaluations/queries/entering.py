"""Which values of a dossier another body of the unit than the People's Committee enters, as the set says."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.accounts.queries import people_of_units
from thanthien.criteria.words import ENTERED_BY
from thanthien.evaluations.models import Answer, Cycle, Dossier
from thanthien.evaluations.permissions import ENTERS, entering_body, enters


def front_codes(cycle: Cycle) -> tuple[str, ...]:
    """Codes of the indicators that the unit's Front enters in a cycle, in order; none in most."""
    return tuple(one.code for one in cycle.criteria_set.parsed().indicators() if one.entered_by == "front")


def entered_by_front(cycles: Iterable[Cycle]) -> Q:
    """Rows of a dossier that are about an indicator which the Front enters; no row where no set of these has any."""
    found = Q(pk__in=[])
    for cycle in cycles:
        if codes := front_codes(cycle):
            found |= Q(dossier__cycle=cycle, indicator__code__in=codes)
    return found


def people_who_enter(asked: Iterable[tuple[Dossier, str]]) -> dict[tuple[int, str], frozenset[int]]:
    """Who of its unit enters an indicator of a dossier, by dossier id and code (``permissions.enters``). One statement;
    one more where another body than the People's Committee enters some."""
    bodies = {(dossier.pk, code): (dossier.unit_id, entering_body(dossier, code)) for dossier, code in asked}
    units = {unit for unit, _ in bodies.values()}
    people = {body: people_of_units(ENTERS[body], units) for body in {"", *(body for _, body in bodies.values())}}
    return {
        key: people[body][unit] - people[""][unit] if body else people[""][unit] for key, (unit, body) in bodies.items()
    }


def not_theirs(by: User, answer: Answer) -> str:
    """Why the person doesn't write an answer of their unit: it is another body's, or another one's."""
    if enters(by, answer):
        return "Tiêu chí này được giao cho người khác."
    code, body = answer.indicator.code, entering_body(answer.dossier, answer.indicator.code)
    others = "cơ quan khác chỉ xem"
    if answer.dossier.unit_id in by.unit_ids(*ENTERS[body]):
        others = "anh/chị cũng nhập số liệu của Ủy ban nhân dân đơn vị nên chỉ xem"
    return f"Tiêu chí {code} do {ENTERED_BY[body]} nhập; {others}."
