"""Who is stopped by whom: the own browser first, the place last, and scripts by themselves."""

import pytest
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from thanthien.core.rationing import Ration, remember_browser, take, take_of

pytestmark = pytest.mark.django_db
RATION = Ration("thu", by_browser=2, without=1, by_place=5)
HERE, ELSEWHERE = "203.0.113.9", "198.51.100.7"


@pytest.fixture(autouse=True)
def _nothing_was_taken() -> None:
    cache.clear()


def asking(browser: str = "", address: str = HERE) -> HttpRequest:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    if browser:
        request.COOKIES["trinh_duyet"] = signing.dumps(browser, salt="thanthien.browser")
    return request


def takes(*browsers: str, address: str = HERE) -> list[bool]:
    return [take(asking(one, address), RATION) for one in browsers]


def test_browser_that_had_its_share_stops_no_other_of_its_place():
    assert takes("a", "a", "a", "b") == [True, True, False, True]


def test_scripts_without_a_number_share_one_ration_and_take_nothing_from_browsers():
    assert takes("", "", "") == [True, False, False]
    assert takes(*"abcde") == [True] * 5


def test_place_stops_last_who_throws_numbers_away_and_no_other_place():
    assert takes(*"abcdef") == [True] * 5 + [False]
    assert takes("g", address=ELSEWHERE) == [True]


def test_forged_number_is_none():
    forged = asking()
    forged.COOKIES["trinh_duyet"] = signing.dumps("a", salt="of something else")
    assert [take(one, RATION) for one in (forged, asking())] == [True, False]


def test_browser_gets_a_number_once():
    answer, again = HttpResponse(), HttpResponse()
    remember_browser(asking(), answer)
    remember_browser(asking("a"), again)
    assert (list(answer.cookies), list(again.cookies)) == (["trinh_duyet"], [])


def test_holder_has_a_ration_of_their_own():
    assert [take_of("xem", holder, 1) for holder in "aab"] == [True, False, True]
