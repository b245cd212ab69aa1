"""Looks at all links that are due: how often, how gently, and what is remembered."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.core.links.site import Site, a_site, a_tarpit, nobody_listens
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.links import actions, sources
from thanthien.core.links.actions import Checked, check_due, outside
from thanthien.core.links.enums import Outcome, Why
from thanthien.core.links.models import LinkState
from thanthien.core.links.reach import Ip, Reach
from thanthien.core.links.tasks import check_links

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 10, 1, 3, tzinfo=ZONE)


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as made:
        yield made


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that rooms show, and no others."""
    links: list[str] = []
    monkeypatch.setattr(sources, "_sources", [lambda: links])
    return links


def night(number: int, reach: Reach) -> Checked:
    with clock.set_to(NIGHT + timedelta(days=number)):
        return check_due(reach, pause=0)


def test_link_that_opens_is_looked_at_once_a_week(site: Site, shown: list[str]) -> None:
    shown += [site.address(), site.address()]
    assert [night(number, site.reach()).count for number in (0, 1, 6, 7)] == [1, 0, 0, 1]
    state = LinkState.objects.get()
    assert (state.outcome, state.opened_at, state.dead_on, state.is_told) == (
        Outcome.OPENS, NIGHT + timedelta(days=7), None, False,
    )  # fmt: skip


def test_link_that_does_not_open_is_looked_at_each_night_and_told_from_the_second(site: Site, shown: list[str]) -> None:
    shown.append(site.address("/trang"))
    night(0, site.reach())
    site.answers["/trang"] = 404
    assert [night(number, site.reach()) for number in (7, 8)] == [Checked(1, 1), Checked(1, 1)]
    state = LinkState.objects.get()
    assert (state.why_in_words, state.opened_at, state.dead_since, state.failures, state.is_told) == (
        "trang không còn ở địa chỉ này (mã 404)", NIGHT, NIGHT + timedelta(days=7), 2, True,
    )  # fmt: skip
    site.answers.clear()
    night(9, site.reach())
    state = LinkState.objects.get()
    assert (state.outcome, state.why, state.dead_since, state.is_told) == (Outcome.OPENS, "", None, False)


def test_one_bad_night_is_told_to_nobody_outside(site: Site, shown: list[str]) -> None:
    shown.append(site.address("/trang"))
    site.answers["/trang"] = 500
    night(0, site.reach())
    state = LinkState.objects.get()
    assert (state.is_dead, state.is_told) == (True, False)


def test_two_looks_of_one_night_are_one(site: Site, shown: list[str]) -> None:
    shown.append(site.address("/trang"))
    site.answers["/trang"] = 404
    night(0, site.reach())
    with clock.set_to(NIGHT + timedelta(minutes=10)):
        assert check_due(site.reach(), pause=0).count == 0


def test_link_that_no_room_shows_is_forgotten(site: Site, shown: list[str]) -> None:
    shown.append(site.address())
    night(0, site.reach())
    shown.clear()
    night(1, site.reach())
    assert not LinkState.objects.exists()


def test_host_is_asked_gently_and_others_meanwhile(site: Site, shown: list[str]) -> None:
    with a_site() as other:
        shown += [site.address("/1"), site.address("/2"), other.address("/1")]
        reach = Reach("x", may_reach=lambda _ip, port: port in (site.port, other.port))
        began = time.monotonic()
        with clock.set_to(NIGHT):
            check_due(reach, pause=0.5)
        assert time.monotonic() - began >= 0.5
        assert (site.paths, other.paths) == (["HEAD /1", "HEAD /2"], ["HEAD /1"])


def test_silence_of_everybody_is_taken_for_our_own(site: Site, shown: list[str]) -> None:
    reach = Reach("x", may_reach=lambda _ip, _port: True, seconds=2)
    shown += [f"http://127.0.0.1:{nobody_listens()}/{number}" for number in (1, 2)]
    shown.append(site.address())
    assert night(0, reach) == Checked(3, 2)
    LinkState.objects.all().delete()
    shown[2] = f"http://localhost:{nobody_listens()}/"
    assert night(1, reach) == Checked(3, 0, offline=True)
    assert [(one.outcome, one.failures, one.asked_at) for one in LinkState.objects.all()] == [
        (Outcome.UNKNOWN, 0, NIGHT + timedelta(days=1))
    ] * 3


def test_hosts_that_stay_silent_are_no_sign_while_a_known_one_answers(site: Site, shown: list[str]) -> None:
    reach = Reach("x", may_reach=lambda _ip, _port: True, seconds=2)
    shown.append(site.address())
    night(0, reach)
    shown += [f"http://{host}:{nobody_listens()}/" for host in ("127.0.0.1", "localhost", "[::1]")]
    assert night(1, reach) == Checked(3, 3)
    assert [one.why for one in LinkState.objects.dead()] == [Why.NO_ANSWER] * 3


def test_what_holds_others_up_comes_last_the_next_time(
    site: Site, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_SECONDS", 1.5)  # of a run: three that are silent for half a second fill it
    reach = Reach("x", may_reach=lambda _ip, _port: True, seconds=0.6)
    with a_tarpit() as one, a_tarpit() as two, a_tarpit() as three:
        shown += [f"http://127.0.0.1:{port}/" for port in (one, two, three)]
        shown.append(site.address("/z", host="localhost"))
        assert night(0, reach) == Checked(3, 0, offline=True)
        with clock.set_to(NIGHT + timedelta(minutes=10)):
            check_due(reach, pause=0)
    assert LinkState.objects.get(address=shown[3]).outcome == Outcome.OPENS


def test_host_that_stays_silent_is_left_alone_for_the_run(site: Site, shown: list[str]) -> None:
    port = nobody_listens()
    shown += [f"http://127.0.0.1:{port}/{number}" for number in range(4)]
    shown.append(site.address())
    assert night(0, Reach("x", may_reach=lambda _ip, _port: True, seconds=2)) == Checked(3, 2)


def test_redirect_to_nowhere_stops_no_other_look(site: Site, shown: list[str]) -> None:
    site.to = "http://["
    shown += [site.address("/away"), site.address("/trang")]
    assert night(0, site.reach()) == Checked(2, 1)
    assert [(one.address, one.why) for one in LinkState.objects.all()] == [
        (site.address("/away"), Why.BAD), (site.address("/trang"), ""),
    ]  # fmt: skip


def test_each_look_is_kept_as_it_is_made(site: Site, shown: list[str]) -> None:
    class _PowerCut(Exception):
        pass

    def reached(_ip: Ip, port: int) -> bool:
        if port != site.port:
            raise _PowerCut
        return True

    shown += [site.address("/1"), f"http://localhost:{nobody_listens()}/2"]
    with pytest.raises(_PowerCut):
        night(0, Reach("x", may_reach=reached))
    assert [one.address for one in LinkState.objects.all()] == [site.address("/1")]


def test_by_itself_nothing_inside_is_asked(site: Site, shown: list[str]) -> None:
    shown.append(site.address(host="0x7f.1"))
    assert night(0, outside()) == Checked(1, 0)
    state = LinkState.objects.get()
    assert (state.why, site.asked) == (Why.INSIDE, [])


def test_platform_names_itself_and_is_not_asked(settings: Any) -> None:
    settings.SITE_ADDRESS = "http://localhost:8000"
    settings.ALLOWED_HOSTS = ["thanthien.example.vn", "*"]
    reach = outside()
    assert reach.agent == "ThanThien-link-check (+http://localhost:8000)"
    assert reach.own_hosts == {"localhost", "thanthien.example.vn"}
    assert "127.0.0.1" in {str(ip) for ip in reach.own_ips}


def test_setting_turns_looks_off(
    site: Site, shown: list[str], settings: Any, run_jobs: Callable[[], list[Any]]
) -> None:
    from thanthien.core.jobs import enqueue

    shown.append(site.address())
    told = []
    for on in (False, True):
        settings.LINK_CHECKS = on
        enqueue(check_links, by=None)
        told += run_jobs()[0].told
    assert told == [
        "Việc kiểm tra liên kết đang tắt (LINK_CHECKS).", "Đã kiểm tra 1 liên kết, 0 liên kết không mở được.",
    ]  # fmt: skip
