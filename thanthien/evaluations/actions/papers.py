"""Papers with number, date and signature: recorded as they were signed, withdrawn when they were recorded wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from thanthien.accounts.models import Hat, User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.evaluations.actions.moves import hold_cycle, lock, lock_one
from thanthien.evaluations.actions.printed import Printed, differences, problems_of
from thanthien.evaluations.enums import PaperAsked, PaperKind
from thanthien.evaluations.models import (
    Cycle,
    Dossier,
    DraftChange,
    Opinion,
    Paper,
    PaperDossier,
    PaperWithdrawal,
    SetChange,
)
from thanthien.evaluations.opinion_notices import tell_opinion_withdrawn
from thanthien.evaluations.paper_kinds import OPINIONS, PAPER_RULES, comes_with_act
from thanthien.evaluations.permissions import can_withdraw_paper, opinions_of, paper_hats
from thanthien.evaluations.queries.heard import heard
from thanthien.evaluations.queries.papers import asked_of, lacking
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency

_SAME = "Văn bản cùng số, cùng ngày đã được ghi"


@transaction.atomic
def record_paper(
    *,
    by: User,
    kind: PaperKind,
    cycle_id: int,
    dossier_ids: Iterable[int],
    printed: Printed,
    addressee: Agency | None = None,
    note: str = "",
) -> Paper:
    """Record a document about these dossiers. A further list of the same document joins the one recorded before.

    Raises Refused or Invalid.
    """
    if kind in OPINIONS:
        raise Refused("Ý kiến này được ghi ở trang ý kiến về dự thảo.")
    if comes_with_act(kind):
        raise Refused(f"“{kind.label}” được ghi cùng việc mà văn bản này là căn cứ, không ghi riêng.")
    cycle = hold_cycle(cycle_id)
    dossiers = lock(by, dossier_ids)
    if not dossiers or any(dossier.cycle_id != cycle.pk for dossier in dossiers):
        raise Refused("Cần chọn hồ sơ của kỳ đánh giá này.")
    return add_paper(by=by, kind=kind, dossiers=dossiers, printed=printed, addressee=addressee, note=note)


def add_paper(
    *,
    by: User,
    kind: PaperKind,
    dossiers: Sequence[Dossier],
    printed: Printed,
    needs_file: bool = False,
    addressee: Agency | None = None,
    note: str = "",
    agrees: bool | None = None,
) -> Paper:
    """The same within a step that holds its dossiers, and their cycle when there may be several. Raises Refused or
    Invalid."""
    cycle = dossiers[0].cycle
    hats = [paper_hats(by, kind, dossier) for dossier in dossiers]
    if not all(hats):
        raise Refused(f"Anh/chị không được ghi “{kind.label}” của hồ sơ này.")
    hat = min(hats[0], key=lambda one: one.agency_id)
    wanted = Paper(
        cycle=cycle, kind=kind, agency_id=hat.agency_id, issuer=_issuer(kind, hat, dossiers[0]), addressee=addressee,
        note=note.strip(), agrees=agrees, recorded_by=by, recorded_at=clock.now(), **printed.columns,
    )  # fmt: skip
    known = _known(wanted)
    errors = problems_of(printed, needs_file=needs_file) | _too_old(cycle, printed)
    errors |= _other_paper(known, wanted, dossiers) if known else {}
    if errors:
        raise Invalid(errors)
    if known is None:
        wanted.save(force_insert=True)
    paper = known or wanted
    PaperDossier.objects.bulk_create(PaperDossier(paper=paper, dossier=dossier) for dossier in dossiers)
    return paper


def add_step_paper(*, by: User, kind: PaperKind, dossiers: Sequence[Dossier], printed: Printed | None) -> Paper | None:
    """Record the document that goes with a step, which these dossiers have just taken; None where it is recorded later.
    Where the cycle asks for one, one that holds what is asked and was recorded before counts. As :func:`add_paper`, and
    Invalid where it lacks."""
    asked = asked_of(dossiers[0].cycle, kind)
    if printed is not None:
        return add_paper(by=by, kind=kind, dossiers=dossiers, printed=printed, needs_file=asked == PaperAsked.FILE)
    if asked != PaperAsked.NONE and lacking(dossiers, kind, asked):
        raise Invalid({"number": f"Cần ghi số, ngày, người ký của {PAPER_RULES[kind].noun}."})
    return None


@transaction.atomic
def give_opinion(
    *, by: User, kind: PaperKind, dossier_id: int, printed: Printed, agrees: bool | None, text: str
) -> Paper:
    """The Party committee or the Front of the commune says what it thinks of the draft that hangs, before the unit
    signs it. What was said wrongly is withdrawn first; after a change of the draft it is said anew. Raises Refused or
    Invalid."""
    dossier = lock_one(by, dossier_id)
    if kind not in opinions_of(by, dossier):
        raise Refused("Chỉ Đảng ủy, Mặt trận Tổ quốc của đơn vị ghi ý kiến này.")
    if dossier.status != Status.POSTED:
        raise Refused("Chỉ ghi ý kiến khi dự thảo đang được niêm yết.")
    if kind in heard([dossier]).get(dossier.pk, {}):
        raise Refused("Ý kiến về dự thảo này đã được ghi; ghi nhầm thì ghi lý do ở trang hồ sơ rồi ghi lại.")
    if agrees is None:
        raise Invalid({"agrees": "Cần chọn nhất trí hoặc có ý kiến khác."})
    if not agrees and not text.strip():
        raise Invalid({"text": "Có ý kiến khác thì cần ghi nội dung."})
    paper = add_paper(by=by, kind=kind, dossiers=[dossier], printed=printed, needs_file=True, note=text, agrees=agrees)
    if not agrees:
        _to_be_answered(paper, dossier)
    return paper


def _to_be_answered(paper: Paper, dossier: Dossier) -> None:
    """What a body doesn't agree with is an opinion on the draft as others are: the unit says what it takes up, and may
    change a value because of it."""
    Opinion.objects.create(
        dossier=dossier, received_on=paper.signed_on, channel=f"Văn bản số {paper.number} của {paper.issuer}"[:200],
        text=paper.note, paper=paper, recorded_at=paper.recorded_at, recorded_by=paper.recorded_by,
    )  # fmt: skip


@transaction.atomic
def withdraw_paper(*, by: User, paper_id: int, reason: str, right: Printed | None = None) -> PaperWithdrawal:
    """Say that a paper was recorded wrongly, with the reason: it stays readable and counts no longer; ``right`` takes
    its place, about the same dossiers. Refused when that was said already, when an act rests on it, and when a step
    asked for it and no other is there. Raises Refused or Invalid."""
    cycle = Cycle.objects.filter(papers=paper_id).first()
    if cycle is None:
        raise Refused("Không tìm thấy văn bản.")
    hold_cycle(cycle.pk)
    paper = Paper.objects.get(pk=paper_id)
    dossiers = lock(by, paper.lines.values_list("dossier_id", flat=True))
    if comes_with_act(PaperKind(paper.kind)) or SetChange.objects.filter(paper=paper).exists():
        raise Refused("Văn bản này là căn cứ của một việc đã ghi nên không ghi là ghi nhầm được.")
    if not all(can_withdraw_paper(by, paper, dossier) for dossier in dossiers):
        raise Refused("Chỉ cơ quan đã ghi văn bản này được ghi là ghi nhầm.")
    if paper.kind in OPINIONS and dossiers[0].status != Status.POSTED:
        raise Refused("Dự thảo không còn niêm yết nên ý kiến này không rút được nữa.")
    if DraftChange.objects.filter(opinion__paper=paper).exists():
        raise Refused("Dự thảo đã được sửa theo ý kiến này nên không rút được nữa.")
    if PaperWithdrawal.objects.filter(paper=paper).exists():
        raise Refused("Văn bản này đã được ghi là ghi nhầm.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do."})
    done = PaperWithdrawal.objects.create(paper=paper, reason=reason.strip(), said_by=by, said_at=clock.now())
    kind = PaperKind(paper.kind)
    asked = asked_of(cycle, kind)
    if right is not None:
        add_paper(
            by=by, kind=kind, dossiers=dossiers, printed=right, needs_file=asked == PaperAsked.FILE,
            addressee=paper.addressee, note=paper.note,
        )  # fmt: skip
    _refuse_gap(paper, dossiers, kind, asked)
    if paper.kind in OPINIONS:
        with acting(by, action="withdraw_paper"):
            Opinion.objects.filter(paper=paper).delete()
        tell_opinion_withdrawn(done, dossiers[0], by=by)
    return done


def _refuse_gap(withdrawn: Paper, dossiers: Sequence[Dossier], kind: PaperKind, asked: PaperAsked) -> None:
    """The document that a step asked for isn't taken away before the right one is there."""
    counted = bool(withdrawn.file) or asked == PaperAsked.NUMBER
    if asked != PaperAsked.NONE and counted and lacking(dossiers, kind, asked):
        raise Refused(f"Kỳ đánh giá này yêu cầu {PAPER_RULES[kind].noun}. Cần ghi văn bản đúng thay cho văn bản này.")


def _issuer(kind: PaperKind, hat: Hat, dossier: Dossier) -> str:
    """Whose document it is, as printed. The Party committee has no agency of its own here."""
    return f"Đảng ủy {dossier.unit.name}" if kind == PaperKind.PARTY_OPINION else hat.agency_name


def _known(wanted: Paper) -> Paper | None:
    """The document of the same number and day of this issuer that was recorded before."""
    same = {name: getattr(wanted, name) for name in ("cycle", "kind", "agency_id", "number", "signed_on", "addressee")}
    return Paper.objects.standing().filter(**same).first()


def _too_old(cycle: Cycle, printed: Printed) -> dict[str, str]:
    first = cycle.year - 1
    if printed.signed_on.year >= first:
        return {}
    return {"signed_on": f"Văn bản của kỳ này không thể ký trước năm {first}."}


def _other_paper(known: Paper, wanted: Paper, dossiers: Sequence[Dossier]) -> dict[str, str]:
    """Why dossiers can't join a paper of the same number and day: it is another document, or names them already."""
    found = differences(known, wanted, same=_SAME)
    if wanted.note and wanted.note != known.note:
        said = f"với nội dung: {known.note.rstrip('.')}." if known.note else "không có ghi chú. Cần bỏ trống ghi chú."
        found["note"] = f"{_SAME} {said}"
    if known.lines.filter(dossier__in=dossiers).exists():
        found["number"] = f"{_SAME} cho đơn vị này."
    return found
