"""The card of a unit: script-free, framed by the sites of the setting alone, leading on in windows of their own."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.portal.published import published_year
from tests.service.at_home.scene import a_scene

pytestmark = pytest.mark.django_db
SITE = "https://haian.example.vn"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["local"].clear()


def policy(answer: Any, name: str) -> str:
    """What the policy of an answer says of one thing."""
    return dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))[name]


def card_of(code: str) -> str:
    return reverse("unit-card", args=[code])


def test_card_is_framed_by_the_sites_of_the_setting_alone(client: Client, settings: Any) -> None:
    code = a_scene().unit.code
    settings.CARD_FRAMED_BY = [SITE]
    card, page = client.get(card_of(code)), client.get(reverse("unit-page", args=[code]))
    assert (policy(card, "frame-ancestors"), card.has_header("X-Frame-Options")) == (SITE, False)
    assert (policy(page, "frame-ancestors"), page["X-Frame-Options"]) == ("'none'", "DENY")


def test_card_is_framed_by_nobody_while_no_site_is_named(client: Client) -> None:
    card = client.get(card_of(a_scene().unit.code))
    assert (policy(card, "frame-ancestors"), card["X-Frame-Options"]) == ("'none'", "DENY")


def test_card_runs_nothing_sends_nothing_and_leads_on_in_other_windows(client: Client) -> None:
    card = client.get(card_of(a_scene().unit.code))
    markup = card.content.decode()
    assert (policy(card, "script-src"), policy(card, "form-action")) == ("'none'", "'none'")
    assert re.findall(r"<script|<form|<input|<button", markup) == []
    assert '<base target="_blank">' in markup
    assert card.cookies == {}


def test_card_says_the_level_that_the_page_shows_first(client: Client) -> None:
    published_year()
    card = " ".join(client.get(card_of("10001")).content.decode().split())
    assert ("Năm 2026" in card, "Mức độ" in card) == (True, True)


def test_card_of_no_unit_is_none(client: Client) -> None:
    assert client.get(card_of("khong-co")).status_code == 404


@pytest.mark.parametrize("width", [280, 1440])
def test_card_is_read_by_everybody(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 500})
    page.goto(card_of(a_scene().unit.code))
    assert accessibility_problems(page) == []
