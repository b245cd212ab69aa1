"""Who may do what to a dossier. Each function answers one question; views, templates and actions ask the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.accounts.roles import Role
from thanthien.evaluations import workflow
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.visibility import (
    APPRAISERS,
    COMMUNE,
    COUNCIL,
    OFFICE,
    SCORERS,
    body_ids,
    holds,
    sees_city,
    unit_ids,
)

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.evaluations.models import Answer, Dossier, Sheet

__all__ = [
    "APPRAISERS",
    "COMMUNE",
    "COUNCIL",
    "OFFICE",
    "SCORERS",
    "body_ids",
    "can_assign",
    "can_conclude",
    "can_edit_answer",
    "can_fill_sheet",
    "can_score",
    "can_see_appraisal",
    "can_see_council",
    "holds",
    "is_appraiser",
    "is_auditor",
    "is_commune",
    "is_council",
    "is_office",
    "roles_towards",
    "sees_city",
    "unit_ids",
]


def is_office(user: User) -> bool:
    """Standing office (Sở Nội vụ): opens cycles, receives dossiers, announces, publishes."""
    return holds(user, OFFICE)


def is_council(user: User) -> bool:
    """Members and secretary of the council."""
    return holds(user, COUNCIL)


def is_appraiser(user: User) -> bool:
    """Speaks for an appraising body."""
    return holds(user, APPRAISERS)


def is_commune(user: User) -> bool:
    """Belongs to a commune."""
    return holds(user, COMMUNE)


def is_auditor(user: User) -> bool:
    """May read the log of steps of every dossier."""
    return holds(user, {Role.AUDITOR})


def roles_towards(user: User, dossier: Dossier) -> frozenset[Role]:
    """Roles that count for this dossier: commune roles only in its own unit."""
    return frozenset(hat.role for hat in user.hats if hat.role not in COMMUNE or hat.unit_id == dossier.unit_id)


def can_see_appraisal(user: User, dossier: Dossier) -> bool:
    """May the person see the joined appraised column of this dossier? Hidden is hidden everywhere."""
    if dossier.sheets_complete_at is None:
        return False
    if sees_city(user) or body_ids(user):
        return True
    return dossier.unit_id in unit_ids(user) and dossier.status in workflow.RESULT_KNOWN


def can_see_council(user: User, dossier: Dossier) -> bool:
    """May the person see the council's column? The city while every sheet is in (the standing office appraises,
    too), others from the provisional result on."""
    known = dossier.status in workflow.RESULT_KNOWN
    if sees_city(user):
        return known or dossier.sheets_complete_at is not None
    return known and (dossier.unit_id in unit_ids(user) or bool(body_ids(user)))


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


def follows_cycles(user: User) -> bool:
    """May see the calendar of a cycle: whoever takes part in the evaluation."""
    return sees_city(user) or is_appraiser(user) or is_commune(user)
