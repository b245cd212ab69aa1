"""Who sees how punctually records came, and who may let late ones count."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from thanthien.accounts.models import Membership, User
from thanthien.accounts.positions import APPRAISERS, COMMUNE, SEES_ALL, body_ids
from thanthien.core import clock
from thanthien.measures.acceptances import judges_of, took_part
from thanthien.measures.periods import Period
from thanthien.units.models import Unit


def can_see_lateness(user: User) -> bool:
    """Cơ quan thẩm định, cơ quan theo dõi của thành phố; người của đơn vị xem của đơn vị mình."""
    return user.has_role(*APPRAISERS, *SEES_ALL, *COMMUNE)


def can_see_lateness_of(user: User, unit: Unit, measure: str) -> bool:
    """Who follows the city sees every unit, a commune its own, a body the figures that it judges."""
    if user.has_role(*SEES_ALL) or unit.pk in user.unit_ids(*COMMUNE):
        return True
    bodies = body_ids(user)
    return bool(bodies) and any(one.agency in bodies for one in judges_of(unit, measure))


def no_word_of(user: User, unit: Unit, measure: str, periods: Collection[Period]) -> str:
    """Why no body of the person may say anything of the late records of these periods; empty where one may."""
    return "" if speaking_body(user, unit, measure, periods) else _why_none(user, unit, measure)


def speaking_body(user: User, unit: Unit, measure: str, periods: Collection[Period]) -> int | None:
    """The body of the person that judges all these periods and has its sheet in hand; None where there is none."""
    judges = judges_of(unit, measure)
    for body in (number for hat in user.hats_of(*APPRAISERS) for number in hat.agency_ids):
        held = [[one for one in judges if one.agency == body and one.holds(period)] for period in periods]
        if all(of_one and not any(one.sent for one in of_one) for of_one in held):
            return body
    return None


def _why_none(user: User, unit: Unit, measure: str) -> str:
    bodies = body_ids(user)
    if any(one.sent for one in judges_of(unit, measure) if one.agency in bodies):
        return (
            f"Cơ quan đã gửi phiếu thẩm định của {unit.name_in_sentence}, không ghi thêm được ý kiến về bản ghi quá "
            "hạn. Vui lòng đề nghị thư ký Hội đồng trả lại phiếu; nếu Hội đồng đã kết luận thì hồ sơ cần được mở lại."
        )
    return (
        f"Chỉ cơ quan thẩm định tiêu chí dùng số liệu này của {unit.name_in_sentence} được ghi ý kiến về bản ghi quá "
        "hạn của các kỳ này."
    )


def can_accept_late(user: User, unit: Unit, since: date) -> bool:
    """A person of an appraising body who has no part in the unit: who belonged to it on any day since the span's first,
    or took part in what it told of itself, is in conflict of interest (the rule of appraisal). Leaving frees nobody."""
    if not user.has_role(*APPRAISERS):
        return False
    belonged = Membership.objects.filter(user_id=user.pk).in_unit(unit.pk).during(since, clock.today())
    return not belonged.exists() and not took_part(user, unit, since)
