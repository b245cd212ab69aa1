"""Who is stopped by whom: the own browser first, the place last, and scripts by themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from thanthien.core.jobs import enqueue
from thanthien.core.rationing import Ration, give_back, is_left, remember_browser, take, take_of, take_of_place
from thanthien.core.tasks import forget_counts

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


@pytest.mark.parametrize("browser", ["a", ""])
def test_what_is_given_back_may_be_taken_again_and_no_more(browser: str) -> None:
    most = RATION.by_browser if browser else RATION.without
    for _ in range(3):
        give_back(asking(browser), RATION)
    assert takes(*[browser] * (most + 1)) == [True] * most + [False]
    give_back(asking(browser), RATION)
    assert takes(browser, browser) == [True, False]
    assert takes(*"bcdef") == [True] * (5 - (most if browser else 0)) + [False] * (most if browser else 0)


def test_forged_number_is_none():
    forged = asking()
    forged.COOKIES["trinh_duyet"] = signing.dumps("a", salt="of something else")
    assert [take(one, RATION) for one in (forged, asking())] == [True, False]


def test_browser_gets_a_number_once():
    answer, again = HttpResponse(), HttpResponse()
    remember_browser(asking(), answer)
    remember_browser(asking("a"), again)
    assert (list(answer.cookies), list(again.cookies)) == (["trinh_duyet"], [])


def test_asking_what_is_left_takes_nothing():
    left = [is_left("xem", "a", 1), is_left("xem", "a", 1)]
    take_of("xem", "a", 1)
    assert (left, is_left("xem", "a", 1), is_left("xem", "b", 1)) == ([True, True], False, True)


def test_holder_has_a_ration_of_their_own():
    assert [take_of("xem", holder, 1) for holder in "aab"] == [True, False, True]


# --- Who makes numbers by the thousand ------------------------------------------------------------------------------


def entries(word: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", [f"%{word}%"])
        return int(cursor.fetchone()[0])


def test_place_that_is_used_up_gets_no_further_entry():
    takes(*"abcde")
    before = entries()
    assert (takes(*"fghij"), entries()) == ([False] * 5, before)


def test_what_a_place_may_do_reads_no_number():
    assert [take_of_place(asking(one), "khoa", 2) for one in "abc"] == [True, True, False]
    assert (entries(":b:"), take_of_place(asking("a", ELSEWHERE), "khoa", 2)) == (0, True)


def test_count_of_a_place_stands_however_many_others_there_are(settings: Any):
    default = settings.CACHES["default"] | {"OPTIONS": {"MAX_ENTRIES": 20}}
    settings.CACHES = settings.CACHES | {"default": default}
    takes(*"abcde")
    for number in range(80):
        take(asking(f"minted-{number}", f"198.51.100.{number}"), RATION)
    assert (takes("f"), entries(":b:")) == ([False], 85)


def test_what_is_over_goes_and_nothing_else(run_jobs: Callable[[], list[Any]]):
    takes("a")
    cache.set("over", 1, -60)
    enqueue(forget_counts, by=None)
    assert (run_jobs()[0].told, entries("over"), entries("ration:")) == (["Đã xóa 1 số đếm."], 0, 2)
