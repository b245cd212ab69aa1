"""Choices of visits, greetings and meetings."""

from django.db.models import TextChoices


class Way(TextChoices):
    """How people were reached."""

    VISIT = "visit", "đến thăm, tặng quà"
    LETTER = "letter", "thư chúc mừng, thư chia buồn"
    CEREMONY = "ceremony", "trao tại trụ sở hoặc buổi lễ"
    CALL = "call", "gọi điện, nhắn tin"


class Sender(TextChoices):
    """Whose greeting it is."""

    HEAD = "head", "người đứng đầu chính quyền"
    OTHER = "other", "người khác thay mặt"
