"""The city board in a real browser."""

from datetime import date

import pytest

from tests.browser.sessions import enter_as
from tests.evaluations.scenario import on, open_year

pytestmark = pytest.mark.django_db(transaction=True)


def test_menu_is_one_line_and_fourteen_rows_are_above_the_fold(browser_page):
    made = open_year(units=15)
    page = enter_as(browser_page, made.people.office)
    page.set_viewport_size({"width": 1440, "height": 900})
    with on(date(2026, 1, 13)):
        page.goto(f"/thanh-pho/{made.cycle.pk}/")
        rows = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().bottom)")
        tops = page.locator(".nav-wide li").evaluate_all("items => items.map(item => item.getBoundingClientRect().top)")
    assert (len(set(tops)), sum(bottom <= 900 for bottom in rows) >= 14) == (1, True)
