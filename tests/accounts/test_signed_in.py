"""Who is signed in is read at every request: a person who is locked out, or whose role ended, is out at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.factories.accounts import MembershipFactory, person
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.accounts.signed_in import Backend
from thanthien.core import clock

pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/nguoi-dung/"


@pytest.fixture
def admin(client: Client) -> User:
    found = person(Role.ADMINISTRATOR)
    client.force_login(found)
    return found


def test_person_and_hats_come_in_one_statement_as_the_person_tells_them(django_assert_num_queries: Any) -> None:
    user = person(Role.APPRAISER)
    MembershipFactory(user=user, role=Role.COMMUNE_FOCAL)
    MembershipFactory(user=user, role=Role.COMMUNE_CHAIR, valid_to=clock.today() - timedelta(1))
    MembershipFactory(user=user, role=Role.COMMUNE_OFFICER, valid_from=clock.today() + timedelta(1))
    with django_assert_num_queries(1):
        found = Backend().get_user(user.pk)
        assert found is not None
        hats = found.hats
    assert hats == User.objects.get(pk=user.pk).hats
    assert [hat.role for hat in hats] == [Role.APPRAISER, Role.COMMUNE_FOCAL]


def test_somebody_without_a_role_has_no_hats() -> None:
    user = person()
    Membership.objects.filter(user=user).delete()
    found = Backend().get_user(user.pk)
    assert found is not None
    assert found.hats == ()


def test_who_is_locked_out_is_out_at_the_next_request(admin: User, client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    User.objects.filter(pk=admin.pk).update(is_active=False)
    assert client.get(PAGE).status_code == 302
    User.objects.filter(pk=admin.pk).update(is_active=True)
    assert client.get(PAGE).status_code == 200


def test_who_lost_the_role_is_refused_at_the_next_request(admin: User, client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    Membership.objects.filter(user=admin).update(valid_to=clock.today() - timedelta(1))
    assert client.get(PAGE).status_code == 404


def test_another_password_ends_the_session(admin: User, client: Client) -> None:
    admin.set_password("mot mat khau moi khac")
    admin.save()
    assert client.get(PAGE).status_code == 302


def test_a_session_that_was_ended_or_ran_out_is_none(admin: User, client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert client.get(PAGE).status_code == 302
    client.force_login(admin)
    assert client.get(PAGE).status_code == 200
    Session.objects.all().delete()
    assert client.get(PAGE).status_code == 302
