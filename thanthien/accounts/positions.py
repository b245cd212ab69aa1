"""Groups of roles, named once, and what a person's roles make of them. Rooms ask here who belongs to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.accounts.roles import Role

if TYPE_CHECKING:
    from thanthien.accounts.models import User

OFFICE = frozenset({Role.CITY_OFFICER, Role.CITY_HEAD})
COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY})
SEES_ALL = OFFICE | COUNCIL | {Role.CITY_LEADER, Role.AUDITOR}
COMMUNE_LEADS = frozenset({Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR})
SCORERS = COMMUNE_LEADS | {Role.COMMUNE_OFFICER}
# Who signs for the unit.
SIGNERS = frozenset({Role.COMMUNE_CHAIR})
COMMUNE = SCORERS | {Role.COMMUNE_PARTY, Role.COMMUNE_FRONT}
# Who may speak for one thôn, tổ dân phố of the unit.
SPEAKS_FOR_HAMLET = frozenset({Role.VILLAGE_HEAD, Role.UNION_REPORTER})
# Who speaks for a body: appraisers of departments, and the standing office for its own indicators.
APPRAISERS = frozenset({Role.APPRAISER}) | OFFICE


def sees_city(user: User) -> bool:
    """May see the board of all units."""
    return user.has_role(*SEES_ALL)


def is_office(user: User) -> bool:
    """Standing office (Sở Nội vụ): opens cycles, receives dossiers, announces, publishes."""
    return user.has_role(*OFFICE)


def is_council(user: User) -> bool:
    """Members and secretary of the council."""
    return user.has_role(*COUNCIL)


def is_appraiser(user: User) -> bool:
    """Speaks for an appraising body."""
    return user.has_role(*APPRAISERS)


def is_commune(user: User) -> bool:
    """Belongs to a commune."""
    return user.has_role(*COMMUNE)


def is_auditor(user: User) -> bool:
    """May read the log of steps of every dossier."""
    return user.has_role(Role.AUDITOR)


def body_ids(user: User) -> frozenset[int]:
    """Agencies for which the person may fill in sheets."""
    return frozenset(hat.agency_id for hat in user.hats_of(*APPRAISERS))
