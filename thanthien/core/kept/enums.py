"""What can be wrong with a stored file."""

from django.db.models import TextChoices


class Problem(TextChoices):
    """Why a stored file is not handed out."""

    CHANGED = "changed", "nội dung khác với lúc nộp (mã kiểm tra SHA-256 không khớp)"
    MISSING = "missing", "không còn trên nơi lưu trữ"
