"""A form of the people pages that is sent again, because its answer was lost, is carried out once."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.mail.models import Message

pytestmark = pytest.mark.django_db
SAME_PAGE = {"csrfmiddlewaretoken": "t" * 64}
PRINTED = re.compile(r"<code>[^<]{14}</code>")


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def twice(client: Client, name: str, *arguments: Any, **fields: Any) -> list[Any]:
    return [client.post(reverse(f"accounts:{name}", args=arguments), fields | SAME_PAGE) for _ in range(2)]


def test_person_without_address_is_added_once(admin: Client) -> None:
    first, again = twice(admin, "person_add", full_name="Vũ Thị Lan", email="")
    added = User.objects.get(full_name="Vũ Thị Lan")
    assert [first.url, again.url] == [reverse("accounts:person", args=[added.pk])] * 2


def test_letter_with_the_link_is_sent_once(admin: Client) -> None:
    one = UserFactory(email="lan@vi.du")
    first, again = twice(admin, "person_invite", one.pk)
    assert ([first.status_code, again.status_code], Message.objects.count()) == ([302, 302], 1)


def test_role_is_given_once(admin: Client) -> None:
    one, office = UserFactory(), AgencyFactory()
    answers = twice(admin, "membership_start", one.pk, agency=office.code, role="auditor", first_day="05/03/2026")
    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Membership.objects.filter(user=one).values_list("role", flat=True)) == ["auditor"]


def test_first_password_is_printed_once_and_what_was_printed_stays(admin: Client) -> None:
    one = UserFactory(email="")
    first, again = twice(admin, "person_slip", one.pk)
    made = PRINTED.findall(first.content.decode())
    assert (first.status_code, len(made)) == (200, 1)
    assert (again.status_code, again.url) == (302, reverse("accounts:person", args=[one.pk]))
    password = User.objects.get(pk=one.pk)
    assert password.check_password(made[0].removeprefix("<code>").removesuffix("</code>"))


def test_first_password_of_a_page_shown_anew_is_another(admin: Client) -> None:
    one = UserFactory(email="")
    address = reverse("accounts:person_slip", args=[one.pk])
    made = [admin.post(address, {"csrfmiddlewaretoken": token * 64}).content.decode() for token in "tu"]
    assert len({PRINTED.findall(one)[0] for one in made}) == 2


def test_end_of_a_role_is_told_once(admin: Client) -> None:
    held = MembershipFactory(valid_from=date(2025, 1, 1))
    answers = twice(admin, "membership_end", held.pk, last_day="31/12/2030")
    held.refresh_from_db()
    assert ([one.status_code for one in answers], held.valid_to) == ([302, 302], date(2030, 12, 31))
