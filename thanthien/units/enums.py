"""Words of the units room."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """Kinds of commune-level units (Luật Tổ chức chính quyền địa phương 2025)."""

    XA = "xa", "xã"
    PHUONG = "phuong", "phường"
    DAC_KHU = "dac_khu", "đặc khu"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The word at the head of a name: “Xã”, “Phường”, “Đặc khu”."""
        return str(self.label).capitalize()


class HamletKind(TextChoices):
    """What lies under a unit: xã and đặc khu have thôn, phường has tổ dân phố."""

    THON = "thon", "thôn"
    TO_DAN_PHO = "to_dan_pho", "tổ dân phố"


class UnitChangeKind(TextChoices):
    """How one unit became another."""

    MERGE = "merge", "Sáp nhập"
    SPLIT = "split", "Chia tách"
    RENAME = "rename", "Đổi tên"
    BOUNDARY = "boundary", "Điều chỉnh địa giới"


class AgencyChangeKind(TextChoices):
    """What became of an agency."""

    OPEN = "open", "Thành lập"
    RENAME = "rename", "Đổi tên"
    END = "end", "Kết thúc hoạt động"


class HeadPost(TextChoices):
    """The two who head a unit: its Party committee, its government."""

    PARTY = "party", "Bí thư, người đứng đầu cấp ủy"
    GOVERNMENT = "government", "Chủ tịch, người đứng đầu chính quyền"


class AgencyKind(TextChoices):
    """Kinds of agencies that take part in the evaluation."""

    CITY_COMMITTEE = "city_committee", "Ủy ban nhân dân thành phố"
    OFFICE = "office", "Văn phòng Ủy ban nhân dân thành phố"
    DEPARTMENT = "department", "Sở, ngành"
    FRONT = "front", "Mặt trận Tổ quốc thành phố"
    PARTY_BOARD = "party_board", "Ban của Thành ủy"
    COUNCIL = "council", "Hội đồng thẩm định"
    COMMUNE_COMMITTEE = "commune_committee", "Ủy ban nhân dân cấp xã"
    COMMUNE_FRONT = "commune_front", "Mặt trận Tổ quốc cấp xã"
    COMMUNE_UNION = "commune_union", "Đoàn thể, chi hội cấp xã"
    PEOPLES_INSPECTION = "peoples_inspection", "Ban Thanh tra nhân dân"
    INVESTMENT_OVERSIGHT = "investment_oversight", "Ban Giám sát đầu tư của cộng đồng"


COMMUNE_KINDS = (
    AgencyKind.COMMUNE_COMMITTEE,
    AgencyKind.COMMUNE_FRONT,
    AgencyKind.COMMUNE_UNION,
    AgencyKind.PEOPLES_INSPECTION,
    AgencyKind.INVESTMENT_OVERSIGHT,
)
# Every unit has one of each, from its first day to its last; they bear its name.
EVERY_UNIT_KINDS = (AgencyKind.COMMUNE_COMMITTEE, AgencyKind.COMMUNE_FRONT)
CITY_KINDS = tuple(kind for kind in AgencyKind if kind not in COMMUNE_KINDS)
