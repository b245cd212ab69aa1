"""Which dossiers, columns and sheet items a person may read: each rule said once, asked about one dossier and as a
condition on many.

Models ask here in their querysets, permissions for one object. Groups of roles: `accounts.positions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from thanthien.accounts.positions import COMMUNE, body_ids, sees_city
from thanthien.evaluations import states

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.evaluations.models import Dossier


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so of a dossier: of one in hand, and as a condition; ``at`` is the path that leads to it."""

    holds: Callable[[Any], bool]  # of a Dossier, whose module asks here
    condition: Callable[[str], Q]

    def __and__(self, other: Fact) -> Fact:
        return Fact(
            lambda row: self.holds(row) and other.holds(row),
            lambda at: self.condition(at) & other.condition(at),
        )

    def __or__(self, other: Fact) -> Fact:
        return Fact(
            lambda row: self.holds(row) or other.holds(row),
            lambda at: self.condition(at) | other.condition(at),
        )


SHEETS_IN = Fact(
    lambda dossier: dossier.sheets_complete_at is not None, lambda at: Q(**{f"{at}sheets_complete_at__isnull": False})
)
RESULT_KNOWN = Fact(
    lambda dossier: dossier.status in states.RESULT_KNOWN, lambda at: Q(**{f"{at}status__in": states.RESULT_KNOWN})
)


@dataclass(frozen=True, slots=True)
class Sight:
    """From when on a column is seen by the city, by the bodies with a sheet in the dossier, and by its commune."""

    city: Fact
    bodies: Fact
    commune: Fact

    def shows(self, user: User, dossier: Dossier) -> bool:
        """May the person see the column of this dossier? A statement for those who only speak for a body."""
        if sees_city(user):
            return self.city.holds(dossier)
        if dossier.unit_id in user.unit_ids(*COMMUNE) and self.commune.holds(dossier):
            return True
        bodies = body_ids(user)
        return bool(bodies) and self.bodies.holds(dossier) and dossier.sheets.filter(body_id__in=bodies).exists()

    def condition(self, user: User, at: str = "") -> Q:
        """The same of many. ``at``: the path to the dossier (“dossier__”)."""
        if sees_city(user):
            return self.city.condition(at)
        own = Q(**{f"{at}unit_id__in": user.unit_ids(*COMMUNE)}) & self.commune.condition(at)
        bodies = body_ids(user)
        return own | (self.bodies.condition(at) & _of_their_sheets(bodies, at)) if bodies else own


# J3.3: what a body said is hidden until every body has sent its sheet; a commune waits for the provisional result. The
# standing office appraises, too, so the council's words close again with a sheet that is handed back.
APPRAISAL = Sight(city=SHEETS_IN, bodies=SHEETS_IN, commune=SHEETS_IN & RESULT_KNOWN)
COUNCIL = Sight(city=SHEETS_IN | RESULT_KNOWN, bodies=RESULT_KNOWN, commune=RESULT_KNOWN)


def _of_their_sheets(bodies: frozenset[int], at: str = "") -> Q:
    """Dossiers in which one of the bodies has a sheet. Not a join, which would repeat rows."""
    sheets = apps.get_model("evaluations", "Sheet").objects
    return Q(Exists(sheets.filter(dossier=OuterRef(f"{at}pk"), body_id__in=bodies)))


def dossier_filter(user: User) -> Q:
    """The dossiers a person may open: all for the city, those of its sheets for a body while they are appraised and
    afterwards, the own for a commune."""
    if sees_city(user):
        return Q()
    own = Q(unit_id__in=user.unit_ids(*COMMUNE))
    bodies = body_ids(user)
    return own | (Q(status__in=states.IN_APPRAISAL) & _of_their_sheets(bodies)) if bodies else own


def sheet_item_filter(user: User) -> Q:
    """A body reads its own items always; others' follow the appraised column."""
    return Q(sheet__body_id__in=body_ids(user)) | APPRAISAL.condition(user, "sheet__dossier__")
