"""Words of channels."""

from django.db.models import TextChoices


class Works(TextChoices):
    """What a test found; the value is stored."""

    WORKS = "works", "đang hoạt động"
    DEAD = "dead", "không hoạt động"
