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


def test_person_without_role_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "chưa có việc trong kỳ đánh giá này" in client.get(reverse("work-home")).content.decode()


@pytest.mark.parametrize("page", ["city-board", "leader-home", "step-log"])
def test_reports_without_any_cycle_teach_the_next_step(client, page):
    client.force_login(person(Role.CITY_OFFICER))
    assert "Chưa có kỳ đánh giá nào" in client.get(reverse(page)).content.decode()
