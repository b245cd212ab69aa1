"""A look at a link: whether it opens, and that nothing inside is ever asked."""

import socket
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.core.links.site import Site, a_site, nobody_listens, own_certificate
from thanthien.core.links.enums import Outcome, Why
from thanthien.core.links.looking import Look, look
from thanthien.core.links.reach import Reach, is_outside, may_reach


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as made:
        yield made


def dead(why: Why, code: int = 0) -> Look:
    return Look(Outcome.DEAD, why, code)


def unknown(why: Why, code: int = 0) -> Look:
    return Look(Outcome.UNKNOWN, why, code)


# --- Whether it opens -----------------------------------------------------------------------------------------------


def test_page_that_is_there_opens_and_is_told_who_asks(site: Site) -> None:
    assert look(site.address("/van-ban?so=12/QĐ#trang-2"), site.reach()) == Look(Outcome.OPENS, code=200)
    assert site.asked == [("HEAD", "/van-ban?so=12/Q%C4%90", "ban-thu")]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (404, dead(Why.NO_PAGE, 404)),
        (410, dead(Why.NO_PAGE, 410)),
        (500, dead(Why.FAULT, 500)),
        (503, dead(Why.FAULT, 503)),
        (401, unknown(Why.CLOSED, 401)),
        (403, unknown(Why.CLOSED, 403)),
        (429, unknown(Why.CLOSED, 429)),
    ],
)
def test_answer_says_whether_it_opens(site: Site, code: int, found: Look) -> None:
    site.answers["/trang"] = code
    assert look(site.address("/trang"), site.reach()) == found
    assert site.paths == ["HEAD /trang", "GET /trang"]


def test_server_that_takes_no_head_is_asked_for_the_page(site: Site) -> None:
    assert look(site.address("/no-head"), site.reach()).outcome == Outcome.OPENS


def test_what_comes_before_the_answer_is_no_answer(site: Site) -> None:
    assert look(site.address("/early"), site.reach()) == dead(Why.NO_PAGE, 404)


def test_redirects_are_followed(site: Site) -> None:
    site.to = "/moi?a=b"
    assert look(site.address("/away"), site.reach()).outcome == Outcome.OPENS
    assert site.paths == ["HEAD /away", "HEAD /moi?a=b"]


def test_redirects_without_end_are_given_up(site: Site) -> None:
    assert look(site.address("/round"), site.reach()) == dead(Why.LOOP)
    assert len(site.asked) == 6


def test_server_that_is_not_there(site: Site) -> None:
    port = nobody_listens()
    reach = Reach("x", may_reach=lambda _ip, _port: True)
    assert look(f"http://127.0.0.1:{port}/", reach) == dead(Why.NO_ANSWER)
    assert look("http://khong-co.invalid/", reach).why in (Why.NO_HOST, Why.NO_NAMES)  # without a network the latter


@pytest.mark.parametrize(("path", "why"), [("/drip", Why.NO_ANSWER), ("/endless", Why.OTHER)])
def test_server_that_never_ends_is_given_up(site: Site, path: str, why: Why) -> None:
    began = time.monotonic()
    assert look(site.address(path), site.reach(seconds=1.0)) == dead(why)
    assert time.monotonic() - began < 10  # the drip goes on for 20


def test_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        reach = Reach("x", may_reach=lambda _ip, _port: True, seconds=0.5)
        assert look(f"http://127.0.0.1:{port}/", reach) == dead(Why.NO_ANSWER)


def test_certificate_that_nobody_vouches_for_says_nothing_of_the_page(tmp_path: Path) -> None:
    with a_site(own_certificate(tmp_path)) as site:
        assert look(site.address(scheme="https"), site.reach()) == unknown(Why.UNSAFE)
        assert site.asked == []


@pytest.mark.parametrize(
    "address",
    ["ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a b/", "http://[::1", "http://x:99999/",
     "http://ai:mat-khau@127.0.0.1/", "http://../", "javascript:alert(1)", f"http://{'a' * 70}.vn/"],
)  # fmt: skip
def test_address_that_is_none_is_asked_of_nobody(address: str) -> None:
    assert look(address, Reach("x", may_reach=lambda _ip, _port: True)) == dead(Why.BAD)


# --- Nothing inside -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "127.255.0.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
     "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
     "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "::7f00:1", "2002:7f00:1::", "2002:c0a8:101::", "64:ff9b::a00:1", "64:ff9b:1::1",
     "2001:0:4136:e378:8000:63bf:f5ff:fffe"],
)  # fmt: skip
def test_address_of_no_open_network_is_inside(ip: str) -> None:
    assert (is_outside(ip_address(ip)), may_reach(ip_address(ip), 443)) == (False, False)


@pytest.mark.parametrize("ip", ["8.8.8.8", "203.162.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_address_of_the_open_network_is_reached_at_the_ports_of_pages(ip: str) -> None:
    assert [may_reach(ip_address(ip), port) for port in (80, 443, 8080, 22, 5432)] == [True, True, True, False, False]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_this_machine_is_not_asked_under_any_name(site: Site, host: str) -> None:
    address = f"http://{host}:{site.port}/"
    assert look(address, Reach("x")) == unknown(Why.INSIDE)
    # The port is not what keeps it out.
    assert look(address, Reach("x", may_reach=lambda ip, _: may_reach(ip, 80))) == unknown(Why.INSIDE)
    assert site.asked == []


def test_redirect_to_the_inside_is_not_followed(site: Site) -> None:
    with a_site() as inside:
        site.to = inside.address("/quan-tri")
        assert look(site.address("/away"), site.reach()) == unknown(Why.INSIDE)
        assert (site.paths, inside.asked) == (["HEAD /away"], [])


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://a@127.0.0.1/", "http://[", "//[x]/"]
)
def test_redirect_to_what_is_no_page_is_not_followed(site: Site, to: str) -> None:
    site.to = to
    assert look(site.address("/away"), site.reach()) == dead(Why.BAD)


def test_name_that_leads_to_the_inside_too_is_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns a name may let it lead to several machines."""
    real = socket.getaddrinfo

    def both(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        found = real("127.0.0.1", port, *args, **options)
        return [*found, *real("10.0.0.1", port, *args, **options)] if host == "hai-dau.vn" else found

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert look(site.address(host="hai-dau.vn"), site.reach()) == unknown(Why.INSIDE)
    assert site.asked == []


def test_name_is_looked_up_once_and_the_judged_address_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads inside at its second looking-up would be followed by whoever looks it up again."""
    real, names = socket.getaddrinfo, []

    def told(host: Any, *args: Any, **options: Any) -> Any:
        names.append(host)
        return real("127.0.0.1" if host == "doi-huong.vn" else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", told)
    site.answers["/het"] = 404
    assert look(site.address("/het", host="doi-huong.vn"), site.reach()) == dead(Why.NO_PAGE, 404)
    assert (len(site.asked), names) == (2, ["doi-huong.vn", "127.0.0.1", "127.0.0.1"])


def test_own_platform_is_not_asked(site: Site) -> None:
    assert look(site.address(host="localhost"), site.reach(own_hosts=frozenset({"localhost"}))) == unknown(Why.OWN)
    own = frozenset({ip_address("127.0.0.1")})
    assert look(site.address(), site.reach(own_ips=own)) == unknown(Why.OWN)
    assert site.asked == []
