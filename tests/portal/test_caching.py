"""Public pages are quick: few statements cold, none warm, fresh after each publication, nobody's own page kept."""

import gzip

import pytest
from django.core.cache import caches

from tests.evaluations.scenario import fresh, open_year
from tests.portal.published import lower, published_year
from thanthien.core import clock
from thanthien.core.remembered import Remembered
from thanthien.evaluations.models import Dossier
from thanthien.portal import won
from thanthien.portal.years import map_of
from thanthien.units.models import Boundary, Unit

pytestmark = pytest.mark.django_db
PAGES = {"/": 3, "/ket-qua/2026/": 3, "/don-vi-hanh-chinh/10001/": 4, "/cach-cham-diem/": 8}


@pytest.fixture
def year():
    return published_year()


@pytest.mark.parametrize(("path", "statements"), PAGES.items(), ids=str)
def test_cold_page_takes_few_statements(year, client, path, statements, django_assert_num_queries):
    client.get(path)
    caches["local"].clear()
    with django_assert_num_queries(statements):
        client.get(path)


@pytest.mark.parametrize("path", PAGES)
def test_warm_page_takes_no_statement(year, client, path, django_assert_num_queries):
    first = client.get(path)
    with django_assert_num_queries(0):
        second = client.get(path)
    assert second.content == first.content


@pytest.mark.parametrize("left", ["fbclid=IwAR0-aibam", "utm_source=zalo&utm_medium=zalo&zarsrc=31-aibam"])
def test_link_passed_on_by_others_shows_the_page_from_memory_without_who_followed_it(
    year, client, left, django_assert_num_queries
):
    first = client.get(f"/ket-qua/2026/?{left}")
    with django_assert_num_queries(0):
        second, third = client.get("/ket-qua/2026/"), client.get(f"/ket-qua/2026/?{left}")
    assert (first.content == second.content == third.content, b"aibam" in first.content) == (True, False)
    assert client.get(f"/ket-qua/2026/?{left}&q=khong+co").content != first.content


def test_page_under_another_port_comes_from_memory_too(year, client, django_assert_num_queries):
    first = client.get("/ket-qua/2026/")
    with django_assert_num_queries(0):
        second = client.get("/ket-qua/2026/", headers={"Host": "testserver:8443"})
    assert second.content == first.content


def test_what_a_seal_says_is_put_together_once_and_anew_for_the_next_seal(year, client, monkeypatch):
    read, read_off = [], won._read_off
    monkeypatch.setattr(won, "_won", Remembered(8))
    monkeypatch.setattr(won, "_read_off", lambda sheet: read.append(sheet.level) or read_off(sheet))
    first, second = (client.get("/don-vi-hanh-chinh/10002/", {"lan": number}).content for number in range(2))
    lower(year, "10002", level=0, number="31/QĐ-UBND")
    third = client.get("/don-vi-hanh-chinh/10002/", {"lan": 2}).content
    assert (read, first == second, b'class="points-list"' in first, b'class="points-list"' in third) == (
        [2, 0], True, True, True,
    )  # fmt: skip


def test_statements_do_not_grow_with_units(client, django_assert_num_queries):
    open_year(units=1).publish()
    client.get("/ket-qua/2026/")
    caches["local"].clear()
    with django_assert_num_queries(PAGES["/ket-qua/2026/"]):
        client.get("/ket-qua/2026/")


def test_stranger_gets_no_cookie_and_a_page_to_keep(year, client):
    answer = client.get("/")
    assert (dict(answer.cookies), answer["Cache-Control"]) == ({}, "public, max-age=60")
    assert {part.strip() for part in answer["Vary"].split(",")} >= {"Cookie", "Accept-Encoding"}
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_unchanged_page_is_not_sent_again(year, client):
    tag = client.get("/")["ETag"]
    answer = client.get("/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_page_is_sent_compressed(year, client):
    plain = client.get("/").content
    answer = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert (answer["Content-Encoding"], gzip.decompress(answer.content)) == ("gzip", plain)


def test_lowering_changes_the_kept_page(year, client):
    before = client.get("/don-vi-hanh-chinh/10002/").content
    lower(year, "10002", number="31/QĐ-UBND")
    caches["local"].delete("portal-version")  # two seconds later
    assert client.get("/don-vi-hanh-chinh/10002/").content != before


def test_signed_in_people_get_their_own_page(year, client):
    client.get("/")
    client.force_login(fresh(year.people.head))
    answer = client.get("/")
    assert (answer["Cache-Control"], "Head" in answer.content.decode()) == ("private, no-cache", True)
    client.logout()
    assert "Đăng nhập" in client.get("/").content.decode()


def test_addresses_with_a_query_are_not_kept(year, client):
    client.get("/ket-qua/2026/?q=a")
    kept = len(caches["local"]._cache)
    client.get("/ket-qua/2026/?q=b")
    assert len(caches["local"]._cache) == kept


# --- The map: drawn once for what it shows --------------------------------------------------------------------------


def test_map_is_drawn_once_for_the_same_units_and_levels(year, client):
    map_of.cache_clear()
    for path in ("/", "/?lan=2", "/ket-qua/2026/", "/ket-qua/2026/?q=hoa"):
        client.get(path)
    drawn = map_of.cache_info()
    assert (drawn.misses, drawn.hits) == (1, 3)


def test_map_shows_at_once_what_was_just_written(year, client):
    """Within one transaction and without emptying any memory: what is drawn hangs on what is read."""
    before = client.get("/?lan=1").content.decode()
    unit = Unit.objects.get(code="10001")
    Unit.objects.filter(pk=unit.pk).update(name="Xã Đổi Tên", short_name="Đổi Tên")
    renamed = client.get("/?lan=1").content.decode()
    Dossier.objects.filter(unit__code="10002").update(decided_level=1)
    lowered = client.get("/?lan=1").content.decode()
    assert ("Xã An Hòa: Mức độ 1" in before, "Xã Đổi Tên: Mức độ 1" in renamed) == (True, True)
    assert "Xã An Hòa" not in renamed
    assert ("Phường Bình Minh: Mức độ 1" in renamed, "Phường Bình Minh: Mức độ 1" in lowered) == (False, True)


def test_boundaries_imported_anew_are_drawn_anew(year, client, django_assert_num_queries):
    for number, unit in enumerate(Unit.objects.order_by("code")):
        Boundary.objects.create(unit=unit, geometry=square(106 + number / 10), source="a")
    first = client.get("/?lan=1").content.decode()
    with django_assert_num_queries(PAGES["/"] - 1):  # no outline; and no version, which pages with a query do not ask
        assert client.get("/?lan=1").content.decode() == first
    moved = Boundary.objects.get(unit__code="10002")
    moved.geometry, moved.imported_at = square(106.35), clock.now()
    moved.save()
    assert client.get("/?lan=1").content.decode() != first
    Boundary.objects.all().delete()
    assert "tile-map" in client.get("/?lan=1").content.decode()


def square(left):
    ring = [[left, 20], [left + 0.1, 20], [left + 0.1, 20.1], [left, 20.1], [left, 20]]
    return {"type": "Polygon", "coordinates": [ring]}
