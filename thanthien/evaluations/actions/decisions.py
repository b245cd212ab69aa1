"""The city's decisions: recorded as they come back, sealed, published; later lowered or revoked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.formats import date_vn, number
from thanthien.core.last_copy import take_down
from thanthien.evaluations.actions.decision_day import signing_day_problem
from thanthien.evaluations.actions.editions import keep_edition
from thanthien.evaluations.actions.moves import hold_cycle, lock, lock_one, move
from thanthien.evaluations.actions.printed import Printed, differences, problems_of
from thanthien.evaluations.actions.proceedings import decide_proceedings, refuse_worse
from thanthien.evaluations.actions.refreshing import refresh_later_years, refresh_totals
from thanthien.evaluations.actions.seal_parts import Ending
from thanthien.evaluations.actions.seals import seal_change, seal_decision
from thanthien.evaluations.enums import DecisionKind
from thanthien.evaluations.models import Cycle, Decision, DecisionItem, Dossier
from thanthien.evaluations.queries.decision_pages import endings_of
from thanthien.evaluations.queries.decision_texts import recorded_as, texts_of
from thanthien.evaluations.workflow import Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the decision says of one dossier. Another level than the proposed one needs a reason."""

    level: int
    reason: str = ""


@transaction.atomic
def record_decision(*, by: User, cycle: Cycle, paper: Printed, verdicts: Mapping[int, Verdict]) -> Decision:
    """Record a decision of recognition: two lists in one (level 0: not recognised). Each dossier is sealed.

    A further list of the same signed document joins the decision recorded before. Raises Invalid or Refused.
    """
    if not verdicts:
        raise Invalid({"dossiers": "Cần chọn ít nhất một hồ sơ."})
    hold_cycle(cycle.pk)
    dossiers = lock(by, verdicts)
    if any(dossier.cycle_id != cycle.pk for dossier in dossiers):
        raise Refused("Có hồ sơ không thuộc kỳ đánh giá này.")
    decision = decision_of_paper(by, cycle, DecisionKind.RECOGNITION, paper, dossiers)
    for dossier in dossiers:
        _check_level(dossier, verdicts[dossier.pk])
    verdicts = {dossier.pk: _effective(dossier, verdicts[dossier.pk]) for dossier in dossiers}
    verdict = {
        "decided_level": lambda dossier: verdicts[dossier.pk].level,
        "decided_reason": lambda dossier: verdicts[dossier.pk].reason,
    }
    endings = _endings(dossiers)
    move(dossiers, "decide", by=by, set=verdict)
    given = {pk: Verdict(0, one.reason) for pk, one in endings.items() if one.withdrawn}
    write_items(decision, dossiers, verdicts | given)
    _count_as_unsubmitted(dossiers)
    seal_decision(by=by, dossiers=dossiers, decision=decision, endings=endings)
    return decision


def _endings(dossiers: Sequence[Dossier]) -> dict[int, Ending]:
    """When and why dossiers ended without a result that are about to be decided on, by id."""
    withdrawn = {dossier.pk for dossier in dossiers if dossier.status == Status.WITHDRAWN}
    return {
        pk: Ending(step.at.astimezone(clock.ZONE).date(), step.reason, pk in withdrawn)
        for pk, step in endings_of(dossiers).items()
    }


def _count_as_unsubmitted(dossiers: list[Dossier]) -> None:
    """What was scored in a dossier that was never submitted, or was opened again and then not, stands beside the gate
    that now bars recognition."""
    if closed := [dossier for dossier in dossiers if dossier.submitted_at is None]:
        refresh_totals(closed)


def decision_of_paper(
    by: User, cycle: Cycle, kind: DecisionKind, paper: Printed, dossiers: Sequence[Dossier]
) -> Decision:
    """The decision of the paper: the one recorded before, when it is the very same document, else a new one. Number,
    day and signer are compared as they hold now. A further list of a document that was recorded with a wrong number or
    day is a row of its own, so that its seals say the right ones."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực ghi nhận quyết định.")
    wanted = Decision(cycle=cycle, kind=kind, recorded_by=by, recorded_at=clock.now(), **paper.columns)
    known = recorded_as(wanted.number, wanted.signed_on)
    errors = _paper_problems(paper, dossiers) | (_other_paper(known, wanted, dossiers) if known else _put_right(wanted))
    if errors:
        raise Invalid(errors)
    if known and (known.number, known.signed_on) == (wanted.number, wanted.signed_on):
        return known
    wanted.save(force_insert=True)
    return wanted


def _put_right(wanted: Decision) -> dict[str, str]:
    """The very document was recorded with this number and day, which were corrected since."""
    same = Decision.objects.filter(number=wanted.number, signed_on=wanted.signed_on, sha256=wanted.sha256).first()
    if same is None:
        return {}
    texts = texts_of(same)
    return {"number": f"Bản ký này đã ghi nhận, được đính chính: số {texts.number} ngày {date_vn(texts.signed_on)}."}


def _paper_problems(paper: Printed, dossiers: Sequence[Dossier]) -> dict[str, str]:
    found = problems_of(paper, needs_file=True, noun="quyết định")
    if "signed_on" not in found and (early := signing_day_problem(dossiers, paper.signed_on)):
        found["signed_on"] = early
    return found


def _other_paper(known: Decision, wanted: Decision, dossiers: Sequence[Dossier]) -> dict[str, str]:
    """Why dossiers can't join a decision of the same number and day: it is another document, or names them already."""
    same = "Quyết định cùng số, cùng ngày đã được ghi nhận"
    found = {}
    if known.cycle_id != wanted.cycle_id:
        found["number"] = f"{same} trong {known.cycle}."
    elif known.kind != wanted.kind:
        found["number"] = f"{same} với loại “{known.get_kind_display()}”, lần này là “{wanted.get_kind_display()}”."
    elif known.items.filter(dossier__in=dossiers).exists():
        found["number"] = f"{same} cho đơn vị này."
    return found | differences(known, wanted, same=same, signer=texts_of(known).signer)


_NOTHING_HANDED_IN: dict[str, str] = {Status.CLOSED_UNSUBMITTED: "không nộp hồ sơ", Status.WITHDRAWN: "đã rút hồ sơ"}


def _check_level(dossier: Dossier, verdict: Verdict) -> None:
    if verdict.level not in {0, *(level.definition.number for level in dossier.compiled.levels)}:
        raise Invalid({"level": f"{dossier.unit.name}: không có mức độ {verdict.level}."})
    if verdict.level and (why := _NOTHING_HANDED_IN.get(dossier.status)):
        raise Invalid({"level": f"{dossier.unit.name}: {why} nên không công nhận."})
    other = dossier.proposed_level is not None and verdict.level != dossier.proposed_level
    if other and not verdict.reason.strip():
        raise Invalid({"reason": f"{dossier.unit.name}: mức độ quyết định khác mức độ đề nghị, cần ghi lý do."})


def _effective(dossier: Dossier, verdict: Verdict) -> Verdict:
    """A reason belongs to a level other than the proposed one only."""
    return Verdict(verdict.level, verdict.reason.strip() if verdict.level != dossier.proposed_level else "")


def write_items(decision: Decision, dossiers: list[Dossier], verdicts: Mapping[int, Verdict]) -> None:
    DecisionItem.objects.bulk_create(
        DecisionItem(
            decision=decision, dossier=dossier, level=verdicts[dossier.pk].level,
            reason=verdicts[dossier.pk].reason.strip(),
        )
        for dossier in dossiers
    )  # fmt: skip


@transaction.atomic
def publish(*, by: User, cycle: Cycle, seen: Collection[int]) -> list[Dossier]:
    """Publish all decided dossiers of a year: only now do they show on public pages.

    ``seen`` are the dossiers that the person saw in the list; Stale when it is another list by now.
    """
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    ids = list(Dossier.objects.filter(cycle=cycle, status=Status.DECIDED).values_list("pk", flat=True))
    if not ids:
        raise Refused("Chưa có hồ sơ nào có quyết định để công bố.")
    refuse_other(cycle, seen=set(seen), now=set(ids))
    dossiers = lock(by, ids)
    move(dossiers, "publish", by=by)
    if cycle.results_published_at is None:
        cycle.results_published_at = clock.now()
        cycle.save(update_fields=["results_published_at"])
    keep_edition(by=by, cycle=cycle, reason=f"Công bố kết quả của {number(len(dossiers))} đơn vị")
    refresh_later_years(cycle, {dossier.unit_id for dossier in dossiers})
    return dossiers


@transaction.atomic
def take_as_decided(*, by: User, cycle_id: int, reason: str, seen: datetime | None) -> Cycle:
    """The city says that a year is decided although units still wait for their decision: the home page shows it from
    now on, with the reason. ``seen``: since when the page said so, if it did; Stale when a colleague has said something
    else meanwhile. Raises Refused or Invalid."""
    cycle = _cycle_to_declare(by, cycle_id, seen)
    if cycle.results_published_at is None:
        raise Refused("Cần công bố kết quả của ít nhất một đơn vị trước.")
    if cycle.taken_as_decided_at is not None:
        raise Refused("Năm này đã được coi là đã quyết định.")
    if not Dossier.objects.filter(cycle=cycle).in_neither_list().exists():
        raise Refused("Mọi đơn vị đã có kết quả, không cần bước này.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do."})
    cycle.taken_as_decided_at, cycle.taken_as_decided_reason = clock.now(), reason.strip()
    cycle.save(update_fields=["taken_as_decided_at", "taken_as_decided_reason"])
    return cycle


@transaction.atomic
def take_back_as_decided(*, by: User, cycle_id: int, seen: datetime | None) -> Cycle:
    """The year is again decided only once all its units are. ``seen``: as above. Raises Refused or Stale."""
    cycle = _cycle_to_declare(by, cycle_id, seen)
    if cycle.taken_as_decided_at is None:
        raise Refused("Năm này chưa được coi là đã quyết định.")
    take_down()
    cycle.taken_as_decided_at, cycle.taken_as_decided_reason = None, ""
    cycle.save(update_fields=["taken_as_decided_at", "taken_as_decided_reason"])
    return cycle


def _cycle_to_declare(by: User, cycle_id: int, seen: datetime | None) -> Cycle:
    cycle = Cycle.objects.select_for_update(no_key=True).filter(pk=cycle_id).first()
    if cycle is None or not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được ghi việc này.")
    refuse_other(cycle, seen=seen, now=cycle.taken_as_decided_at)
    return cycle


@transaction.atomic
def change_recognition(*, by: User, dossier_id: int, level: int, reason: str, paper: Printed, version: int) -> Decision:
    """Lower (level ≥ 1) or revoke (level 0) a published recognition with a decision of its own, which may name
    several units: the same document sent again joins the one recorded before. Where the cycle asks for proceedings,
    they are concluded before.

    ``version`` is the dossier's that the person saw; Stale when someone changed it meanwhile.
    """
    cycle = Cycle.objects.filter(dossiers=dossier_id).first()
    if cycle is None:
        raise Refused("Không tìm thấy hồ sơ.")
    hold_cycle(cycle.pk)
    dossier = lock_one(by, dossier_id)
    refuse_other(dossier, seen=version, now=dossier.version)
    kind = DecisionKind.LOWERING if level else DecisionKind.REVOCATION
    return _change(by, kind, paper, [dossier], {dossier.pk: Verdict(level, reason)})


@transaction.atomic
def change_recognitions(
    *, by: User, cycle_id: int, kind: DecisionKind, paper: Printed, verdicts: Mapping[int, Verdict]
) -> Decision:
    """The same of several units of a cycle by one decision, all or none: all are lowered, or all are revoked."""
    hold_cycle(cycle_id)
    dossiers = lock(by, verdicts)
    if not dossiers or any(dossier.cycle_id != cycle_id for dossier in dossiers):
        raise Refused("Cần chọn đơn vị của kỳ đánh giá này.")
    return _change(by, kind, paper, dossiers, verdicts)


def _change(
    by: User, kind: DecisionKind, paper: Printed, dossiers: list[Dossier], verdicts: Mapping[int, Verdict]
) -> Decision:
    for dossier in dossiers:
        _check_change(dossier, kind, verdicts[dossier.pk])
    refuse_worse(dossiers, {pk: verdict.level for pk, verdict in verdicts.items()})
    decision = decision_of_paper(by, dossiers[0].cycle, kind, paper, dossiers)
    take_down()
    step = "lower" if kind == DecisionKind.LOWERING else "revoke"
    for reason in sorted({verdicts[dossier.pk].reason.strip() for dossier in dossiers}):
        alike = [dossier for dossier in dossiers if verdicts[dossier.pk].reason.strip() == reason]
        told = {"decided_level": lambda dossier: verdicts[dossier.pk].level, "decided_reason": reason}
        move(alike, step, by=by, reason=reason, set=told)
    write_items(decision, dossiers, verdicts)
    decide_proceedings(dossiers, decision, by=by)
    seal_change(by=by, dossiers=dossiers, decision=decision)
    names = dossiers[0].unit.name_in_sentence if len(dossiers) == 1 else f"{number(len(dossiers))} đơn vị"
    words = f"{decision.get_kind_display()}: {names}, theo Quyết định số {decision.number}"
    keep_edition(by=by, cycle=dossiers[0].cycle, reason=words[:300])
    refresh_later_years(dossiers[0].cycle, {dossier.unit_id for dossier in dossiers})
    return decision


def _check_change(dossier: Dossier, kind: DecisionKind, verdict: Verdict) -> None:
    if verdict.level >= (dossier.decided_level or 0):
        raise Invalid({"level": "Mức mới phải thấp hơn mức đang được công nhận."})
    if (kind == DecisionKind.LOWERING) != (verdict.level > 0):
        raise Invalid({"level": f"{dossier.unit.name}: mức này không phải là “{kind.label}”."})
