"""Reads of the room: what the person may make, and the head and end of a unit's papers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Rank, Role
from thanthien.core.word.filling import BLANK
from thanthien.core.word.papers import Paper, Subject, papers
from thanthien.documents.enums import SignedBy
from thanthien.documents.models import UnitPrint
from thanthien.documents.permissions import MAKERS, can_set_print
from thanthien.units.models import Unit

_OFFICES = {SignedBy.HEAD: "CHỦ TỊCH", SignedBy.DEPUTY: "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"}
_RANKS = {SignedBy.HEAD: Rank.HEAD, SignedBy.DEPUTY: Rank.DEPUTY}


@dataclass(frozen=True, slots=True)
class Offered:
    """A paper of the list, with what it may be made of."""

    paper: Paper
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class UnitPapers:
    """The papers of one unit. ``may_set``: the person says how they look."""

    unit: Unit
    offered: tuple[Offered, ...]
    may_set: bool


def papers_of(user: User) -> list[UnitPapers]:
    """Every unit of the person with the papers that they may make of it; a few statements for each kind of paper."""
    found = [(paper, paper.subjects(user)) for paper in papers()]
    units = Unit.objects.filter(pk__in=user.unit_ids(*MAKERS)).current()
    return [
        UnitPapers(
            unit,
            tuple(
                Offered(paper, mine)
                for paper, subjects in found
                if (mine := tuple(one for one in subjects if one.unit_id == unit.pk))
            ),
            can_set_print(user, unit),
        )
        for unit in units
    ]


def print_of(unit: Unit) -> UnitPrint:
    """What the unit wants on paper; the defaults where it said nothing. One statement."""
    return UnitPrint.objects.filter(unit=unit).first() or UnitPrint(unit=unit)


def head_of(unit: Unit) -> dict[str, str]:
    """What stands at the head and at the end of a unit's papers. Two statements."""
    wished = print_of(unit)
    city = settings.CITY_NAME
    return {
        "superior": f"ỦY BAN NHÂN DÂN\n{city.upper()}" if wished.superior else "",
        "agency": f"ỦY BAN NHÂN DÂN\n{unit.name.upper()}",
        "unit": unit.name_in_sentence,
        "city": f"{city[:1].lower()}{city[1:]}",
        "place": wished.place or unit.short_name,
        "office": _OFFICES[SignedBy(wished.signed_by)],
        "signer": _signer(unit, SignedBy(wished.signed_by)),
        "drafter": f", {wished.drafter}" if wished.drafter else "",
    }


def _signer(unit: Unit, signed_by: SignedBy) -> str:
    """The name under the signature: of the one person who holds the office today; blank where none or several do."""
    held = Membership.objects.current().in_unit(unit.pk)
    held = held.filter(role=Role.COMMUNE_CHAIR, rank=_RANKS[signed_by], user__is_active=True)
    names = set(held.values_list("user__full_name", flat=True))
    return names.pop() if len(names) == 1 else BLANK
