"""People and memberships to test with."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from tests.factories.units import AgencyFactory
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.text import person_sort_key
from thanthien.units.enums import AgencyKind
from thanthien.units.models import Agency

PASSWORD = "hoa-phuong-do-2026"
_TRAITS = {
    AgencyKind.COMMUNE_COMMITTEE: "committee",
    AgencyKind.COMMUNE_FRONT: "commune_front",
    AgencyKind.COMMUNE_UNION: "commune_union",
    AgencyKind.COUNCIL: "council",
    AgencyKind.CITY_COMMITTEE: "city_committee",
}


class UserFactory(DjangoModelFactory):
    """A person without a role who signs in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"can-bo-{n}")
    email = factory.Sequence(lambda n: f"can-bo-{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn {n}")
    sort_key = factory.LazyAttribute(lambda user: person_sort_key(user.full_name))
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    """A new person as chuyên viên of a new department, since 1 January 2026."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = Role.CITY_OFFICER
    valid_from = date(2026, 1, 1)


def person(*roles: Role, agency: Agency | None = None, **fields: Any) -> User:
    """A person who now has the roles: all in `agency`, or each in a fitting one (new for departments and communes)."""
    user: User = UserFactory(**fields)
    for role in roles:
        MembershipFactory(user=user, role=role, agency=agency or fitting_agency(role))
    return user


def fitting_agency(role: Role) -> Agency:
    """An agency that may hold the role; for most city roles a new department."""
    kinds = role.agency_kinds
    if AgencyKind.DEPARTMENT in kinds:
        return AgencyFactory()
    return AgencyFactory(**{_TRAITS[AgencyKind(kinds[0])]: True})
