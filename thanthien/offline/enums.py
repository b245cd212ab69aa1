"""Words for what comes from a device."""

from django.db.models import TextChoices


class LinkStep(TextChoices):
    """What was done with a personal link."""

    MADE = "made", "lập đường dẫn"
    OPENED = "opened", "mở đường dẫn"
    STORED = "stored", "ghi"
    REVOKED = "revoked", "thu hồi"


OF_HOLDER = (LinkStep.OPENED, LinkStep.STORED)  # what is done with it by whoever holds it


# Why the moment that a device tells is not believed; the words follow “giờ ghi trên máy không được tính vì …”.
WHY_NOT = {
    "clock": "đồng hồ của máy sai",
    "contact": "không có dấu của lần máy liên hệ gần nhất với hệ thống",
    "before": "trước cả lần liên hệ gần nhất của máy với hệ thống",
    "after": "sau lúc đến hệ thống",
    "old": "gửi đến sau khi ghi quá lâu",
}
