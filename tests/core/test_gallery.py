"""The gallery page: only in demo and development, accessible in every theme, readable on a phone and without script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.conftest import PHONE

GALLERY = "/thu-vien-giao-dien/"


@pytest.mark.django_db
def test_gallery_is_not_there_in_production(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.get(GALLERY).status_code == 404


@pytest.mark.django_db
def test_gallery_shows_in_demo_with_its_notice(client: Client, settings: Any) -> None:
    settings.DEMO = True
    page = client.get(GALLERY).content.decode()
    assert page.count("Dữ liệu minh họa – không phải kết quả thật.") == 1


THEMES = {
    "light": ({"color_scheme": "light"}, "normal"),
    "dark": ({"color_scheme": "dark"}, "normal"),
    "contrast": ({"color_scheme": "light"}, "high"),
    "contrast-dark": ({"color_scheme": "dark"}, "high"),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.django_db(transaction=True)
def test_gallery_is_accessible_in_theme(
    theme: str, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None], settings: Any
) -> None:
    settings.DEMO = True
    options, contrast = THEMES[theme]
    page = new_page(**options)
    page.add_init_script(f"localStorage.setItem('contrast', '{contrast}')")
    page.goto(GALLERY)
    assert page.locator("html").get_attribute("data-theme") == theme
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_gallery_fits_a_phone_with_large_text_and_has_no_map_links(
    new_page: Callable[..., Page], assert_accessible: Callable[[Page], None], settings: Any
) -> None:
    settings.DEMO = True
    page = new_page(viewport=PHONE)
    page.goto(GALLERY)
    page.locator("details.menu > summary").click()
    page.locator(".menu-sheet").get_by_role("button", name="Chữ lớn hơn").click()
    page.reload()
    assert page.locator("html").get_attribute("data-size") == "large"
    assert page.locator(".tile-map a:visible, .boundary-map a:visible").count() == 0
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_menu_opens_without_script(new_page: Callable[..., Page], settings: Any) -> None:
    settings.DEMO = True
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(GALLERY)
    page.locator("details.menu > summary").click()
    sign_in = page.locator(".menu-sheet").get_by_role("link", name="Đăng nhập")
    assert (sign_in.is_visible(), page.get_by_role("button", name="Tương phản cao").count()) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_contrast_button_turns_on_and_off(browser_page: Page, settings: Any) -> None:
    settings.DEMO = True
    browser_page.goto(GALLERY)
    button = browser_page.locator(".header-tools [data-toggle-contrast]")
    states = []
    for _ in range(2):
        button.click()
        states.append((button.get_attribute("aria-pressed"), browser_page.locator("html").get_attribute("data-theme")))
    assert states == [("true", "contrast"), ("false", "light")]


@pytest.mark.django_db(transaction=True)
def test_chosen_files_are_named_with_their_sizes(browser_page: Page, settings: Any) -> None:
    settings.DEMO = True
    browser_page.goto(GALLERY)
    pick = browser_page.locator("[data-file-pick]")
    names = pick.locator("[data-file-names] li")
    expect(pick.get_by_text("Chưa chọn tệp")).to_be_visible()
    pick.locator("input").set_input_files(
        [
            {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": b"0" * 4_210},
            {"name": "ảnh.png", "mimeType": "image/png", "buffer": b"0" * 1_300_000},
        ]
    )
    expect(names).to_have_text(["Biên bản.pdf 4,1 KB", "ảnh.png 1,2 MB"])
    expect(pick.get_by_text("Chưa chọn tệp")).to_be_hidden()
    pick.locator("input").set_input_files([])
    expect(names).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_file_field_opens_by_click(browser_page: Page, settings: Any) -> None:
    settings.DEMO = True
    browser_page.goto(GALLERY)
    with browser_page.expect_file_chooser() as chooser:
        browser_page.locator("[data-file-pick] input").click()
    assert chooser.value.is_multiple() is True


@pytest.mark.django_db(transaction=True)
def test_file_field_takes_the_keyboard_with_a_visible_focus(browser_page: Page, settings: Any) -> None:
    settings.DEMO = True
    browser_page.goto(GALLERY)
    pick = browser_page.locator("[data-file-pick]")
    pick.locator("input").focus()
    browser_page.keyboard.press("Shift+Tab")
    browser_page.keyboard.press("Tab")
    expect(pick.locator("input")).to_be_focused()
    expect(pick.locator(".file-face")).to_have_css("outline-style", "solid")


@pytest.mark.django_db(transaction=True)
def test_file_field_is_the_native_one_without_script(new_page: Callable[..., Page], settings: Any) -> None:
    settings.DEMO = True
    page = new_page(java_script_enabled=False)
    page.goto(GALLERY)
    pick = page.locator("[data-file-pick]")
    assert (pick.locator("input").is_visible(), pick.locator(".file-face").is_visible()) == (True, False)
