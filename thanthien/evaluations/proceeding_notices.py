"""What people are told of proceedings: the unit of what is asked of it, the standing office of what came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, OFFICE
from thanthien.accounts.queries import people_of_city, people_of_units
from thanthien.core.formats import date_vn
from thanthien.evaluations.models import Proceeding
from thanthien.evaluations.notices import INTAKE, RESULT, place_of
from thanthien.notices.actions import Telling, tell

# Step → title and what is to be done, for the unit; the decision itself is told as a step of its dossier.
_TO_UNIT = {
    "extend": ("Hạn giải trình được gia hạn", "Giải trình đến hết ngày {due}."),
    "stay_silent": ("Đã hết hạn giải trình", "Thủ tục ghi nhận đơn vị không giải trình trong hạn."),
    "conclude": ("Có kết luận về việc hạ mức độ, thu hồi công nhận", "Xem kết luận của cơ quan thường trực."),
    "drop": ("Không hạ mức độ, không thu hồi công nhận", "Thủ tục kết thúc. Xem lý do."),
}
_TO_OFFICE = {
    "explain": ("Đơn vị đã giải trình", "Xem giải trình và kết luận."),
    "stay_silent": ("Đơn vị không giải trình trong hạn", "Kết luận, hoặc gia hạn khi có lý do."),
}


def tell_opened(opened: Sequence[Proceeding], *, by: User) -> None:
    """Units are told that their recognition is looked at, and by when they may explain themselves."""
    people = people_of_units(COMMUNE_LEADS, [one.dossier.unit_id for one in opened])
    title, what = "Thông báo xem xét hạ mức độ, thu hồi công nhận", "Xem nội dung và giải trình đến hết ngày {due}."
    tell((_telling(one, people[one.dossier.unit_id], title, what, RESULT.key, "open") for one in opened), by=by)


def tell_proceeding(row: Proceeding, step: str, *, by: User | None) -> None:
    """A step was taken: told to the unit, to the standing office, or to both."""
    told = []
    if step in _TO_UNIT:
        unit = row.dossier.unit_id
        told.append(_telling(row, people_of_units(COMMUNE_LEADS, [unit])[unit], *_TO_UNIT[step], RESULT.key, step))
    if step in _TO_OFFICE:
        told.append(_telling(row, people_of_city(OFFICE), *_TO_OFFICE[step], INTAKE.key, step))
    tell(told, by=by)


def _telling(row: Proceeding, people: frozenset[int], title: str, what: str, kind: str, step: str) -> Telling:
    waits = kind == RESULT.key and step in ("open", "extend")
    return Telling(
        people=people,
        kind=kind,
        about=("proceeding", row.pk),
        title=title,
        what=f"{place_of(row.dossier)} {what.format(due=date_vn(row.due_on))}",
        url=reverse("proceeding", args=[row.pk]),
        key=f"proceeding:{step}:{kind}:{row.pk}:{row.version}",
        due_on=row.due_on if waits else None,
    )


def visible_proceedings(user: User, ids: Iterable[int]) -> set[int]:
    """Those of the proceedings that the person may read."""
    return set(Proceeding.objects.visible_to(user).filter(pk__in=list(ids)).values_list("pk", flat=True))
