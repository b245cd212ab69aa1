"""“Việc của tôi”: order, headings, the page and the count of the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory, person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.notices import work
from thanthien.notices.work import Work, grouped, register_work, urgency, work_of

WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Work]]:
    """What the only source answers."""
    works: list[Work] = []
    monkeypatch.setattr(work, "_sources", [lambda user: works])
    with clock.set_to(WEDNESDAY):
        yield works


def one(key: str, due: date | None = None, **more: object) -> Work:
    return Work(key, f"Việc {key}", "Xã An Hòa", f"/cua/{key}/", due, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("due", "key"), [
    (date(2026, 3, 3), "late"), (date(2026, 3, 4), "today"), (date(2026, 3, 5), "week"), (date(2026, 3, 8), "week"),
    (date(2026, 3, 9), "later"), (None, "later"),
])  # fmt: skip
def test_urgency_goes_by_the_day_and_by_the_week_until_its_sunday(due: date | None, key: str) -> None:
    assert urgency(due, WEDNESDAY) == key


def test_groups_stand_from_late_to_later_and_none_is_empty() -> None:
    works = [one("b"), one("a", date(2026, 3, 9)), one("c", date(2026, 3, 1))]
    found = [(group.title, [row.key for row in group.works]) for group in grouped(works, WEDNESDAY)]
    assert found == [("Quá hạn", ["c"]), ("Sau đó", ["b", "a"])]


def test_work_stands_by_its_last_day_and_without_one_at_the_end(told: list[Work]) -> None:
    told += [one("z"), one("b", date(2026, 3, 9)), one("a", date(2026, 3, 9)), one("c", date(2026, 3, 1))]
    assert [row.key for row in work_of(User())] == ["c", "a", "b", "z"]


def test_a_source_registered_twice_is_asked_once(told: list[Work]) -> None:
    def source(user: User) -> list[Work]:
        return [one("x")]

    register_work(source)
    register_work(source)
    assert [row.key for row in work_of(User())] == ["x"]


@pytest.mark.django_db
def test_page_shows_the_work_under_its_headings_with_doors(client: Client, told: list[Work]) -> None:
    told += [one("a", date(2026, 3, 1)), one("b", count=18, noun="hồ sơ")]
    client.force_login(person(Role.CITY_OFFICER))
    page = client.get(reverse("notices:work"))
    shown = [(group.title, [row.url for row in group.works]) for group in page.context["groups"]]
    assert shown == [("Quá hạn", ["/cua/a/"]), ("Sau đó", ["/cua/b/"])]
    text = " ".join(page.content.decode().split())
    assert '<a href="/cua/a/">Việc a</a>' in text
    assert "18 hồ sơ · Xã An Hòa" in text
    assert "hạn 01/03/2026" in text


@pytest.mark.django_db
def test_page_without_work_says_so_and_without_a_role_says_why(client: Client, told: list[Work]) -> None:
    client.force_login(person(Role.CITY_OFFICER))
    assert "Không có việc nào đang chờ" in client.get(reverse("notices:work")).content.decode()
    client.force_login(UserFactory())
    assert "Chưa có vai trò" in client.get(reverse("notices:work")).content.decode()


@pytest.mark.django_db
def test_count_tells_how_many_and_how_many_are_late(client: Client, told: list[Work]) -> None:
    client.force_login(person(Role.CITY_OFFICER))
    assert client.get(reverse("notices:counts")).context["count"] == 0
    told += [one("a", date(2026, 3, 1)), one("b", date(2026, 3, 4)), one("c")]
    answer = client.get(reverse("notices:counts"))
    assert (answer.context["count"], answer.context["late"]) == (3, 1)
    words = " ".join(answer.content.decode().split())
    assert words.count('<span class="num">3</span> <span class="visually-hidden">việc, 1 việc quá hạn</span>') == 2


@pytest.mark.django_db
def test_menu_asks_for_the_count_once(client: Client, told: list[Work]) -> None:
    client.force_login(person(Role.CITY_OFFICER))
    assert client.get(reverse("notices:work")).content.decode().count(f'data-hx-get="{reverse("notices:counts")}"') == 1
