"""Contact of a device by a personal link: noted, rationed by the link, and kept by no cache."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.grassroots.scene import Scene, a_scene
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.offline import queries
from thanthien.offline.actions import make_link
from thanthien.offline.models import LinkUse

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def door(scene: Scene) -> str:
    seat = Membership.objects.get(user=scene.head)
    return reverse("offline-link", args=[make_link(seat=seat, by=scene.front)])


def contact(address: str) -> int:
    return Client().get(f"{address}lien-he/").status_code


def history() -> list[str]:
    return list(LinkUse.objects.order_by("pk").values_list("step", flat=True))


def test_contact_is_in_the_history_once_for_an_opening(scene: Scene) -> None:
    address = door(scene)
    assert [contact(address), contact(address)] == [200, 200]
    assert history() == ["made", "opened"]
    with clock.set_to(NOW + timedelta(hours=1)):
        contact(address)
        Client().get(address)
        contact(address)
    assert history() == ["made", "opened", "opened", "opened"]  # the page always, the device beside it not again


def test_contact_is_rationed_by_link_wherever_it_comes_from(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_CONTACTS_A_DAY", 2)
    worn, fresh = door(scene), door(scene)
    answers = [Client(REMOTE_ADDR=f"203.0.113.{number}").get(f"{worn}lien-he/").status_code for number in range(3)]
    assert (answers, contact(fresh)) == ([200, 200, 429], 200)


@pytest.mark.parametrize("end", ["", "lien-he/", "gui/"], ids=["page", "contact", "sending"])
def test_answer_to_a_link_is_kept_by_no_cache(scene: Scene, end: str) -> None:
    address = door(scene)
    answer = Client().post(f"{address}{end}", {}) if end == "gui/" else Client().get(f"{address}{end}")
    assert "no-store" in answer["Cache-Control"]


def test_contact_of_nobody_is_kept_by_no_cache() -> None:
    assert "no-store" in Client().get(reverse("offline-contact"))["Cache-Control"]
