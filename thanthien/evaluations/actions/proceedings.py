"""Proceedings before a recognition is lowered or revoked: notice to the unit, its explanation or its silence, the
conclusion of the standing office. The city's decision is recorded by :mod:`.decisions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.db import update_rows
from thanthien.core.deadlines import due_in_working_days
from thanthien.evaluations.actions.moves import hold_cycle, lock, lock_one
from thanthien.evaluations.actions.papers import add_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Decision, Dossier, Proceeding, ProceedingDocument, ProceedingLog
from thanthien.evaluations.permissions import roles_towards
from thanthien.evaluations.proceeding_notices import tell_opened, tell_proceeding
from thanthien.evaluations.proceedings import (
    OPEN,
    PROCEEDING_STEPS,
    ProceedingFacts,
    ProceedingStatus,
    check_proceeding,
)
from thanthien.evaluations.states import RECOGNISED
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import Document
from thanthien.evidence.queries import newest_versions

LONGEST = 400  # days ahead that an explanation may be waited for


@transaction.atomic
def open_proceedings(
    *, by: User, cycle_id: int, levels: Mapping[int, int], grounds: str, notice: Printed
) -> list[Proceeding]:
    """Tell units by a paper that their recognition is to be lowered or revoked (``levels``: dossier id → level
    considered, 0 to revoke), and why. Each has the cycle's working days to explain itself, from today on.

    Raises Invalid or Refused; all or none.
    """
    cycle = hold_cycle(cycle_id)
    dossiers = lock(by, levels)
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực thông báo xem xét hạ mức độ, thu hồi công nhận.")
    if not dossiers or any(dossier.cycle_id != cycle.pk for dossier in dossiers):
        raise Refused("Cần chọn đơn vị của kỳ đánh giá này.")
    for dossier in dossiers:
        if problem := why_not_opened(dossier, levels[dossier.pk]):
            raise Refused(f"{dossier.unit.name}: {problem}")
    if running := Proceeding.objects.running().filter(dossier__in=dossiers).select_related("dossier__unit").first():
        raise Refused(f"{running.dossier.unit.name}: {RUNNING_ALREADY}")
    if not grounds.strip():
        raise Invalid({"grounds": "Cần ghi căn cứ, lý do xem xét."})
    paper = add_paper(by=by, kind=PaperKind.PROCEEDING, dossiers=dossiers, printed=notice)
    due_on, now = due_in_working_days(cycle.explanation_days), clock.now()
    opened = Proceeding.objects.bulk_create(
        Proceeding(
            dossier=dossier, level=levels[dossier.pk], grounds=grounds.strip(), notice=paper, due_on=due_on,
            opened_at=now, opened_by=by,
        )
        for dossier in dossiers
    )  # fmt: skip
    ProceedingLog.objects.bulk_create(
        ProceedingLog(proceeding=one, step=OPEN, to_status=one.status, by=by, at=now, reason=one.grounds)
        for one in opened
    )
    tell_opened(opened, by=by)
    return opened


RUNNING_ALREADY = "đang có thủ tục hạ mức độ, thu hồi công nhận."


def why_not_opened(dossier: Dossier, level: int) -> str:
    """Why nobody can consider this level for a unit; empty when it can be considered."""
    if dossier.status not in RECOGNISED or not dossier.decided_level:
        return f"hồ sơ đang ở trạng thái “{dossier.label}”, không có mức độ nào đang được công nhận."
    if not 0 <= level < dossier.decided_level:
        return "mức dự kiến phải thấp hơn mức đang được công nhận."
    return ""


@transaction.atomic
def extend_explanation(*, by: User, proceeding_id: int, due_on: date, reason: str, version: int) -> Proceeding:
    """Give the unit a later last day, also after the first one passed in silence. Raises Invalid, Refused or Stale."""
    row = _locked(by, proceeding_id, version)
    today = clock.today()
    if due_on <= max(row.due_on, today):
        raise Invalid({"due_on": f"Hạn mới phải sau ngày {max(row.due_on, today):%d/%m/%Y}."})
    if (due_on - today).days > LONGEST:
        raise Invalid({"due_on": f"Hạn mới quá xa: nhiều nhất {LONGEST} ngày kể từ hôm nay."})
    row.due_on = due_on
    _move(row, "extend", by=by, reason=reason, fields=["due_on"])
    return row


@transaction.atomic
def explain(*, by: User, proceeding_id: int, text: str, documents: Iterable[Document], version: int) -> Proceeding:
    """The unit's word, with documents of its library; sent once, within the days. Raises Invalid, Refused or Stale."""
    row = _locked(by, proceeding_id, version)
    chosen = list(documents)
    if not text.strip():
        raise Invalid({"text": "Cần ghi nội dung giải trình."})
    for document in chosen:
        _check_document(row, document)
    row.explanation, row.explained_at, row.explained_by = text.strip(), clock.now(), by
    _move(row, "explain", by=by, fields=["explanation", "explained_at", "explained_by"])
    newest = newest_versions([document.pk for document in chosen])
    ProceedingDocument.objects.bulk_create(
        ProceedingDocument(proceeding=row, document=document, version=newest.get(document.pk)) for document in chosen
    )
    return row


def _check_document(row: Proceeding, document: Document) -> None:
    """The unit's own document, in use, and open to the city that has to read it."""
    if document.unit_id != row.dossier.unit_id or document.retired_at is not None:
        raise Invalid({"documents": "Cần chọn tài liệu trong kho minh chứng của đơn vị."})
    if document.access_class == AccessClass.UNIT:
        raise Invalid({"documents": f"“{document.title}” chỉ nội bộ đơn vị xem được: cần đổi phạm vi xem trước."})


@transaction.atomic
def record_unexplained() -> list[Proceeding]:
    """The calendar's step: proceedings whose last day passed without a word of the unit say so from now on."""
    late = Proceeding.objects.filter(status=ProceedingStatus.NOTIFIED, due_on__lt=clock.today())
    ids = list(late.order_by("dossier_id").values_list("dossier_id", flat=True))
    list(Dossier.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk"))
    rows = list(late.select_related("dossier__unit", "dossier__cycle").select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        _move(row, "stay_silent", by=None)
    return rows


@transaction.atomic
def conclude_proceeding(*, by: User, proceeding_id: int, level: int, text: str, version: int) -> Proceeding:
    """The standing office concludes that the level is to be lowered to this one (0: revoked), never below what the unit
    was told. Raises Invalid, Refused or Stale."""
    row = _locked(by, proceeding_id, version)
    if not text.strip():
        raise Invalid({"text": "Cần ghi kết luận."})
    if level < row.level:
        raise Invalid({"level": "Kết luận không được nặng hơn mức đã thông báo cho đơn vị."})
    if level >= (row.dossier.decided_level or 0):
        raise Invalid({"level": "Mức kết luận phải thấp hơn mức đang được công nhận."})
    row.concluded_level, row.conclusion = level, text.strip()
    _move(row, "conclude", by=by, reason=text, fields=["concluded_level", "conclusion"])
    return row


@transaction.atomic
def drop_proceeding(*, by: User, proceeding_id: int, reason: str, version: int) -> Proceeding:
    """Nothing is lowered or revoked, with the reason that the unit reads. Raises Refused or Stale."""
    row = _locked(by, proceeding_id, version)
    _move(row, "drop", by=by, reason=reason)
    return row


def decide_proceedings(dossiers: Sequence[Dossier], decision: Decision, *, by: User) -> None:
    """The city decided on dossiers that the caller holds: proceedings that waited for it are over."""
    waiting = Proceeding.objects.filter(dossier__in=dossiers, status=ProceedingStatus.CONCLUDED)
    for row in waiting.select_related("dossier__unit", "dossier__cycle").select_for_update(of=("self",)).order_by("pk"):
        row.decision = decision
        _move(row, "decide", by=by, fields=["decision"])


def refuse_worse(dossiers: Sequence[Dossier], levels: Mapping[int, int]) -> None:
    """Raise Refused when a unit whose proceedings are concluded would be left with less than was concluded. Dossiers
    are held by the caller."""
    waiting = Proceeding.objects.filter(dossier__in=dossiers, status=ProceedingStatus.CONCLUDED)
    for row in waiting.select_related("dossier__unit").order_by("dossier__unit__sort_key", "pk"):
        if levels[row.dossier_id] < (row.concluded_level or 0):
            raise Refused(f"{row.dossier.unit.name}: quyết định không được nặng hơn mức đã kết luận.")


def refuse_unheard(dossier: Dossier, level: int) -> None:
    """Raise Refused or Invalid unless this level may take the place of the one in force by another decision than a
    lowering or a revocation (an adjustment). A worse one asks for the same: the unit was heard on it, where the cycle
    says so, for a settled complaint may be that of somebody else. Any other one leaves nothing to proceedings that
    still run. The dossier is held by the caller."""
    running = Proceeding.objects.running().filter(dossier=dossier).first()
    worse = level < (dossier.decided_level or 0)
    if running and not (worse and running.status == ProceedingStatus.CONCLUDED):
        raise Refused(f"{dossier.unit.name}: {RUNNING_ALREADY} Cần hoàn tất hoặc kết thúc thủ tục này trước.")
    if running:
        refuse_worse([dossier], {dossier.pk: level})
    elif worse and dossier.cycle.proceedings_required:
        raise Invalid({"level": UNHEARD})


UNHEARD = (
    "Mức này thấp hơn mức đang có hiệu lực: kỳ này chỉ ghi nhận sau khi đơn vị được thông báo, giải trình và có kết "
    "luận về việc hạ mức độ, thu hồi công nhận."
)


def _locked(by: User, proceeding_id: int, version: int) -> Proceeding:
    """Proceedings that the person may read, with their dossier locked first."""
    found = Proceeding.objects.visible_to(by).filter(pk=proceeding_id)
    dossier_id = found.values_list("dossier_id", flat=True).first()
    if dossier_id is None:
        raise Refused("Không tìm thấy thủ tục này.")
    dossier = lock_one(by, dossier_id)
    row = found.select_for_update(of=("self",)).get()
    row.dossier = dossier
    refuse_other(row, seen=version, now=row.version)
    return row


def _move(row: Proceeding, name: str, *, by: User | None, reason: str = "", fields: Sequence[str] = ()) -> None:
    """Take one step of locked proceedings: check, store, log, tell. Raises Refused."""
    step, roles = PROCEEDING_STEPS[name], frozenset[Role]() if by is None else roles_towards(by, row.dossier)
    if problems := check_proceeding(name, _facts(row, roles), reason=reason):
        raise Refused(problems)
    ProceedingLog.objects.create(
        proceeding=row, step=name, from_status=row.status, to_status=step.target, by=by, at=clock.now(),
        reason=reason.strip(),
    )  # fmt: skip
    row.status = step.target
    row.version += 1
    update_rows([row], ["status", "version", *fields])
    tell_proceeding(row, name, by=by)


def _facts(row: Proceeding, roles: frozenset[Role]) -> ProceedingFacts:
    return ProceedingFacts(status=ProceedingStatus(row.status), today=clock.today(), due_on=row.due_on, roles=roles)


def why_not(by: User, row: Proceeding, name: str) -> list[str]:
    """Why the person can't take a step now, whatever they would type; empty when they can."""
    return check_proceeding(name, _facts(row, roles_towards(by, row.dossier)), reason="…")
