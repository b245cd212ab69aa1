"""Menus: who sees what, and which entry is the current one."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import set_script_prefix

from thanthien.core import navigation
from thanthien.core.addresses import address
from thanthien.core.navigation import NavItem, entries, has_entries, register

STRANGER = SimpleNamespace(is_authenticated=False)
OFFICER = SimpleNamespace(is_authenticated=True, rank="officer")


@pytest.fixture(autouse=True)
def _own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})


def request_of(user: Any, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_entries_come_in_order_and_by_audience() -> None:
    register(NavItem("Hai", "healthz", order=2))
    register(NavItem("Một", "metrics", order=1))
    register(NavItem("Công khai", "gallery", audience="public"))
    assert [one.label for one in entries(request_of(OFFICER), "work")] == ["Một", "Hai"]


def test_entries_ask_the_predicate() -> None:
    register(NavItem("Lãnh đạo", "healthz", show=lambda user: user.rank == "head"))
    register(NavItem("Chuyên viên", "metrics", show=lambda user: user.rank == "officer"))
    assert [one.label for one in entries(request_of(OFFICER), "work")] == ["Chuyên viên"]


def test_entries_of_work_are_hidden_from_strangers_without_asking() -> None:
    register(NavItem("Chuyên viên", "metrics", show=lambda user: user.rank == "officer"))
    assert entries(request_of(STRANGER), "work") == ()


def test_current_entry_is_the_longest_match() -> None:
    register(NavItem("Trang chủ", "healthz", under="/", order=1))
    register(NavItem("Hồ sơ", "metrics", under="/ho-so/", order=2))
    register(NavItem("Minh chứng", "gallery", under="/ho-so/minh-chung/", order=3))
    found = entries(request_of(OFFICER, "/ho-so/minh-chung/5/"), "work")
    assert [one.current for one in found] == [False, False, True]


def test_entry_that_gathers_others_is_current_on_their_pages_and_there_when_one_is() -> None:
    register(NavItem("Sổ ghi", "healthz", show=has_entries("registers"), gathers="registers"))
    assert entries(request_of(OFFICER), "work") == ()
    register(NavItem("Thăm hỏi", "metrics", under="/tham-hoi/", audience="registers"))
    found = [entries(request_of(OFFICER, path), "work") for path in ("/tham-hoi/5/", "/khac/")]
    assert [[(one.label, one.current) for one in menu] for menu in found] == [[("Sổ ghi", True)], [("Sổ ghi", False)]]


def test_home_is_current_on_its_own_page_only() -> None:
    register(NavItem("Trang chủ", "healthz", under="/"))
    assert [entries(request_of(OFFICER, path), "work")[0].current for path in ("/", "/ho-so/")] == [True, False]


def test_an_address_is_that_of_the_routes_in_use(settings: Any) -> None:
    before = address("metrics")
    settings.ROOT_URLCONF = "tests.core.other_routes"
    assert (before, address("metrics")) == ("/metrics", "/khac/metrics/")
    set_script_prefix("/thanh-pho/")
    try:
        assert address("metrics") == "/thanh-pho/khac/metrics/"
    finally:
        set_script_prefix("/")
