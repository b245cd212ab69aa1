"""Standard answers: who reads and keeps them, what a matter makes of one, and writing them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.core.formats import date_vn
from thanthien.core.matters.slips import insert_once, locked
from thanthien.core.text import sort_key
from thanthien.feedback.answer_fields import FORMER, PROMISED, fault_of_fields, filled, in_sentence
from thanthien.feedback.checks import check_words
from thanthien.feedback.models import SAME_TITLE, Feedback, StandardAnswer
from thanthien.feedback.permissions import can_work, works_in
from thanthien.feedback.topics import topic_title, topics
from thanthien.feedback.waiting import worked_units
from thanthien.units.models import Unit

_ENDED = "Mẫu này đã ngừng sử dụng nên không sửa được. Cần thì thêm mẫu mới."
_REPLACES, _KEEPS = "Nội dung của mẫu trước đã được thay.", "Nội dung đã nhập vẫn còn."
_NOWHERE = "nơi được phản ánh"


def can_keep_standards(user: User) -> bool:
    """Người tiếp nhận, xử lý phản ánh của đơn vị; chuyên viên, lãnh đạo cơ quan thường trực của thành phố."""
    return can_work(user) or is_office(user)


def keeps_standards(user: User, unit_id: int | None) -> bool:
    """Whether the person writes those of a unit; of the city (None) the standing office does."""
    return is_office(user) if unit_id is None else works_in(user, unit_id) is not None


def standards_seen(user: User) -> Q:
    """The city's, and those of the units in which the person works."""
    return Q(unit=None) | Q(unit__in=worked_units(user))


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be used for a matter, by title: ``near``: of its topic or any one. ``words``: summary and answer with
    what the ``chosen`` one says of this matter; a person goes on with them. ``did``: what it did to what stood there,
    in sentences; None where it had nothing to fill in."""

    near: Sequence[StandardAnswer]
    others: Sequence[StandardAnswer]
    chosen: StandardAnswer | None
    words: dict[str, str]
    did: str | None = None


def standards_offered(row: Feedback, chosen: str = "", typed: Mapping[str, str] | None = None) -> Offer:
    """``chosen``: the number of one of them, as a form says it; another one is left out. Of what was ``typed`` nothing
    is lost: an answer goes on below it, a summary stays; but what another standard filled in, this one replaces. One
    statement."""
    rows = StandardAnswer.objects.filter(Q(unit=None) | Q(unit=row.unit_id), ended_at=None)
    every = list(rows.order_by("sort_key", "pk"))
    near = [one for one in every if one.topic in ("", row.topic)]
    one = next((each for each in every if str(each.pk) == chosen), None)
    others = [each for each in every if each not in near]
    before = dict(typed or {})
    if one is None:
        return Offer(near, others, one, before)
    filled_in = {told for each in every for told in _filled(each, row).values()}
    words = {name: _onto(name, before.get(name, ""), new, filled_in) for name, new in _filled(one, row).items()}
    return Offer(near, others, one, before | words, _did(before, words))


def _onto(name: str, typed: str, new: str, filled_in: Collection[str]) -> str:
    if not typed.strip() or typed.strip() in filled_in:
        return new
    return typed if name == "summary" or new in typed else f"{typed.rstrip()}\n\n{new}"


def _did(before: Mapping[str, str], words: Mapping[str, str]) -> str | None:
    stood = {name: before.get(name, "").strip() for name in words}
    if all(words[name].strip() == told for name, told in stood.items()):
        return None
    replaces = any(told not in words[name] for name, told in stood.items())
    keeps = any(told and told in words[name] for name, told in stood.items())
    did = [_REPLACES if replaces else "", _KEEPS if keeps else ""]
    return " ".join(filter(None, did))


def _filled(standard: StandardAnswer, row: Feedback) -> dict[str, str]:
    values = {
        "ngay_tiep_nhan": date_vn(row.received_on),
        "don_vi": row.unit.name_in_sentence,
        "linh_vuc": in_sentence(topic_title(row.topic)),
        "ngay_hen": PROMISED,
        FORMER: PROMISED,
        "noi": _place(row),
    }
    told = {"summary": filled(standard.summary, values), "text": filled(standard.text, values)}
    return {name: words for name, words in told.items() if words}


def _place(row: Feedback) -> str:
    """The place after other words: what kind of place it is has no capital there, its name keeps its own."""
    if row.hamlet is None:
        return _NOWHERE
    name, kind = row.hamlet.name, str(row.hamlet.get_kind_display())
    return in_sentence(name) if name.lower().startswith(f"{kind.lower()} ") else name


# --- Writing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """What a standard answer says. ``topic`` empty: of whatever topic."""

    title: str
    text: str
    topic: str = ""
    summary: str = ""

    @property
    def words(self) -> Mapping[str, str]:
        """What people write."""
        return {"title": self.title, "summary": self.summary, "text": self.text}


@transaction.atomic
def keep_standard(said: Wording, *, unit: Unit | None, by: User) -> StandardAnswer:
    """A new one, of a unit or (None) of the city. Raises Refused, Invalid."""
    _refuse_others(by, unit.pk if unit else None)
    _check(said)
    made = _worded(StandardAnswer(unit=unit, saved_by=by), said)
    with acting(by, action="keep_standard_answer"):
        return _titled_once(made)


@transaction.atomic
def change_standard(said: Wording, *, standard_id: int, version: int, by: User) -> StandardAnswer:
    """It says something else from now on; drafts that were made of it stay as they are. Raises Refused, Invalid,
    Stale."""
    row = _locked(standard_id, version, by)
    _check(said)
    return _saved(_worded(row, said), by, "change_standard_answer")


@transaction.atomic
def end_standard(*, standard_id: int, version: int, by: User) -> StandardAnswer:
    """Nobody is offered it any more. Raises Refused, Stale."""
    row = _locked(standard_id, version, by)
    row.ended_at = clock.now()
    return _saved(row, by, "end_standard_answer")


def _refuse_others(by: User, unit_id: int | None) -> None:
    if not keeps_standards(by, unit_id):
        raise Refused(
            "Mẫu của đơn vị do người xử lý phản ánh của đơn vị ghi; mẫu chung do cơ quan thường trực của thành phố ghi."
        )


def _locked(standard_id: int, version: int, by: User) -> StandardAnswer:
    row = locked(StandardAnswer.objects.select_related("unit"), standard_id, "Không tìm thấy mẫu trả lời.")
    _refuse_others(by, row.unit_id)
    if row.ended_at is not None:
        raise Refused(_ENDED)
    refuse_other(row, seen=version, now=row.version)
    return row


def _check(said: Wording) -> None:
    missing = {name: "Ô này chưa có nội dung." for name in ("title", "text") if not said.words[name].strip()}
    if missing:
        raise Invalid(missing)
    topic = topics().get(said.topic)
    if said.topic and (topic is None or topic.legal):
        raise Invalid({"topic": "Cần chọn lĩnh vực trong danh sách."})
    faults = {name: fault for name in ("summary", "text") if (fault := fault_of_fields(said.words[name]))}
    if faults:
        raise Invalid(faults)
    check_words(said.words)


def _worded(row: StandardAnswer, said: Wording) -> StandardAnswer:
    row.title, row.topic, row.summary, row.text = said.title, said.topic, said.summary, said.text
    row.sort_key = sort_key(said.title)
    return row


def _titled_once(row: StandardAnswer) -> StandardAnswer:
    """Stored, unless another one has its title: of two that came at once the second is told so, too."""

    def store() -> StandardAnswer:
        row.save()
        return row

    _refuse_same_title(row)
    return insert_once(store, partial(_refuse_same_title, row))


def _refuse_same_title(row: StandardAnswer) -> None:
    others = StandardAnswer.objects.filter(unit=row.unit_id, title=row.title, ended_at=None).exclude(pk=row.pk)
    if others.exists():
        raise Invalid({"title": SAME_TITLE})


def _saved(row: StandardAnswer, by: User, action: str) -> StandardAnswer:
    row.version += 1
    row.saved_by, row.saved_at = by, clock.now()
    with acting(by, action=action):
        return _titled_once(row)
