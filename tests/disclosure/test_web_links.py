"""Pages of the unit on which documents stand: who is told that one doesn't open, and when."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.links.site import Site, a_site
from tests.disclosure.scene import Scene, a_scene, drafted, made_public, posted, values
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.links.actions import check_due
from thanthien.core.links.models import LinkState
from thanthien.disclosure.kinds import POSTINGS
from thanthien.disclosure.models import Disclosure, Posting
from thanthien.disclosure.web_links import addresses
from thanthien.records.actions import Entry, correct, enter, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.set_to(datetime(2026, 3, 10, 9, tzinfo=ZONE)):
        yield


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as made:
        yield made


def on_the_web(scene: Scene, address: str, **told: Any) -> tuple[Disclosure, Posting]:
    """A document that stands on a page of the unit, made public."""
    record = drafted(scene, DAY, **told)
    made_public(scene, record, DAY)
    said = {"disclosure": record.origin, "form": "b", "spots": "", "where": address, "last": None}
    form = enter(POSTINGS, Entry(scene.unit, DAY, said), by=scene.officer)
    assert isinstance(form, Posting)
    return record, form


def looked_at(site: Site, day: int) -> None:
    with clock.set_to(datetime(2026, 3, day, 1, 3, tzinfo=ZONE)):
        check_due(site.reach(), pause=0)


def as_officer(scene: Scene, name: str, *args: int) -> Any:
    client = Client()
    client.force_login(scene.officer)
    return client.get(reverse(name, args=args))


def public_forms(record: Disclosure) -> list[str]:
    return list(Client().get(reverse("disclosure-document", args=[record.origin])).context["forms"])


def test_page_that_does_not_open_is_told_to_its_unit_at_once_and_to_everybody_from_the_second_night(
    scene: Scene, site: Site
) -> None:
    address = site.address("/van-ban")
    record, _ = on_the_web(scene, address)
    shown = f"trang thông tin điện tử của đơn vị ({address}) từ 02/03/2026"
    looked_at(site, 4)
    (line,) = as_officer(scene, "disclosures-record", record.pk).context["postings"]
    assert (line.words, public_forms(record)) == ("mở được lúc 01:03, 04/03/2026", [shown])
    site.answers["/van-ban"] = 404
    looked_at(site, 11)
    page = as_officer(scene, "disclosures-record", record.pk)
    told = "không mở được từ 11/03/2026: trang không còn ở địa chỉ này (mã 404); lần cuối mở được 01:03, 04/03/2026"
    assert [line.words for line in page.context["postings"]] == [told]
    assert f"Liên kết {told}." in page.content.decode()
    assert public_forms(record) == [shown]
    looked_at(site, 12)
    assert public_forms(record) == [f"{shown}, liên kết không mở được từ 11/03/2026"]


def test_page_of_which_nothing_is_known_is_told_to_its_unit_alone(scene: Scene, site: Site) -> None:
    site.answers["/van-ban"] = 403
    record, _ = on_the_web(scene, site.address("/van-ban"))
    for day in (4, 11):
        looked_at(site, day)
    (line,) = as_officer(scene, "disclosures-record", record.pk).context["postings"]
    assert line.words == "trang không cho chương trình kiểm tra mở; cần tự mở thử (mã 403)"
    assert "không mở được" not in "".join(public_forms(record))


def test_board_lists_what_does_not_open(scene: Scene, site: Site) -> None:
    site.answers |= {"/1": 404, "/2": 500}
    for number in (1, 2, 3):
        on_the_web(scene, site.address(f"/{number}"), title=f"Văn bản {number}")
    on_the_web(other := a_scene(), site.address("/1"), title="Của đơn vị khác")
    looked_at(site, 11)
    page = as_officer(scene, "disclosure-board")
    assert [one.record.title for one in page.context["dead_links"]] == ["Văn bản 1", "Văn bản 2"]
    assert "Liên kết đã ghi không mở được" in page.content.decode()
    assert [one.record.title for one in as_officer(other, "disclosure-board").context["dead_links"]] == [
        "Của đơn vị khác"
    ]


def test_only_pages_that_hold_are_looked_at(scene: Scene, site: Site) -> None:
    record, form = on_the_web(scene, site.address("/1"))
    for number, last in ((2, date(2026, 3, 9)), (3, date(2026, 3, 10))):
        said = {
            "disclosure": record.origin,
            "form": "b",
            "spots": "",
            "where": site.address(f"/{number}"),
            "last": last,
        }
        enter(POSTINGS, Entry(scene.unit, DAY, said), by=scene.officer)
    posted(scene, record, DAY, "e")  # a place, no page
    assert sorted(addresses()) == [site.address("/1"), site.address("/3")]
    withdraw(POSTINGS, record_id=form.pk, version=1, reason="Ghi nhầm trang", by=scene.officer)
    assert sorted(addresses()) == [site.address("/3")]


def test_corrected_address_is_another_link(scene: Scene, site: Site) -> None:
    site.answers["/sai"] = 404
    record, form = on_the_web(scene, site.address("/sai"))
    looked_at(site, 11)
    said = {"disclosure": record.origin, "form": "b", "spots": "", "where": site.address("/dung"), "last": None}
    correct(
        POSTINGS, Entry(scene.unit, DAY, said), record_id=form.pk, version=1, reason="Sửa địa chỉ", by=scene.officer
    )
    assert as_officer(scene, "disclosure-board").context["dead_links"] == []
    looked_at(site, 12)
    assert [(one.address, one.is_dead) for one in LinkState.objects.all()] == [(site.address("/dung"), False)]


def test_board_costs_the_same_for_one_dead_page_and_for_three(
    scene: Scene, site: Site, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    site.answers |= {"/1": 404, "/2": 404, "/3": 404}
    on_the_web(scene, site.address("/1"))
    looked_at(site, 11)
    with django_assert_max_num_queries(40) as first:
        as_officer(scene, "disclosure-board")
    for number in (2, 3):
        on_the_web(scene, site.address(f"/{number}"), **values(title=f"Văn bản {number}"))
    looked_at(site, 12)
    with django_assert_num_queries(len(first)):
        as_officer(scene, "disclosure-board")
