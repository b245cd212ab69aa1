"""Who makes personal links, and for whom."""

from __future__ import annotations

from thanthien.accounts.models import Membership, MembershipQuerySet, User
from thanthien.accounts.positions import SPEAKS_FOR_HAMLET
from thanthien.accounts.roles import Role

LINK_MAKERS = (Role.COMMUNE_FOCAL, Role.COMMUNE_FRONT)


def can_make_links(user: User) -> bool:
    """Đầu mối của đơn vị và Mặt trận Tổ quốc cấp xã."""
    return user.has_role(*LINK_MAKERS)


def seats_for_links(user: User) -> MembershipQuerySet:
    """The seats of the person's unit that may get a link: heads of thôn, tổ dân phố and reporters of unions."""
    rows: MembershipQuerySet = Membership.objects.filter(agency__unit__in=user.unit_ids(*LINK_MAKERS))
    return rows.filter(role__in=SPEAKS_FOR_HAMLET).select_related("user", "agency", "hamlet")
