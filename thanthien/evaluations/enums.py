"""Choices of the evaluations room."""

from django.db import models

from thanthien.evaluations.workflow import PHASE_LABELS, STATUS_LABELS, PhaseKey, Status

STATUS_CHOICES = [(status.value, STATUS_LABELS[status]) for status in Status]
PHASE_CHOICES = [(key.value, PHASE_LABELS[key]) for key in PhaseKey]


class CycleKind(models.TextChoices):
    OFFICIAL = "official", "Chính thức"
    TRIAL = "trial", "Chấm thử"


class CouncilMode(models.TextChoices):
    MEETING = "meeting", "Họp hội đồng"
    WRITTEN = "written", "Lấy ý kiến bằng văn bản"
    STANDING = "standing", "Cơ quan thường trực tổng hợp"

    @property
    def day_label(self) -> str:
        """What the day of the council's conclusion is called; empty where no day is asked for."""
        return _COUNCIL_DAYS.get(self.value, "")


_COUNCIL_DAYS = {"meeting": "Ngày họp Hội đồng", "written": "Ngày chốt ý kiến bằng văn bản"}


class AnswerState(models.TextChoices):
    """What stands in one column for one indicator. ``MISSING`` is never zero."""

    MISSING = "missing", "Chưa chấm"
    VALUE = "value", "Có số liệu"
    NOT_APPLICABLE = "not_applicable", "Không phát sinh"
    DEVIATION = "deviation", "Cho điểm trực tiếp"
    REFUSED = "refused", "Không chấp nhận “không phát sinh”"


class Origin(models.TextChoices):
    DECLARED = "declared", "Đơn vị kê khai"
    SYSTEM = "system", "Số liệu hệ thống"


class Moment(models.TextChoices):
    """Which of a dossier's figures: they stand side by side, and a later one overwrites no earlier one.

    ``LIVE`` follows the records until the result is decided; ``POSTED`` is what the commune took at posting (and took
    anew before signing); ``CUT_OFF`` is computed once, after the last day on which records may be made.
    """

    LIVE = "live", "Mới nhất"
    POSTED = "posted", "Khi niêm yết"
    CUT_OFF = "cut_off", "Ngày chốt số liệu"


class Column(models.TextChoices):
    """The three columns that stand side by side; none overwrites another."""

    SELF = "self", "Tự chấm"
    APPRAISED = "appraised", "Thẩm định"
    COUNCIL = "council", "Hội đồng kết luận"


class SheetStatus(models.TextChoices):
    DRAFT = "draft", "Chưa gửi"
    SENT = "sent", "Đã gửi"


class ReviewOutcome(models.TextChoices):
    ACCEPTED = "accepted", "Chấp nhận"
    REFUSED = "refused", "Không chấp nhận"


class ExtensionOutcome(models.TextChoices):
    GRANTED = "granted", "Gia hạn"
    REFUSED = "refused", "Không gia hạn"


class DecisionKind(models.TextChoices):
    RECOGNITION = "recognition", "Công nhận"
    LOWERING = "lowering", "Hạ mức độ"
    REVOCATION = "revocation", "Thu hồi công nhận"


class SealKind(models.TextChoices):
    SUBMISSION = "submission", "Nộp hồ sơ"
    DECISION = "decision", "Quyết định"
