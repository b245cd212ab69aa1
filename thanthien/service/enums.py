"""Words of the room and of the fast day."""

from django.db.models import IntegerChoices, TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "service",
    "Phục vụ hành chính công",
    "Ngày giải quyết nhanh; ca hỗ trợ người dân tại Trung tâm; phục vụ tại nhà: thông báo, đề nghị, kết quả.",
)


class Weekday(IntegerChoices):
    """The day of the week on which results are handed over the same day; an office's own working days."""

    MONDAY = 0, "thứ Hai"
    TUESDAY = 1, "thứ Ba"
    WEDNESDAY = 2, "thứ Tư"
    THURSDAY = 3, "thứ Năm"
    FRIDAY = 4, "thứ Sáu"


class Origin(TextChoices):
    """Where the numbers of a fast day come from: the commune itself, whether it counted them or took them out of
    another system; or a file of the procedures system that the city vouches for with the platform's mark."""

    COUNTED = "counted", "đơn vị ghi"
    SYSTEM = "system", "trích từ hệ thống giải quyết thủ tục"
