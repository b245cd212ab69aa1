"""What waits for the administrator."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import MembershipFactory, UserFactory, person
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobRun
from thanthien.core.mail.models import BouncingAddress
from thanthien.notices.administration import administrators_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return person(Role.ADMINISTRATOR)


def counts(user: User) -> dict[str, int]:
    return {work.key.removeprefix("administration:"): work.count for work in administrators_work(user)}


def test_nothing_waits_where_all_is_in_order(administrator: User) -> None:
    assert administrators_work(administrator) == []


def test_addresses_of_people_that_take_no_mail_wait(administrator: User) -> None:
    for email, active in (("lan@example.org", True), ("gone@example.org", False)):
        MembershipFactory(user=UserFactory(email=email, is_active=active))
        BouncingAddress.objects.create(address=email)
    BouncingAddress.objects.create(address="nobody@example.org")
    assert counts(administrator) == {"bouncing": 1}


def test_jobs_that_died_wait_until_they_run_again(administrator: User) -> None:
    for state in (JobState.DEAD, JobState.DEAD, JobState.REFUSED):
        JobRun.objects.create(name="a", title="A", state=state, finished_at=clock.now())
    assert counts(administrator) == {"dead": 2}


def test_people_without_a_role_wait_and_the_door_shows_them(administrator: User, client: Client) -> None:
    without, left = UserFactory(), UserFactory()
    MembershipFactory(user=left, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    UserFactory(is_active=False)
    MembershipFactory(user=UserFactory(), valid_from=date(2099, 1, 1))
    (work,) = administrators_work(administrator)
    assert (work.count, work.noun) == (2, "người")
    client.force_login(administrator)
    assert {row.pk for row in client.get(work.url).context["table"].rows} == {without.pk, left.pk}


def test_doors_are_the_administrators(administrator: User, client: Client) -> None:
    JobRun.objects.create(name="a", title="A", state=JobState.DEAD, finished_at=clock.now())
    MembershipFactory(user=UserFactory(email="lan@example.org"))
    BouncingAddress.objects.create(address="lan@example.org")
    UserFactory()
    client.force_login(administrator)
    assert [client.get(work.url).status_code for work in administrators_work(administrator)] == [200, 200, 200]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_others_have_none_of_it_at_no_statement(role: Role, django_assert_num_queries: Any) -> None:
    UserFactory()
    user = person(role)
    assert Membership.objects.filter(user=user).count() == len(user.hats)
    with django_assert_num_queries(0):
        assert administrators_work(user) == []
