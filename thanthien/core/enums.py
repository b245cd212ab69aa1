"""Words of the core."""

from django.db.models import TextChoices


class DayKind(TextChoices):
    """How a day differs from the weekly rule Monday–Friday."""

    OFF = "off", "Ngày nghỉ"
    WORK = "work", "Ngày làm bù"
