"""Words of personal data."""

from django.db.models import TextChoices


class Ground(TextChoices):
    """By what right data are kept."""

    TASK = "task", "Nhiệm vụ do pháp luật giao"
    CONSENT = "consent", "Sự đồng ý của người có dữ liệu"


class Whose(TextChoices):
    """Whose data these are."""

    PEOPLE = "people", "Người dân"
    STAFF = "staff", "Cán bộ, công chức, người hoạt động ở cơ sở"


class Right(TextChoices):
    """What a person may ask of their data (khoản 1 Điều 4 Luật 91/2025/QH15)."""

    SEE = "see", "Xem, nhận bản sao"
    CORRECT = "correct", "Sửa"
    DELETE = "delete", "Xóa"
    WITHDRAW = "withdraw", "Rút lại sự đồng ý"
    OBJECT = "object", "Hạn chế, phản đối việc xử lý"
    COMPLAIN = "complain", "Khiếu nại"
