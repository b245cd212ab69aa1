"""Which documents a person may see, as one condition on the table.

This room knows its unit's people only. Whoever uses documents (a dossier) registers a grant: two functions that, for
a person, give the condition on Document under which the use lets that person see it, and the condition on
DocumentVersion that says which states of a file the use means. The unit's own people see every version.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from thanthien.accounts.positions import COMMUNE_LEADS, OF_UNIT
from thanthien.evidence.enums import AccessClass

if TYPE_CHECKING:
    from thanthien.accounts.models import User

Condition = Callable[["User"], Q]
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Grant:
    """What a use lets a person see: `documents(user)` is a Q on Document, `versions(user)` one on DocumentVersion."""

    documents: Condition
    versions: Condition


_grants: dict[AccessClass, list[Grant]] = {AccessClass.APPRAISAL: [], AccessClass.RESTRICTED: []}


def register_grant(access_class: AccessClass, documents: Condition, versions: Condition) -> None:
    """Lets people outside the unit see documents of a class, and of a file the versions that are meant.

    Write both conditions with Exists or pk__in, not over a join to many, which would give a document several times.
    Raises ValueError for `unit`: such documents never leave the unit.
    """
    if access_class not in _grants:
        raise ValueError("Documents for the unit only can't be granted to others.")
    grant = Grant(documents, versions)
    if grant not in _grants[access_class]:
        _grants[access_class].append(grant)


def visible(user: "User") -> Q:
    """The condition on Document under which this person may see it."""
    if not user.is_authenticated:
        return NOTHING
    return as_member(user) | _as_granted(user)


def as_member(user: "User") -> Q:
    """The condition on Document under which this person sees it as one of its unit's people."""
    units = {hat.unit_id for hat in user.hats if hat.unit_id and hat.role in OF_UNIT}
    if not units:
        return NOTHING
    trusted = {hat.unit_id for hat in user.hats if hat.unit_id and hat.role in COMMUNE_LEADS}
    open_to_unit = ~Q(access_class=AccessClass.RESTRICTED) | Q(created_by=user)
    return Q(unit__in=units) & (open_to_unit | Q(unit__in=trusted))


def _as_granted(user: "User") -> Q:
    granted = NOTHING
    for access_class, grants in _grants.items():
        for grant in grants:
            granted |= Q(access_class=access_class) & grant.documents(user)
    return granted


def granted_versions(user: "User") -> Q:
    """The condition on DocumentVersion under which a use shows this version to somebody outside the unit."""
    granted = NOTHING
    for access_class, grants in _grants.items():
        for grant in grants:
            granted |= Q(document__access_class=access_class) & grant.versions(user)
    return granted
