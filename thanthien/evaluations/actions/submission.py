"""From the finished draft to the submitted dossier: posting, opinions, meeting, signature, submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import SCORERS
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.seen import refuse_other
from thanthien.core.deadlines import working_days_since
from thanthien.evaluations.actions.corrections import Correction, correct, forget_corrections
from thanthien.evaluations.actions.figures import follow_again, freeze, freeze_as_seen
from thanthien.evaluations.actions.moves import lock_one, move
from thanthien.evaluations.actions.papers import add_step_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.seals import seal_submission
from thanthien.evaluations.actions.self_totals import recompute_self
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Answer, Dossier, ItemRequest, Opinion
from thanthien.evaluations.notices import tell_item_answered
from thanthien.evaluations.permissions import enters
from thanthien.evaluations.queries.entering import not_theirs
from thanthien.evaluations.queries.gaps import unfounded_codes, unfounded_words
from thanthien.evaluations.queries.reading import content_mark
from thanthien.evaluations.queries.self_score import answers_of, draft_since
from thanthien.evaluations.states import REPORTABLE
from thanthien.evaluations.workflow import STEPS, Status
from thanthien.evidence.enums import AccessClass, DocumentKind
from thanthien.evidence.models import Document, DocumentVersion
from thanthien.evidence.queries import newest_versions


@transaction.atomic
def write_report(*, by: User, dossier_id: int, version: int, text: str) -> Dossier:
    """Save the self-assessment report; a dossier that isn't eligible is submitted with it, too.

    ``version`` is the dossier's that the person saw. Raises Stale with the dossier as it stands when it moved or
    was written on meanwhile; nothing is written then.
    """
    dossier = _own(by, dossier_id)
    if dossier.status not in REPORTABLE:
        raise Refused(f"Hồ sơ đang ở trạng thái “{dossier.label}” nên không sửa báo cáo được.")
    if dossier.report == text.strip():  # a save that was sent twice has arrived already
        return dossier
    refuse_other(dossier, seen=version, now=dossier.version)
    dossier.report = text.strip()
    dossier.version += 1
    dossier.save(update_fields=["report", "version"])
    return dossier


def _own(by: User, dossier_id: int) -> Dossier:
    dossier = lock_one(by, dossier_id)
    if dossier.unit_id not in by.unit_ids(*SCORERS):
        raise Refused("Việc này thuộc quyền của đơn vị.")
    return dossier


def _day_problem(dossier: Dossier, day: date, name: str) -> str:
    """Why the draft, as it is now, can't have been posted or met on that day; empty when it can. ``name``: of the day,
    as people read it (“Ngày họp”)."""
    if day > clock.today():
        return f"{name} không được sau hôm nay."
    if day < (since := draft_since(dossier)):
        return f"{name} không được trước ngày {since:%d/%m/%Y}, là ngày dự thảo được sửa lần cuối."
    return ""


@transaction.atomic
def post(*, by: User, dossier_id: int, posted_on: date, places: str) -> Dossier:
    """Post the draft for opinions. The day of posting is not counted; the time is in calendar days. People read the
    draft as it is: the day is not before ``draft_since``, and the platform's figures stand from now on as they are.

    Raises Refused while another figure than the platform's has no reason or no evidence. What the platform finds in
    this very moment is not asked about: nobody could have seen it.
    """
    dossier = lock_one(by, dossier_id)
    if dossier.status in STEPS["post"].sources:
        if problem := unfounded_words(unfounded_codes(answers_of([dossier])[dossier.pk])):
            raise Refused(problem)
        freeze(dossier)  # before the day is checked: people read the draft with the figures of its posting
    errors = {}
    if problem := _day_problem(dossier, posted_on, "Ngày niêm yết"):
        errors["posted_on"] = problem
    if not places.strip():
        errors["places"] = "Cần ghi nơi niêm yết."
    if errors:
        raise Invalid(errors)
    ends_on = posted_on + timedelta(days=dossier.cycle.posting_days)
    posting = {"posted_on": posted_on, "posting_ends_on": ends_on, "posting_places": places.strip()}
    move([dossier], "post", by=by, set=posting)
    return dossier


# Back to self-scoring: posting, meeting and signature are of the draft that was; the next one has its own.
NO_SIGN_OFF = {
    "posted_on": None, "posting_ends_on": None, "posting_places": "",
    "meeting_on": None, "meeting_minutes": None, "meeting_minutes_version": None,
    "signed_at": None, "signed_by": None,
}  # fmt: skip
NO_SUBMISSION = {"submitted_at": None, "submitted_by": None}
# A unit that handed nothing in goes into the decision as not recognised.
UNRECOGNISED = {"proposed_level": 0, "proposed_reason": ""}


@transaction.atomic
def take_down(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """Take the posted draft down to change it; it will be posted anew for the whole time, and met on anew."""
    dossier = lock_one(by, dossier_id)
    move([dossier], "take_down", by=by, reason=reason, set=NO_SIGN_OFF)
    follow_again(dossier)
    return dossier


@dataclass(frozen=True, slots=True)
class OpinionText:
    """An opinion as received; no name or address of the person is asked or kept."""

    received_on: date
    channel: str
    text: str


@transaction.atomic
def record_opinion(*, by: User, dossier_id: int, opinion: OpinionText) -> Opinion:
    """Record an opinion on the posted draft."""
    dossier = _own(by, dossier_id)
    if dossier.status != Status.POSTED:
        raise Refused("Chỉ ghi ý kiến khi dự thảo đang được niêm yết.")
    errors = {}
    if not opinion.text.strip():
        errors["text"] = "Cần ghi nội dung ý kiến."
    if not opinion.channel.strip():
        errors["channel"] = "Cần ghi ý kiến được nhận qua đâu."
    if opinion.received_on > clock.today():
        errors["received_on"] = "Ngày nhận không được sau hôm nay."
    if errors:
        raise Invalid(errors)
    same = Opinion.objects.filter(dossier=dossier, received_on=opinion.received_on, text=opinion.text.strip())
    if same.exists():
        raise Refused("Ý kiến này đã được ghi.")
    return Opinion.objects.create(
        dossier=dossier, received_on=opinion.received_on, channel=opinion.channel.strip(),
        text=opinion.text.strip(), recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def answer_opinion(*, by: User, opinion_id: int, response: str, seen: str) -> Opinion:
    """Say what was taken up and what was not, and why (tiếp thu, giải trình).

    ``seen`` is the answer that the person saw; Stale when someone wrote another one meanwhile.
    """
    opinion = Opinion.objects.filter(pk=opinion_id).first()
    if opinion is None or _own(by, opinion.dossier_id).status != Status.POSTED:
        raise Refused("Không trả lời được ý kiến này.")
    opinion.refresh_from_db()  # as it stands under the dossier's lock
    if not response.strip():
        raise Invalid({"response": "Cần ghi nội dung tiếp thu, giải trình."})
    refuse_other(opinion, seen=seen.split(), now=opinion.response.split())
    opinion.response, opinion.responded_at, opinion.responded_by = response.strip(), clock.now(), by
    opinion.save(update_fields=["response", "responded_at", "responded_by"])
    return opinion


@transaction.atomic
def record_meeting(
    *, by: User, dossier_id: int, version: int, held_on: date, minutes: Document, newest: int | None = None
) -> Dossier:
    """Record the commune's evaluation meeting: its date and its minutes, a file in its newest version. It met on the
    draft as it is: the day is not before ``draft_since``, and its minutes were not entered before it.

    Minutes that are recorded already keep their version, unless ``newest`` asks for the newest one by the number that
    the person saw. ``version`` is the dossier's that the person saw. Raises Stale with the dossier as it stands when
    it moved or was written on meanwhile, or the file has a still newer version; nothing is written then.
    """
    dossier = _own(by, dossier_id)
    if dossier.status != Status.POSTED:
        raise Refused("Chỉ ghi cuộc họp khi dự thảo đang được niêm yết.")
    if problem := _day_problem(dossier, held_on, "Ngày họp"):
        raise Invalid({"meeting_on": problem})
    _check_minutes(dossier, minutes)
    meant = _minutes_version(dossier, minutes, newest)
    if problem := _minutes_problem(minutes, meant, held_on):
        raise Invalid({"minutes": problem})
    meeting = (held_on, minutes.pk, meant.pk if meant else None)
    if meeting == (dossier.meeting_on, dossier.meeting_minutes_id, dossier.meeting_minutes_version_id):
        return dossier  # a save that was sent twice has arrived already
    refuse_other(dossier, seen=version, now=dossier.version)
    dossier.meeting_on, dossier.meeting_minutes, dossier.meeting_minutes_version = held_on, minutes, meant
    dossier.version += 1
    dossier.save(update_fields=["meeting_on", "meeting_minutes", "meeting_minutes_version", "version"])
    return dossier


def _minutes_version(dossier: Dossier, minutes: Document, newest: int | None) -> DocumentVersion | None:
    """The state of the minutes that is meant; a link or a text has none."""
    if minutes.pk == dossier.meeting_minutes_id and newest is None:
        return dossier.meeting_minutes_version
    found = newest_versions([minutes.pk]).get(minutes.pk)
    if newest is not None and (found is None or found.number != newest):
        raise Stale(dossier)
    return found


def _minutes_problem(minutes: Document, version: DocumentVersion | None, held_on: date) -> str:
    """Why this can't tell of a meeting on that day; empty where it can. What a link leads to may be younger than it."""
    added = minutes.added_on(version)
    if minutes.kind == DocumentKind.LINK or added >= held_on:
        return ""
    return (
        f"Tài liệu này được thêm ngày {added:%d/%m/%Y}, trước ngày họp {held_on:%d/%m/%Y}, nên không phải là biên bản "
        "của cuộc họp này. Cần chọn hoặc tải lên biên bản của cuộc họp này."
    )


def _check_minutes(dossier: Dossier, minutes: Document) -> None:
    """The unit's own document, in use, and open to the city, for which the minutes are a condition of the signature."""
    if minutes.unit_id != dossier.unit_id or minutes.retired_at is not None:
        raise Invalid({"minutes": "Cần chọn biên bản trong kho minh chứng của đơn vị."})
    if minutes.access_class == AccessClass.UNIT:
        raise Invalid(
            {"minutes": "Tài liệu này chỉ nội bộ đơn vị xem được: cần đổi phạm vi xem để thành phố đọc được."}
        )


@transaction.atomic
def sign(*, by: User, dossier_id: int, seen: str) -> Dossier:
    """The Chủ tịch signs the dossier off. ``seen``: its ``content_mark`` on the page; Refused when it changed since."""
    dossier = lock_one(by, dossier_id)
    _refuse_unseen(dossier, seen)
    move([dossier], "sign", by=by, set={"signed_at": clock.now(), "signed_by": by})
    return dossier


@transaction.atomic
def take_back(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """The Chủ tịch takes the signature back to have the dossier changed."""
    dossier = lock_one(by, dossier_id)
    move([dossier], "take_back", by=by, reason=reason, set=NO_SIGN_OFF)
    follow_again(dossier)
    return dossier


@transaction.atomic
def submit(*, by: User, dossier_id: int, seen: str, proposal: Printed | None = None) -> Dossier:
    """Submit: missing values are allowed, silence is not — they are named in the sealed copy. ``seen`` as in
    :func:`sign`; ``proposal``: the unit's Tờ trình, as the cycle asks for it. Raises Invalid where it lacks."""
    dossier = lock_one(by, dossier_id)
    _refuse_unseen(dossier, seen)
    first = dossier.first_submitted_at or clock.now()
    handed_in = {"submitted_at": clock.now(), "submitted_by": by, "first_submitted_at": first}
    move([dossier], "submit", by=by, set=handed_in)
    add_step_paper(by=by, kind=PaperKind.PROPOSAL, dossiers=[dossier], printed=proposal)
    _seal(by, dossier)
    return dossier


@transaction.atomic
def resubmit(*, by: User, dossier_id: int, seen: str, proposal: Printed | None = None) -> Dossier:
    """Send a returned dossier back; the Chủ tịch signs by sending. The working days away are added
    to ``paused_days``: the clock of the appraisal stood still (see ``lateness``). ``seen`` as in :func:`sign`. Figures
    stand from now on as its answers followed them last."""
    dossier = lock_one(by, dossier_id)
    _refuse_unseen(dossier, seen)
    away = working_days_since(dossier.status_since.astimezone(clock.ZONE).date())
    handed_in = {
        "submitted_at": clock.now(), "submitted_by": by, "signed_at": clock.now(), "signed_by": by,
        "paused_days": dossier.paused_days + away,
    }  # fmt: skip
    move([dossier], "resubmit", by=by, set=handed_in)
    add_step_paper(by=by, kind=PaperKind.PROPOSAL, dossiers=[dossier], printed=proposal)
    freeze_as_seen(dossier)
    _seal(by, dossier)
    return dossier


def _refuse_unseen(dossier: Dossier, seen: str) -> None:
    """A signature stands under what was read, not under what a colleague saved meanwhile."""
    if seen != content_mark(dossier):
        raise Refused("Hồ sơ vừa được sửa sau khi anh/chị mở trang này. Vui lòng xem lại rồi thực hiện.")


def _seal(by: User, dossier: Dossier) -> None:
    """Keep what was submitted, with its totals: from now on it is what was handed in."""
    forget_corrections(dossier)
    recompute_self(dossier)  # the gate “not submitted in time” is known now
    seal_submission(by=by, dossier=dossier)


@transaction.atomic
def withdraw(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """Withdraw the dossier from this year's evaluation, before it was ever handed in: the unit goes into the decision
    as not recognised, with this reason."""
    dossier = lock_one(by, dossier_id)
    move([dossier], "withdraw", by=by, reason=reason, set=UNRECOGNISED)
    return dossier


@transaction.atomic
def answer_item_request(*, by: User, request_id: int, answer: str, correction: Correction | None = None) -> ItemRequest:
    """Answer a body's question on one indicator, within its own deadline; with a ``correction`` of its value where the
    question showed that the one handed in is wrong."""
    request = ItemRequest.objects.filter(pk=request_id).first()
    dossier = lock_one(by, request.dossier_id) if request else None
    if request is None or dossier is None or dossier.status != Status.UNDER_APPRAISAL:
        raise Refused("Không trả lời được đề nghị này.")
    request.refresh_from_db()  # as it stands under the dossier's lock
    asked_about = Answer(dossier=dossier, indicator=request.indicator)
    if not enters(by, asked_about):
        raise Refused(not_theirs(by, asked_about))
    if request.asked_at < dossier.status_since:
        raise Refused("Đề nghị này thuộc lần thẩm định trước, không phải trả lời nữa.")
    if request.answer:
        raise Refused("Đề nghị này đã được trả lời.")
    if clock.today() > request.due_on:
        raise Refused(f"Đã quá hạn trả lời ({request.due_on:%d/%m/%Y}).")
    if not answer.strip():
        raise Invalid({"answer": "Cần ghi nội dung trả lời."})
    request.dossier = dossier
    if correction is not None:
        correct(by=by, request=request, correction=correction)
    request.answer, request.answered_at, request.answered_by = answer.strip(), clock.now(), by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    tell_item_answered(request, by=by)
    return request
