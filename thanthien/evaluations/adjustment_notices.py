"""What people are told when the result of a unit is to be adjusted. The unit is told of the decision, as a step of its
dossier."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import OFFICE
from thanthien.accounts.queries import people_of_city
from thanthien.accounts.roles import Role
from thanthien.evaluations.models import Adjustment
from thanthien.evaluations.modes import concluders
from thanthien.evaluations.notices import INTAKE, place_of
from thanthien.notices.actions import Telling, tell


def tell_adjusting(row: Adjustment, *, by: User) -> None:
    """Who concludes in the cycle is asked to conclude indicators anew, where any are named."""
    if row.items.exists():
        title = "Cần kết luận lại tiêu chí theo kết quả giải quyết khiếu nại"
        _tell(row, "adjusting", _concluders(row), title, "Kết luận lại từng tiêu chí đã nêu.", by)


def tell_adjusted_concluded(row: Adjustment, *, by: User) -> None:
    """Every named indicator is concluded anew: the office can record the decision."""
    title = "Đã kết luận lại các tiêu chí được điều chỉnh"
    _tell(row, "adjusted-concluded", OFFICE, title, "Trình và ghi nhận quyết định điều chỉnh.", by)


def tell_adjustment_dropped(row: Adjustment, *, by: User) -> None:
    """Nothing is adjusted after all: who was asked to conclude anew need not."""
    if row.items.exists():
        title = "Không điều chỉnh kết quả"
        _tell(row, "adjustment-dropped", _concluders(row), title, "Không cần kết luận lại; xem lý do.", by)


def _concluders(row: Adjustment) -> frozenset[Role]:
    return concluders(row.dossier.cycle.council_mode)


def _tell(row: Adjustment, event: str, roles: frozenset[Role], title: str, todo: str, by: User) -> None:
    telling = Telling(
        people=people_of_city(roles),
        kind=INTAKE.key,
        about=("dossier", row.dossier_id),
        title=title,
        what=f"{place_of(row.dossier)} {todo}",
        url=reverse("adjustment", args=[row.pk]),
        key=f"{event}:{row.pk}",
    )
    tell([telling], by=by)
