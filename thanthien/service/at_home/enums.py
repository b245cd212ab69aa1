"""Words of home service."""

from django.db.models import TextChoices

KIND = "service.home_request"  # in fingerprints, work and notices
VISITS_KEY = "service.home_visit"  # of what is written on a device without a signal
SHELF = "service.home"  # whose keys, and whose looks
PURPOSE = "service.at_home"  # what they are kept for (thanthien.core.private.purposes)


class Via(TextChoices):
    """How the request came."""

    WEB = "web", "trang công khai"
    PHONE = "phone", "điện thoại"
    DESK = "desk", "tại Trung tâm"
    VILLAGE = "village", "trưởng thôn, tổ trưởng ghi thay"
    FRONT = "front", "Mặt trận Tổ quốc ghi thay"


FROM_STAFF = "gửi từ máy của cán bộ"  # by the public page or the code, beside a session of the unit's people
BY_OFFICE = (Via.PHONE, Via.DESK)
BY_NEIGHBOUR = (Via.VILLAGE, Via.FRONT)


class Why(TextChoices):
    """Why the person can't travel: kept encrypted, chosen so that nobody writes of an illness."""

    OLD = "old", "người cao tuổi, đi lại khó khăn"
    DISABLED = "disabled", "người khuyết tật"
    ILL = "ill", "đang ốm đau, điều trị"
    OTHER = "other", "lý do khác"


class WithdrawReason(TextChoices):
    """Why the person withdraws."""

    CAME = "came", "đã tự đến Trung tâm"
    RELATIVE = "relative", "người thân làm thay"
    ONLINE = "online", "đã nộp trực tuyến"
    NO_NEED = "no_need", "không còn nhu cầu"


class RefuseReason(TextChoices):
    """Why the request isn't one for home service."""

    CAN_TRAVEL = "can_travel", "người đề nghị đi lại được"
    NOT_OURS = "not_ours", "thủ tục không thuộc thẩm quyền của đơn vị"
    ELSEWHERE = "elsewhere", "người đề nghị không ở trên địa bàn"
    UNREACHED = "unreached", "không liên lạc được"


REASONS = [*WithdrawReason.choices, *RefuseReason.choices]
