"""Whom the đầu mối of a unit manages: people of the unit who hold nothing but roles that the city leaves to units."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from thanthien.accounts.managed import managed_roles
from thanthien.accounts.models import Membership, MembershipQuerySet, RoleRequest, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.text import fold
from thanthien.units.models import Agency, AgencyQuerySet
from thanthien.units.staying import with_roles


def own_units(by: User) -> frozenset[int]:
    """The units whose people this person manages."""
    return by.unit_ids(Role.COMMUNE_FOCAL)


def own_seats(by: User) -> MembershipQuerySet:
    """Memberships, of today, before and to come, in roles that are the unit's to give."""
    roles = [str(role) for role in managed_roles()]
    return Membership.objects.filter(agency__unit__in=own_units(by), role__in=roles)


def own_agencies(by: User) -> AgencyQuerySet:
    """Agencies of the unit in which such roles may be given today."""
    kinds = {kind for role in managed_roles() for kind in role.agency_kinds}
    return with_roles().filter(unit__in=own_units(by), kind__in=kinds).in_list_order()


def is_own_seat(by: User, agency: Agency | None, role: Role | None) -> bool:
    """Whether a role in an agency is the unit's to give."""
    return agency is not None and agency.unit_id in own_units(by) and role in managed_roles()


def _held_on(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Those that go on today, or begin later."""
    return memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))


def _bound_elsewhere(by: User) -> Q:
    """People with another role, now or to come, wherever it is; and those for whom one is asked."""
    others = _held_on(Membership.objects.exclude(pk__in=own_seats(by).order_by().values("pk")))
    asked = RoleRequest.objects.waiting().order_by().values("person_id")
    return Q(pk__in=others.order_by().values("user_id")) | Q(pk__in=asked)


def own_people(by: User) -> QuerySet[User]:
    """Everyone in such a role of the unit, and those who were and hold no role any more; never the person themself."""
    seats = own_seats(by).order_by()
    held_on = Q(pk__in=_held_on(seats).values("user_id"))
    former = Q(pk__in=seats.values("user_id")) & ~_bound_elsewhere(by)
    people: QuerySet[User] = User.objects.in_vietnamese_order()
    return people.filter(held_on | former).exclude(pk=by.pk)


def managed_people(by: User) -> QuerySet[User]:
    """Those of them whom the unit manages: they hold no other role anywhere, and none is asked for them."""
    return own_people(by).exclude(_bound_elsewhere(by))


def search_own_people(by: User, text: str = "", role: str = "") -> QuerySet[User]:
    """The unit's people with the roles that they hold there today (``current_memberships``), by words of name, address
    or name to sign in with; of one role."""
    seats = own_seats(by).select_related("agency", "hamlet").order_by("pk")
    people = own_people(by).prefetch_related(
        Prefetch("memberships", queryset=_held_on(seats), to_attr="current_memberships")
    )
    for word in fold(text).split():
        people = people.filter(Q(folded__contains=word) | Q(email__contains=word) | Q(username__contains=word))
    if role:
        people = people.filter(pk__in=_held_on(seats).filter(role=role).order_by().values("user_id"))
    return people
