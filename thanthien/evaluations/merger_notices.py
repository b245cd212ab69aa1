"""Who is told that a unit goes into another, while its dossier still runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE, OFFICE
from thanthien.accounts.queries import people_of_city, people_of_units
from thanthien.core.formats import date_vn
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Dossier, Sheet
from thanthien.evaluations.notices import CALENDAR, OWN_DOSSIER
from thanthien.evaluations.queries.body_people import people_of_agencies
from thanthien.evaluations.states import MERGED_WHILE
from thanthien.notices.actions import Telling, tell
from thanthien.notices.models import Notice
from thanthien.units.models import UnitChange

_OLD = "Đơn vị hoàn thành hồ sơ; hoặc từ ngày đó cơ quan thường trực khép lại hay chuyển sang đơn vị tiếp nhận."
_NEW = "Từ ngày đó cơ quan thường trực có thể chuyển hồ sơ của đơn vị cũ sang đơn vị tiếp nhận."
_OFFICE = "Từ ngày đó có thể khép lại hoặc chuyển hồ sơ, kèm văn bản."
_BODIES = "Phiếu thẩm định chưa gửi vẫn gửi được đến khi hồ sơ khép lại."


def merger_sentence(change: UnitChange) -> str:
    """Where a unit goes: “Sáp nhập vào Xã An Hòa từ ngày 01/07/2026 theo văn bản số 12/NQ”."""
    return f"Sáp nhập vào {change.to_name} từ ngày {date_vn(change.on)} theo văn bản số {change.document_number}"


def tell_merged(changes: Sequence[UnitChange], by: User | None) -> None:
    """Told of each running dossier of a unit that goes into another: the people of both, the bodies whose sheets are
    open, and the standing office, which closes or carries it from the day on."""
    went = {change.from_unit_id: change for change in changes}
    running = Dossier.objects.filter(unit__in=went, status__in=MERGED_WHILE).select_related("cycle", "unit")
    dossiers = list(running.order_by("pk"))
    if not dossiers:
        return
    people = people_of_units(COMMUNE, {*went, *(change.to_unit_id for change in changes)})
    office, bodies = people_of_city(OFFICE), _waiting_for(dossiers)
    for dossier in dossiers:
        change = went[dossier.unit_id]
        old, new = people[change.from_unit_id], people[change.to_unit_id]
        tell(_of_dossier(dossier, change, _Audience(old, new - old, office, bodies[dossier.pk] - office)), by=by)


def tell_taken_back(change: UnitChange, by: User | None) -> None:
    """Whoever was told of a merger is told that it was noted by mistake, of the same dossier; its number may be gone
    from the changes by now. As many statements as dossiers it was told of."""
    told = Notice.objects.filter(key__startswith=f"merger:{change.pk}:").order_by("key", "pk")
    groups: dict[str, list[Notice]] = {}
    for notice in told:
        groups.setdefault(f"{notice.key}:{notice.kind}:{notice.about_kind}:{notice.url}", []).append(notice)
    tell([_not_merged(change, group) for group in groups.values()], by=by)


def _not_merged(change: UnitChange, group: Sequence[Notice]) -> Telling:
    one = group[0]
    return Telling(
        people=frozenset(notice.person_id for notice in group),
        kind=one.kind,
        about=(one.about_kind, one.about_id),
        title="Đã bỏ ghi sáp nhập",
        what=f"Việc sáp nhập {change.from_name} vào {change.to_name} từ ngày {date_vn(change.on)} là ghi nhầm. Hồ sơ "
        "tiếp tục như trước.",
        url=one.url,
        key=f"un{one.key}",
    )


class _Audience(NamedTuple):
    old: frozenset[int]
    new: frozenset[int]
    office: frozenset[int]
    bodies: frozenset[int]


def _of_dossier(dossier: Dossier, change: UnitChange, who: _Audience) -> Iterator[Telling]:
    of_cycle, of_dossier = ("cycle", dossier.cycle_id), ("dossier", dossier.pk)
    cycle = reverse("cycle-detail", args=[dossier.cycle_id])
    detail = reverse("dossier-detail", args=[dossier.cycle_id, dossier.unit.code])
    for people, kind, about, todo, url in (
        (who.old, OWN_DOSSIER, of_dossier, _OLD, detail),
        (who.new, CALENDAR, of_cycle, _NEW, cycle),
        (who.office, CALENDAR, of_dossier, _OFFICE, detail),
        (who.bodies, CALENDAR, of_dossier, _BODIES, reverse("appraisal-home")),
    ):
        yield Telling(
            people=people,
            kind=kind.key,
            about=about,
            title="Đơn vị sáp nhập khi hồ sơ chưa xong",
            what=f"{change.from_name}, {dossier.cycle.title}. {merger_sentence(change)}. {todo}",
            url=url,
            key=f"merger:{change.pk}:{dossier.pk}",
        )


def _waiting_for(dossiers: Sequence[Dossier]) -> dict[int, frozenset[int]]:
    """The people of the bodies whose sheets are open, by dossier id. Three statements."""
    found: dict[int, set[int]] = {dossier.pk: set() for dossier in dossiers}
    drafts = Sheet.objects.filter(dossier__in=found, status=SheetStatus.DRAFT).order_by()
    rows = list(drafts.values_list("dossier_id", "body_id"))
    people = people_of_agencies({body for _, body in rows})
    for pk, body in rows:
        found[pk] |= people[body]
    return {pk: frozenset(own) for pk, own in found.items()}
