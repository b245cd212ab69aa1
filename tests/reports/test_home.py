"""Where people land after signing in, and the pages that explain emptiness."""

import pytest
from django.urls import reverse

from tests.evaluations.scenario import fresh, open_year
from tests.factories.accounts import UserFactory, person
from thanthien.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("office", "city-board"),
        ("head", "city-board"),
        ("leader", "leader-home"),
        ("secretary", "council-home"),
        ("member", "council-home"),
        ("auditor", "step-log"),
        ("mttq", "appraisal-home"),
    ],
)
def test_each_role_lands_on_the_page_of_its_work(client, who, name):
    client.force_login(fresh(getattr(open_year(units=1).people, who)))
    assert client.get(reverse("work-home")).url == reverse(name)


def test_commune_lands_on_its_own_page(client):
    client.force_login(open_year(units=1).who("10001", "officer"))
    assert client.get(reverse("work-home")).url == reverse("commune-home")


def test_administrator_lands_on_the_list_of_people(client):
    client.force_login(person(Role.ADMINISTRATOR))
    assert client.get(reverse("work-home")).url == reverse("accounts:people")


# Roles that a city gives already, whose rooms are to come.
WITHOUT_ROOM = {Role.FINANCE, Role.CULTURE}


@pytest.mark.parametrize("role", Role)
def test_every_role_lands_on_a_page_of_its_own_work(client, role):
    client.force_login(person(role))
    answer = client.get(reverse("work-home"), follow=True)
    assert answer.status_code == 200
    assert bool(answer.redirect_chain) is (role not in WITHOUT_ROOM)


@pytest.mark.parametrize("role", Role)
def test_sentence_of_a_role_promises_no_room_that_is_not_there(role):
    assert ("hưa có phần việc" in role.sentence) is (role in WITHOUT_ROOM)


@pytest.mark.parametrize(
    ("role", "name"),
    [(Role.SERVICE_OFFICER, "week"), (Role.VILLAGE_HEAD, "grassroots-mine"), (Role.UNION_REPORTER, "grassroots-mine")],
)
def test_weekly_work_is_the_first_page_of_those_who_have_no_other(client, role, name):
    client.force_login(person(role))
    assert client.get(reverse("work-home")).url == reverse(name)


def test_person_without_role_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "chưa có việc trong kỳ đánh giá này" in client.get(reverse("work-home")).content.decode()


@pytest.mark.parametrize("page", ["city-board", "leader-home", "step-log"])
def test_reports_without_any_cycle_teach_the_next_step(client, page):
    client.force_login(person(Role.CITY_OFFICER))
    assert "Chưa có kỳ đánh giá nào" in client.get(reverse(page)).content.decode()
