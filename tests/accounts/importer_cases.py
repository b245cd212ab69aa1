"""The importer of people, for the tests of all importers."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import Membership, User
from thanthien.accounts.people_workbook import own_people_import, people_import
from thanthien.accounts.roles import Role
from thanthien.units.models import Agency, Hamlet


def some_roles(count: int) -> None:
    MembershipFactory.create_batch(count)


def new_people(count: int) -> Sequence[Sequence[Any]]:
    AgencyFactory(code="so-noi-vu")
    return [
        [f"Lê Thị {number}", f"moi-{number}@example.org", "so-noi-vu", "auditor", "01/07/2026", "", "", "", ""]
        for number in range(count)
    ]


def state() -> object:
    people = User.objects.order_by("pk").values_list("username", "email", "full_name", "is_active")
    return list(people), list(Membership.objects.order_by("pk").values_list())


EMAILS = st.from_regex(r"[a-z0-9]{1,12}(\.[a-z0-9]{1,12})?@[a-z]{2,9}\.(org|vn)", fullmatch=True)

USERNAMES = st.from_regex(r"[a-z][a-z0-9._-]{2,20}", fullmatch=True)


def own_committee() -> Agency:
    return AgencyFactory(committee=True, code="ubnd-1", unit=UnitFactory(code="1"))


def the_focal() -> User:
    return person(Role.COMMUNE_FOCAL, agency=own_committee())


def some_own_roles(count: int) -> None:
    MembershipFactory.create_batch(count, agency=own_committee(), role=Role.COMMUNE_OFFICER)


def new_own_people(count: int) -> Sequence[Sequence[Any]]:
    unit = own_committee().unit
    hamlet = Hamlet.objects.filter(unit=unit).first() or HamletFactory(unit=unit)
    return [
        [f"Lê Thị {number}", "", "ubnd-1", "village_head", "01/07/2026", "", f"le.thi.moi{number}", "", hamlet.name]
        for number in range(count)
    ]


FORMS = {"email": EMAILS, "username": USERNAMES}
CASES = [
    ImporterCase(people_import, stock=some_roles, fresh=new_people, state=state, forms=FORMS),
    ImporterCase(
        own_people_import, stock=some_own_roles, fresh=new_own_people, state=state, forms=FORMS, sender=the_focal
    ),
]
