"""Who may do what to a dossier. Each function answers one question; views, templates and actions ask the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from thanthien.accounts.positions import (
    COMMUNE,
    COMMUNE_LEADS,
    SCORERS,
    body_ids,
    is_appraiser,
    is_commune,
    sees_city,
)
from thanthien.accounts.roles import Role
from thanthien.evaluations import states, visibility
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.states import MAY_ASK_TIME
from thanthien.evaluations.step_check import steps_of_phase
from thanthien.evaluations.workflow import PhaseKey, Status

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.evaluations.models import Answer, Dossier


def roles_towards(user: User, dossier: Dossier) -> frozenset[Role]:
    """Roles that count for this dossier: commune roles only in its own unit."""
    return frozenset(hat.role for hat in user.hats if hat.role not in COMMUNE or hat.unit_id == dossier.unit_id)


def early_roles(user: User, dossier: Dossier, phase: PhaseKey) -> frozenset[Role]:
    """In which roles the person may take the next step of a phase: they are who may begin it early."""
    steps = (step for step in steps_of_phase(phase) if dossier.status in step.sources)
    return roles_towards(user, dossier) & frozenset().union(*(step.roles for step in steps))


def can_see_appraisal(user: User, dossier: Dossier) -> bool:
    """May the person see the joined appraised column of this dossier? Hidden is hidden everywhere."""
    return visibility.APPRAISAL.shows(user, dossier)


def can_see_council(user: User, dossier: Dossier) -> bool:
    """May the person see the council's column, and what bodies stated of gates? The city while every sheet is in,
    others from the provisional result on."""
    return visibility.COUNCIL.shows(user, dossier)


def can_score(user: User, dossier: Dossier) -> bool:
    """May the person write answers of this dossier now (state aside from deadlines)?"""
    return dossier.is_editable and dossier.unit_id in user.unit_ids(*SCORERS)


def can_edit_answer(user: User, answer: Answer) -> bool:
    """An officer writes what is assigned to nobody or to them; focal point and chair write everything."""
    return can_score(user, answer.dossier) and is_theirs(user, answer)


def can_add_evidence(user: User, answer: Answer) -> bool:
    """The same people, and still while the draft is posted: what it lacks is added before it is signed, and marked."""
    dossier = answer.dossier
    open_ = dossier.status in states.REPORTABLE and dossier.unit_id in user.unit_ids(*SCORERS)
    return open_ and is_theirs(user, answer)


def is_theirs(user: User, answer: Answer) -> bool:
    """Is the indicator handed to nobody or to them, or are they focal point or chair?"""
    return answer.assignee_id in (None, user.pk) or answer.dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


def can_assign(user: User, dossier: Dossier) -> bool:
    """The focal point and the chair hand indicators to colleagues."""
    return dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


def can_ask_extension(user: User, dossier: Dossier) -> bool:
    """Chair and focal point ask for more time, as long as the commune still has something to do by a day."""
    return dossier.status in MAY_ASK_TIME and dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


class _Staged(Protocol):
    @property
    def status(self) -> str: ...


class SheetLike(Protocol):
    """A sheet, or what stands for it in a list."""

    @property
    def body_id(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def dossier(self) -> _Staged: ...


def can_fill_sheet(user: User, sheet: SheetLike) -> bool:
    """Only the body itself, while its sheet is not sent and the dossier is under appraisal."""
    return (
        sheet.body_id in body_ids(user)
        and sheet.status == SheetStatus.DRAFT
        and sheet.dossier.status == Status.UNDER_APPRAISAL
    )


def can_conclude(user: User) -> bool:
    """The secretary writes the council's conclusions."""
    return user.has_role(Role.COUNCIL_SECRETARY)


def follows_cycles(user: User) -> bool:
    """May see the calendar of a cycle: whoever takes part in the evaluation."""
    return sees_city(user) or is_appraiser(user) or is_commune(user)


def follows_forecasts(user: User) -> bool:
    """The city and communes; a body judges what was, and is told no forecast."""
    return sees_city(user) or is_commune(user)


def can_see_forecast(user: User, dossier: Dossier) -> bool:
    """The city sees every forecast, a commune its own."""
    return sees_city(user) or dossier.unit_id in user.unit_ids(*COMMUNE)
