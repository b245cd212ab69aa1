"""The standing office receives dossiers: completeness, acceptance, closing, re-opening."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.deadlines import due_in_working_days, working_days_since
from thanthien.evaluations.actions.corrections import forget_corrections
from thanthien.evaluations.actions.council import NO_PROPOSAL, recompute_council
from thanthien.evaluations.actions.cycles import missing_bodies_sentence
from thanthien.evaluations.actions.figures import follow_again, renew_again
from thanthien.evaluations.actions.handed_in import restore_handed_in
from thanthien.evaluations.actions.moves import lock, lock_one, lock_with_cycle, move
from thanthien.evaluations.actions.one_voice import keep_one_voice
from thanthien.evaluations.actions.papers import add_step_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.actions.registration import NO_REGISTRATION
from thanthien.evaluations.actions.returns import ask_items
from thanthien.evaluations.actions.silence import forget_silence
from thanthien.evaluations.actions.submission import NO_SIGN_OFF, NO_SUBMISSION, UNRECOGNISED
from thanthien.evaluations.enums import AnswerState, Column, PaperKind, SheetStatus
from thanthien.evaluations.models import Answer, Conclusion, Dossier, Sheet, SheetItem, Total
from thanthien.evaluations.queries.successions import bodies_of
from thanthien.evaluations.returned_item_notices import tell_returned_items
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency


@transaction.atomic
def send_back(
    *,
    by: User,
    dossier_id: int,
    reason: str,
    items: Mapping[str, str] = MappingProxyType({}),
    printed: Printed | None = None,
) -> Dossier:
    """Return a dossier for completeness: a deadline in working days, and the clock of the appraisal stops
    meanwhile: what it takes is added to the last day of the appraisal (see ``lateness``). ``items``: indicator code →
    what to add; the commune answers each before it hands the dossier in anew. ``printed``: the document, as the cycle
    asks for it; one about several units is recorded once, with the first of them."""
    dossier = lock_with_cycle(by, dossier_id)
    due = due_in_working_days(dossier.cycle.supplement_days)
    move([dossier], "return", by=by, reason=reason, set={"supplement_due_on": due})
    add_step_paper(by=by, kind=PaperKind.RETURN, dossiers=[dossier], printed=printed)
    asked = ask_items(by=by, dossier=dossier, items=items)
    tell_returned_items(dossier, [one.indicator.code for one in asked], by=by)
    follow_again(dossier)
    return dossier


@transaction.atomic
def extend_supplement(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """Give a returned dossier the whole time to supplement again, counted from today. Refused when that is the day
    it has already: a colleague, or the first of two clicks, has done it."""
    dossier = lock_one(by, dossier_id)
    due = due_in_working_days(dossier.cycle.supplement_days)
    if dossier.status == Status.RETURNED and dossier.supplement_due_on == due:
        raise Refused(f"Hạn bổ sung đã là hết ngày {due:%d/%m/%Y}.")
    move([dossier], "extend_supplement", by=by, reason=reason, set={"supplement_due_on": due})
    follow_again(dossier)  # where its time was over, answers stood still
    return dossier


@transaction.atomic
def accept(*, by: User, dossier_ids: Iterable[int]) -> list[Dossier]:
    """Take dossiers into appraisal: each body of the set gets its sheet, the council its column."""
    dossiers = lock(by, dossier_ids)
    move(dossiers, "accept", by=by, set={"sheets_complete_at": None})
    _create_sheets(by, dossiers)
    return dossiers


@transaction.atomic
def appraise_as_is(*, by: User, dossier_ids: Iterable[int]) -> list[Dossier]:
    """Take returned dossiers whose time to supplement is over into appraisal, on what was last handed in: a supplement
    that did not come is no “không nộp”. As when it comes, the clock of the appraisal stood still meanwhile."""
    dossiers = lock(by, dossier_ids)
    clocks = {"sheets_complete_at": None, "paused_days": _paused_since_return}
    move(dossiers, "appraise_as_is", by=by, set=clocks)
    for dossier in dossiers:
        restore_handed_in(dossier)
    _create_sheets(by, dossiers)
    return dossiers


def _paused_since_return(dossier: Dossier) -> int:
    return dossier.paused_days + working_days_since(dossier.status_since.astimezone(clock.ZONE).date())


def _create_sheets(by: User, dossiers: Sequence[Dossier]) -> None:
    """Sheets, items and conclusions that are not there yet. After a re-opening the old ones are taken up
    again as drafts: what bodies wrote is not lost, and they send anew."""
    agencies = {agency.code: agency for agency in Agency.objects.at_work()}
    _refuse_without_bodies(dossiers, agencies)
    wanted: dict[tuple[int, int], list[str]] = {}
    for dossier in dossiers:
        for code, item in dossier.compiled.by_code.items():
            for body in item.definition.bodies:
                wanted.setdefault((dossier.pk, agencies[body].pk), []).append(code)
    sheets = [Sheet(dossier_id=dossier_id, body_id=body_id) for dossier_id, body_id in wanted]
    Sheet.objects.bulk_create(sheets, ignore_conflicts=True, batch_size=2000)
    ids = [dossier.pk for dossier in dossiers]
    forget_silence(by, dossiers, "Hồ sơ được tiếp nhận lại.")
    Sheet.objects.filter(dossier_id__in=ids, status=SheetStatus.SENT).update(
        status=SheetStatus.DRAFT, sent_at=None, sent_by=None, said_as=""
    )
    Total.objects.filter(dossier_id__in=ids, column=Column.APPRAISED).delete()
    _create_rows(dossiers, wanted)
    keep_one_voice(dossiers)
    _ask_anew(dossiers)
    recompute_council(dossiers)


def _ask_anew(dossiers: Sequence[Dossier]) -> None:
    """What bodies and council said of an answer that the commune changed since then is no word on the new one:
    it is open again, and the history keeps it."""
    items = SheetItem.objects.filter(sheet__dossier__in=dossiers).annotate(of_dossier=F("sheet__dossier_id"))
    conclusions = Conclusion.objects.filter(dossier__in=dossiers).annotate(of_dossier=F("dossier_id"))
    changed = Answer.objects.filter(
        dossier_id=OuterRef("of_dossier"), indicator_id=OuterRef("indicator_id"), updated_at__gt=OuterRef("updated_at")
    )
    empty: dict[str, Any] = {
        "state": AnswerState.MISSING, "value": None, "reason": "", "points": None, "version": F("version") + 1,
        "updated_at": None, "updated_by": None,
    }  # fmt: skip
    items.filter(Exists(changed)).update(**empty)
    conclusions.filter(Exists(changed)).update(**empty, contested=False)


def _refuse_without_bodies(dossiers: Sequence[Dossier], known: Collection[str]) -> None:
    """A sheet needs its body: one may have ended since the cycle was opened."""
    gone = {code for d in dossiers for code in bodies_of(d.compiled) - set(known)}
    if gone:
        raise Refused(missing_bodies_sentence(gone))


def _create_rows(dossiers: Sequence[Dossier], wanted: dict[tuple[int, int], list[str]]) -> None:
    indicators = {row.code: row.pk for row in dossiers[0].cycle.criteria_set.indicators.all()}
    items = [
        SheetItem(sheet_id=sheet_id, indicator_id=indicators[code])
        for sheet_id, dossier_id, body_id in Sheet.objects.filter(dossier__in=dossiers).values_list(
            "pk", "dossier_id", "body_id"
        )
        for code in wanted.get((dossier_id, body_id), ())
    ]
    SheetItem.objects.bulk_create(items, ignore_conflicts=True, batch_size=2000)
    conclusions = [
        Conclusion(dossier=dossier, indicator_id=indicators[code])
        for dossier in dossiers
        for code in dossier.compiled.by_code
    ]
    Conclusion.objects.bulk_create(conclusions, ignore_conflicts=True, batch_size=2000)


@transaction.atomic
def reopen(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """Open a dossier again for self-scoring. What bodies and council wrote stays and is taken up later."""
    dossier = lock_one(by, dossier_id)
    supplement: dict[str, object] = {"supplement_due_on": None, "sheets_complete_at": None}
    move([dossier], "reopen", by=by, reason=reason, set=NO_SIGN_OFF | NO_SUBMISSION | NO_PROPOSAL | supplement)
    forget_corrections(dossier)
    refresh_totals([dossier])  # whether it is submitted in time is open again
    follow_again(dossier)
    renew_again(dossier)
    return dossier


@transaction.atomic
def reopen_registration(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """Let a unit that never registered in time register after all. One that had gone further begins anew, too."""
    dossier = lock_one(by, dossier_id)
    gone = NO_REGISTRATION | NO_SIGN_OFF | NO_PROPOSAL | {"supplement_due_on": None}
    move([dossier], "reopen_registration", by=by, reason=reason, set=gone)
    refresh_totals([dossier])
    return dossier


@transaction.atomic
def close_unsubmitted(*, by: User, dossier_ids: Iterable[int]) -> list[Dossier]:
    """Close dossiers that were not submitted in time: they go into the decision as not recognised."""
    dossiers = lock(by, dossier_ids)
    move(dossiers, "close_unsubmitted", by=by, set=NO_SUBMISSION | UNRECOGNISED)
    refresh_totals(dossiers)
    return dossiers
