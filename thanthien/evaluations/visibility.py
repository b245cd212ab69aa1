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

from thanthien.accounts.positions import COMMUNE, OFFICE, body_codes, body_ids, sees_city
from thanthien.accounts.roles import Role
from thanthien.evaluations import states
from thanthien.evaluations.enums import SheetStatus

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
# Of a sheet: a body whose silence was recorded may be let speak after all, so it reads nobody else's words till then.
_SPEAKS = ~Q(status=SheetStatus.SILENT)


@dataclass(frozen=True, slots=True)
class Sight:
    """From when on a column is seen by the city, by the bodies with a sheet in the dossier, and by its commune. Bodies
    that were silent wait for the known result."""

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
        if not bodies or not self.bodies.holds(dossier):
            return False
        which = Q() if RESULT_KNOWN.holds(dossier) else _SPEAKS
        return dossier.sheets.filter(which, body_id__in=bodies).exists()

    def condition(self, user: User, at: str = "") -> Q:
        """The same of many. ``at``: the path to the dossier (“dossier__”)."""
        if sees_city(user):
            return self.city.condition(at)
        own = Q(**{f"{at}unit_id__in": user.unit_ids(*COMMUNE)}) & self.commune.condition(at)
        bodies = body_ids(user)
        return own | (self.bodies.condition(at) & _may_compare(bodies, at)) if bodies else own


# J3.3: what a body said is hidden until every body has sent its sheet; a commune waits for the provisional result. The
# standing office appraises, too, so the council's words close again with a sheet that is handed back.
APPRAISAL = Sight(city=SHEETS_IN, bodies=SHEETS_IN, commune=SHEETS_IN & RESULT_KNOWN)
COUNCIL = Sight(city=SHEETS_IN | RESULT_KNOWN, bodies=RESULT_KNOWN, commune=RESULT_KNOWN)


def _of_their_sheets(bodies: frozenset[int], at: str = "", *, which: Q | None = None) -> Q:
    """Dossiers in which one of the bodies has a sheet (of those ``which``). Not a join, which would repeat rows."""
    sheets = apps.get_model("evaluations", "Sheet").objects
    return Q(Exists(sheets.filter(which or Q(), dossier=OuterRef(f"{at}pk"), body_id__in=bodies)))


def _asked_of_gates(codes: frozenset[str]) -> Q:
    """Dossiers whose set asks one of these bodies for its word on a gate. The sets are asked once, whichever dossiers
    there are."""
    asks = Q()
    for code in sorted(codes):
        asks |= Q(definition__contains={"gates": [{"source": {"declared_by": code}}]})
    contents = apps.get_model("criteria", "SetContent").objects.filter(asks)
    return Q(cycle__criteria_set__in=contents.values("criteria_set"))


def _may_compare(bodies: frozenset[int], at: str) -> Q:
    """Dossiers in which one of the bodies has spoken; from the known result on also those in which it was silent."""
    return _of_their_sheets(bodies, at, which=_SPEAKS) | (RESULT_KNOWN.condition(at) & _of_their_sheets(bodies, at))


def dossier_filter(user: User) -> Q:
    """The dossiers a person may open: all for the city, those of its sheets and gates for a body while they are
    appraised and afterwards, the own for a commune. Who only states gates reads what the commune handed in; what bodies
    and council say is for those who spoke, too (:data:`APPRAISAL`, :data:`COUNCIL`)."""
    if sees_city(user):
        return Q()
    own = Q(unit_id__in=user.unit_ids(*COMMUNE))
    bodies = body_ids(user)
    if not bodies:
        return own
    return own | (Q(status__in=states.IN_APPRAISAL) & (_of_their_sheets(bodies) | _asked_of_gates(body_codes(user))))


def sheet_item_filter(user: User) -> Q:
    """A body reads its own items always; others' follow the appraised column. What a body had entered of which it is
    recorded that it said nothing stays its own draft."""
    others = APPRAISAL.condition(user, "sheet__dossier__") & ~Q(sheet__status=SheetStatus.SILENT)
    return Q(sheet__body_id__in=body_ids(user)) | others


def follows_proceedings(user: User) -> bool:
    """Who reads proceedings of all units: the standing office that leads them, the leaders who decide, inspectors."""
    return user.has_role(*OFFICE, Role.CITY_LEADER, Role.AUDITOR)
