"""Words of the room."""

from django.db.models import TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "workplace",
    "Trụ sở, truyền thanh, ứng dụng",
    "Biên bản kiểm tra nửa năm của nơi tiếp dân làm thủ tục, không khói thuốc, truyền thanh kỹ thuật số, hộ cài đặt "
    "ứng dụng của thành phố.",
)


class Smoke(TextChoices):
    """What a checklist says of smoking; it has to say one of the two."""

    FREE = "free", "không khói thuốc"
    SMOKED = "smoked", "còn người hút thuốc lá"


class Inspected(TextChoices):
    """What a body outside the commune found."""

    CLEAN = "clean", "không có vi phạm"
    BREACH = "breach", "có vi phạm, đã xác nhận"


class Spot(TextChoices):
    """What a photograph of the offices shows."""

    YARD = "yard", "sân, cổng, cây xanh"
    HALL = "hall", "sảnh, nơi chờ"
    ROOM = "room", "phòng làm việc"
    TOILET = "toilet", "nhà vệ sinh"
    OTHER = "other", "nơi khác"


class Channel(TextChoices):
    """By what a thôn or tổ dân phố is reached."""

    SPEAKERS = "speakers", "cụm loa truyền thanh kỹ thuật số"
    STREAM = "stream", "kênh truyền thanh trên ứng dụng, mạng xã hội"


class Heard(TextChoices):
    """How a test ended."""

    HEARD = "heard", "nghe rõ"
    SILENT = "silent", "không nghe được"


class Counted(TextChoices):
    """What a row of installs counts. Phones are not households, so a file has to say it."""

    HOUSEHOLDS = "households", "hộ có ít nhất một người cài đặt"
    DEVICES = "devices", "thiết bị, tài khoản"


class Origin(TextChoices):
    """Where numbers of installs come from: the unit's own count, or a file of the app's owner that the city vouches
    for with the platform's mark."""

    OWN = "own", "đơn vị tự đếm"
    OWNER = "owner", "cơ quan quản lý ứng dụng"
