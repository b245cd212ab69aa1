"""Words of the support roster."""

from django.db.models import TextChoices

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class Part(TextChoices):
    """The half of the day in which somebody helps at the Trung tâm: with the day it is the shift."""

    MORNING = "morning", "buổi sáng"
    AFTERNOON = "afternoon", "buổi chiều"


class Organisation(TextChoices):
    """Who sends the person."""

    OFFICIALS = "officials", "cán bộ, công chức của đơn vị"
    FRONT = "front", "Mặt trận Tổ quốc"
    YOUTH = "youth", "Đoàn Thanh niên"
    WOMEN = "women", "Hội Liên hiệp Phụ nữ"
    FARMERS = "farmers", "Hội Nông dân"
    VETERANS = "veterans", "Hội Cựu chiến binh"
    TRADE_UNION = "trade_union", "Công đoàn"
    ELDERLY = "elderly", "Hội Người cao tuổi"
    VOLUNTEERS = "volunteers", "hội, nhóm tình nguyện khác"


class Shown(TextChoices):
    """How it is known that the person was there."""

    TAP = "tap", "bấm có mặt trong ngày"
    SHEET = "sheet", "lịch trực tuần đã ký"
