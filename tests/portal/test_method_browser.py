"""The method page in a browser: short on a phone, read from the left, nothing printed over anything."""

import pytest
from playwright.sync_api import expect

from tests.conftest import DESK, PHONE
from tests.factories.criteria import issued_set
from thanthien.portal.method import set_url

pytestmark = pytest.mark.django_db(transaction=True)

# Of each shown line of the table: its title, its points, and the side on which each cell's text begins.
LINES = """rows => rows.filter(row => row.checkVisibility()).map(row => {
    const [title, most] = [row.querySelector("th"), row.querySelector(".rules-most")];
    const [left, right] = [title.getBoundingClientRect(), most.getBoundingClientRect()];
    const sides = [...row.querySelectorAll("th, td")].map(one => getComputedStyle(one).textAlign);
    return [left.right <= right.left, ...sides];
})"""


def reference_method() -> str:
    """The address of the method with the shipped set, of 33 indicators in four groups."""
    return set_url(issued_set())


def test_method_is_short_on_a_phone_and_folds_out_group_by_group(new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(reference_method())
    assert page.evaluate("document.documentElement.scrollHeight") < 8 * PHONE["height"]
    groups = page.locator("#cac-nhom > details")
    assert (groups.count(), page.locator("#cac-nhom > details[open]").count()) == (4, 0)
    indicator = page.locator("#cac-nhom").get_by_text("Công khai đủ, đúng hạn các nội dung")
    expect(indicator).to_be_hidden()
    groups.first.locator("summary").click()
    expect(indicator).to_be_visible()
    lines = page.locator(".rules-table tbody tr:has(.rules-most)")
    shown = lines.evaluate_all(LINES)
    assert {tuple(line) for line in shown} == {(True, "left", "right", "left", "left")}


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1440"])
def test_opened_method_is_accessible(new_page, assert_accessible, viewport):
    page = new_page(viewport=viewport)
    page.goto(reference_method())
    page.get_by_role("button", name="Mở tất cả").click()
    page.get_by_text("Chín bước, từ số liệu đến mức độ").click()
    expect(page.get_by_text("bước × phần nguyên")).to_be_visible()
    assert_accessible(page)
