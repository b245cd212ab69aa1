"""Words of the weekly channel."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """What an opinion is about."""

    PROCEDURES = "procedures", "thủ tục hành chính, thái độ phục vụ"
    LAND = "land", "đất đai, xây dựng"
    ENVIRONMENT = "environment", "môi trường, vệ sinh"
    INFRASTRUCTURE = "infrastructure", "đường sá, điện, nước"
    SECURITY = "security", "an ninh, trật tự"
    WELFARE = "welfare", "chính sách xã hội"
    OTHER = "other", "nội dung khác"


class How(TextChoices):
    """How the report came."""

    SELF = "self", "người báo cáo tự ghi"
    PHONE = "phone", "nghe qua điện thoại"
    MEETING = "meeting", "nghe tại cuộc họp"
    PAPER = "paper", "bằng văn bản"


# How a report comes that is entered for somebody.
WAYS_FOR_OTHERS = (How.PHONE, How.MEETING, How.PAPER)
