"""The door from a figure to its records on a phone and at a desk: within the width, axe clean, and without script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import Year
from tests.evaluations.test_figure_door import SCORED, WEEK_2
from thanthien.grassroots.models import WeeklyReport

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year() -> Year:
    """A commune in self-scoring with a week that counts, one that doesn't, and a fast day."""
    made = joined_year()
    made.register()
    decide(made, SCORED.replace(day=5))
    hold(made, SCORED.replace(day=7), 12, 11)
    report(made, [WEEK_2])
    return made


def address(year: Year, name: str, code: str) -> str:
    return reverse(name, args=[year.cycle.pk, "10001", code])


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_pages_of_a_figure_fit_and_are_accessible(
    year: Year, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None], size: Any
) -> None:
    page = enter_as(new_page(viewport=size), year.who("10001", "focal"))
    for name in ("self-scoring-item", "figure-records"):
        for code in ("1.1", "1.2"):
            page.goto(address(year, name, code))
            assert_accessible(page)


def test_records_are_reached_from_the_figure_without_script(year: Year, new_page: Callable[..., Page]) -> None:
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=False), year.who("10001", "officer"))
    page.goto(address(year, "self-scoring-item", "1.1"))
    page.get_by_role("link", name="Xem từng kỳ và bản ghi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.1")
    expect(page.get_by_role("row").filter(has_text="Tuần 1 (29/12–4/1)")).to_contain_text("không có báo cáo")
    page.get_by_role("link", name="08/01/2026").click()
    page.wait_for_url("**" + reverse("grassroots-record", args=[WeeklyReport.objects.get().pk]))


def test_names_of_levels_stand_whole_in_the_chart_of_a_phone(year: Year, new_page: Callable[..., Page]) -> None:
    page = enter_as(new_page(viewport=PHONE), year.who("10001", "focal"))
    page.goto(reverse("forecast", args=[year.cycle.pk, "10001"]))
    page.evaluate("document.fonts.ready")
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("svg.bars text")].filter(text => {
            const edge = text.ownerSVGElement.getBoundingClientRect().right
            return text.getBoundingClientRect().right > edge
        }).map(text => text.textContent)"""
    )
    assert (page.locator("svg.bars text").count() > 0, beyond) == (True, [])
