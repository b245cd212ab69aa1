"""Which dossiers and which sheet items a person may read, as conditions on their tables.

Models ask here in their querysets; permissions ask here for one object. Roles that count are named once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from thanthien.accounts.roles import Role
from thanthien.evaluations import workflow

if TYPE_CHECKING:
    from thanthien.accounts.models import User

OFFICE = frozenset({Role.CITY_OFFICER, Role.CITY_HEAD})
COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY})
SEES_ALL = OFFICE | COUNCIL | {Role.CITY_LEADER, Role.AUDITOR}
SCORERS = frozenset({Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR})
COMMUNE = SCORERS | {Role.COMMUNE_PARTY, Role.COMMUNE_FRONT}
# Who speaks for a body: appraisers of departments, and the standing office for its own indicators.
APPRAISERS = frozenset({Role.APPRAISER}) | OFFICE


def holds(user: User, roles: Iterable[Role]) -> bool:
    """Does the person hold one of these roles today, anywhere?"""
    wanted = frozenset(roles)
    return any(hat.role in wanted for hat in user.hats)


def sees_city(user: User) -> bool:
    """May see the board of all units."""
    return holds(user, SEES_ALL)


def unit_ids(user: User, roles: Iterable[Role] = COMMUNE) -> set[int]:
    """Units in which the person holds one of the roles today."""
    wanted = frozenset(roles)
    return {hat.unit_id for hat in user.hats if hat.role in wanted and hat.unit_id is not None}


def body_ids(user: User) -> set[int]:
    """Agencies for which the person may fill in sheets."""
    return {hat.agency_id for hat in user.hats if hat.role in APPRAISERS}


def dossier_filter(user: User) -> Q:
    """The dossiers a person may open: all for the city, those of its sheets for a body while they are appraised and
    afterwards, the own for a commune."""
    if sees_city(user):
        return Q()
    own = Q(unit_id__in=unit_ids(user))
    bodies = body_ids(user)
    if not bodies:
        return own
    sheets = apps.get_model("evaluations", "Sheet").objects.filter(dossier=OuterRef("pk"), body_id__in=bodies)
    return own | (Q(status__in=workflow.IN_APPRAISAL) & Q(Exists(sheets)))


def sheet_item_filter(user: User) -> Q:
    """J3.3: a body reads its own items; the city and the other bodies of the dossier read all once every sheet
    is sent; the commune from the provisional result on."""
    bodies = body_ids(user)
    rule = Q(sheet__body_id__in=bodies)
    complete = Q(sheet__dossier__sheets_complete_at__isnull=False)
    if sees_city(user):
        rule |= complete
    elif bodies:
        sheets = apps.get_model("evaluations", "Sheet").objects
        # Not a join: a dossier has several sheets, and each would repeat the item.
        rule |= complete & Q(Exists(sheets.filter(dossier=OuterRef("sheet__dossier_id"), body_id__in=bodies)))
    return rule | Q(sheet__dossier__unit_id__in=unit_ids(user), sheet__dossier__status__in=workflow.RESULT_KNOWN)
