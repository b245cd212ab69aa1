"""Words of the room."""

from django.db.models import TextChoices


class SignedBy(TextChoices):
    """Who signs the unit's papers: the chair, or a deputy for the chair (KT.)."""

    HEAD = "head", "Chủ tịch"
    DEPUTY = "deputy", "Phó Chủ tịch (ký thay)"
