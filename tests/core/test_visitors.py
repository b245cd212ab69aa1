"""Where a request comes from, with the header of the proxy passed through, forged, absent and broken."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from thanthien.core.visitors import neighbourhood, visitor_address

PROXY, VISITOR = "10.0.0.2", "203.0.113.9"


def seen(forwarded: str | None, remote: str = PROXY) -> str:
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return visitor_address(RequestFactory().get("/", REMOTE_ADDR=remote, **more))


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (VISITOR, VISITOR),  # passed through
        (f"198.51.100.1, {VISITOR}", VISITOR),  # forged by the visitor: stands at the left
        (f"{VISITOR}:51234", VISITOR),
        ("[2001:db8::1]:51234", "2001:db8::1"),
        (f"::ffff:{VISITOR}", VISITOR),
        (None, PROXY),  # absent
        ("", PROXY),
        ("không rõ", PROXY),
    ],
)
def test_behind_a_proxy_its_word_counts(settings: Any, forwarded: str | None, address: str) -> None:
    settings.BEHIND_PROXY = True
    assert seen(forwarded) == address


@pytest.mark.parametrize(("forwarded", "address"), [(f"1.1.1.1, {VISITOR}, {PROXY}", VISITOR), (VISITOR, PROXY)])
def test_two_proxies_both_add(settings: Any, forwarded: str, address: str) -> None:
    settings.BEHIND_PROXY, settings.PROXY_COUNT = True, 2
    assert seen(forwarded) == address


def test_without_a_proxy_the_header_is_nobody_s_word(settings: Any) -> None:
    settings.BEHIND_PROXY = False
    assert seen("198.51.100.1", remote=VISITOR) == VISITOR


def test_missing_header_is_logged(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.BEHIND_PROXY = True
    seen(None)
    assert [record.message for record in caplog.records] == ["proxy_tells_no_address"]


@pytest.mark.parametrize(
    ("address", "place"),
    [(VISITOR, VISITOR), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:3::", "2001:db8:1:3::")],
)
def test_place_is_an_ipv4_address_or_a_network_of_ipv6(address: str, place: str) -> None:
    assert neighbourhood(address) == place


def test_forged_protocol_and_number_count_for_nothing_without_a_proxy(client: Client, settings: Any) -> None:
    settings.BEHIND_PROXY, settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = False, True, None
    answer = client.get("/bo-tieu-chi/", headers={"X-Forwarded-Proto": "https", "X-Request-ID": "forged-number-1"})
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/bo-tieu-chi/")


@pytest.mark.parametrize(("told", "status"), [("https", 404), ("http", 301), (None, 301)])
@pytest.mark.django_db
def test_protocol_is_what_the_proxy_says(client: Client, settings: Any, told: str | None, status: int) -> None:
    settings.BEHIND_PROXY, settings.SECURE_SSL_REDIRECT = True, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = client.get("/khong-co/", headers={"X-Forwarded-Proto": told} if told else {})
    assert answer.status_code == status


@pytest.mark.parametrize(("proxy", "kept"), [(True, True), (False, False)])
@pytest.mark.django_db
def test_number_of_a_request_is_kept_from_a_proxy_only(client: Client, settings: Any, proxy: bool, kept: bool) -> None:
    settings.BEHIND_PROXY = proxy
    answer = client.get("/khong-co/", headers={"X-Request-ID": "number-of-the-proxy"})
    assert (answer["X-Request-ID"] == "number-of-the-proxy") == kept
