"""Where consent is asked the officer sees how many stand; taking one back works where it says so."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.feedback.scene import CONTACT, a_code, a_scene, sent, told
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.private.enums import Ground
from thanthien.core.private.purposes import purposes
from thanthien.feedback.actions import change_contact
from thanthien.feedback.enums import Via
from thanthien.feedback.receiving import receive
from thanthien.grassroots.models import OpinionPerson

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(person(Role.DATA_PROTECTION))
    return client


def counted(officer: Client) -> dict[str, tuple[int, int | None]]:
    table = officer.get(reverse("privacy-consents")).context["table"]
    return {line.purpose.code: (line.counted.standing, line.counted.ended) for line in table.table.rows}


def test_each_purpose_by_consent_is_listed_and_counted(officer: Client) -> None:
    OpinionPerson.objects.create(origin="8a1a3b9e-0000-4000-8000-000000000001", name="Bà Tư")
    asked = {one.code for one in purposes() if one.ground == Ground.CONSENT}
    assert (set(counted(officer)), counted(officer)["grassroots.person"]) == (asked, (1, None))


def test_only_contacts_that_their_owners_left_are_counted(officer: Client) -> None:
    day, scene, code = clock.today(), a_scene(), a_code()
    told(scene, day)
    told(scene, day, via=Via.PHONE, by=scene.officer)
    handed_on = sent(scene, day, via=Via.IMPORT, source="tong-dai:1")
    receive([handed_on], by=None)
    of_desk = told(scene, day, code=code, via=Via.DESK, by=scene.officer)
    assert counted(officer)["feedback.contact"] == (1, 0)
    change_contact(CONTACT, letters=False, code=code, version=of_desk.version)
    assert counted(officer)["feedback.contact"] == (2, 0)


def test_page_asks_the_database_as_often_for_one_as_for_three(
    officer: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        OpinionPerson.objects.create(origin=f"8a1a3b9e-0000-4000-8000-00000000000{number}", name="Bà Tư")
    with django_assert_max_num_queries(12) as few:
        counted(officer)
    OpinionPerson.objects.all().delete()
    with django_assert_max_num_queries(12) as again:
        counted(officer)
    assert len(few) == len(again)
