"""Words of the room."""

from django.db.models import TextChoices

from thanthien.units.enums import AgencyKind
from thanthien.units.rooms import Room

ROOM = Room(
    "democracy",
    "Dân chủ ở cơ sở",
    "Lấy ý kiến Nhân dân, việc Nhân dân bàn và quyết định, giám sát và trả lời kiến nghị giám sát.",
)


class Asking(TextChoices):
    """Ways in which the committee asks people (Luật 10/2022/QH15, Điều 26); people type these codes in a workbook."""

    DIALOGUE = "doi-thoai", "hội nghị trao đổi, đối thoại"
    MEETING = "hop", "họp cộng đồng dân cư"
    BALLOTS = "phieu", "phiếu lấy ý kiến từng hộ"
    LETTERBOX = "hom-thu", "hòm thư, đường dây nóng"
    FRONT = "mat-tran", "qua Ban công tác Mặt trận Tổ quốc, tổ chức chính trị - xã hội"
    PORTAL = "cong-ttdt", "cổng, trang thông tin điện tử"
    NETWORK = "mang", "mạng viễn thông, mạng xã hội"
    OTHER = "khac", "hình thức khác"


class Voting(TextChoices):
    """How people decide (Luật 10/2022/QH15, Điều 17)."""

    MEETING = "meeting", "họp cộng đồng dân cư"
    BALLOTS = "ballots", "phát phiếu đến từng hộ"
    ONLINE = "online", "biểu quyết trực tuyến"


class Body(TextChoices):
    """Who supervises: the kind of its agency (Luật 10/2022/QH15, Điều 30–45)."""

    FRONT = AgencyKind.COMMUNE_FRONT.value, "Mặt trận Tổ quốc và các tổ chức thành viên"
    INSPECTION = AgencyKind.PEOPLES_INSPECTION.value, "Ban Thanh tra nhân dân"
    INVESTMENT = AgencyKind.INVESTMENT_OVERSIGHT.value, "Ban Giám sát đầu tư của cộng đồng"


class Reply(TextChoices):
    """What the committee says to a recommendation."""

    DONE = "done", "tiếp thu, đã thực hiện"
    PLANNED = "planned", "tiếp thu, sẽ thực hiện"
    PARTLY = "partly", "tiếp thu một phần"
    EXPLAINED = "explained", "giải trình, không tiếp thu"
