"""What the sender sees and does by the code: the state, the own words, the answer; and the steps that are theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thanthien.accounts.positions import sits_in
from thanthien.core.acting.pages import Attempt, attempt
from thanthien.core.formats import date_vn, number
from thanthien.core.matters.pages import signed_in
from thanthien.core.private.actions import note_own_act
from thanthien.core.private.enums import Right
from thanthien.core.rationing import take_of
from thanthien.feedback.actions import change_contact, take_own_step
from thanthien.feedback.enums import Part
from thanthien.feedback.models import Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.public import legal_body, shown
from thanthien.feedback.public_forms import ContactForm, OwnStepForm
from thanthien.feedback.purposes import CONTACT, TEXT
from thanthien.feedback.queries import Case, by_code, cases_of, is_closed, texts_of
from thanthien.feedback.topics import topic_title
from thanthien.feedback.workflow import HIDDEN, LEGAL_LANE, RESULTS, STEPS, Actor, Status
from thanthien.units.queries import changes_of

_CONTACT = "contact"
_LEFT = "đã chuyển ra ngoài đơn vị"  # to whoever may be of the unit no more is told
_OUTCOMES = ("solved", "again")  # what the sender says of an answer: two choices of equal weight
_WAYS_OUT = ("legal", "complain", "withdraw")
_DONE = {
    "tell": "Đã gửi nội dung bổ sung.",
    "legal": "Đã chuyển ra ngoài đơn vị; đơn vị không đọc được nội dung này nữa.",
    "complain": "Đã chuyển ra ngoài đơn vị; đơn vị không đọc được nội dung này nữa.",
    "solved": "Đã ghi nhận: việc đã được giải quyết.",
    "again": "Đã đề nghị đơn vị xem lại. Thời hạn trả lời tính lại từ hôm nay.",
    "withdraw": "Đã rút phản ánh. Nội dung, ảnh và liên hệ đã xóa, không ai đọc lại được.",
    _CONTACT: "Đã lưu liên hệ. Nội dung trước đó không ai đọc lại được.",
}
_TAKEN_AWAY = "Đã xóa liên hệ. Không ai đọc lại được nội dung đã xóa."
_NO_CONTACT = "Không có liên hệ nào được lưu."


def followed(request: HttpRequest, row: Feedback, code: str) -> HttpResponse:
    """The page of a matter; where a step was sent with the code, after the step."""
    name = request.POST.get("step", "")
    sent = _sent_form(name, row, request)
    done = _attempt(request, name, sent, code) if sent is not None else Attempt()
    row = by_code(code) or row
    (case,) = cases_of([row])
    told, said = _joined_case(row) or case, _said(row)
    contact = _contact(row, name, None if done else sent)
    person = signed_in(request)
    if not name:
        _note_seen(row, said, contact)
    context = {
        "row": row, "case": case, "code": code, "said": said,
        "facts": _where(case) if is_closed(row) else _facts(case, told),
        "state": _LEFT if is_closed(row) else case.stage_words,
        "answer": _answer(row, told.row), "earlier": _earlier_answer(case),
        "told_at_unit": _is_told_at_unit(row, told.row), "gone": _gone_words(row),
        **_steps(case, name, None if done else sent, has_words=bool(said)),
        "contact": contact,
        "done": _done_words(name, sent, contact) if done else "", "legal_body": legal_body(),
        "beside_staff": person is not None and sits_in(person, row.unit_id),
    }  # fmt: skip
    return render(request, "feedback/public/followed.html", context, status=done.status)


def _done_words(name: str, sent: OwnStepForm | ContactForm | None, contact: ContactForm | None) -> str:
    """What the step did. ``sent``: its form, with the contact before it; ``contact``: as it stands after it."""
    if isinstance(sent, ContactForm) and contact is not None and not contact.is_kept:
        return _TAKEN_AWAY if sent.is_kept else _NO_CONTACT
    return _DONE.get(name, "")


def _note_seen(row: Feedback, said: list[tuple[str, str]], contact: ContactForm | None) -> None:
    """That they looked at what is kept of theirs, their words, their contact: once a day, however often the page is
    opened."""
    seen = [TEXT.code] if said else []
    seen += [CONTACT.code] if contact is not None and contact.is_kept else []
    if seen and take_of("feedback.looked", str(row.pk), 1):
        for purpose in seen:
            note_own_act(purpose, Right.SEE)


def _sent_form(name: str, row: Feedback, request: HttpRequest) -> OwnStepForm | ContactForm | None:
    """What was sent with the code, as far as it may be done now."""
    if name == _CONTACT:
        return ContactForm(request.POST, initial=_kept_contact(row))
    return OwnStepForm(name, request.POST) if name in {one.name for one in _own_steps(row)} else None


def _attempt(request: HttpRequest, name: str, sent: OwnStepForm | ContactForm, code: str) -> Attempt[Feedback]:
    if isinstance(sent, ContactForm):
        return attempt(
            sent,
            lambda: change_contact(
                sent.contact(), letters=sent.wants_letters, code=code, version=sent.cleaned_data["version"]
            ),
        )
    return attempt(
        sent,
        lambda: take_own_step(
            sent.taken(), code=code, version=sent.cleaned_data["version"], signed_in=signed_in(request)
        ),
    )


def _own_steps(row: Feedback) -> list[Any]:
    return STEPS.open_to(row.stage, Actor.CITIZEN)


def _steps(case: Case, name: str, sent: Any, *, has_words: bool) -> dict[str, list[tuple[Any, OwnStepForm]]]:
    """What the sender may do now, each with its form; the one that was refused as it was typed. Apart from it the ways
    on which nobody of the unit answers. ``has_words``: what was sent can still be read, so it can be passed on."""
    row = case.row
    forms = [
        (one, sent if sent is not None and one.name == name else _fresh(one.name, row.version))
        for one in _own_steps(row)
        if one.name != "again" or (case.may_open_again and not row.unit.has_ended)
        if one.name != "solved" or not row.solved
        if one.name != "complain" or has_words
    ]
    return {
        "steps": [pair for pair in forms if pair[0].name not in (*_OUTCOMES, *_WAYS_OUT)],
        "outcomes": [pair for pair in forms if pair[0].name in _OUTCOMES],
        "ways_out": [pair for pair in forms if pair[0].name in _WAYS_OUT],
    }


def _fresh(name: str, version: int) -> OwnStepForm:
    return OwnStepForm(name, initial={"version": version}, auto_id=f"{name}-%s")


def _contact(row: Feedback, name: str, sent: Any) -> ContactForm | None:
    """The form of the contact, with what is kept of it."""
    if _is_shut(row):
        return None
    if sent is not None and name == _CONTACT:
        return sent  # type: ignore[no-any-return]
    return ContactForm(initial={"version": row.version} | _kept_contact(row), auto_id="contact-%s")


def _is_shut(row: Feedback) -> bool:
    """Whether nothing that was sent is opened, asked or shown: it may be a secret, or is in a lane where the unit saw
    the code."""
    return row.stage is Status.QUARANTINED or is_closed(row)


def _kept_contact(row: Feedback) -> dict[str, Any]:
    if _is_shut(row):
        return {}
    kept = next(((one, texts) for one, texts in texts_of(row, Part.CONTACT) if texts), None)
    return kept[1] | {"letters": kept[0].wants_letters} if kept else {}


def _joined_case(row: Feedback) -> Case | None:
    """The matter to which this one was joined, as long as anybody of the unit sees it."""
    if row.stage is not Status.JOINED:
        return None
    main = Feedback.objects.seen().with_names().filter(pk=row.joined_to_id or 0).first()
    return cases_of([main])[0] if main is not None else None


def _where(case: Case) -> list[tuple[str, str]]:
    """Where it went, and nothing else."""
    told = [("Đơn vị", case.row.unit.name), ("Nơi nhận", _sent_to(case))]
    return [(label, words) for label, words in told if words]


def _facts(case: Case, answered: Case) -> list[tuple[str, str]]:
    """``answered``: the matter in which this one is answered, itself or the one to which it was joined."""
    row, main = case.row, answered.row
    told = [
        ("Đơn vị", row.unit.name),
        ("Lĩnh vực", topic_title(row.topic)),
        ("Thôn, tổ dân phố", row.hamlet.name if row.hamlet else ""),
        ("Ngày nhận", date_vn(row.received_on)),
        ("Phản ánh gộp chung", answered.stage_words if main != row else ""),
        ("Hạn trả lời", date_vn(main.due_on) if main.stage.is_open else ""),
        ("Chờ bổ sung", f"{number(case.standing.stopped)} ngày làm việc" if case.standing.stopped else ""),
        ("Nơi nhận", _sent_to(answered)),
        ("Lý do", "" if _is_told_at_unit(row, main) else _reason(answered)),
    ]
    return [(label, words) for label, words in told if words]


def _sent_to(case: Case) -> str:
    if case.row.stage in LEGAL_LANE:
        return legal_body()
    if case.row.stage is not Status.FORWARDED:
        return ""
    return next((one.to for one in reversed(case.steps) if one.step == "forward"), "")


def _reason(case: Case) -> str:
    """Why it ended unsolved, or is no feedback."""
    step = {Status.UNSOLVED: "close", Status.SPAM: "spam"}.get(case.row.stage)
    return next((one.note for one in reversed(case.steps) if one.step == step), "")


def _said(row: Feedback) -> list[tuple[str, str]]:
    """What the sender said, as far as it is still kept."""
    if _is_shut(row):
        return []
    told = [(one, texts) for one, texts in texts_of(row, Part.TEXT, Part.ADDED) if texts]
    return [
        ("Nội dung đã gửi", _joined(texts.get("text", ""), texts.get("place", ""), _pictures_words(row)))
        if one.part == Part.TEXT
        else (_added_title(one), texts.get("text", ""))
        for one, texts in told
    ]


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _pictures_words(row: Feedback) -> str:
    """How many photographs went with it. One statement."""
    count = row.photographs.shown().count()
    return f"Kèm {number(count)} ảnh." if count else ""


def _added_title(one: FeedbackText) -> str:
    """When it was added; what the unit wrote down doesn't stand as the sender's own words."""
    return f"Bổ sung ngày {date_vn(one.at)}{', do đơn vị ghi' if one.by_unit else ''}"


def _is_told_at_unit(row: Feedback, main: Feedback) -> bool:
    """Whether the answer is to somebody else and not public, or nobody of the unit sees it any more: then it may tell
    of that person."""
    gone = main == row and row.stage is Status.JOINED
    return gone or (main != row and main.stage in RESULTS and main.published_at is None)


def _answer(row: Feedback, main: Feedback) -> Any:
    """The answer; of a matter that was joined to another one that of the other, once it is public."""
    if main.stage not in RESULTS or not main.answer_id or _is_told_at_unit(row, main):
        return None
    return shown([main])[0]


def _earlier_answer(case: Case) -> FeedbackStep | None:
    """The step that answered before the sender had the matter opened again, as long as its words are kept and the
    sender sees the matter. One statement, none for what was never opened again."""
    again = next((one.pk for one in reversed(case.steps) if one.step == "again"), None)
    if again is None or case.row.stage in HIDDEN:
        return None
    earlier = case.row.steps.filter(step__in=("answer", "close"), pk__lt=again)
    return (
        earlier.filter(answer__isnull=False, answer__erased_at=None)
        .select_related("answer")
        .defer("answer__words")
        .order_by("pk")
        .last()
    )


def _gone_words(row: Feedback) -> str:
    """What became of a unit that is no more, and where to turn to. One statement, none for a unit of today."""
    if not row.unit.has_ended:
        return ""
    into = [
        one.to_unit.name_in_sentence
        for one in changes_of(row.unit).answer()
        if row.unit_id == one.from_unit_id != one.to_unit_id
    ]
    merged, new = (f"sáp nhập vào {into[0]}", f"phản ánh mới đến {into[0]}") if into else ("sáp nhập", "đơn vị mới")
    return f"{row.unit.name} đã {merged}; vui lòng gửi {new}, nếu việc chưa được giải quyết."
