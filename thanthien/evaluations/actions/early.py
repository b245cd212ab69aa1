"""First days bind everybody; where the cycle allows it, a phase begins early for a dossier, with a reason in the log
of steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.models import Cycle, Dossier, StepLog
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.permissions import early_roles
from thanthien.evaluations.queries.phases import not_open_yet
from thanthien.evaluations.step_check import not_open
from thanthien.evaluations.workflow import BEGIN_EARLY, DEEDS, Deed, PhaseKey

NOT_ALLOWED = "Kỳ này không cho phép làm trước ngày mở giai đoạn."


@transaction.atomic
def allow_early(*, by: User, cycle_id: int, allowed: bool, seen: bool) -> Cycle:
    """The standing office sets the cycle's switch: may people act before the first day of a phase, with a reason?
    ``seen``: how it stood on the page; Stale when somebody has set it meanwhile. Turned off, the days bind again, also
    for dossiers whose phase was begun early."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực đặt cách làm của kỳ.")
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle_id)
    if cycle.early_allowed != allowed:
        refuse_other(cycle, seen=seen, now=cycle.early_allowed)
        cycle.early_allowed = allowed
        cycle.save(update_fields=["early_allowed"])
    return cycle


@transaction.atomic
def begin_early(*, by: User, dossier_ids: Iterable[int], phase: PhaseKey, reason: str) -> list[Dossier]:
    """Begin a phase for dossiers before its first day: all that belongs to it may be done from now on. The reason
    stands in the log of steps.

    Raises Invalid without a reason; Refused where the cycle doesn't allow it, the phase is open already, or the person
    takes no step of it.
    """
    dossiers = lock(by, dossier_ids)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do làm sớm."})
    to_come = not_open_yet(dossiers, phase)
    roles = {dossier.pk: early_roles(by, dossier, phase) for dossier in dossiers}
    for dossier in dossiers:
        if not dossier.cycle.early_allowed:
            raise Refused(NOT_ALLOWED)
        if dossier.pk not in to_come:
            label = phase_label(phase, dossier.cycle.council_mode)
            raise Refused(f"{dossier.unit.name}: giai đoạn “{label}” đã mở.")
        if not roles[dossier.pk]:
            raise Refused(f"{dossier.unit.name}: anh/chị không có việc ở giai đoạn này.")
    StepLog.objects.bulk_create(
        StepLog(
            dossier=dossier, step=BEGIN_EARLY, from_status=dossier.status, to_status=dossier.status, by=by,
            role=min(roles[dossier.pk]), at=clock.now(), reason=reason.strip(), phase=phase,
        )
        for dossier in dossiers
    )  # fmt: skip
    return dossiers


def refuse_early(dossiers: Sequence[Dossier], deed: Deed) -> None:
    """Raise Refused when the phase to which the deed belongs is still to come for one of the dossiers."""
    to_come = not_open_yet(dossiers, DEEDS[deed])
    told = [
        (
            dossier,
            not_open(
                phase_label(DEEDS[deed], dossier.cycle.council_mode),
                to_come[dossier.pk],
                early_allowed=dossier.cycle.early_allowed,
            ),
        )
        for dossier in dossiers
        if dossier.pk in to_come
    ]
    if told:
        raise Refused([told[0][1]] if len(dossiers) == 1 else [f"{one.unit.name}: {words}" for one, words in told])
