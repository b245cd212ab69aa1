"""Who looks from beside the committee of a unit: Mặt trận Tổ quốc and the two boards that supervise it by law, the same
in every room."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import READS_RECORDS
from thanthien.accounts.roles import Role
from thanthien.records.readers import own_unit_or_all
from thanthien.units.enums import AgencyKind
from thanthien.units.models import Unit

SUPERVISING = (AgencyKind.COMMUNE_FRONT, AgencyKind.PEOPLES_INSPECTION, AgencyKind.INVESTMENT_OVERSIGHT)
_ROLES = (Role.COMMUNE_FRONT, Role.UNION_REPORTER)


def supervising(user: User, room: str) -> list[Hat]:
    """The memberships in which a person supervises units that use the room."""
    return [hat for hat in user.hats_of(*_ROLES) if hat.agency_kind in SUPERVISING and hat.in_room(room)]


def supervises(user: User, unit: Unit, room: str, *committee: Role) -> Hat | None:
    """The membership in which a person supervises a unit; who also works for its committee (in one of these roles) does
    not."""
    if user.hat_in(unit.pk, room, *committee):
        return None
    return next((hat for hat in supervising(user, room) if hat.unit_id == unit.pk), None)


def own_or_supervised(user: User, room: str) -> Q:
    """Bodies of the city read all, people of a unit and its supervisors what is told of it."""
    if user.has_role(*READS_RECORDS):
        return own_unit_or_all(user)
    return own_unit_or_all(user) | Q(unit__in=[hat.unit_id for hat in supervising(user, room)])
