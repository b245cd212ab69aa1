"""Roles of the city count once a second administrator has agreed."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, UserFactory, fitting_agency, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.actions import accept_role, import_people, move_person, refuse_role, start_membership
from thanthien.accounts.models import Membership, RoleRequest, User
from thanthien.accounts.people_check import PersonLine
from thanthien.accounts.roles import Role
from thanthien.accounts.rules import ROLE_ASKED, SECOND_PERSON
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _needed(settings: Any) -> Any:
    settings.SECOND_PERSON_FOR_ROLES = True
    with clock.set_to(DAY):
        yield


@pytest.fixture
def first() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def second() -> User:
    return person(Role.ADMINISTRATOR)


def ask(by: User, role: Role = Role.CITY_OFFICER, who: User | None = None, day: date = DAY) -> RoleRequest:
    given = start_membership(person=who or UserFactory(), agency=fitting_agency(role), role=role, first_day=day, by=by)
    assert isinstance(given, RoleRequest)
    return given


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", [role for role in Role if role.of_city])
def test_role_of_the_city_counts_once_another_administrator_agrees(first: User, second: User, role: Role) -> None:
    asked = ask(first, role)
    assert list(asked.person.memberships.all()) == []
    accept_role(request_id=asked.pk, by=second)
    assert [hat.role for hat in User.objects.get(pk=asked.person_id).hats] == [role]


def test_role_of_a_commune_needs_nobody_else(first: User) -> None:
    committee = fitting_agency(Role.COMMUNE_CHAIR)
    given = start_membership(
        person=UserFactory(), agency=committee, role=Role.COMMUNE_CHAIR, first_day=DAY, by=first
    )  # fmt: skip
    assert (isinstance(given, Membership), RoleRequest.objects.count()) == (True, 0)


def test_nobody_agrees_alone_nor_for_themself(first: User, second: User) -> None:
    asked, for_second = ask(first), ask(first, Role.DATA_PROTECTION, second)
    for request, who in ((asked, first), (for_second, second)):
        with pytest.raises(Refused, match=SECOND_PERSON):
            accept_role(request_id=request.pk, by=who)
    assert RoleRequest.objects.waiting().count() == 2


def test_the_database_keeps_one_person_from_saying_yes_alone(first: User) -> None:
    asked = ask(first)
    with pytest.raises(IntegrityError, match="role_request_needs_a_second_person"):
        RoleRequest.objects.filter(pk=asked.pk).update(accepted=True, decided_by=first, decided_at=clock.now())


def test_a_second_account_of_an_administrator_helps_nobody(first: User) -> None:
    """The way that was open: a second account, an administrator by a click, and from there everything."""
    other_self = UserFactory()
    ask(first, Role.ADMINISTRATOR, other_self)
    assert client_of(other_self).get(reverse("accounts:people")).status_code == 404


def test_role_begins_with_the_yes_at_the_earliest(first: User, second: User) -> None:
    early, late = ask(first, day=date(2026, 3, 1)), ask(first, day=date(2026, 9, 1))
    started = [accept_role(request_id=one.pk, by=second).valid_from for one in (early, late)]
    assert started == [DAY, date(2026, 9, 1)]


def test_who_moves_keeps_the_former_role_until_the_yes(first: User, second: User) -> None:
    held = MembershipFactory(role=Role.CITY_OFFICER)
    asked = move_person(membership=held, agency=AgencyFactory(), role=Role.CITY_HEAD, first_day=DAY, by=first)
    held.refresh_from_db()
    before = held.valid_to
    started = accept_role(request_id=asked.pk, by=second)
    held.refresh_from_db()
    assert (before, held.valid_to, started.valid_from) == (None, date(2026, 5, 31), DAY)


def test_refused_and_answered_requests_are_over(first: User, second: User) -> None:
    refused, accepted = ask(first), ask(first)
    refuse_role(request_id=refused.pk, by=first)
    accept_role(request_id=accepted.pk, by=second)
    for request in (refused, accepted):
        with pytest.raises(Refused, match="đã được trả lời"):
            accept_role(request_id=request.pk, by=second)
    assert Membership.objects.filter(user=refused.person).exists() is False


def test_same_role_is_asked_for_once(first: User, second: User) -> None:
    asked = ask(first)
    with pytest.raises(Invalid) as told:
        start_membership(person=asked.person, agency=asked.agency, role=asked.role_enum, first_day=DAY, by=second)
    assert told.value.errors == {"role": ROLE_ASKED}


def test_roles_that_exclude_each_other_by_now_are_not_given(first: User, second: User) -> None:
    one = ask(first, Role.CITY_OFFICER)
    other = ask(first, Role.ADMINISTRATOR, one.person)
    accept_role(request_id=one.pk, by=second)
    with pytest.raises(Refused, match="Một người không đồng thời là"):
        accept_role(request_id=other.pk, by=second)
    assert [hat.role for hat in User.objects.get(pk=one.person_id).hats] == [Role.CITY_OFFICER]


def test_file_asks_for_roles_of_the_city_and_gives_the_others(first: User) -> None:
    office, committee = AgencyFactory(), fitting_agency(Role.COMMUNE_CHAIR)
    lines = [
        PersonLine(2, "Lê Thị Na", "na@example.org", office, Role.CITY_OFFICER, DAY),
        PersonLine(3, "Lê Văn Tư", "tu@example.org", committee, Role.COMMUNE_CHAIR, DAY),
    ]
    assert import_people(lines=lines, by=first) == 2
    assert list(RoleRequest.objects.values_list("person__email", "asked_by")) == [("na@example.org", first.pk)]
    assert list(Membership.objects.exclude(user=first).values_list("user__email", flat=True)) == ["tu@example.org"]
    with pytest.raises(Refused):
        import_people(lines=lines, by=first)


def test_second_administrator_finds_the_request_among_their_work(first: User, second: User) -> None:
    ask(first)
    ask(second)
    told = {work.title: work.count for work in work_of(second)}
    assert (told["Đồng ý giao vai trò"], work_of(person(Role.AUDITOR))) == (1, [])


def test_pages_lead_from_the_request_to_the_role(first: User, second: User) -> None:
    user, office = UserFactory(full_name="Lê Thị Na"), AgencyFactory()
    data = {"agency": office.code, "role": "city_officer", "first_day": "01/06/2026", "hamlet": ""}
    sent = client_of(first).post(reverse("accounts:membership_start", args=[user.pk]), data, follow=True)
    assert "Vai trò có hiệu lực khi quản trị hệ thống thứ hai đồng ý." in sent.text
    listed, accept = (
        reverse("accounts:role_requests"),
        reverse("accounts:role_accept", args=[user.role_requests.get().pk]),
    )
    assert [accept in client_of(one).get(listed).text for one in (first, second)] == [False, True]
    assert "không phải người đề nghị" in client_of(first).post(accept, follow=True).text
    assert "Lê Thị Na: đã có vai trò" in client_of(second).post(accept, follow=True).text
    assert "Không có vai trò nào chờ đồng ý" in client_of(second).get(listed).text


def test_request_can_be_taken_back_on_the_page(first: User) -> None:
    asked = ask(first)
    client_of(first).post(reverse("accounts:role_refuse", args=[asked.pk]))
    asked.refresh_from_db()
    assert (asked.accepted, asked.decided_by) == (False, first)
