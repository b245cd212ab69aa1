"""Figures of the platform on pages of the council and of the public: within the width, axe clean."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.evaluations.scenario import SMALL_SET, open_year
from tests.portal.published import CUT_OFF, POSTED, keep_figures, year_with_figures
from thanthien.evaluations.enums import Moment

pytestmark = pytest.mark.django_db(transaction=True)

GATED = SMALL_SET.read_text(encoding="utf-8").replace(
    "gates:\n",
    "gates:\n  - key: hai-long\n    question: Hài lòng dưới 80%\n    source: {indicator: '1.1', below: 80%}\n"
    "    effect: {cap: 1}\n",
)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_page_of_a_unit_with_sealed_figures(
    new_page: Callable[..., Page], assert_accessible: Callable[[Page], None], size: Any
) -> None:
    year_with_figures()
    page = new_page(viewport=size)
    page.goto(reverse("unit-page", args=["10001"]))
    expect(page.locator("main")).to_contain_text("hệ thống")
    assert_accessible(page)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_gate_and_item_of_the_council_with_figures(
    new_page: Callable[..., Page], assert_accessible: Callable[[Page], None], size: Any
) -> None:
    year = open_year(text=GATED, units=2)
    year.appraise()
    keep_figures(year, Moment.POSTED, date(2026, 1, 13), POSTED)
    keep_figures(year, Moment.CUT_OFF, date(2027, 1, 3), CUT_OFF)
    page = enter_as(new_page(viewport=size), year.people.secretary)
    for address in (
        reverse("council-gate", args=[year.cycle.pk, "hai-long"]),
        reverse("council-item", args=[year.cycle.pk, "10001", "1.1"]),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
