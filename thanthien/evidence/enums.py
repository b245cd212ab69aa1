"""Words of the evidence room."""

from django.db.models import TextChoices


class DocumentKind(TextChoices):
    """What a piece of evidence is made of."""

    FILE = "file", "Tệp"
    LINK = "link", "Đường dẫn"
    TEXT = "text", "Ghi chép"


class FileOrigin(TextChoices):
    """Whose a file is, as it was checked when it came: nobody's word, but the mark that the platform's files carry."""

    OWN = "own", "Tệp của đơn vị"
    SYSTEM = "system", "Tệp do hệ thống xuất, đã kiểm tra"
    CITY = "city", "Tệp do thành phố cấp, đã kiểm tra"
    UNPROVEN = "unproven", "Không kiểm tra được nguồn"

    @property
    def sentence(self) -> str:
        """What it means, for people."""
        return ORIGIN_SENTENCES[self]


ORIGIN_SENTENCES: dict[FileOrigin, str] = {
    FileOrigin.OWN: "Tệp do đơn vị tải lên; hệ thống không xác nhận nguồn của nội dung.",
    FileOrigin.SYSTEM: "Tệp do hệ thống này xuất và còn nguyên như khi xuất.",
    FileOrigin.CITY: "Tệp trích từ hệ thống khác, được thành phố đóng dấu kiểm tra và còn nguyên như khi cấp.",
    FileOrigin.UNPROVEN: (
        "Tệp mang dấu của hệ thống nhưng nội dung không khớp với dấu: tệp đã bị sửa sau khi xuất, hoặc dấu không do hệ "
        "thống này lập. Được coi như tệp của đơn vị."
    ),
}


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
