"""Words of the room."""

from django.db.models import TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "engagement",
    "Tiếp công dân, đối thoại, thăm hỏi",
    "Lịch và kết quả tiếp công dân, đối thoại của người đứng đầu; hoạt động thăm hỏi, chúc mừng, gặp mặt.",
)


class Head(TextChoices):
    """Whose reception it is: the post, never the person (``units/enums.py: HeadPost``), in the words of this room."""

    PARTY = "party", "người đứng đầu cấp ủy"
    GOVERNMENT = "government", "người đứng đầu chính quyền"


class Meeting(TextChoices):
    """What kind of session."""

    RECEPTION = "reception", "tiếp công dân"
    DIALOGUE = "dialogue", "đối thoại"


class Presided(TextChoices):
    """Who presided."""

    HEAD = "head", "người đứng đầu trực tiếp"
    DELEGATED = "delegated", "ủy quyền cho người khác"
    ACTING = "acting", "người được giao phụ trách khi khuyết chức vụ"
