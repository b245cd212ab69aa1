"""Receiving feedback, from whoever sends it or in whatever way it came. One transaction; a sender has no account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import sits_in
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.matters.again import is_again
from thanthien.core.matters.slips import Slip, insert_once, stored_under
from thanthien.core.prepared import Given, Prepared
from thanthien.core.private.codes import code_of
from thanthien.core.private.keys import holds, seal
from thanthien.feedback.enums import BY_OFFICE, HANDED_ON, ROOM, SHELVES, Part, Via
from thanthien.feedback.known import since_of
from thanthien.feedback.models import MAX_TEXT, Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.permissions import works_in
from thanthien.feedback.queries import LimitsOf, usual_limits
from thanthien.feedback.rules import Round, due_on
from thanthien.feedback.topics import Topic, topics
from thanthien.feedback.workflow import Actor, Kind, Status
from thanthien.units.models import Hamlet, Unit

AGAIN = "again"  # of the form: what was sent today already is another matter
LONGEST_AGO = timedelta(days=31)
_SHORTEST = 10
_OTHER = "Phản ánh này đã được ghi. Vui lòng mở lại trang để gửi phản ánh khác."
_OTHERWISE = (
    "Trang này đã gửi một phản ánh; nội dung vừa sửa chưa được ghi. Vui lòng dùng mã theo dõi để bổ sung, hoặc mở lại "
    "trang để gửi phản ánh khác."
)
_AGAIN = (
    "Trong 24 giờ qua, {unit} đã nhận đúng nội dung này từ máy này; xem kết quả bằng mã đã nhận khi gửi. Nếu đây là "
    "việc khác, vui lòng đánh dấu ô này rồi bấm “Gửi”."
)
_ALREADY = "Phản ánh này đã được nhận từ nguồn khác."


@dataclass(frozen=True, slots=True)
class Sent:
    """What is told. ``text`` and ``place`` are encrypted, ``contact`` (name, phone, email; none is needed) apart from
    them. ``letters``: the sender agrees to letters at its address. ``received_on``: the day on which it was told, today
    on the web. ``source``: of which record it comes. ``slip``: of what is handed on, where its sender follows it by a
    code."""

    unit: Unit
    topic: str
    text: str
    via: Via
    received_on: date
    hamlet: Hamlet | None = None
    place: str = ""
    contact: Mapping[str, str] = field(default_factory=dict)
    letters: bool = False
    source: str = ""
    slip: Slip | None = None

    @property
    def said(self) -> dict[str, str]:
        """What is encrypted of the matter itself."""
        return {"text": self.text, "place": self.place}

    @property
    def who(self) -> dict[str, str]:
        """Who said it, without what was left empty."""
        return {name: words for name, words in self.contact.items() if words}


@transaction.atomic
def send(
    sent: Sent, *, slip: Slip, by: User | None, signed_in: User | None = None, mark: str = ""
) -> Feedback:  # fmt: skip
    """Store feedback; sent again under the same key it is the stored one, and refused where it says something else.
    ``signed_in``: whose session there was on the device where the public form was sent. ``mark``: of the browser that
    says this (:func:`~thanthien.core.matters.again.mark_of_sending`); empty where the same may be said twice. Of a
    topic that belongs to the channel of complaints and denunciations it goes there at once, unread by the unit. Raises
    Refused, Invalid."""
    hat = _enters_as(by, sent)
    stored = _stored(slip, sent, by)
    if stored is not None:
        return stored
    topic = _checked(sent)
    if is_again(mark, slip):
        raise Invalid({AGAIN: _AGAIN.format(unit=sent.unit.name_in_sentence)})
    row = _row(sent, slip, topic, usual_limits())
    row.entered_by, row.agency_id = by, hat.agency_id if hat else None
    row.from_staff = sent.via == Via.WEB and signed_in is not None and sits_in(signed_in, sent.unit.pk)

    def store() -> Feedback:
        row.save(force_insert=True)
        keep_text(row, Part.TEXT, sent.said)
        if sent.who:
            keep_contact(row, sent.who, letters=sent.letters, at=row.made_at, by_unit=sent.via != Via.WEB)
        if topic.legal:
            _to_legal_lane(row)
        return row

    return insert_once(store, lambda: _stored(slip, sent, by))  # the first of two that came at once


@transaction.atomic
def receive(given: Sequence[Sent], *, by: User | None) -> list[Feedback]:
    """Take over what another room or system handed on, once for each ``source``; gives what is new. Nobody follows it
    by a code, unless it has a slip. As many statements for many as for one. Raises Invalid, Refused."""
    known = Feedback.objects.filter(source__in=[one.source for one in given]).values_list("source", flat=True)
    here = set(known) if given else set()
    new = [one for one in given if one.source not in here]
    if not new:
        return []
    limits = usual_limits()
    rows = [_row(one, one.slip or _nobodys_slip(), _checked(one), limits) for one in new]
    for row in rows:
        row.entered_by = by
    made = Feedback.objects.bulk_create(rows)
    parts = [(row, Part.TEXT, one.said) for row, one in zip(made, new, strict=True)]
    parts += [(row, Part.CONTACT, one.who) for row, one in zip(made, new, strict=True) if one.who]
    texts = [_sealed(*part, at=part[0].made_at) for part in parts]
    for text in texts:
        text.by_unit = text.part == Part.CONTACT
    FeedbackText.objects.bulk_create(texts)
    for row, one in zip(made, new, strict=True):
        if topics()[one.topic].legal:
            _to_legal_lane(row)
    return made


def _nobodys_slip() -> Slip:
    return Slip(uuid4(), code_of(secrets.token_urlsafe(16)))


def keep_text(row: Feedback, part: Part, texts: Mapping[str, str], *, by_unit: bool = False) -> FeedbackText:
    """Encrypt a text of a matter under a key of its own, which is on disk before the row is. ``by_unit``: the unit
    wrote it down."""
    text = _sealed(row, part, texts, at=clock.now())
    text.by_unit = by_unit
    text.save(force_insert=True)
    return text


def keep_contact(row: Feedback, who: Mapping[str, str], *, letters: bool, at: datetime, by_unit: bool = False) -> None:
    """The same for who said it, at a moment: that of the matter's making for what came with it. ``letters``: they agree
    to letters, from then on."""
    contact = _sealed(row, Part.CONTACT, who, at=at)
    contact.by_unit = by_unit
    contact.letters_at = at if letters and who.get("email") else None
    contact.save(force_insert=True)


def _sealed(row: Feedback, part: Part, texts: Mapping[str, str], *, at: datetime) -> FeedbackText:
    sealed = seal(SHELVES[part], texts)
    return FeedbackText(feedback=row, part=part, sealed_key=sealed.key, sealed=sealed.content, at=at)


def _enters_as(by: User | None, sent: Sent) -> Hat | None:
    if sent.via not in BY_OFFICE:
        return None
    hat = works_in(by, sent.unit.pk) if by is not None else None
    if hat is None:
        raise Refused("Anh/chị không ghi được phản ánh cho đơn vị này.")
    return hat


def _stored(slip: Slip, sent: Sent, by: User | None) -> Feedback | None:
    stored = _UNDER_KEY.first(key=slip.key)
    return stored_under(slip, stored, same=lambda row: _same(row, sent, by), other=_OTHER, otherwise=_OTHERWISE)


_UNDER_KEY = Prepared(lambda: Feedback.objects.filter(key=Given("key")).with_names())


def _same(row: Feedback, sent: Sent, by: User | None) -> bool:
    hamlet = sent.hamlet.pk if sent.hamlet else None
    told = (sent.unit.pk, hamlet, sent.via, by.pk if by else None)
    # The public form tells no day: sent again after midnight, it is of the day before.
    day = sent.via == Via.WEB or row.received_on == sent.received_on
    if told != (row.unit_id, row.hamlet_id, row.via, row.entered_by_id) or not day or not _same_topic(row, sent.topic):
        return False
    return _same_texts(row, sent, _texts_of([row])[row.pk])


def first_that_says_the_same(rows: Sequence[Feedback], sent: Sent) -> Feedback | None:
    """The first of these that says the same of the same unit and topic, as far as its words are still kept. Nothing is
    shown, so no look is noted. One statement for all, one more for each whose topic is another one."""
    texts = _texts_of(rows)
    alike = (row for row in rows if row.unit_id == sent.unit.pk and _same_texts(row, sent, texts[row.pk]))
    return next((row for row in alike if _same_topic(row, sent.topic)), None)


def _texts_of(rows: Sequence[Feedback]) -> Mapping[int, list[FeedbackText]]:
    found: dict[int, list[FeedbackText]] = {row.pk: [] for row in rows}
    for one in FeedbackText.objects.filter(feedback__in=rows).exclude(part=Part.ADDED).order_by("pk"):
        found[one.feedback_id].append(one)
    return found


def _same_texts(row: Feedback, sent: Sent, texts: Sequence[FeedbackText]) -> bool:
    said = next((one for one in texts if one.part == Part.TEXT and one.erased_at is None), None)
    if said is None:
        return False
    contacts = [one for one in texts if one.part == Part.CONTACT]
    return holds(SHELVES[Part.TEXT], said.kept, sent.said) and _same_contact(row, sent, contacts)


def _same_topic(row: Feedback, topic: str) -> bool:
    """As far as the unit sorted nothing since; sorting leads neither into the channel of complaints nor out of it."""
    if row.topic == topic:
        return True
    of_lane = any(one in topics() and topics()[one].legal for one in (row.topic, topic))
    return not of_lane and row.steps.filter(step="sort").exists()


def _same_contact(row: Feedback, sent: Sent, contacts: Sequence[FeedbackText]) -> bool:
    """Of the contact that came with the matter, and of letters as they were agreed to then; the sender may have
    corrected or taken it away by the code since, or left one: then what came first can't be compared any more."""
    if not contacts:
        return not sent.who
    first, *later = contacts
    if later or first.erased_at is not None or first.at != row.made_at:
        return True
    letters = sent.letters and bool(sent.who.get("email"))
    return (first.letters_at is not None) == letters and holds(SHELVES[Part.CONTACT], first.kept, sent.who)


def _checked(sent: Sent) -> Topic:
    today, unit = clock.today(), sent.unit
    if not unit.uses(ROOM.key) or unit.has_ended or unit.valid_from > today:
        raise Refused(f"{unit.name} không nhận phản ánh trên hệ thống.")
    if sent.hamlet is not None and sent.hamlet.unit_id != unit.pk:
        raise Invalid({"hamlet": "Nơi này không thuộc đơn vị."})
    topic = topics().get(sent.topic)
    if topic is None or not topic.offered_on(sent.received_on):
        raise Invalid({"topic": "Cần chọn lĩnh vực."})
    handed_on = sent.via in HANDED_ON  # as it was told there, of whatever day
    if not (1 if handed_on else _SHORTEST) <= len(sent.text) <= MAX_TEXT:
        raise Invalid({"text": f"Nội dung cần từ {_SHORTEST} đến {MAX_TEXT} ký tự."})
    if not handed_on and not max(today - LONGEST_AGO, unit.valid_from) <= sent.received_on <= today:
        raise Invalid({"received_on": "Ngày tiếp nhận phải trong 31 ngày gần đây và không sau hôm nay."})
    return topic


def _row(sent: Sent, slip: Slip, topic: Topic, limits: LimitsOf) -> Feedback:
    kind = Kind(topic.kind)
    made_at = clock.now()
    since = since_of(sent.received_on, sent.via, made_at)
    due = due_on(Round(1, since, kind), limits(since))
    return Feedback(
        key=slip.key, unit=sent.unit, hamlet=sent.hamlet, topic=topic.code, kind=kind, first_kind=kind, via=sent.via,
        source=sent.source, received_on=sent.received_on, code_digest=slip.digest, due_on=due, made_at=made_at,
    )  # fmt: skip


def _to_legal_lane(row: Feedback) -> None:
    """By the sender's own word: nobody of the unit was asked."""
    FeedbackStep.objects.create(feedback=row, step="legal", actor=Actor.CITIZEN)
    row.status, row.version = Status.LEGAL, row.version + 1
    row.save(update_fields=["status", "version"])
