"""Who may do what to a dossier. Each function answers one question; views, templates and actions ask the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from thanthien.accounts.roles import Role
from thanthien.evaluations import workflow
from thanthien.evaluations.enums import SheetStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thanthien.accounts.models import User
    from thanthien.evaluations.models import Answer, Cycle, Dossier, Sheet

OFFICE = frozenset({Role.CITY_OFFICER, Role.CITY_HEAD})
COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY})
SEES_ALL = OFFICE | COUNCIL | {Role.CITY_LEADER, Role.AUDITOR}
SCORERS = frozenset({Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR})
COMMUNE = SCORERS | {Role.COMMUNE_PARTY, Role.COMMUNE_FRONT}
# Who speaks for a body: appraisers of departments, and the standing office for its own indicators.
APPRAISERS = frozenset({Role.APPRAISER}) | OFFICE


def _roles(user: User) -> frozenset[Role]:
    return frozenset(hat.role for hat in user.hats) if user.is_authenticated else frozenset()


def holds(user: User, roles: Iterable[Role]) -> bool:
    """Does the person hold one of these roles today, anywhere?"""
    return bool(_roles(user) & frozenset(roles))


def is_office(user: User) -> bool:
    """Standing office (Sở Nội vụ): opens cycles, receives dossiers, announces, publishes."""
    return holds(user, OFFICE)


def is_council(user: User) -> bool:
    """Members and secretary of the council."""
    return holds(user, COUNCIL)


def sees_city(user: User) -> bool:
    """May see the board of all units."""
    return holds(user, SEES_ALL)


def is_appraiser(user: User) -> bool:
    """Speaks for an appraising body."""
    return holds(user, APPRAISERS)


def is_commune(user: User) -> bool:
    """Belongs to a commune."""
    return holds(user, COMMUNE)


def is_auditor(user: User) -> bool:
    """May read the log of steps of every dossier."""
    return holds(user, {Role.AUDITOR})


def unit_ids(user: User, roles: Iterable[Role] = COMMUNE) -> set[int]:
    """Units in which the person holds one of the roles today."""
    wanted = frozenset(roles)
    return {hat.unit_id for hat in user.hats if hat.role in wanted and hat.unit_id is not None}


def body_ids(user: User) -> set[int]:
    """Agencies for which the person may fill in sheets."""
    return {hat.agency_id for hat in user.hats if hat.role in APPRAISERS}


def roles_towards(user: User, dossier: Dossier) -> frozenset[Role]:
    """Roles that count for this dossier: commune roles only in its own unit."""
    return frozenset(hat.role for hat in user.hats if hat.role not in COMMUNE or hat.unit_id == dossier.unit_id)


def dossier_filter(user: User) -> Q:
    """The dossiers a person may open, as a filter."""
    if sees_city(user):
        return Q()
    own = Q(unit_id__in=unit_ids(user))
    bodies = body_ids(user)
    if not bodies:
        return own
    from thanthien.evaluations.models import Sheet

    return own | Q(Exists(Sheet.objects.filter(dossier=OuterRef("pk"), body_id__in=bodies)))


def sheet_item_filter(user: User) -> Q:
    """J3.3: a body reads its own items; the city reads all once every sheet of the dossier is sent;
    the commune from the provisional result on."""
    rule = Q(sheet__body_id__in=body_ids(user))
    if sees_city(user) or body_ids(user):
        rule |= Q(sheet__dossier__sheets_complete_at__isnull=False)
    return rule | Q(sheet__dossier__unit_id__in=unit_ids(user), sheet__dossier__status__in=workflow.RESULT_KNOWN)


def can_see_appraisal(user: User, dossier: Dossier) -> bool:
    """May the person see the joined appraised column of this dossier? Hidden is hidden everywhere."""
    if dossier.sheets_complete_at is None:
        return False
    if sees_city(user) or body_ids(user):
        return True
    return dossier.unit_id in unit_ids(user) and dossier.status in workflow.RESULT_KNOWN


def can_see_council(user: User, dossier: Dossier) -> bool:
    """May the person see the council's column? The city always, others from the provisional result on."""
    if sees_city(user):
        return True
    concerned = dossier.unit_id in unit_ids(user) or bool(body_ids(user))
    return concerned and dossier.status in workflow.RESULT_KNOWN


def can_score(user: User, dossier: Dossier) -> bool:
    """May the person write answers of this dossier now (state aside from deadlines)?"""
    return dossier.is_editable and dossier.unit_id in unit_ids(user, SCORERS)


def can_edit_answer(user: User, answer: Answer) -> bool:
    """An officer writes what is assigned to nobody or to them; focal point and chair write everything."""
    dossier = answer.dossier
    if not can_score(user, dossier):
        return False
    if answer.assignee_id in (None, user.pk):
        return True
    return dossier.unit_id in unit_ids(user, {Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR})


def can_assign(user: User, dossier: Dossier) -> bool:
    """The focal point and the chair hand indicators to colleagues."""
    return dossier.unit_id in unit_ids(user, {Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR})


def can_fill_sheet(user: User, sheet: Sheet) -> bool:
    """Only the body itself, while its sheet is not sent and the dossier is under appraisal."""
    return (
        sheet.body_id in body_ids(user)
        and sheet.status == SheetStatus.DRAFT
        and sheet.dossier.status == workflow.Status.UNDER_APPRAISAL
    )


def can_conclude(user: User) -> bool:
    """The secretary writes the council's conclusions."""
    return holds(user, {Role.COUNCIL_SECRETARY})


def conflicted_dossiers(user: User, cycle: Cycle) -> set[int]:
    """Dossiers that the person can't appraise or conclude: they belonged to the unit during the cycle's
    year, or wrote an answer in the dossier (how-we-build, permissions: whoever scored can't appraise)."""
    from thanthien.evaluations.queries.conflicts import scored_or_belonged

    return scored_or_belonged(user.pk, cycle)
