"""Roles as code: each with a title, a sentence, and the kinds of agency that may hold it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is in an agency; the value is stored."""

    VILLAGE_HEAD = "village_head"
    COMMUNE_FRONT = "commune_front"
    UNION_REPORTER = "union_reporter"
    SERVICE_OFFICER = "service_officer"
    COMMUNE_FOCAL = "commune_focal"
    COMMUNE_OFFICER = "commune_officer"
    COMMUNE_CHAIR = "commune_chair"
    COMMUNE_PARTY = "commune_party"
    CITY_OFFICER = "city_officer"
    CITY_HEAD = "city_head"
    APPRAISER = "appraiser"
    COUNCIL_MEMBER = "council_member"
    COUNCIL_SECRETARY = "council_secretary"
    CITY_LEADER = "city_leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION = "data_protection"
    FINANCE = "finance"
    CULTURE = "culture"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The role's name on screen."""
        return ROLES[self].title

    def title_of(self, rank: str) -> str:
        """What a person of this rank is called; the role's name where the rank isn't known."""
        return ROLES[self].ranks.get(rank, ROLES[self].title)

    @property
    def sentence(self) -> str:
        """What a person in this role does, in one sentence."""
        return ROLES[self].sentence

    @property
    def agency_kinds(self) -> tuple[str, ...]:
        """The kinds of agency in which the role exists."""
        return ROLES[self].agency_kinds

    @property
    def of_city(self) -> bool:
        """Whether the role acts for the whole city (stronger sign-in is asked of it)."""
        return ROLES[self].of_city


class Rank(StrEnum):
    """Of a role that a head and deputies hold alike: which of them the person is; the value is stored."""

    HEAD = "head"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """Title, sentence and place of a role; ``ranks``: the titles of head and deputy, where both hold it."""

    title: str
    sentence: str
    agency_kinds: tuple[str, ...]
    of_city: bool = True
    ranks: dict[str, str] = field(default_factory=dict)


_COMMITTEE = ("commune_committee",)
_BODIES = ("city_committee", "office", "department", "front", "party_board")
_STAFF = ("city_committee", "office", "department")

ROLES: dict[Role, RoleInfo] = {
    Role.VILLAGE_HEAD: RoleInfo(
        "Trưởng thôn, Tổ trưởng tổ dân phố",
        "Báo cáo ý kiến của Nhân dân hằng tuần và thông báo đến từng hộ.",
        _COMMITTEE,
        of_city=False,
    ),
    Role.COMMUNE_FRONT: RoleInfo(
        "Cán bộ Mặt trận Tổ quốc cấp xã",
        "Ghi ý kiến, giám sát và nhận xét kết quả tự chấm của đơn vị; Ủy ban nhân dân không sửa được phần này.",
        ("commune_front",),
        of_city=False,
    ),
    Role.UNION_REPORTER: RoleInfo(
        "Người báo cáo của đoàn thể, chi hội, ban giám sát",
        "Báo cáo ý kiến của Nhân dân hằng tuần thay cho đoàn thể, chi hội, Ban Thanh tra nhân dân hoặc Ban Giám sát "
        "đầu tư của cộng đồng.",
        ("commune_union", "peoples_inspection", "investment_oversight"),
        of_city=False,
    ),
    Role.SERVICE_OFFICER: RoleInfo(
        "Công chức Trung tâm Phục vụ hành chính công",
        "Ghi kết quả ngày giải quyết nhanh và phục vụ tại nhà.",
        _COMMITTEE,
        of_city=False,
    ),
    Role.COMMUNE_FOCAL: RoleInfo(
        "Công chức đầu mối",
        "Phân công tiêu chí, tổng hợp hồ sơ tự chấm và trả lời đề nghị bổ sung của đơn vị.",
        _COMMITTEE,
        of_city=False,
    ),
    Role.COMMUNE_OFFICER: RoleInfo(
        "Công chức theo dõi tiêu chí",
        "Tự chấm các tiêu chí được giao, kèm giải trình và minh chứng.",
        _COMMITTEE,
        of_city=False,
    ),
    Role.COMMUNE_CHAIR: RoleInfo(
        "Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã",
        "Duyệt, ký và nộp hồ sơ của đơn vị.",
        _COMMITTEE,
        of_city=False,
        ranks={Rank.HEAD: "Chủ tịch Ủy ban nhân dân cấp xã", Rank.DEPUTY: "Phó Chủ tịch Ủy ban nhân dân cấp xã"},
    ),
    Role.COMMUNE_PARTY: RoleInfo(
        "Bí thư, Phó Bí thư Đảng ủy cấp xã",
        "Theo dõi tiến độ và mức độ dự kiến của đơn vị.",
        _COMMITTEE,
        of_city=False,
        ranks={Rank.HEAD: "Bí thư Đảng ủy cấp xã", Rank.DEPUTY: "Phó Bí thư Đảng ủy cấp xã"},
    ),
    Role.CITY_OFFICER: RoleInfo(
        "Chuyên viên cơ quan thường trực",
        "Mở kỳ đánh giá, theo dõi các đơn vị, kiểm tra hồ sơ và chuẩn bị tài liệu cho Hội đồng.",
        ("department",),
    ),
    Role.CITY_HEAD: RoleInfo(
        "Lãnh đạo cơ quan thường trực",
        "Ban hành bộ tiêu chí, duyệt kết quả thẩm định và trình quyết định.",
        ("department",),
    ),
    Role.APPRAISER: RoleInfo(
        "Người thẩm định của sở, ngành, Mặt trận Tổ quốc, Ban của Thành ủy",
        "Thẩm định các tiêu chí thuộc lĩnh vực của cơ quan mình.",
        _BODIES,
    ),
    Role.COUNCIL_MEMBER: RoleInfo(
        "Thành viên Hội đồng thẩm định",
        "Xem xét chênh lệch và kết luận các tiêu chí còn ý kiến khác nhau.",
        ("council",),
    ),
    Role.COUNCIL_SECRETARY: RoleInfo(
        "Thư ký Hội đồng thẩm định",
        "Tổng hợp ý kiến và ghi kết luận của Hội đồng.",
        ("council",),
    ),
    Role.CITY_LEADER: RoleInfo(
        "Lãnh đạo Ủy ban nhân dân thành phố",
        "Xem toàn cảnh và quyết định công nhận.",
        ("city_committee",),
    ),
    Role.AUDITOR: RoleInfo(
        "Cán bộ thanh tra, kiểm tra",
        "Xem nhật ký và hồ sơ, không sửa.",
        _STAFF,
    ),
    Role.ADMINISTRATOR: RoleInfo(
        "Quản trị hệ thống",
        "Quản lý đơn vị, cơ quan, người dùng, vai trò và lịch.",
        _STAFF,
    ),
    Role.DATA_PROTECTION: RoleInfo(
        "Cán bộ bảo vệ dữ liệu cá nhân",
        "Giữ sổ mục đích, yêu cầu, vi phạm về dữ liệu cá nhân; xem nhật ký ai đã xem dữ liệu của người dân.",
        _STAFF,
    ),
    Role.FINANCE: RoleInfo(
        "Cán bộ Sở Tài chính",
        "Chưa có phần việc riêng trong hệ thống; xem kết quả đã công bố trên trang công khai.",
        ("department",),
    ),
    Role.CULTURE: RoleInfo(
        "Cán bộ Sở Văn hóa, Thể thao và Du lịch",
        "Chưa có phần việc riêng trong hệ thống; xem kết quả đã công bố trên trang công khai.",
        ("department",),
    ),
}

CITY_ROLES = frozenset(role for role, info in ROLES.items() if info.of_city)


def rank_choices() -> list[tuple[str, str]]:
    """Value and words of each rank, for a form field."""
    return [("", "Không ghi"), (str(Rank.HEAD), "Chủ tịch, Bí thư"), (str(Rank.DEPUTY), "Phó Chủ tịch, Phó Bí thư")]


def role_choices() -> list[tuple[str, str]]:
    """Value and title of every role, for a form field."""
    return [(str(role), info.title) for role, info in ROLES.items()]
