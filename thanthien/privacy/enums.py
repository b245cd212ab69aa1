"""Words of the room."""

from django.db.models import TextChoices

REQUEST_SHELF = "privacy-requests"  # of who asks (thanthien.core.private)


class Via(TextChoices):
    """How a request came."""

    LETTER = "letter", "Đơn gửi bưu điện"
    DESK = "desk", "Trực tiếp"
    PHONE = "phone", "Điện thoại"
    EMAIL = "email", "Thư điện tử"
    UNIT = "unit", "Đơn vị chuyển đến"


class Outcome(TextChoices):
    """What came of a request."""

    DONE = "done", "Đã thực hiện"
    PARTLY = "partly", "Thực hiện một phần"
    REFUSED = "refused", "Không thực hiện được"
