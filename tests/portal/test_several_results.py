"""Several results of one year: each has its own address and name; the address of the year goes on meaning the same."""

import json

import pytest
from django.core.cache import caches
from django.test import Client

from tests.evaluations.scenario import Year
from tests.portal.published import another_result, lower, published_year
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.public import cycles
from thanthien.portal.years import cycle_label, cycle_url, unit_cycle_url

pytestmark = pytest.mark.django_db
FIRST, LATER = "Quyết định số 12/QĐ-UBND", "Quyết định số 44/QĐ-UBND"


@pytest.fixture
def first() -> Year:
    """The official year of the small scheme: xã An Hòa was lowered to level 1."""
    return published_year()


@pytest.fixture
def later(first: Year) -> Year:
    """Another scheme, published after the first: xã An Hòa has level 2."""
    return another_result(first, scheme="tiep-can", scheme_title="Tiếp cận pháp luật")


def text(client: Client, path: str) -> str:
    caches["local"].clear()
    return client.get(path).content.decode()


def test_each_result_has_an_address_and_a_name(first, later):
    published = cycles().published
    number = later.cycle.pk
    assert {cycle_url(one, published) for one in published} == {"/ket-qua/2026/", f"/ket-qua/2026/ky-{number}/"}
    assert unit_cycle_url("10001", later.cycle, published) == f"/don-vi-hanh-chinh/10001/2026/ky-{number}/"
    labels = {one.pk: cycle_label(one, published) for one in published}
    schemes = {one.cycle.pk: f"Năm 2026: {one.cycle.criteria_set.scheme.title}" for one in (first, later)}
    assert labels == schemes


def test_single_result_is_named_by_its_year_alone(first):
    assert cycle_label(first.cycle, cycles().published) == "Năm 2026"
    assert "Các kết quả năm" not in text(Client(), "/ket-qua/2026/")


def test_address_of_the_year_goes_on_meaning_the_first_result(client, first, later):
    shown = [text(client, path) for path in ("/ket-qua/2026/", "/ket-qua/", f"/ket-qua/2026/ky-{later.cycle.pk}/")]
    assert [("12/QĐ-UBND" in page, "44/QĐ-UBND" in page) for page in shown] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip
    assert client.get(f"/ket-qua/2026/ky-{first.cycle.pk}/").status_code == 200


def test_page_lists_all_results_of_its_year(client, first, later):
    page = text(client, "/ket-qua/2026/").split("Các kết quả năm 2026", 1)[1].split("</nav>")[0]
    links = [f'<a href="/ket-qua/2026/ky-{later.cycle.pk}/">', '<a href="/ket-qua/2026/" aria-current="page">']
    assert [page.count(link) for link in links] == [1, 1]


def test_trial_and_official_result_of_one_year_are_listed_together(client, first, later):
    Cycle.objects.filter(pk=later.cycle.pk).update(kind="trial")
    page = text(client, "/ket-qua/2026/").split("Các kết quả năm 2026", 1)[1].split("</nav>")[0]
    assert '<a href="/ket-qua/2026/cham-thu/">Năm 2026 (chấm thử)</a>' in page


def test_files_of_each_result_hold_its_own_documents(client, first, later):
    paths = ("/ket-qua/2026/du-lieu.json", f"/ket-qua/2026/ky-{later.cycle.pk}/du-lieu.json")
    found = [json.loads(b"".join(client.get(path))) for path in paths]
    assert [one["cycle"]["scheme"] for one in found] == ["nho", "tiep-can"]
    page = text(client, "/du-lieu-mo/")
    assert [page.count(f'href="{path}"') for path in paths] == [1, 1]


def test_unit_page_has_one_address_for_each_result(client, first, later):
    base = "/don-vi-hanh-chinh/10001/2026/"
    shown = {path: text(client, path) for path in (base, f"{base}ky-{later.cycle.pk}/", "/don-vi-hanh-chinh/10001/")}
    assert [(FIRST in page, LATER in page) for page in shown.values()] == [(True, False), (False, True), (True, False)]


def test_number_of_another_year_or_of_nothing_is_not_found(client, first):
    paths = (f"/ket-qua/2025/ky-{first.cycle.pk}/", "/ket-qua/2026/ky-0/", "/don-vi-hanh-chinh/10001/2026/ky-0/")
    assert [client.get(path).status_code for path in paths] == [404] * 3


def test_home_stays_with_the_first_result(client, first, later):
    lower(first, "10002", number="31/QĐ-UBND")
    assert first.cycle.criteria_set.scheme.title in text(client, "/").split("card-head", 1)[1].split("</h2>")[0]
