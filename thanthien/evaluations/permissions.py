"""Who may do what to a dossier. Each function answers one question; views, templates and actions ask the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from thanthien.accounts.positions import (
    COMMUNE,
    COMMUNE_LEADS,
    FRONT,
    OFFICE,
    SCORERS,
    SECRETARIES,
    body_ids,
    is_appraiser,
    is_commune,
    is_office,
    sees_city,
)
from thanthien.accounts.roles import Role
from thanthien.evaluations import states, visibility
from thanthien.evaluations.enums import PaperKind, SheetStatus
from thanthien.evaluations.modes import concluders
from thanthien.evaluations.paper_kinds import OPINIONS, PAPER_RULES, comes_with_act
from thanthien.evaluations.states import MAY_ASK_TIME
from thanthien.evaluations.step_check import steps_of_phase
from thanthien.evaluations.workflow import CHANGE_SET, STEPS, PhaseKey, Status

if TYPE_CHECKING:
    from thanthien.accounts.models import Hat, User
    from thanthien.evaluations.models import Answer, Dossier, Paper
    from thanthien.units.models import Unit


def hats_towards(user: User, dossier: Dossier) -> tuple[Hat, ...]:
    """Memberships that count for this dossier: those of a commune only in its own unit."""
    return tuple(hat for hat in user.hats if hat.role not in COMMUNE or hat.unit_id == dossier.unit_id)


def roles_towards(user: User, dossier: Dossier) -> frozenset[Role]:
    """Roles that count for this dossier: commune roles only in its own unit."""
    return frozenset(hat.role for hat in hats_towards(user, dossier))


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


# Who of a unit writes a value, by the body that the set names for it (``Indicator.entered_by``).
ENTERS: dict[str, frozenset[Role]] = {"": SCORERS, "front": FRONT}


def entering_body(dossier: Dossier, code: str) -> str:
    """Which body of the unit enters an indicator; the People's Committee ("") also of one that holds no more."""
    found = dossier.compiled.by_code.get(code)
    return found.definition.entered_by if found else ""


def enters(user: User, answer: Answer) -> bool:
    """Does the person write for the body of the unit that enters this indicator? Nobody edits another body's column:
    whoever also scores for the People's Committee writes nothing of the Front's."""
    unit_id, body = answer.dossier.unit_id, entering_body(answer.dossier, answer.indicator.code)
    if body and unit_id in user.unit_ids(*SCORERS):
        return False
    return unit_id in user.unit_ids(*ENTERS[body])


def enters_some(user: User, dossier: Dossier) -> bool:
    """Does the person write values of this dossier, for whichever body of the unit?"""
    bodies = {one.definition.entered_by for one in dossier.compiled.indicators} | {""}
    return dossier.unit_id in user.unit_ids(*(role for body in bodies for role in ENTERS[body]))


def can_edit_answer(user: User, answer: Answer) -> bool:
    """An officer writes what is assigned to nobody or to them; focal point and chair write everything that the People's
    Committee enters, the Front what it enters."""
    return answer.dossier.is_editable and is_theirs(user, answer)


def can_add_evidence(user: User, answer: Answer) -> bool:
    """The same people, and still while the draft is posted: what it lacks is added before it is signed, and marked."""
    return answer.dossier.status in states.REPORTABLE and is_theirs(user, answer)


def is_theirs(user: User, answer: Answer) -> bool:
    """Does their body enter the indicator, and is it handed to nobody or to them, or are they focal point or chair?
    What another body than the People's Committee enters is handed to no one."""
    if not enters(user, answer):
        return False
    if entering_body(answer.dossier, answer.indicator.code) or answer.assignee_id in (None, user.pk):
        return True
    return answer.dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


def can_assign(user: User, dossier: Dossier) -> bool:
    """The focal point and the chair hand indicators to colleagues."""
    return dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


def can_ask_extension(user: User, dossier: Dossier) -> bool:
    """Chair and focal point ask for more time, as long as the commune still has something to do by a day."""
    return dossier.status in MAY_ASK_TIME and dossier.unit_id in user.unit_ids(*COMMUNE_LEADS)


def may_change_set(user: User) -> bool:
    """May the person move a running year to another version of its set? The head of the standing office."""
    return user.has_role(*STEPS[CHANGE_SET].roles)


def paper_hats(user: User, kind: PaperKind, dossier: Dossier) -> list[Hat]:
    """Memberships by which the person records papers of a kind about the dossier; without one they may not."""
    hats, rule = hats_towards(user, dossier), PAPER_RULES[kind]
    if any(hat.role in rule.apart for hat in hats):
        return []
    return [hat for hat in hats if hat.role in rule.roles]


def opinions_of(user: User, dossier: Dossier) -> list[PaperKind]:
    """For which bodies of the commune the person says what they think of the posted draft."""
    return [kind for kind in OPINIONS if paper_hats(user, kind, dossier)]


def can_record_paper(user: User, kind: PaperKind, dossier: Dossier) -> bool:
    """Whether the person records papers of a kind by themselves, and not with an act that rests on them."""
    return not PAPER_RULES[kind].with_act and bool(paper_hats(user, kind, dossier))


def can_withdraw_paper(user: User, paper: Paper, dossier: Dossier) -> bool:
    """The same people, in the agency that recorded it; never a paper that came with its act.
    An opinion is one until the unit signs."""
    kind = PaperKind(paper.kind)
    return not comes_with_act(kind) and paper.agency_id in {hat.agency_id for hat in paper_hats(user, kind, dossier)}


def keeps_heads(user: User, unit: Unit) -> bool:
    """Enters who headed a unit: the standing office, and the unit's own focal point."""
    return is_office(user) or unit.pk in user.unit_ids(Role.COMMUNE_FOCAL)


def keeps_every_head(user: User) -> bool:
    """The same, of all units: the standing office."""
    return is_office(user)


def keeps_some_heads(user: User) -> bool:
    """The same, of some unit; the page of one asks whether it is theirs."""
    return is_office(user) or user.has_role(Role.COMMUNE_FOCAL)


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


def reads_proceedings(user: User) -> bool:
    """May have proceedings against a recognition to read: who follows all, and who leads a unit."""
    return visibility.follows_proceedings(user) or user.has_role(*COMMUNE_LEADS)


def explains(user: User) -> bool:
    """Speaks for a unit in proceedings; the page of one asks whether it is theirs."""
    return user.has_role(*COMMUNE_LEADS)


class _OfMode(Protocol):
    @property
    def council_mode(self) -> str: ...


def can_conclude(user: User, cycle: _OfMode) -> bool:
    """Who writes conclusions in a cycle: the council's secretary, or the standing office where it draws the result
    together."""
    return user.has_role(*concluders(cycle.council_mode))


def concludes(user: User) -> bool:
    """Writes conclusions in cycles of some mode; the page of a cycle asks :func:`can_conclude`."""
    return user.has_role(*SECRETARIES, *OFFICE)


def follows_cycles(user: User) -> bool:
    """May see the calendar of a cycle: whoever takes part in the evaluation."""
    return sees_city(user) or is_appraiser(user) or is_commune(user)


def follows_forecasts(user: User) -> bool:
    """The city and communes; a body judges what was, and is told no forecast."""
    return sees_city(user) or is_commune(user)


def can_see_forecast(user: User, dossier: Dossier) -> bool:
    """The city sees every forecast, a commune its own."""
    return sees_city(user) or dossier.unit_id in user.unit_ids(*COMMUNE)
