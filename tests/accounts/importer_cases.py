"""The importer of people, for the tests of all importers."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.factories.accounts import MembershipFactory
from tests.factories.units import AgencyFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import Membership, User
from thanthien.accounts.people_workbook import people_import


def some_roles(count: int) -> None:
    MembershipFactory.create_batch(count)


def new_people(count: int) -> Sequence[Sequence[Any]]:
    AgencyFactory(code="so-noi-vu")
    return [
        [f"Lê Thị {number}", f"moi-{number}@example.org", "so-noi-vu", "auditor", "01/07/2026", "", "", ""]
        for number in range(count)
    ]


def state() -> object:
    people = User.objects.order_by("pk").values_list("username", "email", "full_name", "is_active")
    return list(people), list(Membership.objects.order_by("pk").values_list())


EMAILS = st.from_regex(r"[a-z0-9]{1,12}(\.[a-z0-9]{1,12})?@[a-z]{2,9}\.(org|vn)", fullmatch=True)

USERNAMES = st.from_regex(r"[a-z][a-z0-9._-]{2,20}", fullmatch=True)

CASES = [
    ImporterCase(
        people_import, stock=some_roles, fresh=new_people, state=state, forms={"email": EMAILS, "username": USERNAMES}
    )
]
