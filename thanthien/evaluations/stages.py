"""Where a dossier stands, and the phases of a year, with their names. Pure data."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a dossier stands. Labels are in :data:`STATUS_LABELS`; of one cycle ``modes.status_label`` says them."""

    UNREGISTERED = "unregistered"
    REGISTRATION_PENDING = "registration_pending"
    REGISTERED = "registered"
    SELF_SCORING = "self_scoring"
    POSTED = "posted"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_APPRAISAL = "under_appraisal"
    CONCLUDED = "concluded"
    PROVISIONAL = "provisional"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_ANSWERED = "review_answered"
    RECONCLUDING = "reconcluding"
    DECIDED = "decided"
    PUBLISHED = "published"
    LOWERED = "lowered"
    REVOKED = "revoked"
    ADJUSTED = "adjusted"
    WITHDRAWN = "withdrawn"
    CLOSED_UNSUBMITTED = "closed_unsubmitted"
    CLOSED_MERGED = "closed_merged"


STATUS_LABELS: dict[Status, str] = {
    Status.UNREGISTERED: "Chưa đăng ký",
    Status.REGISTRATION_PENDING: "Chờ duyệt đăng ký",
    Status.REGISTERED: "Đã đăng ký",
    Status.SELF_SCORING: "Đang tự chấm",
    Status.POSTED: "Đang niêm yết lấy ý kiến",
    Status.SIGNED: "Đã ký duyệt, chưa nộp",
    Status.SUBMITTED: "Đã nộp",
    Status.RETURNED: "Trả lại để bổ sung",
    Status.UNDER_APPRAISAL: "Đang thẩm định",
    Status.CONCLUDED: "Đã kết luận",
    Status.PROVISIONAL: "Đã thông báo kết quả dự kiến",
    Status.REVIEW_REQUESTED: "Đang xem xét kiến nghị",
    Status.REVIEW_ANSWERED: "Đã trả lời kiến nghị",
    Status.RECONCLUDING: "Đang kết luận lại",
    Status.DECIDED: "Đã có quyết định",
    Status.PUBLISHED: "Đã công bố",
    Status.LOWERED: "Đã hạ mức độ",
    Status.REVOKED: "Đã thu hồi công nhận",
    Status.ADJUSTED: "Đã điều chỉnh kết quả",
    Status.WITHDRAWN: "Đã rút hồ sơ",
    Status.CLOSED_UNSUBMITTED: "Khóa do không nộp hồ sơ",
    Status.CLOSED_MERGED: "Khép lại do sáp nhập",
}


class PhaseKey(StrEnum):
    """The phases of a cycle, in order."""

    REGISTRATION = "registration"
    EXECUTION = "execution"
    SELF_SCORING = "self_scoring"
    POSTING = "posting"
    APPRAISAL = "appraisal"
    COUNCIL = "council"
    PROVISIONAL = "provisional"
    REVIEW = "review"
    DECISION = "decision"


PHASE_LABELS: dict[PhaseKey, str] = {
    PhaseKey.REGISTRATION: "Đăng ký",
    PhaseKey.EXECUTION: "Thực hiện",
    PhaseKey.SELF_SCORING: "Tự chấm",
    PhaseKey.POSTING: "Niêm yết, ký và nộp hồ sơ",
    PhaseKey.APPRAISAL: "Thẩm định",
    PhaseKey.COUNCIL: "Hội đồng kết luận",
    PhaseKey.PROVISIONAL: "Thông báo kết quả dự kiến",
    PhaseKey.REVIEW: "Kiến nghị xem xét lại",
    PhaseKey.DECISION: "Quyết định và công bố",
}
