"""What a step may say: words that name nobody, a reason where one is needed. Sentences for whoever takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import date_vn
from thanthien.core.naming_people import fault_of_number, fault_of_person
from thanthien.feedback.answer_fields import promised_days
from thanthien.feedback.enums import Exempt
from thanthien.feedback.topics import topics
from thanthien.feedback.workflow import STEPS, Actor, Kind

# “Đã xử lý xong.” has 11 letters and tells its sender nothing; “Đã thay bóng đèn mới ngày 05/3.”, which does, has 20.
LEAST_LETTERS = 20
LEAST_OF_SUMMARY = 10  # “Đèn đường hỏng.” says it all
_SHORTEST_NOTE = 5
_PROMISED_WITHIN = timedelta(days=90)  # “đất sử dụng trước ngày 15/10/1993” was never promised here
_PROMISE_OVER = (
    "Trả lời hẹn trước ngày {}, là ngày đã đến. Cần ghi ngày hẹn sau hôm nay; việc đã xong thì ghi “ngày …”. "
    "Vui lòng soạn lại trả lời trước khi duyệt."
)
_NAMES_SOMEBODY = "Không ghi họ tên, số điện thoại, số giấy tờ của người dân. Cần ghi “người gửi”, “một hộ dân”."


def check_words(words: Mapping[str, str]) -> None:
    """Steps and answers are kept in clear, and some anybody may read, so they name nobody. Raises Invalid at each."""
    faults = {name: _NAMES_SOMEBODY for name, text in words.items() if fault_of_person(text)}
    if faults:
        raise Invalid(faults)


def check_answer(*, summary: str, text: str) -> None:
    """Raises Invalid where what was drafted says too little to be an answer; a draft may."""
    if faults := faults_of_answer(summary=summary, text=text):
        raise Invalid(faults)


def faults_of_promise(text: str) -> dict[str, str]:
    """Why what is promised can't be: by a day that has come already."""
    today = clock.today()
    over = next((day for day in promised_days(text) if today - _PROMISED_WITHIN <= day <= today), None)
    return {"text": _PROMISE_OVER.format(date_vn(over))} if over else {}


def check_promise(promised: date | None, *, asked: bool) -> None:
    """Raises Invalid where the day that a standard answer leaves open wasn't typed, or has come."""
    if asked and (promised is None or promised <= clock.today()):
        raise Invalid({"promised": "Cần nhập ngày hẹn có kết quả, sau hôm nay: hạn trả lời không phải ngày hẹn."})


def faults_of_answer(*, summary: str, text: str) -> dict[str, str]:
    """Why what was drafted is no answer, by field: it promises what can't be, or says too little; digits, signs and
    spaces say nothing."""
    told = (
        ("summary", summary, LEAST_OF_SUMMARY, "Tóm tắt mới có {} chữ cái; cần từ {}, nói rõ việc gì."),
        ("text", text, LEAST_LETTERS, "Nội dung trả lời mới có {} chữ cái; cần từ {}, nói rõ việc gì, đã làm gì."),
    )
    return faults_of_promise(text) | {
        name: f"{sentence.format(letters, least)} Vui lòng soạn lại trả lời trước khi duyệt."
        for name, words, least, sentence in told
        if (letters := sum(map(str.isalpha, words))) < least
    }


def check_reason(step: str, note: str, actor: Actor) -> None:
    """Raises Invalid where a reason is missing; who sent the matter owes none."""
    if STEPS[step].needs_reason and actor is not Actor.CITIZEN and len(note) < _SHORTEST_NOTE:
        raise Invalid({"note": "Cần ghi lý do."})


def check_sorted(topic: str, kind: str) -> None:
    """Raises Invalid for a topic or a kind that there isn't, or one that goes another way."""
    found = topics().get(topic)
    if found is None or found.legal:
        raise Invalid({"topic": "Cần chọn lĩnh vực. Khiếu nại, tố cáo thì chuyển kênh khiếu nại, tố cáo."})
    if kind not in set(Kind):
        raise Invalid({"kind": "Cần chọn loại."})


def check_forwarded(to: str) -> None:
    """Raises Invalid where it isn't said to whom, or a number of a person is."""
    if not to:
        raise Invalid({"to": "Cần ghi cơ quan nhận."})
    if fault := fault_of_number(to):
        raise Invalid({"to": fault})


def check_exempt(exempt: str) -> None:
    """Raises Invalid for a reason that there isn't."""
    if exempt not in Exempt.values:
        raise Invalid({"exempt": "Cần chọn lý do."})
