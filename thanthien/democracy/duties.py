"""What a committee owes by a last day of its own: answers to its supervisors, results of consultations, results of what
people decided (``records/owed.py``)."""

from __future__ import annotations

from thanthien.democracy.enums import ROOM
from thanthien.democracy.permissions import WRITERS
from thanthien.democracy.queries import answers_owed, results_owed, sendings_owed
from thanthien.records.owed import Owed, owed_duty

ANSWERS = Owed(answers_owed, "kiến nghị", "đã trả lời", "chưa trả lời")
RESULTS = Owed(results_owed, "cuộc lấy ý kiến", "đã thông báo kết quả", "chưa thông báo kết quả")
SENDINGS = Owed(
    sendings_owed,
    "kết quả bàn, quyết định",
    "đã gửi",
    "chưa gửi",
    who="trưởng thôn, tổ trưởng tổ dân phố gửi, Ủy ban nhân dân nhận được thì ghi ngày",
)
ANSWER_DUTY = owed_duty(
    "answers",
    "Trả lời kiến nghị giám sát",
    ANSWERS,
    room=ROOM.key,
    roles=WRITERS,
    door="recommendations?tra_loi=cho",
)
RESULT_DUTY = owed_duty(
    "results",
    "Thông báo kết quả lấy ý kiến",
    RESULTS,
    room=ROOM.key,
    roles=WRITERS,
    door="consultations?ket_qua=cho",
)
SENDING_DUTY = owed_duty(
    "sendings",
    "Gửi kết quả việc Nhân dân bàn, quyết định",
    SENDINGS,
    room=ROOM.key,
    roles=WRITERS,
    door="community-decisions?gui=cho",
)
DUTIES = {ANSWER_DUTY: ANSWERS, RESULT_DUTY: RESULTS, SENDING_DUTY: SENDINGS}
