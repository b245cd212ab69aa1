"""Letters twice as large on a phone of 360 px (WCAG 1.4.4, 1.4.10): no page is wider than its window, no part of the
header lies over another one."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import too_wide
from tests.portal.published import published_year

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = "document.documentElement.style.fontSize = '32px'"
OPEN_ALL = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"
PARTS = """() => [...document.querySelectorAll('.brand > *, .sign-in, .menu > summary')]
    .map(one => one.getBoundingClientRect()).filter(box => box.width > 0)
    .map(box => [box.left, box.top, box.right, box.bottom])"""


def covered(page: Page) -> list[tuple[Any, Any]]:
    """Pairs of parts of the header of which one lies over the other."""
    boxes = [tuple(box) for box in page.evaluate(PARTS)]
    pairs = [(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]]
    return [(a, b) for a, b in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_public_pages_fit_a_phone_with_letters_twice_as_large(phone_page: Page) -> None:
    published_year()
    found = {}
    for address in (
        "/", "/ket-qua/2026/", reverse("unit-page", args=["10001"]), reverse("feedback-send", args=["10001"]),
        reverse("feedback-city"), reverse("feedback-rates"), "/cach-cham-diem/",
    ):  # fmt: skip
        phone_page.goto(address)
        phone_page.evaluate(LARGE)
        phone_page.evaluate(OPEN_ALL)
        found[address] = (too_wide(phone_page), covered(phone_page))
    assert found == dict.fromkeys(found, (0, []))


def test_code_is_seen_whole_with_letters_twice_as_large(phone_page: Page) -> None:
    phone_page.goto(reverse("feedback-follow"))
    phone_page.evaluate(LARGE)
    field = phone_page.get_by_label("Mã theo dõi")
    field.fill("WWQM-2XRD-9FHA-C3WT")
    assert field.evaluate("one => one.scrollWidth <= one.clientWidth")
