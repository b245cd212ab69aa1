"""Words of notices."""

from django.db.models import TextChoices


class How(TextChoices):
    """How a person gets notices of one kind by mail; in the app they stand in any case."""

    AT_ONCE = "at_once", "Gửi ngay"
    DAILY = "daily", "Gộp một thư mỗi ngày"
    WEEKLY = "weekly", "Gộp một thư mỗi tuần"
    OFF = "off", "Không gửi thư"


class Mail(TextChoices):
    """What became of the mail about a notice."""

    WAITING = "waiting", "Chờ gửi"
    POSTED = "posted", "Đã viết thư"
    OFF = "off", "Người nhận không nhận thư loại này"
    NO_ADDRESS = "no_address", "Người nhận không có địa chỉ thư dùng được"
    BOUNCING = "bouncing", "Địa chỉ của người nhận không nhận thư"
    GONE = "gone", "Người nhận không còn được xem nội dung này"
