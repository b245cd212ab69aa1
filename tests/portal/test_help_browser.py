"""Guides, the about page, drafts and their sheet in a real browser: nothing against WCAG, nothing sticks out."""

import pytest
from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.evaluations.scenario import open_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1440"])
def test_pages_that_help_are_accessible(new_page, assert_accessible, viewport):
    year = open_year()
    year.post("10001")
    draft = f"/du-thao/{year.cycle.pk}/10001/"
    stranger = new_page(viewport=viewport)
    for path in ("/gioi-thieu/", "/huong-dan/nguoi-dan/", "/du-thao/", draft, "/du-lieu-mo/"):
        stranger.goto(path)
        assert_accessible(stranger)
    focal = enter_as(new_page(viewport=viewport), year.who("10001", "focal"))
    for path in ("/huong-dan/don-vi/", "/huong-dan/chung/", f"/ky/{year.cycle.pk}/10001/ban-niem-yet/"):
        focal.goto(path)
        assert_accessible(focal)


def test_guide_in_the_header_opens_at_the_section_of_the_page(new_page):
    year = open_year()
    year.score("10001")
    page = enter_as(new_page(), year.who("10001", "focal"))
    page.goto(f"/ky/{year.cycle.pk}/10001/nop-ho-so/")
    page.get_by_role("banner").get_by_role("link", name="Hướng dẫn").click()
    expect(page).to_have_url(f"{page.url.split('/huong-dan/')[0]}/huong-dan/don-vi/#cong-chuc-dau-moi")
    expect(page.get_by_role("heading", name="Công chức đầu mối")).to_be_in_viewport()
