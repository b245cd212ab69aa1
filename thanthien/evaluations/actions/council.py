"""The council consolidates: it concludes every indicator and proposes the level."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.db import update_rows
from thanthien.criteria.scoring import Result
from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.evaluations.actions.announcing import give_review_again
from thanthien.evaluations.actions.council_day import NO_SESSION, Session, check_session, told_session
from thanthien.evaluations.actions.early import refuse_early
from thanthien.evaluations.actions.entries import apply_entry
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import hold_cycle, lock, lock_one, move
from thanthien.evaluations.actions.papers import add_step_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.totals import compute_totals
from thanthien.evaluations.enums import AnswerState, Column, PaperKind
from thanthien.evaluations.models import Conclusion, Dossier, Phase, Total
from thanthien.evaluations.modes import only_they, status_label
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries.city_returns import reopened_indicators
from thanthien.evaluations.queries.council import AGREED, Comparison, compare, open_words
from thanthien.evaluations.queries.words import same_word
from thanthien.evaluations.scored import Entry, engine_answer
from thanthien.evaluations.states import CONCLUDES_ITEMS, CONCLUDING, UNDECIDED
from thanthien.evaluations.workflow import Deed, Status

_FIELDS = ["state", "value", "reason", "points", "contested", "version", "updated_at", "updated_by"]


@dataclass(frozen=True, slots=True)
class Said:
    """What the council concludes of one indicator; ``version`` is that of the conclusion which the person saw."""

    conclusion_id: int
    version: int
    entry: Entry


@transaction.atomic
def conclude_item(*, by: User, conclusion_id: int, version: int, entry: Entry) -> Result:
    """Conclude one indicator of a dossier under appraisal: a value (the engine gives the points), an accepted “không
    phát sinh”, or a direct deviation. Another word than the one that commune and bodies all say needs a reason.
    Raises Stale, Refused or Invalid."""
    return _conclude_one(by, Said(conclusion_id, version, entry), CONCLUDES_ITEMS)


@transaction.atomic
def conclude_items(*, by: User, said: Sequence[Said]) -> dict[int, Result]:
    """The same of many indicators, of many dossiers of one cycle, all or none: a constant number of statements. Returns
    the new results by dossier id."""
    return _conclude_while(by, said, CONCLUDES_ITEMS)


@transaction.atomic
def conclude_anew(*, by: User, conclusion_id: int, version: int, entry: Entry) -> Result:
    """The same, of an indicator on which the commune asked for review; with the answer to its request
    (:func:`~thanthien.evaluations.actions.reviews.answer_request`)."""
    return _conclude_one(by, Said(conclusion_id, version, entry), {Status.REVIEW_REQUESTED})


def _conclude_one(by: User, said: Said, states: Collection[Status]) -> Result:
    return next(iter(_conclude_while(by, [said], states).values()))


def _conclude_while(by: User, said: Sequence[Said], states: Collection[Status]) -> dict[int, Result]:
    wanted = Conclusion.objects.filter(pk__in=[one.conclusion_id for one in said])
    dossiers = _locked(by, wanted.values_list("dossier_id", flat=True)) if said else []
    if other := next((dossier for dossier in dossiers if dossier.status not in states), None):
        raise Refused(_ELSEWHERE.get(Status(other.status), _in_another_state(other)))
    by_id, rows = {dossier.pk: dossier for dossier in dossiers}, wanted.select_related("indicator").in_bulk()
    comparisons = compare(dossiers)
    for one in said:
        row = rows.get(one.conclusion_id)
        if row is None:
            raise Refused("Không tìm thấy mục kết luận.")
        refuse_other(row, seen=one.version, now=row.version)
        dossier = by_id[row.dossier_id]
        _refuse_unasked(dossier, row)
        _write(by, dossier, row, one.entry, comparisons[dossier.pk][row.indicator.code])
    update_rows(rows.values(), _FIELDS)
    return recompute_council(dossiers) if dossiers else {}


_ELSEWHERE = {
    Status.REVIEW_REQUESTED: "Đơn vị đang kiến nghị xem xét lại: kết luận lại tại phần trả lời kiến nghị.",
    Status.UNDER_APPRAISAL: "Đơn vị không kiến nghị xem xét lại: kết luận tại trang của tiêu chí.",
}


def _in_another_state(dossier: Dossier) -> str:
    return f"Hồ sơ của {dossier.unit.name_in_sentence} đang ở trạng thái “{dossier.label}” nên không ghi kết luận được."


def _locked(by: User, ids: Iterable[int]) -> list[Dossier]:
    dossiers = lock(by, ids)
    _refuse_others(by, dossiers, "ghi kết luận")
    refuse_conflicted(by, dossiers)
    for dossier in dossiers:
        if dossier.status not in CONCLUDING:
            raise Refused(_in_another_state(dossier))
        if dossier.sheets_complete_at is None:
            raise Refused(
                f"Hồ sơ của {dossier.unit.name_in_sentence} chưa đủ phiếu thẩm định: chờ các cơ quan gửi phiếu."
            )
    refuse_early([dossier for dossier in dossiers if dossier.status == Status.UNDER_APPRAISAL], Deed.CONCLUDE_ITEMS)
    return dossiers


def _refuse_others(by: User, dossiers: Sequence[Dossier], what: str) -> None:
    """Only who concludes in the cycle's mode."""
    for dossier in dossiers:
        if not can_conclude(by, dossier.cycle):
            raise Refused(only_they(dossier.cycle.council_mode, what))


def _refuse_unasked(dossier: Dossier, conclusion: Conclusion) -> None:
    """While requests for review are answered, only what a commune asked about may change; while a result is concluded
    again, only what was opened again."""
    if dossier.status == Status.RECONCLUDING:
        if conclusion.indicator_id not in reopened_indicators(dossier):
            raise Refused("Tiêu chí này không được mở lại: giữ nguyên kết luận đã thông báo.")
        return
    if dossier.status != Status.REVIEW_REQUESTED:
        return
    asked = dossier.review_requests.filter(indicator_id=conclusion.indicator_id, outcome="")
    if not asked.exists():
        raise Refused("Đơn vị không kiến nghị tiêu chí này, hoặc kiến nghị đã được trả lời.")


def _write(by: User, dossier: Dossier, conclusion: Conclusion, entry: Entry, comparison: Comparison) -> None:
    if entry.state in (AnswerState.MISSING, AnswerState.REFUSED):
        raise Invalid({"state": "Cần kết luận bằng số liệu, “không phát sinh” hoặc cho điểm trực tiếp."})
    apply_entry(conclusion, entry, dossier.compiled.by_code[conclusion.indicator.code])
    if conclusion.state == AnswerState.VALUE and conclusion.points is None:
        raise Invalid({"value": "Số liệu chưa đủ để tính điểm."})
    conclusion.contested = not _all_say_the_same(conclusion, comparison)
    if conclusion.contested and conclusion.reason in ("", AGREED):
        raise Invalid({"reason": _ANOTHER_WORD if comparison.agreed else "Có chênh lệch: cần ghi lý do kết luận."})
    conclusion.version += 1
    conclusion.updated_at, conclusion.updated_by = clock.now(), by


_ANOTHER_WORD = "Đơn vị và các cơ quan ghi như nhau, kết luận này khác: cần ghi lý do."


def _all_say_the_same(row: Conclusion, comparison: Comparison) -> bool:
    """Commune, bodies and council: one word."""
    return comparison.agreed and same_word(row, comparison.answer)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a bulk adoption would do to one dossier: the list to check first."""

    dossier: Dossier
    adoptable: tuple[str, ...]
    contested: tuple[str, ...]


def preview_agreed(*, by: User, dossier_ids: Iterable[int]) -> list[Agreed]:
    """For each dossier: the indicators on which self-score and all bodies agree, and those that need a word."""
    dossiers = list(
        Dossier.objects.visible_to(by)
        .filter(pk__in=list(dossier_ids), status=Status.UNDER_APPRAISAL, sheets_complete_at__isnull=False)
        .select_related("cycle__criteria_set", "unit")
        .order_by("unit__sort_key", "pk")
    )
    found: dict[int, tuple[list[str], list[str]]] = {dossier.pk: ([], []) for dossier in dossiers}
    for dossier_id, code, agreed in open_words(dossiers):
        found[dossier_id][0 if agreed else 1].append(code)
    return [Agreed(dossier, *map(tuple, found[dossier.pk])) for dossier in dossiers]


@transaction.atomic
def adopt_agreed(*, by: User, dossier_ids: Iterable[int]) -> int:
    """Adopt the agreed answer wherever self-score and all bodies agree and nothing is concluded yet.
    Returns how many indicators were concluded. Contested ones are left for the council."""
    dossiers = _locked(by, dossier_ids)
    comparisons = compare(dossiers)
    by_id = {dossier.pk: dossier for dossier in dossiers}
    rows = list(Conclusion.objects.filter(dossier__in=dossiers, state=AnswerState.MISSING).select_related("indicator"))
    adopted = [row for row in rows if _adopt(by, by_id[row.dossier_id], row, comparisons[row.dossier_id])]
    update_rows(adopted, _FIELDS)
    recompute_council(dossiers)
    return len(adopted)


def _adopt(by: User, dossier: Dossier, row: Conclusion, comparison: Mapping[str, Comparison]) -> bool:
    found = comparison[row.indicator.code]
    if not found.agreed or found.adopted is None:
        return False
    _write(by, dossier, row, found.adopted, found)
    return True


def withdraw_agreements(dossiers: Sequence[Dossier]) -> None:
    """Sheets were sent anew: what had been adopted as agreed, and is agreed no longer, is open again. The council's
    own words, which have their reason, stay."""
    comparisons = compare(dossiers)
    concluded = Conclusion.objects.filter(dossier__in=dossiers).exclude(state=AnswerState.MISSING)
    changed = [
        row
        for row in concluded.select_related("indicator")
        if _follow_sheets(row, comparisons[row.dossier_id][row.indicator.code])
    ]
    if changed:
        update_rows(changed, _FIELDS)
        recompute_council(dossiers)


def _follow_sheets(row: Conclusion, comparison: Comparison) -> bool:
    """Set anew whether the conclusion is contested; an adopted one that would be is gone. Says if the row changed."""
    contested = not _all_say_the_same(row, comparison)
    if contested == row.contested:
        return False
    if contested and row.reason in ("", AGREED, comparison.answer.reason):
        row.state, row.value, row.reason, row.points = AnswerState.MISSING, None, "", None
        contested = False
    row.contested = contested
    row.version += 1
    return True


def recompute_council(dossiers: Sequence[Dossier]) -> dict[int, Result]:
    """Score the council's column of dossiers (of one cycle) as it stands and store the totals. A level proposed
    instead of a computed one that is another by now goes with it."""
    by_id = {dossier.pk: dossier for dossier in dossiers}
    answers: dict[int, dict[str, EngineAnswer | None]] = {dossier.pk: {} for dossier in dossiers}
    for row in Conclusion.objects.filter(dossier__in=dossiers).select_related("indicator"):
        item = by_id[row.dossier_id].compiled.by_code[row.indicator.code]
        answers[row.dossier_id][row.indicator.code] = engine_answer(item.definition, row)
    before = _computed_levels(dossiers)
    results = compute_totals(Column.COUNCIL, dossiers[0].cycle, [(d, answers[d.pk]) for d in dossiers])
    _follow_computed([d for d in dossiers if before.get(d.pk) != results[d.pk].level], results)
    return results


def _computed_levels(dossiers: Sequence[Dossier]) -> dict[int, int | None]:
    rows = Total.objects.filter(dossier__in=dossiers, column=Column.COUNCIL)
    return dict(rows.values_list("dossier_id", "level"))


def _follow_computed(dossiers: Sequence[Dossier], results: Mapping[int, Result]) -> None:
    """The computed level is another one by now: what was proposed beside the former, and the reason for it, is gone
    (the history keeps it), and the computed level is proposed."""
    proposed = [dossier for dossier in dossiers if dossier.proposed_level is not None and dossier.status in UNDECIDED]
    for dossier in proposed:
        dossier.proposed_level, dossier.proposed_reason = results[dossier.pk].level, ""
        dossier.version += 1
    update_rows(proposed, ["proposed_level", "proposed_reason", "version"])


@transaction.atomic
def conclude(
    *,
    by: User,
    dossier_ids: Iterable[int],
    session: Session = NO_SESSION,
) -> list[Dossier]:
    """Close the council's work on dossiers: each proposes the computed level unless another one was proposed
    with a reason. Nothing may be missing or unknown.

    ``session``: the day of the meeting or of the last written opinion, how many members there are and how many took
    part; each where the cycle asks for it. They stand in the log of steps, too. Raises Invalid beside them, or
    Refused.
    """
    dossiers = lock(by, dossier_ids)
    refuse_conflicted(by, dossiers)
    check_session(dossiers, session)
    levels = _computed_levels(dossiers)

    def proposed(dossier: Dossier) -> int | None:
        return dossier.proposed_level if dossier.proposed_reason else levels.get(dossier.pk)

    told = told_session(dossiers[0], session) if dossiers else ""
    move(dossiers, "conclude", by=by, reason=told, set={**session.columns, "proposed_level": proposed})
    return dossiers


@transaction.atomic
def propose_level(*, by: User, dossier_id: int, level: int, reason: str, version: int) -> Dossier:
    """Propose a level other than the computed one; the reason is public with the result. Only while the council is
    at work: what was concluded is opened again first, with a reason.

    ``version`` is the dossier's that the person saw; Stale when someone changed it meanwhile.
    """
    dossier = lock_one(by, dossier_id)
    refuse_other(dossier, seen=version, now=dossier.version)
    _refuse_others(by, [dossier], "đề nghị mức độ")
    if dossier.status not in CONCLUDING:
        told = status_label(Status.CONCLUDED, dossier.cycle.council_mode)
        raise Refused(f"{told}. Cần mở lại phần kết luận, ghi lý do, rồi đề nghị mức độ khác.")
    refuse_conflicted(by, [dossier])
    if dossier.status == Status.UNDER_APPRAISAL:
        refuse_early([dossier], Deed.PROPOSE_LEVEL)
    numbers = {level.definition.number for level in dossier.compiled.levels}
    if level not in numbers | {0}:
        raise Invalid({"level": "Cần chọn một mức độ của bộ tiêu chí."})
    computed = _computed_levels([dossier]).get(dossier.pk)
    if level != computed and not reason.strip():
        raise Invalid({"reason": "Mức độ đề nghị khác mức độ tính được: cần ghi lý do."})
    dossier.proposed_level = level
    dossier.proposed_reason = reason.strip() if level != computed else ""
    dossier.version += 1
    dossier.save(update_fields=["proposed_level", "proposed_reason", "version"])
    return dossier


# The council's proposal and its day are gone (the history keeps them).
NO_PROPOSAL = {"proposed_level": None, "proposed_reason": "", **NO_SESSION.columns}


@transaction.atomic
def reconsider(*, by: User, dossier_id: int, reason: str, version: int) -> Dossier:
    """Open the council's work on a concluded dossier again.

    ``version`` is the dossier's that the person saw; Stale when someone changed it meanwhile.
    """
    dossier = lock_one(by, dossier_id)
    refuse_other(dossier, seen=version, now=dossier.version)
    refuse_conflicted(by, [dossier])
    move([dossier], "reconsider", by=by, reason=reason, set=NO_PROPOSAL)
    return dossier


@transaction.atomic
def announce(*, by: User, dossier_ids: Iterable[int], printed: Printed | None = None) -> list[Dossier]:
    """Announce provisional results: from now on the communes see appraised and concluded points. Who was told another
    result before gets the days of the review once more, from today on, where the cycle has a review. ``printed``: the
    document, one for all of them, as their cycle asks for it. Raises Invalid or Refused."""
    ids = set(dossier_ids)
    cycles = Dossier.objects.filter(pk__in=ids).order_by().values_list("cycle", flat=True).distinct()
    for cycle_id in sorted(cycles):
        hold_cycle(cycle_id)
    list(Phase.objects.select_for_update().filter(cycle__in=cycles).order_by("pk"))  # nobody extends it meanwhile
    dossiers = lock(by, ids)
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được thông báo kết quả dự kiến.")
    move(dossiers, "announce", by=by)
    if len({dossier.cycle_id for dossier in dossiers}) > 1:
        raise Refused("Cần chọn hồ sơ của một kỳ đánh giá.")
    add_step_paper(by=by, kind=PaperKind.ANNOUNCEMENT, dossiers=dossiers, printed=printed)
    give_review_again(dossiers, by=by)
    return dossiers
