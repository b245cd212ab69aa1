"""What becomes of a running dossier when its unit goes into another: closed by the office's document, or carried on."""

from __future__ import annotations

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core.acting.errors import Invalid
from thanthien.core.audit import acting
from thanthien.evaluations.actions.cycles import create_dossiers
from thanthien.evaluations.actions.moves import hold_cycle, lock_one, move
from thanthien.evaluations.actions.papers import add_paper
from thanthien.evaluations.actions.pilots import note_change
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.mergers import successor_of, why_not_carried

_REGISTERED = ("target_level", "creative_model")


@transaction.atomic
def close_merged(
    *, by: User, cycle_id: int, dossier_id: int, reason: str, printed: Printed, carry: bool = False
) -> Dossier | None:
    """Close the dossier of a unit that is no more: it stands in neither list of a decision and stays readable with its
    reason and document. ``carry``: the unit that took it in goes on in this cycle, with a dossier of its own that
    begins with the level aimed at and the creative model of this one; what was scored stays with the old unit. Returns
    that dossier, if any.

    Raises Refused (unit goes on, state) or Invalid (nothing to carry to, document).
    """
    cycle = hold_cycle(cycle_id)
    dossier = lock_one(by, dossier_id)
    move([dossier], "close_merged", by=by, reason=reason)
    add_paper(by=by, kind=PaperKind.MERGER, dossiers=[dossier], printed=printed)
    if not carry:
        return None
    if why := why_not_carried(dossier):
        raise Invalid({"carry": why})
    into = successor_of(dossier.unit)
    [carried] = create_dossiers(cycle, [into] if into else [])
    for name in _REGISTERED:
        setattr(carried, name, getattr(dossier, name))
    with acting(by, action="carry_dossier"):
        carried.save(update_fields=_REGISTERED)
        if cycle.pilot:
            note_change(cycle, [carried.unit_id], by, reason, joined=True)
    return carried
