"""What a look at a link can find."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """Whether a link opens. Unknown: something that says nothing of whether people can open it."""

    OPENS = "opens", "mở được"
    DEAD = "dead", "không mở được"
    UNKNOWN = "unknown", "chưa rõ"


class Why(TextChoices):
    """Why a link doesn't open, or why nothing is known of it."""

    BAD = "bad", "địa chỉ không đúng dạng"
    NO_HOST = "no_host", "không có máy chủ mang tên này"
    NO_ANSWER = "no_answer", "máy chủ không trả lời"
    NO_PAGE = "no_page", "trang không còn ở địa chỉ này"
    FAULT = "fault", "máy chủ của trang báo lỗi"
    LOOP = "loop", "địa chỉ chuyển hướng quá nhiều lần"
    OTHER = "other", "máy chủ không trả lời như một trang thông tin điện tử"
    INSIDE = (
        "inside",
        "địa chỉ dẫn vào mạng nội bộ hoặc có cổng khác thường, nên không kiểm tra",
    )
    OWN = "own", "địa chỉ trên chính máy chủ của hệ thống, nên không kiểm tra"
    CLOSED = "closed", "trang không cho chương trình kiểm tra mở; cần tự mở thử"
    UNSAFE = "unsafe", "không thiết lập được kết nối bảo mật; trình duyệt có thể cảnh báo, cần tự mở thử"
    NO_NAMES = "no_names", "dịch vụ tên miền tạm thời không trả lời"


DEADLY = frozenset({Why.BAD, Why.NO_HOST, Why.NO_ANSWER, Why.NO_PAGE, Why.FAULT, Why.LOOP, Why.OTHER})
NO_NETWORK = frozenset({Why.NO_HOST, Why.NO_ANSWER, Why.NO_NAMES})
"""What each link would be told of while this machine itself reaches nothing outside."""
