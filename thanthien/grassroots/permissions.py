"""Who reports, for whom, and who reads reports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import COMMUNE, PARTY, READS_RECORDS, SPEAKS_FOR_HAMLET
from thanthien.accounts.roles import Role
from thanthien.grassroots.withheld import not_withheld
from thanthien.units.models import Hamlet, Unit
from thanthien.units.rooms import Room

ROOM = Room(
    "grassroots",
    "Ý kiến của Nhân dân hằng tuần",
    "Mặt trận Tổ quốc, đoàn thể, thôn, tổ dân phố báo cáo ý kiến nghe được trong tuần, hoặc “không phát sinh”.",
)
REPORTERS = SPEAKS_FOR_HAMLET
_HOLDS_WORDS = COMMUNE - PARTY
ENTER_FOR_OTHERS = (Role.COMMUNE_FRONT, Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER)


def reports(user: User) -> bool:
    """Người báo cáo hằng tuần cho thôn, tổ dân phố, đoàn thể của mình."""
    return user.works_in(ROOM.key, *REPORTERS)


def can_report(user: User) -> bool:
    """Trưởng thôn, tổ trưởng, đoàn thể, chi hội, Mặt trận Tổ quốc; và công chức ghi thay cho họ."""
    return user.works_in(ROOM.key, *REPORTERS, *ENTER_FOR_OTHERS)


def can_follow(user: User) -> bool:
    """Mọi người của đơn vị: xem thôn, tổ dân phố nào đã báo cáo."""
    return user.works_in(ROOM.key, *COMMUNE, *REPORTERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return can_follow(user) or user.has_role(*READS_RECORDS)


def keeps_own_weeks(user: User) -> bool:
    """Người chỉ báo cáo cho thôn, tổ dân phố, đoàn thể của mình: xem các tuần của mình, không xem sổ của đơn vị."""
    return reports(user) and not user.has_role(*COMMUNE, *READS_RECORDS)


def enters_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person reports of a place: their own thôn, tổ dân phố or agency first, else for others
    by name (Mặt trận Tổ quốc, officers of the committee)."""
    place = hamlet.pk if hamlet else None
    of_unit = [hat for hat in user.hats if hat.unit_id == unit.pk and hat.in_room(ROOM.key)]
    own = (hat for hat in of_unit if hat.role in REPORTERS and hat.hamlet_id == place)
    return next(own, None) or next((hat for hat in of_unit if hat.role in ENTER_FOR_OTHERS), None)


def readers(user: User) -> Q:
    """Which reports a person reads: the city's bodies all, the commune's people those of their unit, a reporter those
    of their own place or hand. What was moved out of the commune's sight only a reporter reads who wrote it."""
    if user.has_role(*READS_RECORDS):
        return not_withheld()
    hamlets = [hat.hamlet_id for hat in user.hats_of(*REPORTERS) if hat.hamlet_id]
    of_unit = Q(unit__in=user.unit_ids(*COMMUNE)) | Q(entered_by=user) | Q(hamlet__in=hamlets)
    read = of_unit & not_withheld()
    return read | Q(entered_by=user) if keeps_own_weeks(user) else read


def reads_words(user: User, report: Any) -> bool:
    """Whether a person who reads a report also reads what was heard, once it became a matter of another room: of the
    unit's bodies People's Committee and Mặt trận Tổ quốc, not the party committee; who reports of the place; who wrote
    it. ``report``: one of :func:`~thanthien.grassroots.withheld.with_taken`."""
    if not report.taken_as or report.entered_by_id == user.pk:
        return True
    if user.hat_in(report.unit_id, ROOM.key, *_HOLDS_WORDS) is not None:
        return True
    return report.hamlet_id is not None and any(hat.hamlet_id == report.hamlet_id for hat in user.hats_of(*REPORTERS))
