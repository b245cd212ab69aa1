"""Setting otherwise what the city sets about the measures of an open cycle."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.evaluations.actions.cycles import check_settings
from thanthien.evaluations.actions.moves import hold_cycle
from thanthien.evaluations.models import Cycle, Dossier, SettingChange
from thanthien.evaluations.notices import tell_settings
from thanthien.evaluations.queries.figures import settings_in_force
from thanthien.evaluations.queries.setting_changes import last_change, why_settled
from thanthien.measures.scope import SettingValue

_CHANGED = "Người khác vừa thay đổi thông số của kỳ này. Vui lòng xem lại rồi gửi lần nữa nếu vẫn muốn thay đổi."


@transaction.atomic
def change_settings(
    *, by: User, cycle: Cycle, values: Mapping[str, SettingValue], reason: str, seen: int
) -> SettingChange:
    """Set measures of an open cycle otherwise, for all of its span; the figures have to be computed anew after it. Only
    while nothing rests on the settings for good: no dossier is sealed and the cut-off isn't computed.

    ``seen``: the last change that the person saw (its number, 0: none). Raises Refused (not the standing office, too
    late, nothing differs), Invalid (a value, no reason) or Stale.
    """
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được thay đổi thông số của số liệu.")
    cycle = _locked(cycle)
    if why := why_settled(cycle):
        raise Refused(why)
    last = last_change(cycle)
    refuse_other(last, seen=seen, now=last, told=_CHANGED)
    definition, held = cycle.criteria_set.parsed(), settings_in_force(cycle)
    check_settings(definition, values)
    after = {key: value for key, value in values.items() if held[key] != value}
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do thay đổi."})
    if not after:
        raise Refused("Các thông số đã chọn đều là thông số đang áp dụng.")
    before = {key: held[key] for key in after}
    cycle.measure_settings = cycle.measure_settings | after
    with acting(by, action="change_settings"):
        cycle.save(update_fields=["measure_settings"])
        change = SettingChange.objects.create(
            cycle=cycle, before=before, after=after, reason=reason.strip(), changed_by=by, changed_at=clock.now()
        )
    tell_settings(change, by=by)
    return change


def _locked(cycle: Cycle) -> Cycle:
    """The cycle, and its dossiers, so that none is sealed meanwhile."""
    locked = hold_cycle(cycle.pk)
    list(Dossier.objects.filter(cycle=locked).select_for_update(of=("self",), no_key=True).order_by("pk").only("pk"))
    return locked
