"""Words of the staff of a unit."""

from django.db.models import TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "workforce",
    "Đội ngũ cán bộ, công chức",
    "Danh sách, tập huấn, cam kết, kỷ luật, khen thưởng và xếp loại cán bộ, công chức của đơn vị.",
)


class Group(TextChoices):
    """Who stands on the roll."""

    OFFICIAL = "official", "cán bộ"
    CIVIL_SERVANT = "civil_servant", "công chức"


class Source(TextChoices):
    """Who vouches for an entry of the roll: the commune, or a marked file of the civil-servant database."""

    UNIT = "unit", "đơn vị ghi"
    DATABASE = "database", "trích từ cơ sở dữ liệu cán bộ, công chức"


class Topic(TextChoices):
    """What a course is about."""

    PROFESSION = "profession", "chuyên môn, nghiệp vụ"
    MANNER = "manner", "kỹ năng giao tiếp, ứng xử"
    COMPUTING = "computing", "công nghệ thông tin, chuyển đổi số"
    OTHER = "other", "nội dung khác"


class Severity(TextChoices):
    """How grave a disciplinary measure is: the codes of the criteria set (a test compares), the gravest last."""

    REPRIMAND = "khien-trach", "khiển trách"
    WARNING = "canh-cao", "cảnh cáo"
    GRAVER = "nang-hon", "nặng hơn cảnh cáo"


class Award(TextChoices):
    """What was given in praise."""

    COMMUNE = "commune", "giấy khen của đơn vị"
    CITY = "city", "bằng khen của thành phố"
    STATE = "state", "bằng khen cấp bộ trở lên"
    OTHER = "other", "hình thức khác"
