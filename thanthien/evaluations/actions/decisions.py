"""The city's decisions: recorded as they come back, sealed, published; later lowered or revoked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, cast

from django.core.files.base import File
from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock, scanning
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.seen import refuse_other
from thanthien.core.files import FileRefused, Limits, inspect
from thanthien.core.formats import number
from thanthien.core.last_copy import take_down
from thanthien.evaluations.actions.council import recompute_council
from thanthien.evaluations.actions.decision_day import signing_day_problem
from thanthien.evaluations.actions.editions import keep_edition
from thanthien.evaluations.actions.moves import lock, lock_one, move
from thanthien.evaluations.actions.refreshing import refresh_later_years
from thanthien.evaluations.actions.seals import seal_change, seal_decision
from thanthien.evaluations.enums import Column, DecisionKind
from thanthien.evaluations.models import Cycle, Decision, DecisionItem, Dossier, Total
from thanthien.evaluations.states import ENDED
from thanthien.evaluations.workflow import Status


@dataclass(frozen=True, slots=True)
class Paper:
    """The signed document: what is printed on it, and its PDF."""

    number: str
    signed_on: date
    signer: str
    file: File[bytes]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the decision says of one dossier. Another level than the proposed one needs a reason."""

    level: int
    reason: str = ""


@transaction.atomic
def record_decision(*, by: User, cycle: Cycle, paper: Paper, verdicts: Mapping[int, Verdict]) -> Decision:
    """Record a decision of recognition: two lists in one (level 0: not recognised). Each dossier is sealed.

    A further list of the same signed document joins the decision recorded before. Raises Invalid or Refused.
    """
    if not verdicts:
        raise Invalid({"dossiers": "Cần chọn ít nhất một hồ sơ."})
    _hold(cycle)
    dossiers = lock(by, verdicts)
    if any(dossier.cycle_id != cycle.pk for dossier in dossiers):
        raise Refused("Có hồ sơ không thuộc kỳ đánh giá này.")
    decision = _decision(by, cycle, DecisionKind.RECOGNITION, paper, dossiers)
    for dossier in dossiers:
        _check_level(dossier, verdicts[dossier.pk])
    verdicts = {dossier.pk: _effective(dossier, verdicts[dossier.pk]) for dossier in dossiers}
    verdict = {
        "decided_level": lambda dossier: verdicts[dossier.pk].level,
        "decided_reason": lambda dossier: verdicts[dossier.pk].reason,
    }
    move(dossiers, "decide", by=by, set=verdict)
    _items(decision, dossiers, verdicts)
    _count_as_unsubmitted(dossiers)
    seal_decision(by=by, dossiers=dossiers, decision=decision)
    return decision


def _count_as_unsubmitted(dossiers: list[Dossier]) -> None:
    """What the council had concluded before a dossier was opened again and then never submitted stands beside
    the gate that now bars recognition."""
    closed = [dossier for dossier in dossiers if dossier.submitted_at is None]
    known = set(Total.objects.filter(dossier__in=closed, column=Column.COUNCIL).values_list("dossier_id", flat=True))
    begun = [dossier for dossier in closed if dossier.pk in known]
    if begun:
        recompute_council(begun)


def _hold(cycle: Cycle) -> None:
    """Two people recording one paper wait for each other. The cycle is locked before its dossiers; its key is not: a
    computing that holds dossiers refers to it."""
    Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)


def _decision(by: User, cycle: Cycle, kind: DecisionKind, paper: Paper, dossiers: Sequence[Dossier]) -> Decision:
    """The decision of the paper: the one recorded before, when it is the very same document, else a new one."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực ghi nhận quyết định.")
    wanted = Decision(
        cycle=cycle, kind=kind, number=paper.number.strip(), signed_on=paper.signed_on,
        signer=paper.signer.strip(), file=paper.file, file_name=(paper.file.name or "quyet-dinh.pdf")[-200:],
        sha256=_sha256(paper.file), recorded_by=by, recorded_at=clock.now(),
    )  # fmt: skip
    known = Decision.objects.filter(number=wanted.number, signed_on=wanted.signed_on).select_related("cycle").first()
    errors = _paper_problems(paper, dossiers) | (_other_paper(known, wanted, dossiers) if known else {})
    if errors:
        raise Invalid(errors)
    if known is None:
        wanted.save(force_insert=True)
    return known or wanted


def _paper_problems(paper: Paper, dossiers: Sequence[Dossier]) -> dict[str, str]:
    found = {
        "number": "" if paper.number.strip() else "Cần ghi số quyết định.",
        "signer": "" if paper.signer.strip() else "Cần ghi người ký.",
        "signed_on": signing_day_problem(dossiers, paper.signed_on),
        "file": _pdf_problem(paper.file),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


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
    if known.signer != wanted.signer:
        found["signer"] = f"{same} với người ký: {known.signer}."
    if known.sha256 != wanted.sha256:
        found["file"] = f"{same} với một tệp khác. Cần chọn đúng tệp đã ghi nhận: {known.file_name}."
    return found


_MAX_PDF = 20 * 1024 * 1024


def _pdf_problem(file: File[bytes]) -> str:
    """Why the file is not a signed PDF; empty when it is one."""
    try:
        found = inspect(file.name or "", cast("BinaryIO", file.file), file.size, Limits(_MAX_PDF))
    except FileRefused as refused:
        return refused.sentence
    if found.kind.code != "pdf":
        return "Bản ký phải là tệp PDF."
    said = scanning.scan(cast("BinaryIO", file.file))
    return scanning.malware_sentence(found.name, said) if said.verdict == scanning.Verdict.FOUND else ""


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _check_level(dossier: Dossier, verdict: Verdict) -> None:
    if verdict.level not in {0, *(level.definition.number for level in dossier.compiled.levels)}:
        raise Invalid({"level": f"{dossier.unit.name}: không có mức độ {verdict.level}."})
    if dossier.status == Status.CLOSED_UNSUBMITTED and verdict.level:
        raise Invalid({"level": f"{dossier.unit.name}: không nộp hồ sơ nên không công nhận."})
    if verdict.level != dossier.proposed_level and not verdict.reason.strip():
        raise Invalid({"reason": f"{dossier.unit.name}: mức độ quyết định khác mức độ đề nghị, cần ghi lý do."})


def _effective(dossier: Dossier, verdict: Verdict) -> Verdict:
    """A reason belongs to a level other than the proposed one only."""
    return Verdict(verdict.level, verdict.reason.strip() if verdict.level != dossier.proposed_level else "")


def _items(decision: Decision, dossiers: list[Dossier], verdicts: Mapping[int, Verdict]) -> None:
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
    if set(seen) != set(ids):
        raise Stale(cycle)
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
    if not Dossier.objects.filter(cycle=cycle).exclude(status__in=ENDED).exists():
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
def change_recognition(*, by: User, dossier_id: int, level: int, reason: str, paper: Paper, version: int) -> Decision:
    """Lower (level ≥ 1) or revoke (level 0) a published recognition with a decision of its own, which may name
    several units: the same document sent again joins the one recorded before.

    ``version`` is the dossier's that the person saw; Stale when someone changed it meanwhile.
    """
    cycle = Cycle.objects.filter(dossiers=dossier_id).first()
    if cycle is None:
        raise Refused("Không tìm thấy hồ sơ.")
    _hold(cycle)
    dossier = lock_one(by, dossier_id)
    refuse_other(dossier, seen=version, now=dossier.version)
    current = dossier.decided_level or 0
    if level >= current:
        raise Invalid({"level": "Mức mới phải thấp hơn mức đang được công nhận."})
    kind = DecisionKind.LOWERING if level else DecisionKind.REVOCATION
    decision = _decision(by, dossier.cycle, kind, paper, [dossier])
    verdict = {"decided_level": level, "decided_reason": reason.strip()}
    take_down()
    move([dossier], "lower" if level else "revoke", by=by, reason=reason, set=verdict)
    _items(decision, [dossier], {dossier.pk: Verdict(level, reason)})
    seal_change(by=by, dossier=dossier, decision=decision)
    unit, paper_words = dossier.unit.name_in_sentence, f"theo Quyết định số {decision.number}"
    keep_edition(by=by, cycle=dossier.cycle, reason=f"{decision.get_kind_display()}: {unit}, {paper_words}"[:300])
    refresh_later_years(dossier.cycle, {dossier.unit_id})
    return decision
