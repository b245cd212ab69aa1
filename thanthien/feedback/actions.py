"""Every step that is taken with feedback: by officials, a body, or its sender. One transaction each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import sits_in
from thanthien.core import clock, last_copy
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.formats import date_vn
from thanthien.core.matters.slips import locked
from thanthien.core.private.actions import erase, note_own_act
from thanthien.core.private.enums import Right
from thanthien.feedback.answer_fields import PROMISED, has_fields
from thanthien.feedback.checks import (
    check_answer,
    check_exempt,
    check_forwarded,
    check_promise,
    check_reason,
    check_sorted,
    check_words,
    faults_of_promise,
)
from thanthien.feedback.drafts import forget_withdrawn
from thanthien.feedback.enums import Part
from thanthien.feedback.letters import tell_news
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackStep
from thanthien.feedback.permissions import REACHED, actors_for
from thanthien.feedback.photographs import forget
from thanthien.feedback.purposes import CONTACT, LETTERS, TEXT
from thanthien.feedback.queries import by_code, cases_of, is_closed, people_at_work, told
from thanthien.feedback.receiving import Sent, keep_contact, keep_text, receive, send
from thanthien.feedback.shelf import CONTACTS, TEXTS
from thanthien.feedback.shown_pictures import FIELD as PICTURES
from thanthien.feedback.shown_pictures import approve, of_matter, put_away
from thanthien.feedback.workflow import HIDDEN, STEPS, Actor, Status
from thanthien.measures.acceptances import tell_accepted
from thanthien.measures.actions import hold_words
from thanthien.measures.periods import period_of

__all__ = ["Sent", "Taken", "by_code", "change_contact", "receive", "send", "take_own_step", "take_step"]
_MISSING = "Không tìm thấy phản ánh."
_NO_CODE = "Không tìm thấy phản ánh với mã này."
_UNFILLED = "Còn trường trong ngoặc { } chưa điền. Cần thay bằng lời của phản ánh này."
_CHANGED = "Phản ánh này vừa có thay đổi. Vui lòng xem lại trạng thái rồi làm tiếp."


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it is told: of these what the step needs. ``promised``: the day that a standard answer leaves open.
    ``added``: what the sender adds, encrypted. ``looked``: the person looked that summary and answer name nobody and
    hold no secret; with an answer it is public at once. ``pictures``: those that the person compared with what was
    sent, for everybody."""

    step: str
    note: str = ""
    to: str = ""
    topic: str = ""
    kind: str = ""
    exempt: str = ""
    assigned: int | None = None
    joined_to: int | None = None
    summary: str = ""
    text: str = ""
    signer: str = ""
    promised: date | None = None
    added: str = ""
    looked: bool = False
    pictures: Collection[UUID] = ()

    @property
    def words(self) -> Mapping[str, str]:
        """What stays readable."""
        return {"note": self.note, "to": self.to, "summary": self.summary, "text": self.text, "signer": self.signer}


def take_step(taken: Taken, *, feedback_id: int, version: int, by: User) -> Feedback:
    """What an official or a body does. ``version``: the one that the person saw. Raises Stale, Refused, Invalid."""
    with transaction.atomic():
        if taken.joined_to:
            _hold(feedback_id, taken.joined_to)
        row = _locked(feedback_id)
        actors = actors_for(by, row)
        if not actors:
            raise Refused(
                f"Phản ánh này do người xử lý của {row.unit.name_in_sentence} hoặc cơ quan được giao giải quyết; "
                "anh/chị không làm được việc này."
            )
        done = _take(row, taken, version, actors, by)
        if taken.looked and taken.step in ("answer", "close"):
            done = _take(row, Taken("publish", looked=True, pictures=taken.pictures), row.version, actors, by)
        if Actor.BODY in actors:
            # What a body says reaches figures that were computed for good already.
            hold_words([row.unit_id])
            for measure in REACHED:
                tell_accepted(row.unit, measure, [period_of("month", row.due_on).key])
        return done


def take_own_step(taken: Taken, *, code: str, version: int, signed_in: User | None = None) -> Feedback:
    """What the sender does, by the code alone. ``signed_in``: whose session there was on the device. Raises Stale,
    Refused, Invalid."""
    with transaction.atomic():
        row = _locked_by(code)
        from_staff = signed_in is not None and sits_in(signed_in, row.unit_id)
        done = _take(row, taken, version, (Actor.CITIZEN,), None, from_staff=from_staff)
        if done.stage is Status.WITHDRAWN:
            for shelf in (TEXTS, CONTACTS):
                erase(shelf, shelf.rows().filter(feedback=row, erased_at=None))
            forget(row.photographs.all())
            forget_withdrawn(row)
            note_own_act(TEXT.code, Right.DELETE)
        return done


@transaction.atomic
def change_contact(contact: Mapping[str, str], *, letters: bool, code: str, version: int) -> Feedback:
    """The sender corrects the contact, or takes it away (empty); what was there before can't be read again.
    ``letters``: they agree to letters, or end them. Of what may be a secret nothing more is kept, nor of a lane where
    the unit saw the code. Raises Stale, Refused."""
    row = _locked_by(code)
    refuse_other(row, seen=version, now=row.version, told=_CHANGED)
    if row.stage is Status.QUARANTINED:
        raise Refused("Phản ánh này đang cách ly nên không sửa được liên hệ.")
    if is_closed(row):
        raise Refused("Phản ánh này đã rời đơn vị; vui lòng hỏi nơi nhận để sửa liên hệ.")
    kept = list(CONTACTS.rows().filter(feedback=row, erased_at=None))
    erase(CONTACTS, kept)
    who = {name: words for name, words in contact.items() if words}
    if who:
        keep_contact(row, who, letters=letters, at=clock.now())
    if kept:
        note_own_act(CONTACT.code, Right.CORRECT if who else Right.DELETE)
    if any(one.wants_letters for one in kept) and not letters:
        note_own_act(LETTERS.code, Right.WITHDRAW)
    row.version += 1
    row.save(update_fields=["version"])
    return row


def _hold(*numbers: int) -> None:
    """Two that are joined are held in the order of their numbers, so that two people who join them to each other at
    once wait for one another."""
    list(Feedback.objects.filter(pk__in=numbers).order_by("pk").select_for_update().values_list("pk"))


def _locked(number: int | None) -> Feedback:
    return locked(Feedback.objects.select_related("unit", "hamlet"), number, _MISSING)


def _locked_by(code: str) -> Feedback:
    found = by_code(code)
    if found is None:
        raise Refused(_NO_CODE)
    return _locked(found.pk)


def _take(
    row: Feedback, taken: Taken, version: int, actors: tuple[Actor, ...], by: User | None, *, from_staff: bool = False
) -> Feedback:
    refuse_other(row, seen=version, now=row.version, told=_CHANGED)
    step = STEPS[taken.step]
    if not STEPS.allows(taken.step, row.stage, *actors):
        raise Refused(
            f"Phản ánh ở trạng thái “{row.stage.label}” nên không thể “{step.label.lower()}”. Vui lòng tải lại trang."
        )
    actor = next(one for one in actors if one in step.actors)
    check_reason(taken.step, taken.note, actor)
    check_words(taken.words)
    said = FeedbackStep(
        feedback=row, step=taken.step, actor=actor, by=by, note=taken.note, to=taken.to, from_staff=from_staff,
        at=clock.now(),
    )  # fmt: skip
    _TELL.get(taken.step, _nothing_more)(row, taken, said)
    said.save(force_insert=True)
    _move(row, said)
    tell_news(row, said)
    if row.stage in _LEAVES_OTHERS:
        _put_back(row, said)
        put_away(of_matter(row))
    return row


# What ended so has no answer that others could share.
_LEAVES_OTHERS = HIDDEN | {Status.SPAM, Status.WITHDRAWN}
_ALONE = "Phản ánh mà phản ánh này gộp vào đã kết thúc không có trả lời chung; phản ánh này được giải quyết riêng."


def _put_back(main: Feedback, said: FeedbackStep) -> None:
    """What was joined to a matter that left without an answer is the unit's again, in its own time: nobody leaves the
    figure by being joined to what is withdrawn."""
    if said.step == "complain":
        return  # they share what was answered before
    joined = Feedback.objects.select_related("unit", "hamlet").filter(joined_to=main).order_by("pk")
    for row in joined.select_for_update(of=("self",)):
        back = FeedbackStep(
            feedback=row, step="reopen", actor=said.actor, by=said.by, note=_ALONE, from_staff=said.from_staff,
            at=said.at,
        )  # fmt: skip
        row.joined_to = None
        back.save(force_insert=True)
        _move(row, back)
        tell_news(row, back)


def _move(row: Feedback, said: FeedbackStep) -> None:
    """The state after the step, and the day on which the answer is due now."""
    row.status = STEPS[said.step].target or row.stage
    row.version += 1
    (case,) = cases_of([row])
    row.due_on = case.due_on
    row.save(
        update_fields=[
            "status", "version", "topic", "kind", "assigned", "joined_to", "answer", "due_on", "answered_on",
            "published_at", "exempt", "solved",
        ]
    )  # fmt: skip


# --- What each step tells -------------------------------------------------------------------------------------------


def _nothing_more(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    """The step says all."""


def _assign(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if taken.assigned not in {one.pk for one in people_at_work(row.unit_id)}:
        raise Invalid({"assigned": "Cần chọn người của đơn vị."})
    row.assigned_id = said.assigned_id = taken.assigned


def _sort(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    check_sorted(taken.topic, taken.kind)
    row.topic = said.topic = taken.topic
    row.kind = said.kind = taken.kind


def _tell(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if len(taken.added) < 5:
        raise Invalid({"added": "Cần ghi nội dung bổ sung."})
    _keep_added(row, taken.added, said)


def _keep_added(row: Feedback, words: str, said: FeedbackStep) -> None:
    """What is added to what was told; of the sender's own it is noted that they did."""
    by_unit = said.actor == Actor.UNIT
    keep_text(row, Part.ADDED, {"text": words}, by_unit=by_unit)
    if not by_unit:
        note_own_act(TEXT.code, Right.CORRECT)


def _draft(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    check_promise(taken.promised, asked=PROMISED in taken.summary + taken.text)
    missing = {name: "Ô này chưa có nội dung." for name in ("summary", "text", "signer") if not getattr(taken, name)}
    words = {name: getattr(taken, name).replace(PROMISED, date_vn(taken.promised)) for name in ("summary", "text")}
    missing |= {name: _UNFILLED for name, told in words.items() if has_fields(told)}
    if faults := missing or faults_of_promise(words["text"]):
        raise Invalid(faults)
    row.answer = said.answer = FeedbackAnswer.objects.create(
        feedback=row, **words, signer=taken.signer, by=cast("User", said.by)
    )


def _answer(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if taken.pictures and not taken.looked:
        raise Invalid({PICTURES: "Ảnh chỉ công khai cùng kết quả: cần đánh dấu ô xác nhận, hoặc duyệt ảnh sau."})
    if row.answer is not None:
        check_answer(summary=row.answer.summary, text=row.answer.text)
    said.answer = row.answer
    row.answered_on = told(said).on


def _forward(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    check_forwarded(taken.to)
    row.answered_on = told(said).on


def _refer(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    check_forwarded(taken.to)


def _complain(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if not row.texts.filter(part=Part.TEXT, erased_at=None).exists():
        raise Refused("Nội dung đã xóa vì hết thời hạn lưu nên không chuyển được. Vui lòng gửi đơn đến cơ quan nhận.")
    row.joined_to = None
    _hide(row)


def _return(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    (case,) = cases_of([row])
    if case.lane_of_sender:
        raise Refused("Người gửi đã chọn kênh này; phản ánh không trả lại đơn vị. Cần ghi nơi đã chuyển.")


def _join(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    other = Feedback.objects.exclude(status__in=HIDDEN).exclude(pk=row.pk)
    main = other.filter(unit=row.unit_id, joined_to=None, pk=taken.joined_to or 0).select_for_update().first()
    if main is None or main.stage in (Status.SPAM, Status.WITHDRAWN):
        raise Invalid({"joined_to": "Cần chọn phản ánh khác của đơn vị, chưa gộp với phản ánh nào."})
    if main.due_on > row.due_on:
        raise Invalid({"joined_to": "Phản ánh kia có hạn sau hạn của phản ánh này; cần gộp phản ánh kia vào đây."})
    if main.answered_on is not None and main.answered_on < row.received_on:
        raise Invalid({"joined_to": "Phản ánh kia đã được trả lời trước ngày tiếp nhận phản ánh này."})
    if row.joined.exists():
        raise Refused("Đã có phản ánh gộp vào phản ánh này; cần gộp phản ánh kia vào đây.")
    row.joined_to = said.joined_to = main


def _publish(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if row.published_at is not None:
        raise Refused("Kết quả này đang được công khai.")
    if not taken.looked:
        raise Invalid({"looked": "Cần xác nhận điều này trước khi công khai."})
    said.answer = row.answer
    row.published_at, row.exempt = said.at, ""
    approve(row, taken.pictures, by=cast("User", said.by), at=said.at)


def _show(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if row.published_at is None:
        raise Refused("Kết quả chưa công khai. Ảnh được duyệt khi công khai kết quả.")
    if not taken.pictures:
        raise Invalid({PICTURES: "Cần chọn ảnh đã so với ảnh gốc."})
    said.answer = row.answer
    approve(row, taken.pictures, by=cast("User", said.by), at=said.at)


def _exempt(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    check_exempt(taken.exempt)
    row.exempt = said.exempt = taken.exempt
    _hide(row)


def _take_down(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if row.published_at is None:
        raise Refused("Kết quả này không công khai.")
    _hide(row)


def _hide(row: Feedback) -> None:
    """Nobody sees the result any more, in no copy of a page either; nor its pictures, which are made anew for another
    time."""
    if row.published_at is not None:
        put_away(of_matter(row).filter(checked_at__isnull=False))
        last_copy.take_down()
    row.published_at = None


def _solved(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    row.solved = True


def _again(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    if row.unit.has_ended:
        raise Refused(f"{row.unit.name} đã sáp nhập; vui lòng gửi phản ánh mới đến đơn vị mới.")
    (case,) = cases_of([row])
    if not case.may_open_again:
        raise Refused("Phản ánh chỉ được xem lại một lần, và đã xem lại rồi.")
    if taken.added:
        _keep_added(row, taken.added, said)
    _hide(row)
    row.solved, row.exempt, row.answered_on = False, "", None


def _reopen(row: Feedback, taken: Taken, said: FeedbackStep) -> None:
    row.joined_to, row.answered_on = None, None


_TELL = {
    "assign": _assign,
    "sort": _sort,
    "tell": _tell,
    "draft": _draft,
    "answer": _answer,
    "close": _answer,
    "forward": _forward,
    "complain": _complain,
    "refer": _refer,
    "return": _return,
    "join": _join,
    "publish": _publish,
    "show": _show,
    "exempt": _exempt,
    "take_down": _take_down,
    "solved": _solved,
    "again": _again,
    "reopen": _reopen,
}
