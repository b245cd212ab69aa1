"""Groups of roles, named once, and what a person's roles make of them. Rooms ask here who belongs to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from thanthien.accounts.roles import Role


class Seat(Protocol):
    """A membership, as far as it is asked here."""

    @property
    def agency_ids(self) -> Collection[int]: ...
    @property
    def speaks_for(self) -> Mapping[str, int]: ...


class Holder(Protocol):
    """Whoever holds roles: a person. Not named by its model, so that rules may name these groups."""

    def has_role(self, *roles: Role) -> bool: ...
    def unit_ids(self, *roles: Role) -> frozenset[int]: ...
    def hats_of(self, *roles: Role) -> Iterable[Seat]: ...


OFFICE_HEADS = frozenset({Role.CITY_HEAD})
OFFICE = OFFICE_HEADS | {Role.CITY_OFFICER}
SECRETARIES = frozenset({Role.COUNCIL_SECRETARY})
COUNCIL = SECRETARIES | {Role.COUNCIL_MEMBER}
SEES_ALL = OFFICE | COUNCIL | {Role.CITY_LEADER, Role.AUDITOR}
COMMUNE_LEADS = frozenset({Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR})
SCORERS = COMMUNE_LEADS | {Role.COMMUNE_OFFICER}
# Who signs for the unit.
SIGNERS = frozenset({Role.COMMUNE_CHAIR})
# The commune's other bodies: the unit's people write nothing of theirs.
PARTY = frozenset({Role.COMMUNE_PARTY})
FRONT = frozenset({Role.COMMUNE_FRONT})
COMMUNE = SCORERS | PARTY | FRONT
# Everyone with a seat in the unit's agencies; heads of thôn and tổ dân phố report, but don't read its files.
OF_UNIT = COMMUNE | {Role.SERVICE_OFFICER}
# Who may speak for one thôn, tổ dân phố of the unit.
HAMLET_HEADS = frozenset({Role.VILLAGE_HEAD})
SPEAKS_FOR_HAMLET = HAMLET_HEADS | {Role.UNION_REPORTER}
# Who speaks for a body: appraisers of departments, and the standing office for its own indicators.
APPRAISERS = frozenset({Role.APPRAISER}) | OFFICE
# Who reads what all units record of their weekly life: they judge it, or watch.
READS_RECORDS = SEES_ALL | APPRAISERS


def sees_city(user: Holder) -> bool:
    """May see the board of all units."""
    return user.has_role(*SEES_ALL)


def is_office(user: Holder) -> bool:
    """Standing office (Sở Nội vụ): opens cycles, receives dossiers, announces, publishes."""
    return user.has_role(*OFFICE)


def is_council(user: Holder) -> bool:
    """Members and secretary of the council."""
    return user.has_role(*COUNCIL)


def is_appraiser(user: Holder) -> bool:
    """Speaks for an appraising body."""
    return user.has_role(*APPRAISERS)


def judges(user: Holder) -> bool:
    """Gives marks, or concludes: appraising bodies, the standing office for its own indicators, the council."""
    return user.has_role(*APPRAISERS, *COUNCIL)


def is_commune(user: Holder) -> bool:
    """Belongs to a commune."""
    return user.has_role(*COMMUNE)


def sits_in(user: Holder, unit_id: int) -> bool:
    """Has a seat in the unit's agencies: what is sent without an account beside such a session may be the office's own
    word."""
    return unit_id in user.unit_ids(*OF_UNIT)


def is_auditor(user: Holder) -> bool:
    """May read the log of steps of every dossier."""
    return user.has_role(Role.AUDITOR)


def body_ids(user: Holder) -> frozenset[int]:
    """Agencies for which the person may fill in sheets: their own, and those whose work it goes on with."""
    return frozenset(number for hat in user.hats_of(*APPRAISERS) for number in hat.agency_ids)


def body_codes(user: Holder) -> frozenset[str]:
    """The codes of these agencies, as criteria sets name them."""
    return frozenset(code for hat in user.hats_of(*APPRAISERS) for code in hat.speaks_for)
