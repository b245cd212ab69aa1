"""What follows from how the council of a cycle concludes: at a meeting, by written opinions, or the standing office
draws the result together. Pure rules; a mode is named as it is stored (``enums.CouncilMode``)."""

from __future__ import annotations

from fractions import Fraction

from thanthien.accounts.positions import OFFICE, SECRETARIES
from thanthien.accounts.roles import Role
from thanthien.evaluations.workflow import PHASE_LABELS, STATUS_LABELS, PhaseKey, Status, Step

MEETING, WRITTEN, STANDING = "meeting", "written", "standing"

_CONCLUDED = {
    MEETING: "Hội đồng đã kết luận",
    WRITTEN: "Hội đồng đã kết luận bằng văn bản",
    STANDING: "Cơ quan thường trực đã tổng hợp",
}
_ONLY = {STANDING: "cơ quan thường trực"}


def status_label(status: Status | str, mode: str = "") -> str:
    """What a state is called in a cycle of this mode; without one, what it is called in lists of several cycles."""
    own = _CONCLUDED.get(mode) if status == Status.CONCLUDED else None
    return own or STATUS_LABELS[Status(status)]


def concluders(mode: str) -> frozenset[Role]:
    """Who writes conclusions: the council's secretary, or the standing office where it draws the result together."""
    return OFFICE if mode == STANDING else SECRETARIES


def is_of_council(step: Step) -> bool:
    """Is it a step of whoever concludes?"""
    return step.roles == SECRETARIES


def roles_of(step: Step, mode: str) -> frozenset[Role]:
    """Who takes a step in a cycle of this mode."""
    return concluders(mode) if is_of_council(step) else step.roles


def who_concludes(mode: str) -> str:
    """Who is named where a page or a notice says that somebody concludes, reads grounds, answers a returned paper."""
    return _ONLY.get(mode, "Hội đồng")


def agenda_title(mode: str) -> str:
    """The heading of the pages on which results are drawn together."""
    return "Tổng hợp kết quả thẩm định" if mode == STANDING else "Hội đồng thẩm định"


def conclusion_label(mode: str) -> str:
    """What the column and the step of the conclusion are called."""
    return "Cơ quan thường trực kết luận" if mode == STANDING else "Hội đồng kết luận"


def phase_label(key: PhaseKey | str, mode: str = "") -> str:
    """What a phase is called in a cycle of this mode; without one, what it is called where no cycle is meant."""
    return conclusion_label(mode) if key == PhaseKey.COUNCIL else PHASE_LABELS[PhaseKey(key)]


def points_label(mode: str) -> str:
    """The short heading of the concluded points beside those of the unit and of the bodies."""
    return "Tổng hợp" if mode == STANDING else "Hội đồng"


def only_they(mode: str, what: str) -> str:
    """The sentence that refuses somebody else what belongs to the council: “Chỉ thư ký Hội đồng được …”."""
    return f"Chỉ {_ONLY.get(mode, 'thư ký Hội đồng')} được {what}."


def body_was_silent(mode: str) -> str:
    """The sentence that refuses what a body enters after it was recorded that it said nothing."""
    return (
        "Phiếu này đã được ghi “không có ý kiến” sau hạn thẩm định và văn bản đôn đốc nên không nhận thêm nội dung. "
        f"Vui lòng đề nghị {who_concludes(mode)} hủy việc ghi đó."
    )


# --- How many took part ---------------------------------------------------------------------------------------------

# How many of the council have to take part: a share of its members, and whether just that many is enough.
QUORUMS: dict[str, tuple[Fraction, bool, str]] = {
    "half": (Fraction(1, 2), False, "hơn một nửa"),
    "two_thirds": (Fraction(2, 3), True, "từ hai phần ba"),
}
COUNT_LABELS = {
    MEETING: ("Số thành viên Hội đồng", "Số thành viên dự họp"),
    WRITTEN: ("Số thành viên được lấy ý kiến", "Số ý kiến nhận được"),
}


def asks_counts(mode: str, quorum: str) -> bool:
    """Does a conclusion say how many of the council took part?"""
    return mode in COUNT_LABELS and quorum != "none"


def counts_problem(mode: str, quorum: str, members: int, took_part: int) -> str:
    """Why so many were too few, or more than there are; empty where they conclude."""
    of_all, present = (label[:1].lower() + label[1:] for label in COUNT_LABELS[mode])
    if took_part > members:
        return f"{present.capitalize()} không thể nhiều hơn {of_all} ({members})."
    share, enough, words = QUORUMS.get(quorum, (Fraction(0), True, ""))
    least = share * members
    if took_part > least or (enough and took_part == least):
        return ""
    return f"{present.capitalize()} chưa đủ: cần {words} trong {members} thành viên."


def counts_words(mode: str, members: int | None, took_part: int | None) -> str:
    """How many took part, in words; empty where nothing was said."""
    if members is None or took_part is None:
        return ""
    return f"{took_part}/{members} thành viên " + ("gửi ý kiến" if mode == WRITTEN else "dự họp")
