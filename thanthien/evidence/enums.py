"""Words of the evidence room."""

from django.db.models import TextChoices


class DocumentKind(TextChoices):
    """What a piece of evidence is made of."""

    FILE = "file", "Tệp"
    LINK = "link", "Đường dẫn"
    TEXT = "text", "Ghi chép"


class AccessClass(TextChoices):
    """Who may see a document. No class is public: evidence never leaves the people who work with it."""

    APPRAISAL = "appraisal", "Dùng cho thẩm định"
    UNIT = "unit", "Nội bộ đơn vị"
    RESTRICTED = "restricted", "Có dữ liệu cá nhân"

    @property
    def sentence(self) -> str:
        """Who sees a document of this class, for people."""
        return ACCESS_SENTENCES[self]


ACCESS_SENTENCES: dict[AccessClass, str] = {
    AccessClass.APPRAISAL: (
        "Cán bộ của đơn vị xem được; khi đã gắn vào hồ sơ thì cơ quan thẩm định, cơ quan thường trực "
        "và hội đồng của hồ sơ đó cũng xem được."
    ),
    AccessClass.UNIT: "Chỉ cán bộ của đơn vị xem được, kể cả khi đã gắn vào hồ sơ.",
    AccessClass.RESTRICTED: (
        "Chỉ công chức đầu mối, lãnh đạo đơn vị, người tải lên, cơ quan thẩm định tiêu chí được gắn và Hội đồng "
        "xem được; biên bản họp của hồ sơ đã nộp thì thành phố cũng xem được. Mỗi lần xem đều được ghi lại."
    ),
}
