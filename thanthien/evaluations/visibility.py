"""Which dossiers and which sheet items a person may read, as conditions on their tables.

Models ask here in their querysets; permissions ask here for one object. Groups of roles: `accounts.positions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from thanthien.accounts.positions import COMMUNE, body_ids, sees_city
from thanthien.evaluations import states

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def dossier_filter(user: User) -> Q:
    """The dossiers a person may open: all for the city, those of its sheets for a body while they are appraised and
    afterwards, the own for a commune."""
    if sees_city(user):
        return Q()
    own = Q(unit_id__in=user.unit_ids(*COMMUNE))
    bodies = body_ids(user)
    if not bodies:
        return own
    sheets = apps.get_model("evaluations", "Sheet").objects.filter(dossier=OuterRef("pk"), body_id__in=bodies)
    return own | (Q(status__in=states.IN_APPRAISAL) & Q(Exists(sheets)))


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
    own = Q(sheet__dossier__unit_id__in=user.unit_ids(*COMMUNE), sheet__dossier__status__in=states.RESULT_KNOWN)
    return rule | own
