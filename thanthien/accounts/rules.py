"""Rules about memberships: pure values in, sentences out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thanthien.accounts.roles import Role
from thanthien.core.calendar import FIRST_DAY, LAST_DAY
from thanthien.core.formats import date_vn

DAYS_NOT_IN_ORDER = "Ngày kết thúc không được trước ngày bắt đầu."
FAR_AWAY = f"Ngày phải từ {date_vn(FIRST_DAY)} đến {date_vn(LAST_DAY)}."
NO_RANKS = "Vai trò này không có cấp trưởng, cấp phó."
ROLE_ASKED = "Đã có đề nghị giao vai trò này, đang chờ quản trị hệ thống thứ hai đồng ý."
SECOND_PERSON = (
    "Vai trò cấp thành phố cần quản trị hệ thống thứ hai đồng ý, không phải người đề nghị hay người được giao."
)
ROLE_HELD = "Người này đã có vai trò này tại cơ quan này trong thời gian đó."


@dataclass(frozen=True, slots=True)
class Period:
    """A first and a last day, both included; no last day means until further notice."""

    first: date
    last: date | None = None

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)


def membership_problems(
    role: Role, agency_kind: str, agency_name: str, period: Period, until: date | None = None
) -> dict[str, str]:
    """Why a role in an agency for a period can't be: a field (role, first_day, last_day) and its sentence; empty when
    it can.

    ``until``: the last day of roles there (:func:`thanthien.units.staying.last_days`); None where there is none.
    """
    problems = {}
    if agency_kind not in role.agency_kinds:
        problems["role"] = f"Vai trò “{role.title}” không có ở {agency_name}."
    if not FIRST_DAY <= period.first <= LAST_DAY:
        problems["first_day"] = FAR_AWAY
    if period.last is not None and period.last > LAST_DAY:
        problems["last_day"] = FAR_AWAY
    elif period.last is not None and period.last < period.first:
        problems["last_day"] = DAYS_NOT_IN_ORDER
    elif until is not None and (period.last is None or period.last > until):
        ends = f"{agency_name} kết thúc hoạt động ngày {date_vn(until)}"
        problems["last_day"] = f"{ends}. Cần ghi ngày cuối cùng giữ vai trò không sau ngày đó."
    return problems


def rank_known(title: str) -> str:
    """Why a role takes no other rank: who rises or falls gets another role, so that signatures keep their title."""
    return f"Vai trò này đã ghi chức danh “{title}”. Chức danh thay đổi thì kết thúc vai trò này và thêm vai trò mới."


def first_overlap(period: Period, held: Iterable[Period]) -> Period | None:
    """The first held period that shares a day with the given one."""
    return next((one for one in held if one.overlaps(period)), None)
