"""Words of creative models."""

from django.db.models import TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "initiatives",
    "Mô hình sáng tạo",
    "Đăng ký mô hình, cách làm sáng tạo, báo cáo kết quả; xác nhận, công nhận và việc áp dụng ở đơn vị khác.",
)


class Topic(TextChoices):
    """What a model is about."""

    PROCEDURES = "procedures", "thủ tục hành chính"
    DIGITAL = "digital", "chuyển đổi số"
    LISTENING = "listening", "lắng nghe, trả lời Nhân dân"
    CONDUCT = "conduct", "văn hóa công vụ"
    CARE = "care", "chăm lo, gắn bó với Nhân dân"
    WORKPLACE = "workplace", "trụ sở, cảnh quan"
    OTHER = "other", "nội dung khác"


class Verdict(TextChoices):
    """What the appraising body says of a model's results."""

    EFFECTIVE = "effective", "xác nhận có hiệu quả"
    NOT_YET = "not_yet", "chưa xác nhận hiệu quả"


class Outcome(TextChoices):
    """How it goes in a unit that took a model over."""

    PLANNED = "planned", "đang chuẩn bị"
    RUNNING = "running", "đang áp dụng"
    WORKS = "works", "áp dụng có kết quả"
    STOPPED = "stopped", "không áp dụng tiếp"
