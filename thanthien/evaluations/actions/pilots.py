"""The units of a pilot: who joins it and who leaves it while registration is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import ProtectedError

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions.cycles import check_bodies, create_dossiers, hold_calendar
from thanthien.evaluations.models import Answer, Cycle, Dossier, DossierFigure, GateFact, PilotChange
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.queries.pilots import units_mark
from thanthien.evaluations.workflow import PhaseKey, Status
from thanthien.units.models import Unit

_SHORTEST_REASON = 5


@transaction.atomic
def change_units(*, by: User, cycle: Cycle, unit_ids: Collection[int], reason: str, seen: str) -> int:
    """Let exactly these units take part in a pilot; how many joined or left. ``seen``: the mark of those who did
    (:func:`~thanthien.evaluations.queries.pilots.units_mark`).

    Raises Refused for another cycle, after registration, for a unit that has begun its dossier, or whose kind gives
    work to bodies that are none; Invalid without a reason or a unit, or with one that isn't, or is no more; Stale when
    others took part by now.
    """
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được thay đổi đơn vị thí điểm.")
    held = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    hold_calendar(held.pk)
    refuse_late(held)
    dossiers = list(Dossier.objects.select_for_update().filter(cycle=held).order_by("pk"))
    refuse_other(held, seen=seen, now=units_mark(one.unit_id for one in dossiers))
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid({"reason": "Cần ghi lý do, từ 5 ký tự trở lên."})
    if not unit_ids:
        raise Invalid({"units": "Cần chọn ít nhất một đơn vị."})
    now = {one.unit_id: one for one in dossiers}
    joining = _joining(held, set(unit_ids) - now.keys())
    leaving = [one for unit, one in now.items() if unit not in set(unit_ids)]
    with acting(by, action="change_pilot_units"):
        joined = create_dossiers(held, joining)
        _let_go(leaving)
        note_change(held, [one.unit_id for one in joined], by, reason, joined=True)
        note_change(held, [one.unit_id for one in leaving], by, reason, joined=False)
    return len(joined) + len(leaving)


def _joining(cycle: Cycle, ids: Collection[int]) -> list[Unit]:
    """The units that join. Raises Invalid for one that is none, or no more; Refused as ``check_bodies``."""
    units = list(Unit.objects.current(clock.today()).filter(pk__in=ids).in_vietnamese_order())
    if len(units) < len(ids):
        raise Invalid({"units": "Có đơn vị không còn hoạt động hoặc không có trong danh mục. Vui lòng chọn lại."})
    check_bodies(cycle.criteria_set, {unit.kind for unit in units})
    return units


def refuse_late(cycle: Cycle) -> None:
    """Raises Refused for a cycle that is no pilot, or whose registration is over."""
    if not cycle.pilot:
        raise Refused("Chỉ kỳ thí điểm có danh sách đơn vị riêng; kỳ này gồm mọi đơn vị.")
    last = latest_end(cycle.phases.all(), cycle.extensions.all(), None)[PhaseKey.REGISTRATION]
    if clock.today() > last:
        raise Refused(f"Đăng ký đã kết thúc ngày {date_vn(last)} nên danh sách đơn vị không thay đổi được nữa.")


def _let_go(leaving: Iterable[Dossier]) -> None:
    """Dossiers in which nobody has done anything go as if they had never been; others stay. Raises Refused."""
    gone = list(leaving)
    begun = [one for one in gone if one.status != Status.UNREGISTERED or one.steps.exists()]
    if begun:
        names = ", ".join(Unit.objects.filter(pk__in=[one.unit_id for one in begun]).values_list("name", flat=True))
        raise Refused(f"Đơn vị đã bắt đầu hồ sơ nên không đưa ra khỏi kỳ thí điểm được: {names}.")
    for rows in (Answer, DossierFigure, GateFact):
        rows.objects.filter(dossier__in=gone).delete()
    try:
        Dossier.objects.filter(pk__in=[one.pk for one in gone]).delete()
    except ProtectedError as problem:
        raise Refused("Có hồ sơ đã được dùng ở nơi khác nên không đưa đơn vị ra khỏi kỳ thí điểm được.") from problem


def note_change(cycle: Cycle, units: Iterable[int], by: User, reason: str, *, joined: bool) -> None:
    """Keep who joined a pilot, or left it, and why."""
    now = clock.now()
    PilotChange.objects.bulk_create(
        PilotChange(cycle=cycle, unit_id=unit, joined=joined, reason=reason.strip(), by=by, at=now) for unit in units
    )
