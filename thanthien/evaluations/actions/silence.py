"""A body that stays silent holds nobody up: after its time, and a reminder by a document, that is recorded; the council
concludes on the dossier alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import lock, lock_one
from thanthien.evaluations.actions.one_voice import keep_one_voice
from thanthien.evaluations.actions.sheets import complete_sheets
from thanthien.evaluations.enums import Column, SheetStatus
from thanthien.evaluations.models import Dossier, Sheet, Silence, Total
from thanthien.evaluations.modes import only_they
from thanthien.evaluations.notices import tell_sheets_complete
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries.silence import obstacles, reminders_of
from thanthien.evaluations.silence_notices import tell_silence, tell_silence_ended
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency


@transaction.atomic
def record_silence(*, by: User, body: Agency, dossier_ids: Iterable[int]) -> list[Dossier]:
    """Record for dossiers of one cycle, all or none, that a body said nothing: its sheet closes empty, what it has not
    sent stays its draft and counts for nothing, and its gates are for who concludes to state. A sheet that was sent
    stands: of such a body it is recorded that it said nothing on its gates. Raises Refused."""
    dossiers = lock(by, dossier_ids)
    if not dossiers:
        raise Refused("Cần chọn ít nhất một hồ sơ.")
    _refuse_others(by, dossiers)
    sheets = Sheet.objects.filter(dossier__in=dossiers, body=body)
    sent = {row.dossier_id for row in sheets.select_for_update().order_by("pk") if row.status == SheetStatus.SENT}
    if told := obstacles(dossiers[0].cycle, body, dossiers):
        raise Refused([f"{one.unit.name}: {' '.join(told[one.pk])}" for one in dossiers if one.pk in told])
    sheets.exclude(status=SheetStatus.SENT).update(status=SheetStatus.SILENT)
    reminders, now = reminders_of(dossiers, body), clock.now()
    Silence.objects.bulk_create(
        Silence(
            dossier=one, body=body, silent=True, reminder=reminders[one.pk], said_by=by, said_at=now,
            only_gates=one.pk in sent,
        )
        for one in dossiers
    )  # fmt: skip
    for dossier in dossiers:
        dossier.silent_bodies = sorted({*dossier.silent_bodies, body.code})
        dossier.version += 1
    Dossier.objects.bulk_update(dossiers, ["silent_bodies", "version"])
    complete = complete_sheets([one for one in dossiers if one.sheets_complete_at is None])
    tell_sheets_complete(complete, by=by)
    tell_silence(body, dossiers, by=by)
    return dossiers


@transaction.atomic
def end_silence(*, by: User, dossier_id: int, body: Agency, reason: str, version: int) -> Dossier:
    """Take the word back while the dossier is not concluded: the body may send its sheet after all, and what it had
    entered is there as it left it. ``version``: of the dossier that the person saw. Raises Stale, Refused or Invalid.
    """
    dossier = lock_one(by, dossier_id)
    refuse_other(dossier, seen=version, now=dossier.version)
    _refuse_others(by, [dossier])
    if body.code not in dossier.silent_bodies:
        raise Refused(f"Hồ sơ này không ghi “không có ý kiến của {body.called}”.")
    if dossier.status != Status.UNDER_APPRAISAL:
        raise Refused(f"Hồ sơ đang ở trạng thái “{dossier.label}”: không hủy được nữa.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do."})
    forget_silence(by, [dossier], reason.strip(), bodies=[body])
    keep_one_voice([dossier])
    if Sheet.objects.filter(dossier=dossier, body=body).exclude(status=SheetStatus.SENT).exists():
        dossier.sheets_complete_at = None
        dossier.save(update_fields=["sheets_complete_at"])
        Total.objects.filter(dossier=dossier, column=Column.APPRAISED).delete()
    tell_silence_ended(body, dossier, by=by)
    return dossier


def forget_silence(
    by: User, dossiers: Sequence[Dossier], reason: str, *, bodies: Iterable[Agency] | None = None
) -> None:
    """Locked dossiers: these bodies (all, by default) may speak again."""
    wanted = None if bodies is None else {body.code for body in bodies}
    gone = {one.pk: [code for code in one.silent_bodies if wanted is None or code in wanted] for one in dossiers}
    codes = {code for silent in gone.values() for code in silent}
    agencies = {row.code: row for row in Agency.objects.filter(code__in=codes)}
    Silence.objects.bulk_create(
        Silence(dossier_id=pk, body=agencies[code], silent=False, reason=reason, said_by=by, said_at=clock.now())
        for pk, codes in gone.items()
        for code in codes
    )
    changed = [one for one in dossiers if gone[one.pk]]
    for dossier in changed:
        dossier.silent_bodies = [code for code in dossier.silent_bodies if code not in gone[dossier.pk]]
        dossier.version += 1
        Sheet.objects.filter(dossier=dossier, body__code__in=gone[dossier.pk], status=SheetStatus.SILENT).update(
            status=SheetStatus.DRAFT, said_as=""
        )
    Dossier.objects.bulk_update(changed, ["silent_bodies", "version"])


def _refuse_others(by: User, dossiers: Sequence[Dossier]) -> None:
    for dossier in dossiers:
        if not can_conclude(by, dossier.cycle):
            raise Refused(only_they(dossier.cycle.council_mode, "ghi không có ý kiến"))
    refuse_conflicted(by, dossiers)
