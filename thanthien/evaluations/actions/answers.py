"""Self-scoring: saving answers, assigning them, attaching evidence, system values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.seen import refuse_other
from thanthien.core.db import update_rows
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import Result
from thanthien.evaluations.actions.early import refuse_early
from thanthien.evaluations.actions.entries import apply_entry, apply_figure
from thanthien.evaluations.actions.moves import lock_at, lock_of_answer, lock_one, move
from thanthien.evaluations.actions.self_totals import recompute_self, score_column
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.models import Answer, AnswerEvidence, Dossier
from thanthien.evaluations.permissions import can_add_evidence, can_assign, can_edit_answer, enters
from thanthien.evaluations.queries.answer_rows import answer_column, answer_row, proven_codes_of
from thanthien.evaluations.queries.deadlines import editing_days
from thanthien.evaluations.queries.entering import front_codes, not_theirs
from thanthien.evaluations.queries.requests import still_open
from thanthien.evaluations.scored import Entry, system_entry
from thanthien.evaluations.states import ASSIGNABLE, EDITABLE, REPORTABLE
from thanthien.evaluations.workflow import STEPS, Deed, Status
from thanthien.evidence.models import Document
from thanthien.evidence.queries import newest_versions

NEWER_STILL = "Vừa có phiên bản mới hơn nữa: cần xem lại rồi chọn."
SCORE_FIELDS = [
    "state", "value", "reason", "points", "version", "updated_at", "updated_by", "handed_in", "corrected_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """One saved change of an answer: what was entered, and the explanation beside it."""

    entry: Entry
    explanation: str = ""
    origin: str = Origin.DECLARED


@dataclass(frozen=True, slots=True)
class Place:
    """One indicator of the dossier of a unit in a cycle, as its page is addressed."""

    cycle_id: int
    unit_code: str
    code: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved answer, the new result of the whole self-score, and the codes that have evidence."""

    answer: Answer
    result: Result
    proven: frozenset[str]


@transaction.atomic
def save_typed(*, by: User, place: Place, version: int, read: Callable[[CompiledIndicator], Draft]) -> Saved:
    """Save what was typed on the page of one indicator, and the dossier's new totals. ``read`` makes the draft of it:
    only the locked dossier tells by which rule.

    ``version`` is the one that the person saw: when someone saved something else meanwhile, Stale carries the answer as
    it stands, and nothing is written. The same save sent again (its first acknowledgement was lost) has arrived
    already. Raises Invalid (field → sentence), or Refused, also when the person finds no such indicator.
    """
    dossier = lock_at(by, place.cycle_id, place.unit_code)
    column = answer_column(dossier)
    answer = next((row for row in column if row.indicator.code == place.code), None)
    if answer is None:
        raise Refused("Không tìm thấy tiêu chí.")
    draft = read(answer.compiled)
    permit(by, [answer])
    if answer.version == version:
        write_draft(by, answer, draft)
        answer.save(update_fields=[*SCORE_FIELDS, "explanation", "origin"])
        _start(by, dossier)
    elif not _says(answer, draft):
        raise Stale(answer)
    result = score_column([dossier], ((dossier.pk, row.indicator.code, row) for row in column))[dossier.pk]
    return Saved(answer, result, proven_codes_of(dossier, column))


@transaction.atomic
def save_answers(*, by: User, dossier_id: int, drafts: Mapping[str, Draft]) -> Result:
    """Save many answers of one dossier, by indicator code (imports, demo data). All or none. What they rest on is
    attached before."""
    dossier = lock_one(by, dossier_id)
    answers = _answers_of(by, dossier, drafts)
    for code, draft in drafts.items():
        write_draft(by, answers[code], draft)
    update_rows(answers.values(), [*SCORE_FIELDS, "explanation", "origin"])
    _start(by, dossier)
    return recompute_self(dossier)


def _answers_of(by: User, dossier: Dossier, codes: Iterable[str]) -> dict[str, Answer]:
    """The answers of a locked dossier that the person is about to write, by indicator code, locked."""
    rows = Answer.objects.filter(dossier=dossier, indicator__code__in=list(codes)).select_related("indicator")
    answers = {answer.indicator.code: answer for answer in rows.select_for_update(of=("self",)).order_by("pk")}
    for code in codes:
        if code not in answers:
            raise Refused(f"Hồ sơ không có tiêu chí {code}.")
        answers[code].dossier = dossier
    permit(by, answers.values())
    return answers


def _locked(by: User, answer_id: int) -> tuple[Answer, Dossier]:
    """The answer and its dossier, locked dossier first, as every other action locks."""
    dossier = lock_of_answer(by, answer_id)
    answer = answer_row(dossier, answer_id)
    permit(by, [answer])
    return answer, dossier


def permit(
    by: User,
    answers: Collection[Answer],
    *,
    may: Callable[[User, Answer], bool] = can_edit_answer,
    states: Collection[Status] = EDITABLE,
) -> None:
    """Raises Refused unless the person may write these answers of one dossier now: ``may``, in one of ``states``, and
    within the unit's time."""
    for answer in answers:
        if answer.dossier.status not in states:
            raise Refused(f"Hồ sơ đang ở trạng thái “{answer.dossier.label}” nên không sửa được.")
        if not may(by, answer):
            raise Refused(not_theirs(by, answer))
    if not answers:
        return
    dossier = next(iter(answers)).dossier
    if dossier.status in STEPS["start"].sources:  # what is begun goes on
        refuse_early([dossier], Deed.TYPE_ANSWERS)
    days = editing_days(dossier)
    if days.is_over(clock.today()):
        raise Refused(f"Quá hạn ngày {days.last:%d/%m/%Y}; cần sửa thì đề nghị cơ quan thường trực gia hạn.")


def write_draft(by: User, answer: Answer, draft: Draft) -> None:
    """Check a draft and set the fields of a locked answer by it; ``SCORE_FIELDS``, explanation and origin are the
    caller's to save. Raises Invalid; the answer is then not to be saved."""
    if draft.entry.state in (AnswerState.DEVIATION, AnswerState.REFUSED):
        raise Invalid({"state": "Đơn vị chỉ nhập số liệu hoặc “không phát sinh”."})
    if draft.origin == Origin.SYSTEM and answer.system_state == AnswerState.MISSING:
        raise Invalid({"value": "Chưa có số liệu hệ thống cho tiêu chí này."})
    meant = _meant(answer, draft)
    entry = meant.entry
    if answer.overridden_by(entry.state, entry.value):
        _refuse_unfounded(answer, entry)
    (apply_figure if meant.origin == Origin.SYSTEM else apply_entry)(answer, entry, answer.compiled)
    answer.explanation, answer.origin = draft.explanation.strip(), meant.origin
    answer.version += 1
    answer.updated_at, answer.updated_by = clock.now(), by
    answer.handed_in = answer.corrected_at = None  # of an appraisal that was; a correction sets them again


def _refuse_unfounded(answer: Answer, entry: Entry) -> None:
    """Another word than the platform's rests on a reason and on evidence that is attached already. Raises Invalid."""
    errors = {}
    if not entry.reason.strip():
        errors["reason"] = "Số liệu khác số liệu hệ thống: cần ghi lý do."
    if not answer.evidence.exists():
        errors["value"] = (
            "Số liệu khác số liệu hệ thống cần có minh chứng. Vui lòng gắn minh chứng vào tiêu chí này trước, sau đó "
            "lưu lại số liệu."
        )
    if errors:
        raise Invalid(errors)


def _meant(answer: Answer, draft: Draft) -> Draft:
    """The draft as it is stored. Who takes the platform's figure over follows it, and goes on following it as long as
    the same word stands there: whoever writes an explanation beside it doesn't declare another figure."""
    system = system_entry(answer)
    same = answer.origin == Origin.SYSTEM and (draft.entry.state, draft.entry.value) == (system.state, system.value)
    return replace(draft, entry=system, origin=Origin.SYSTEM) if same or draft.origin == Origin.SYSTEM else draft


def _says(answer: Answer, draft: Draft) -> bool:
    """Is the stored answer what the draft says?"""
    meant = _meant(answer, draft)
    entry = meant.entry
    said = (entry.state, entry.value, entry.reason.strip(), draft.explanation.strip(), meant.origin)
    return said == (answer.state, answer.value, answer.reason, answer.explanation, answer.origin)


def _start(by: User, dossier: Dossier) -> None:
    """The first answer of the People's Committee starts the self-scoring; the word of another body alone doesn't."""
    if dossier.status == Status.REGISTERED and dossier.unit_id in by.unit_ids(*STEPS["start"].roles):
        move([dossier], "start", by=by)


@transaction.atomic
def assign(
    *,
    by: User,
    dossier_id: int,
    codes: Iterable[str],
    assignee: User | None,
    seen: Mapping[str, int | None],
) -> int:
    """Hand indicators to a colleague of the same unit, or to nobody. Returns how many changed.

    ``seen``: indicator code → the assignee (id) that the person saw, nobody when a code is absent. Raises Stale with
    the answers that someone handed to another one meanwhile; nothing is written then.
    """
    dossier = lock_one(by, dossier_id)
    if not can_assign(by, dossier):
        raise Refused("Chỉ công chức đầu mối, Chủ tịch hoặc Phó Chủ tịch được phân công.")
    if dossier.status not in ASSIGNABLE:
        raise Refused(f"Hồ sơ đang ở trạng thái “{dossier.label}” nên không phân công được nữa.")
    if assignee is not None and dossier.unit_id not in {hat.unit_id for hat in assignee.hats}:
        raise Invalid({"assignee": "Người được giao phải thuộc đơn vị."})
    wanted = assignee.pk if assignee else None
    codes = list(codes)
    others = [code for code in front_codes(dossier.cycle) if code in codes]
    if others and assignee is not None:
        raise Refused(f"Tiêu chí {', '.join(others)} do Mặt trận Tổ quốc của đơn vị nhập nên không phân công.")
    rows = Answer.objects.filter(dossier=dossier, indicator__code__in=list(codes)).order_by("indicator__position")
    changing = [row for row in rows.select_related("indicator", "assignee") if row.assignee_id != wanted]
    if moved := [row for row in changing if row.assignee_id != seen.get(row.indicator.code)]:
        raise Stale(moved)
    return Answer.objects.filter(pk__in=[row.pk for row in changing]).update(assignee=assignee)


@transaction.atomic
def attach(*, by: User, answer_id: int, document_ids: Iterable[int], pages: str = "") -> list[AnswerEvidence]:
    """Attach documents that the person may see and that belong to the unit, each file in its newest version; one
    already there is left alone. Returns what was attached."""
    answer, dossier = _locked_for_evidence(by, answer_id)
    found = _attachable(by, dossier, document_ids)
    if not found:
        raise Invalid({"documents": "Cần chọn ít nhất một tài liệu của đơn vị."})
    return _attach(by, [(answer, dict.fromkeys(found, pages))])


def _attach(by: User, wanted: Sequence[tuple[Answer, Mapping[int, str]]]) -> list[AnswerEvidence]:
    """Store evidence of locked answers: (answer, document id → pages); what is there already is left alone."""
    answers = [answer for answer, _ in wanted]
    there = set(AnswerEvidence.objects.filter(answer__in=answers).values_list("answer_id", "document_id"))
    new = [
        (answer, {pk: said for pk, said in documents.items() if (answer.pk, pk) not in there})
        for answer, documents in wanted
    ]
    touch(by, [answer for answer, documents in new if documents])
    return AnswerEvidence.objects.bulk_create(_pinned(by, new))


def touch(by: User, answers: Sequence[Answer]) -> None:
    """Other evidence is a change of the answer: the draft is as old as its last change, and after a re-opening bodies
    and council are asked anew. The version stays: an open form says nothing of evidence, and isn't stale by it.

    What is added on a body's request while the dossier is under appraisal is before the eyes of bodies and council:
    their words stay until they change them.
    """
    own = [answer for answer in answers if answer.dossier.status in REPORTABLE]
    for answer in own:
        answer.updated_at, answer.updated_by = clock.now(), by
    update_rows(own, ["updated_at", "updated_by"])


def _attachable(by: User, dossier: Dossier, document_ids: Iterable[int]) -> set[int]:
    """Which of the documents are in the unit's library, in use, and seen by the person."""
    documents = Document.objects.visible_to(by).in_use().filter(pk__in=list(document_ids), unit_id=dossier.unit_id)
    return set(documents.values_list("pk", flat=True))


def _pinned(by: User, chosen: Sequence[tuple[Answer, Mapping[int, str]]]) -> list[AnswerEvidence]:
    """Evidence rows, not yet stored, of (answer, document id → pages): each names the newest version of its file."""
    newest, now = newest_versions({pk for _, documents in chosen for pk in documents}), clock.now()
    return [
        AnswerEvidence(
            answer=answer, document_id=pk, version=newest.get(pk), pages=pages.strip(), attached_at=now, attached_by=by
        )
        for answer, documents in chosen
        for pk, pages in documents.items()
    ]  # fmt: skip


@transaction.atomic
def attach_many(*, by: User, dossier_id: int, documents: Mapping[str, Mapping[int, str]]) -> int:
    """Attach the unit's documents to many indicators of one dossier as ``attach`` does (demo data). All or none.

    ``documents``: indicator code → document id → pages or section meant. Returns how many were attached.
    """
    dossier = lock_one(by, dossier_id)
    answers = _answers_of(by, dossier, documents)
    wanted = {pk for pages in documents.values() for pk in pages}
    if _attachable(by, dossier, wanted) != wanted:
        raise Refused("Có tài liệu không thuộc kho minh chứng của đơn vị.")
    return len(_attach(by, [(answers[code], chosen) for code, chosen in documents.items()]))


@transaction.atomic
def check_attachable(*, by: User, answer_id: int) -> None:
    """Raise Refused when evidence can't be attached now: asked before a file is stored for nothing."""
    _locked_for_evidence(by, answer_id)


@transaction.atomic
def set_pages(*, by: User, evidence_id: int, pages: str, seen: str) -> AnswerEvidence:
    """State the page or section meant. ``seen``: the pages that the person saw; Stale when others stand there now."""
    row = _own_evidence(by, evidence_id)
    if row.pages not in (seen.strip(), pages.strip()):
        raise Stale(row)
    if row.pages != pages.strip():
        row.pages = pages.strip()
        row.save(update_fields=["pages"])
        touch(by, [row.answer])
    return row


@transaction.atomic
def use_newest_version(*, by: User, evidence_id: int, seen: int) -> AnswerEvidence:
    """Let the evidence name the newest version of its file, which the person saw offered with the number ``seen``.

    Raises Stale when a still newer one was added meanwhile, Refused for a link or a text.
    """
    row = _own_evidence(by, evidence_id)
    newest = newest_versions([row.document_id]).get(row.document_id)
    if newest is None:
        raise Refused("Minh chứng này không có phiên bản.")
    refuse_other(row, seen=seen, now=newest.number, told=NEWER_STILL)
    row.version = newest
    row.save(update_fields=["version"])
    touch(by, [row.answer])
    return row


@transaction.atomic
def detach(*, by: User, evidence_id: int, seen: str) -> Answer:
    """Take a document off an answer; the document itself stays in the library. ``seen``: the pages that the person
    saw; Stale when a colleague has stated others since. Raises Refused for the last one behind another figure than the
    platform's."""
    row = _own_evidence(by, evidence_id)
    refuse_other(row, seen=seen.strip(), now=row.pages)
    if row.answer.overrides and not row.answer.evidence.exclude(pk=row.pk).exists():
        raise Refused(
            "Số liệu của tiêu chí này khác số liệu hệ thống nên cần ít nhất một minh chứng. Vui lòng gắn minh chứng "
            "khác rồi mới bỏ minh chứng này."
        )
    row.delete()
    touch(by, [row.answer])
    return row.answer


def _own_evidence(by: User, evidence_id: int) -> AnswerEvidence:
    """Evidence that is there changes only while the answer itself may; it is read under the dossier's lock."""
    found = AnswerEvidence.objects.filter(pk=evidence_id)
    answer_id = found.values_list("answer_id", flat=True).first()
    if answer_id is None:
        raise Refused("Không tìm thấy minh chứng.")
    answer, _ = _locked(by, answer_id)
    row = found.first()
    if row is None:
        raise Refused("Minh chứng này vừa được người khác bỏ khỏi tiêu chí.")
    row.answer = answer
    return row


def _locked_for_evidence(by: User, answer_id: int) -> tuple[Answer, Dossier]:
    """Adding evidence follows the answer's rules, and goes on while the draft is posted; an open request for this item
    lets it be added, too."""
    dossier = lock_of_answer(by, answer_id)
    answer = answer_row(dossier, answer_id)
    if not _item_is_asked(by, answer):
        permit(by, [answer], may=can_add_evidence, states=REPORTABLE)
    return answer, dossier


def _item_is_asked(by: User, answer: Answer) -> bool:
    dossier = answer.dossier
    if dossier.status != Status.UNDER_APPRAISAL or not enters(by, answer):
        return False
    return dossier.item_requests.filter(still_open(clock.today()), indicator=answer.indicator).exists()
