"""Registers and records in a browser: names beside values where there is room, tables and cards that fit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tests.accessibility import too_wide
from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.engagement.outreach_scene import photograph, visit
from tests.engagement.scene import a_scene, hold
from tests.workforce.scene import a_scene as a_staff
from tests.workforce.scene import rate
from thanthien.core import clock

pytestmark = pytest.mark.django_db
# Words that run beyond their own cell.
OVERFLOWING = """
  [...document.querySelectorAll(".records td")]
    .filter(cell => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1)
    .map(cell => cell.dataset.label)
"""


def test_what_is_told_of_a_photograph_is_read_from_left_to_right(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    made = visit(scene, clock.today())
    photograph(scene, made, told=clock.now())
    page = enter_as(new_page(viewport=DESK), scene.officer)
    page.goto(f"/tham-hoi-chuc-mung/{made.pk}/")
    widths = page.locator(".photographs dd").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert [width > 160 for width in widths] == [True] * len(widths) != []


def test_list_of_ratings_fits_a_desk(new_page: Callable[..., Page]) -> None:
    scene = a_staff()
    rate(scene, clock.today() - timedelta(days=1), document="Thông báo số 90/TB-UBND ngày 10/12/2025 " * 4)
    page = enter_as(new_page(viewport=DESK), scene.keeper)
    page.goto("/doi-ngu/xep-loai/")
    assert (too_wide(page), page.locator(".records tbody tr").count()) == (0, 1)


def test_card_of_a_session_has_no_overlapping_and_no_empty_fields(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    hold(scene, clock.today() - timedelta(days=1))
    page = enter_as(new_page(viewport=PHONE), scene.officer)
    page.goto("/ket-qua-tiep-cong-dan/")
    shown = page.locator(".records tbody td").evaluate_all(
        "cells => cells.filter(cell => cell.checkVisibility()).map(cell => cell.innerText.trim())"
    )
    assert (page.evaluate(OVERFLOWING), "–" in shown, len(shown) > 4) == ([], False, True)


NINE = (
    "Việc của tôi", "Thông báo", "Việc tuần này", "Hồ sơ của đơn vị", "Ý kiến hằng tuần", "Ngày giải quyết nhanh",
    "Sổ ghi", "Kỳ đánh giá", "Minh chứng",
)  # fmt: skip


def test_menu_of_nine_entries_with_counts_is_one_line(new_page: Callable[..., Page]) -> None:
    """Nine entries, put into the page of an official who has fewer."""
    page = enter_as(new_page(viewport=DESK), a_scene().officer)
    page.goto("/ket-qua-tiep-cong-dan/")
    count = '<span class="nav-count num">128</span>'
    entries = [f'<li><a href="#">{label} {count if place < 2 else ""}</a></li>' for place, label in enumerate(NINE)]
    page.locator(".nav-wide ul").evaluate("(list, entries) => { list.innerHTML = entries; }", "".join(entries))
    tops = page.locator(".nav-wide li").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert (len(tops), len(set(tops)), too_wide(page)) == (9, 1, 0)
