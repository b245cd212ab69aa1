"""Choosing rows of a list in a real browser."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.evaluations.scenario import on, open_year

pytestmark = pytest.mark.django_db(transaction=True)


def test_box_for_all_shows_whether_all_some_or_none_are_ticked(browser_page):
    year = open_year()
    for code in ("10001", "10002"):
        year.announce(code)
    page = enter_as(browser_page, year.people.office)
    with on(date(2026, 3, 24)):
        page.goto(reverse("decision-record", args=[year.cycle.pk]))
    everything, boxes = page.get_by_label("Chọn tất cả 2 hồ sơ"), page.locator("input[name=chon]")

    expect(everything).to_be_checked()  # all are ticked before
    boxes.first.uncheck()
    expect(everything).to_be_checked(indeterminate=True)
    everything.check()
    expect(boxes.first).to_be_checked()
    everything.uncheck()
    expect(boxes.nth(1)).not_to_be_checked()
