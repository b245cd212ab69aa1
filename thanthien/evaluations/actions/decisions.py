"""The city's decisions: recorded as they come back, sealed, published; later lowered or revoked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from django.core.files.base import File
from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.files import FileRefused, Limits, inspect
from thanthien.evaluations.actions.council import recompute_council
from thanthien.evaluations.actions.moves import lock, lock_one, move
from thanthien.evaluations.actions.seals import seal_change, seal_decision
from thanthien.evaluations.enums import Column, DecisionKind
from thanthien.evaluations.errors import Invalid, Refused, Stale
from thanthien.evaluations.models import Cycle, Decision, DecisionItem, Dossier, Total
from thanthien.evaluations.permissions import is_office
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
    """Record a decision of recognition: two lists in one (level 0: not recognised). Each dossier is sealed."""
    if not verdicts:
        raise Invalid({"dossiers": "Hãy chọn ít nhất một hồ sơ."})
    decision = _create(by, cycle, DecisionKind.RECOGNITION, paper)
    dossiers = lock(by, verdicts)
    if any(dossier.cycle_id != cycle.pk for dossier in dossiers):
        raise Refused("Có hồ sơ không thuộc kỳ đánh giá này.")
    for dossier in dossiers:
        _check_level(dossier, verdicts[dossier.pk])

    def change(row: Dossier) -> None:
        row.decided_level, row.decided_reason = verdicts[row.pk].level, verdicts[row.pk].reason.strip()

    move(dossiers, "decide", by=by, fields=("decided_level", "decided_reason"), change=change)
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


def _create(by: User, cycle: Cycle, kind: DecisionKind, paper: Paper) -> Decision:
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực ghi nhận quyết định.")
    Cycle.objects.select_for_update().get(pk=cycle.pk)  # two people recording one paper wait for each other
    errors = {}
    if not paper.number.strip():
        errors["number"] = "Hãy ghi số quyết định."
    if not paper.signer.strip():
        errors["signer"] = "Hãy ghi người ký."
    if paper.signed_on > clock.today():
        errors["signed_on"] = "Ngày ký không được sau hôm nay."
    problem = _pdf_problem(paper.file)
    if problem:
        errors["file"] = problem
    if Decision.objects.filter(number=paper.number.strip(), signed_on=paper.signed_on).exists():
        errors["number"] = "Quyết định này đã được ghi nhận."
    if errors:
        raise Invalid(errors)
    return Decision.objects.create(
        cycle=cycle, kind=kind, number=paper.number.strip(), signed_on=paper.signed_on,
        signer=paper.signer.strip(), file=paper.file, file_name=(paper.file.name or "quyet-dinh.pdf")[-200:],
        sha256=_sha256(paper.file), recorded_by=by, recorded_at=clock.now(),
    )  # fmt: skip


_MAX_PDF = 20 * 1024 * 1024


def _pdf_problem(file: File[bytes]) -> str:
    """Why the file is not a signed PDF; empty when it is one."""
    try:
        found = inspect(file.name or "", cast("BinaryIO", file.file), file.size, Limits(_MAX_PDF))
    except FileRefused as refused:
        return refused.sentence
    return "" if found.kind.code == "pdf" else "Bản ký phải là tệp PDF."


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _check_level(dossier: Dossier, verdict: Verdict) -> None:
    levels = dossier.cycle.criteria_set.compiled(dossier.unit.kind).levels
    if verdict.level not in {0, *(level.definition.number for level in levels)}:
        raise Invalid({"level": f"{dossier.unit.name}: không có mức độ {verdict.level}."})
    if dossier.status == Status.CLOSED_UNSUBMITTED and verdict.level:
        raise Invalid({"level": f"{dossier.unit.name}: không nộp hồ sơ nên không công nhận."})
    if verdict.level != dossier.proposed_level and not verdict.reason.strip():
        raise Invalid({"reason": f"{dossier.unit.name}: mức quyết định khác mức đề nghị, hãy ghi lý do."})


def _items(decision: Decision, dossiers: list[Dossier], verdicts: Mapping[int, Verdict]) -> None:
    DecisionItem.objects.bulk_create(
        DecisionItem(
            decision=decision, dossier=dossier, level=verdicts[dossier.pk].level,
            reason=verdicts[dossier.pk].reason.strip(),
        )
        for dossier in dossiers
    )  # fmt: skip


@transaction.atomic
def publish(*, by: User, cycle: Cycle, seen: Collection[int] | None = None) -> list[Dossier]:
    """Publish all decided dossiers of a year: only now do they show on public pages.

    ``seen`` are the dossiers that the person saw in the list; Stale when it is another list by now.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    ids = list(Dossier.objects.filter(cycle=cycle, status=Status.DECIDED).values_list("pk", flat=True))
    if not ids:
        raise Refused("Chưa có hồ sơ nào có quyết định để công bố.")
    if seen is not None and set(seen) != set(ids):
        raise Stale(cycle)
    dossiers = lock(by, ids)
    move(dossiers, "publish", by=by)
    if cycle.results_published_at is None:
        cycle.results_published_at = clock.now()
        cycle.save(update_fields=["results_published_at"])
    return dossiers


@transaction.atomic
def change_recognition(
    *, by: User, dossier_id: int, level: int, reason: str, paper: Paper, version: int | None = None
) -> Decision:
    """Lower (level ≥ 1) or revoke (level 0) a published recognition with a decision of its own.

    ``version`` is the dossier's that the person saw; Stale when someone changed it meanwhile.
    """
    dossier = lock_one(by, dossier_id)
    if version is not None and version != dossier.version:
        raise Stale(dossier)
    current = dossier.decided_level or 0
    if level >= current:
        raise Invalid({"level": "Mức mới phải thấp hơn mức đang được công nhận."})
    kind = DecisionKind.LOWERING if level else DecisionKind.REVOCATION
    decision = _create(by, dossier.cycle, kind, paper)

    def change(row: Dossier) -> None:
        row.decided_level, row.decided_reason = level, reason.strip()

    step = "lower" if level else "revoke"
    move([dossier], step, by=by, reason=reason, fields=("decided_level", "decided_reason"), change=change)
    _items(decision, [dossier], {dossier.pk: Verdict(level, reason)})
    seal_change(by=by, dossier=dossier, decision=decision)
    return decision
