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


class Quorum(models.TextChoices):
    """How many of the council have to take part, and whether that is written down at all."""

    NONE = "none", "Không ghi"
    COUNTED = "counted", "Ghi, không đặt mức tối thiểu"
    HALF = "half", "Ghi, cần hơn một nửa"
    TWO_THIRDS = "two_thirds", "Ghi, cần từ hai phần ba"


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
    SILENT = "silent", "Không có ý kiến"


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
    ADJUSTMENT = "adjustment", "Điều chỉnh"
    CORRECTION = "correction", "Đính chính"


class CorrectedWhat(models.TextChoices):
    """What of a recorded decision can be corrected; neither a level nor a point."""

    NUMBER = "number", "Số quyết định"
    SIGNED_ON = "signed_on", "Ngày ký"
    SIGNER = "signer", "Người ký"
    UNIT_NAME = "unit_name", "Tên đơn vị"


class ReturnOutcome(models.TextChoices):
    """What the council does about a dossier that the city returned."""

    REOPENED = "reopened", "Mở lại tiêu chí để kết luận lại"
    KEPT = "kept", "Giữ nguyên kết quả"


class SealKind(models.TextChoices):
    SUBMISSION = "submission", "Nộp hồ sơ"
    BEFORE_SET_CHANGE = "adjustment", "Trước điều chỉnh bộ tiêu chí"
    DECISION = "decision", "Quyết định"


class PaperKind(models.TextChoices):
    """Documents with number, date and signer that belong to the procedure of a year (see ``paper_kinds``)."""

    REGISTRATION = "registration", "Văn bản đăng ký"
    PROPOSAL = "proposal", "Tờ trình của đơn vị"
    RETURN = "return", "Văn bản trả lại hồ sơ"
    REMINDER = "reminder", "Văn bản đôn đốc"
    ANNOUNCEMENT = "announcement", "Thông báo kết quả dự kiến"
    CITY_PROPOSAL = "city_proposal", "Tờ trình của cơ quan thường trực"
    PROCEEDING = "proceeding", "Thông báo xem xét hạ mức độ, thu hồi"
    SETTLEMENT = "settlement", "Văn bản giải quyết khiếu nại"
    CITY_RETURN = "city_return", "Văn bản trả lại Tờ trình"
    WAIVER = "waiver", "Văn bản không áp dụng tiêu chí"
    SET_CHANGE = "set_change", "Quyết định điều chỉnh bộ tiêu chí"
    MERGER = "merger", "Văn bản xử lý hồ sơ khi sáp nhập"
    PARTY_OPINION = "party_opinion", "Ý kiến của Đảng ủy"
    FRONT_OPINION = "front_opinion", "Ý kiến của Ủy ban Mặt trận Tổ quốc"


class HeardBeforeSigning(models.TextChoices):
    """Whose opinion of the posted draft is recorded before the commune signs."""

    BOTH = "both", "Đảng ủy và Ủy ban Mặt trận Tổ quốc cấp xã"
    PARTY = "party", "Đảng ủy cấp xã"
    FRONT = "front", "Ủy ban Mặt trận Tổ quốc cấp xã"
    NONE = "none", "Không yêu cầu"

    @property
    def kinds(self) -> tuple[PaperKind, ...]:
        """The papers that are waited for."""
        return _HEARD[self.value]


_HEARD = {
    "both": (PaperKind.PARTY_OPINION, PaperKind.FRONT_OPINION),
    "party": (PaperKind.PARTY_OPINION,),
    "front": (PaperKind.FRONT_OPINION,),
    "none": (),
}


class PaperAsked(models.TextChoices):
    """What a step asks of the document that goes with it: the commune's Tờ trình, a registration, a return …"""

    NUMBER = "number", "Số, ngày, người ký; bản ký không bắt buộc"
    FILE = "file", "Số, ngày, người ký và bản ký (PDF)"
    NONE = "none", "Không yêu cầu, ghi sau"
