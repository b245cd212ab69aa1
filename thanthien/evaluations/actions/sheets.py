"""Appraisal: a body fills in its sheets and sends them. It writes only its own column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import body_ids
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.db import update_rows
from thanthien.core.deadlines import due_in_working_days
from thanthien.evaluations.actions.council import withdraw_agreements
from thanthien.evaluations.actions.entries import apply_entry
from thanthien.evaluations.actions.fairness import CONFLICT, refuse_conflicted
from thanthien.evaluations.actions.moves import lock, lock_one
from thanthien.evaluations.actions.totals import compute_totals
from thanthien.evaluations.enums import AnswerState, Column, SheetStatus
from thanthien.evaluations.models import Answer, Cycle, Dossier, ItemRequest, Sheet, SheetItem
from thanthien.evaluations.modes import body_was_silent, only_they
from thanthien.evaluations.notices import tell_asked, tell_handed_back, tell_sheets_complete
from thanthien.evaluations.permissions import can_conclude, can_fill_sheet
from thanthien.evaluations.queries.appraisal import appraised_answers
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.requests import still_open
from thanthien.evaluations.queries.words import UNSCORED, differs, unscored
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import Status
from thanthien.measures.actions import hold_words

_ITEM_FIELDS = ["state", "value", "reason", "points", "field_check", "version", "updated_at", "updated_by"]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One body's word on one indicator. ``confirm`` takes over the commune's answer as it stands; ``answer_version``
    is the one of it that the person saw (None: the caller has no form)."""

    item_id: int
    version: int
    entry: Entry | None = None
    confirm: bool = False
    answer_version: int | None = None
    field_check: bool = False


@transaction.atomic
def save_items(*, by: User, changes: Sequence[ItemChange]) -> list[SheetItem]:
    """Save items of one or many sheets, all or none.

    Raises Stale (with the first item that someone changed meanwhile, or whose answer the commune corrected before it
    is taken over), Refused, or Invalid whose keys are ``"<item id>.<field>"``.
    """
    items = _locked_items(by, changes)
    own = _locked_answers(items.values())
    _refuse_unseen_answers(items, changes, own)
    problems: dict[str, str] = {}
    for change in changes:
        try:
            _apply(by, items[change.item_id], change, own)
        except Invalid as invalid:
            problems |= {f"{change.item_id}.{name}": text for name, text in invalid.errors.items()}
    if problems:
        raise Invalid(problems)
    update_rows(items.values(), _ITEM_FIELDS)
    return list(items.values())


def hold_items(item_ids: Iterable[int]) -> None:
    """Lock items and the commune's answers to them, so that nobody writes in them. In a transaction."""
    items = SheetItem.objects.filter(pk__in=list(item_ids)).select_related("sheet")
    _locked_answers(items.select_for_update(of=("self", "sheet")).order_by("pk"))


def _locked_items(by: User, changes: Sequence[ItemChange]) -> dict[int, SheetItem]:
    items = {
        item.pk: item
        for item in SheetItem.objects.filter(pk__in=[change.item_id for change in changes])
        .select_related("sheet__dossier__cycle__criteria_set", "sheet__dossier__unit", "indicator")
        .select_for_update(of=("self", "sheet"))
        .order_by("pk")
    }
    if len(items) != len({change.item_id for change in changes}):
        raise Refused("Không tìm thấy mục thẩm định.")
    _permit(by, [item.sheet for item in items.values()])
    for change in changes:
        refuse_other(items[change.item_id], seen=change.version, now=items[change.item_id].version)
    return items


def _permit(by: User, sheets: Sequence[Sheet]) -> None:
    _refuse_silent(sheets)
    if not all(can_fill_sheet(by, sheet) for sheet in sheets):
        raise Refused("Phiếu này đã gửi, hoặc thuộc cơ quan khác, hoặc hồ sơ không ở bước thẩm định.")
    refuse_conflicted(by, {sheet.dossier_id: sheet.dossier for sheet in sheets}.values())


def _refuse_silent(sheets: Iterable[Sheet]) -> None:
    """What comes after it was recorded that the body said nothing comes too late, until that is taken back."""
    silent = next((sheet for sheet in sheets if sheet.status == SheetStatus.SILENT), None)
    if silent:
        raise Refused(body_was_silent(silent.dossier.cycle.council_mode))


def _locked_answers(items: Iterable[SheetItem]) -> dict[tuple[int, int], Answer]:
    """The commune's answers to these items: none is corrected while its value is read."""
    rows = list(items)
    answers = Answer.objects.filter(
        dossier_id__in={row.sheet.dossier_id for row in rows}, indicator_id__in={row.indicator_id for row in rows}
    )
    locked = answers.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {(answer.dossier_id, answer.indicator_id): answer for answer in locked}


def _refuse_unseen_answers(
    items: Mapping[int, SheetItem], changes: Iterable[ItemChange], own: Mapping[tuple[int, int], Answer]
) -> None:
    for change in changes:
        if change.confirm and change.answer_version is not None:
            item = items[change.item_id]
            answer = own[item.sheet.dossier_id, item.indicator_id]
            refuse_other(item, seen=change.answer_version, now=answer.version)


def _apply(by: User, item: SheetItem, change: ItemChange, own: Mapping[tuple[int, int], Answer]) -> None:
    answer = own[item.sheet.dossier_id, item.indicator_id]
    entry = _confirmed(answer) if change.confirm else change.entry or _unchanged(item)
    if differs(entry, answer) and not entry.reason.strip():
        raise Invalid({"reason": "Số liệu khác với tự chấm: cần ghi lý do."})
    apply_entry(item, entry, item.compiled)
    item.field_check = change.field_check
    item.version += 1
    item.updated_at, item.updated_by = clock.now(), by


def _unchanged(item: SheetItem) -> Entry:
    return Entry(AnswerState(item.state), item.value, item.reason, item.points)


def _confirmed(answer: Answer) -> Entry:
    """The commune's answer taken over. A missing answer can't be confirmed: missing is not zero."""
    if unscored(answer):
        raise Invalid({"value": "Đơn vị chưa chấm tiêu chí này: cần nhập số liệu thẩm định và lý do."})
    # The unit's own sentence is no reason of the body; without a number the rule asks for one, and agreeing is it.
    reason = "" if answer.state == AnswerState.VALUE else "Đồng ý với tự chấm."
    return Entry(AnswerState(answer.state), answer.value, reason)


def sendable(by: User, cycle: Cycle, dossier_ids: Iterable[int] | None = None) -> dict[Sheet, list[str]]:
    """The draft sheets of the person's bodies under appraisal, each with what keeps it from being sent:
    the list to check before sending many."""
    sheets = Sheet.objects.filter(
        body_id__in=body_ids(by), status=SheetStatus.DRAFT, dossier__cycle=cycle,
        dossier__status=Status.UNDER_APPRAISAL,
    ).select_related("dossier__unit", "body__passed_to")  # fmt: skip
    if dossier_ids is not None:
        sheets = sheets.filter(dossier_id__in=list(dossier_ids))
    rows = list(sheets.order_by("dossier__unit__sort_key", "pk"))
    conflicts = conflicted_dossiers(by, cycle)
    missing = _open_items(rows)
    return {sheet: _obstacles(sheet, missing.get(sheet.pk, []), conflicts) for sheet in rows}


def _open_items(sheets: Sequence[Sheet]) -> dict[int, list[str]]:
    rows = SheetItem.objects.filter(UNSCORED, sheet__in=sheets)
    found: dict[int, list[str]] = {}
    for sheet_id, code in rows.order_by("indicator__position").values_list("sheet_id", "indicator__code"):
        found.setdefault(sheet_id, []).append(code)
    return found


def _obstacles(sheet: Sheet, codes: list[str], conflicts: set[int]) -> list[str]:
    problems = [f"Chưa thẩm định: {', '.join(codes)}."] if codes else []
    return [*problems, CONFLICT] if sheet.dossier_id in conflicts else problems


def hold_sheets(*, by: User, sheet_ids: Iterable[int]) -> list[Dossier]:
    """Lock sheets, so that nobody writes in them, and their dossiers; and no body says a word on late records of their
    units meanwhile, which it may until its sheet is sent. In a transaction."""
    chosen = Sheet.objects.filter(pk__in=list(sheet_ids))
    hold_words(set(chosen.values_list("dossier__unit_id", flat=True)))
    dossiers = lock(by, set(chosen.values_list("dossier_id", flat=True)))
    list(chosen.select_for_update().order_by("pk"))
    return dossiers


@transaction.atomic
def send_sheets(*, by: User, cycle: Cycle, sheet_ids: Iterable[int]) -> list[Sheet]:
    """Send sheets, all or none. When a dossier has all of them, its appraised column opens to the others, and the
    council's secretary is told."""
    sent = send_part(by=by, cycle=cycle, sheet_ids=sheet_ids)
    tell_sheets_complete(sent.complete, by=by)
    return sent.sheets


@dataclass(frozen=True, slots=True)
class Sent:
    """Sheets that were sent, and the dossiers that have all of theirs by that."""

    sheets: list[Sheet]
    complete: list[Dossier]


@transaction.atomic
def send_part(*, by: User, cycle: Cycle, sheet_ids: Iterable[int]) -> Sent:
    """Send some of the sheets that are sent together, and tell nobody yet: `tell_sheets_complete`, after the last."""
    wanted = set(sheet_ids)
    dossiers = hold_sheets(by=by, sheet_ids=wanted)
    ready = {sheet.pk: (sheet, told) for sheet, told in sendable(by, cycle, [d.pk for d in dossiers]).items()}
    if not wanted <= set(ready):
        _refuse_silent(Sheet.objects.filter(pk__in=wanted, body_id__in=body_ids(by)))
        raise Refused("Có phiếu đã gửi hoặc không thuộc cơ quan của anh/chị. Vui lòng tải lại danh sách.")
    problems = [f"{ready[pk][0].dossier.unit.name}: {' '.join(ready[pk][1])}" for pk in wanted if ready[pk][1]]
    if problems:
        raise Refused(sorted(problems))
    Sheet.objects.filter(pk__in=wanted).update(status=SheetStatus.SENT, sent_at=clock.now(), sent_by=by)
    return Sent([ready[pk][0] for pk in sorted(wanted)], complete_sheets(dossiers))


def complete_sheets(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Open the appraised column of dossiers whose sheets are all sent, and compute its totals. Gives these."""
    waiting = set(
        Sheet.objects.filter(dossier__in=dossiers, status=SheetStatus.DRAFT).values_list("dossier_id", flat=True)
    )
    done = [dossier for dossier in dossiers if dossier.pk not in waiting]
    if not done:
        return []
    now = clock.now()
    for dossier in done:
        dossier.sheets_complete_at = now
    update_rows(done, ["sheets_complete_at"])
    recompute_appraised(done)
    withdraw_agreements(done)
    return done


def recompute_appraised(dossiers: Sequence[Dossier]) -> None:
    """Score the appraised column of dossiers (of one cycle) whose sheets are all sent, and store the totals."""
    answers = appraised_answers(dossiers)
    compute_totals(Column.APPRAISED, dossiers[0].cycle, [(dossier, answers[dossier.pk]) for dossier in dossiers])


@transaction.atomic
def hand_back(*, by: User, sheet_id: int, reason: str, sent_at: datetime | None) -> Sheet:
    """The council's secretary gives a sent sheet back to its body; the column closes again until it is sent.

    ``sent_at`` is when the sheet that the person saw was sent; Stale when it was given back and sent anew meanwhile.
    """
    dossier_id = Sheet.objects.filter(pk=sheet_id).values_list("dossier_id", flat=True).first()
    if dossier_id is None:
        raise Refused("Không tìm thấy phiếu.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do trả lại phiếu."})
    dossier = lock_one(by, dossier_id)
    if not can_conclude(by, dossier.cycle):
        raise Refused(only_they(dossier.cycle.council_mode, "trả lại phiếu đã gửi"))
    refuse_conflicted(by, [dossier])
    sheet = Sheet.objects.select_for_update().get(pk=sheet_id)
    if sheet.status != SheetStatus.SENT:
        raise Refused("Phiếu này chưa gửi.")
    refuse_other(sheet, seen=sent_at, now=sheet.sent_at)
    if dossier.status != Status.UNDER_APPRAISAL:
        raise Refused(f"Hồ sơ đang ở trạng thái “{dossier.label}”.")
    sheet.status, sheet.sent_at, sheet.sent_by, sheet.said_as = SheetStatus.DRAFT, None, None, ""
    sheet.returned_reason = reason.strip()
    sheet.save(update_fields=["status", "sent_at", "sent_by", "said_as", "returned_reason"])
    dossier.sheets_complete_at = None
    dossier.save(update_fields=["sheets_complete_at"])
    dossier.totals.filter(column=Column.APPRAISED).delete()
    sheet.dossier = dossier
    tell_handed_back(sheet, by=by)
    return sheet


@transaction.atomic
def ask_item(*, by: User, item_id: int, question: str) -> ItemRequest:
    """Ask the commune about one indicator: its own working-day deadline, while the rest goes on."""
    item = SheetItem.objects.select_related("sheet__dossier__cycle").filter(pk=item_id).first()
    if item is None:
        raise Refused("Không tìm thấy mục thẩm định.")
    if not question.strip():
        raise Invalid({"question": "Cần ghi nội dung đề nghị bổ sung."})
    dossier = lock_one(by, item.sheet.dossier_id)
    item.sheet.refresh_from_db(fields=["status"])  # sent or taken out of appraisal while we waited
    item.sheet.dossier = dossier
    _permit(by, [item.sheet])
    waiting = dossier.item_requests.filter(still_open(clock.today()), indicator=item.indicator_id)
    if waiting.filter(body=item.sheet.body_id, question=question.strip()).exists():
        raise Refused("Đề nghị này đã được gửi và đang chờ trả lời.")
    asked = ItemRequest.objects.create(
        dossier=dossier,
        indicator_id=item.indicator_id,
        body_id=item.sheet.body_id,
        question=question.strip(),
        asked_by=by,
        asked_at=clock.now(),
        due_on=due_in_working_days(dossier.cycle.item_request_days),
    )
    tell_asked(asked, by=by)
    return asked
