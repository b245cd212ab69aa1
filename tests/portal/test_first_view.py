"""What a first visit costs: bytes as they travel, fonts among them, and what search engines and screens are told."""

import gzip
import re
import unicodedata

import pytest
from playwright.sync_api import Page, Response

from tests.portal.published import published_year
from thanthien.core import clock
from thanthien.evaluations.models import Dossier
from thanthien.units.actions import load_units
from thanthien.units.models import Unit

DESCRIPTION = re.compile(r'<meta name="description"\s+content="([^"]*)"')
PAGES = (
    "/", "/ket-qua/", "/don-vi-hanh-chinh/10001/", "/ngay-giai-quyet-nhanh/10001/", "/cach-cham-diem/", "/du-lieu-mo/",
    "/tra-cuu/",
)  # fmt: skip
# What pages are written with: every letter of Vietnamese in both cases, and the signs of numbers and texts.
MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"
VIETNAMESE = "".join(unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS) + "đ"
SIGNS = "0123456789 .,;:!?%/()[]+-=<>&@#'\"–—“”‘’…·×÷−²½≤≥≈«»©°§"
LETTERS = "abcdefghijklmnopqrstuvwxyz" + VIETNAMESE
WRITTEN = LETTERS + LETTERS.upper() + SIGNS


def travelled(page: Page, path: str) -> dict[str, int]:
    """Bytes of each answer that opening an address brings: texts as gzip packs them, fonts as they are."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # the library marks what it calls
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    return {one.url.rpartition("/")[2] or "page": _packed(one) for one in answers}


def _packed(answer: Response) -> int:
    body = answer.body()
    return len(body) if "font" in answer.headers["content-type"] else len(gzip.compress(body, 6))


@pytest.mark.django_db(transaction=True)
def test_first_visit_is_light(new_page):
    load_units(by=None)  # the map of 114
    found = travelled(new_page(), "/")
    fonts = sorted(name for name in found if name.endswith(".woff2"))
    assert fonts == ["be-vietnam-pro-400.woff2", "be-vietnam-pro-600.woff2"]
    assert sum(found.values()) <= 60_000, found


@pytest.mark.django_db(transaction=True)
def test_first_view_of_a_year_is_light_and_its_filter_works_in_place(new_page):
    cycle = published_year().cycle
    load_units(by=None)
    others = Unit.objects.exclude(dossiers__cycle=cycle)
    Dossier.objects.bulk_create(Dossier(cycle=cycle, unit=one, status_since=clock.now()) for one in others)
    page = new_page()
    found = travelled(page, "/ket-qua/")
    assert ("htmx-2.min.js" in found, sum(found.values()) <= 60_000) == (False, True), found
    page.evaluate("window.stays = true")
    page.get_by_label("Loại đơn vị").select_option("dac_khu")  # htmx comes now, and what was chosen counts
    page.wait_for_url("**/ket-qua/?*loai=dac_khu*")
    page.get_by_role("status").filter(has_text="3 đơn vị").wait_for()
    assert page.evaluate("window.stays") is True


@pytest.mark.django_db(transaction=True)
def test_every_letter_is_drawn_with_our_font_in_both_weights(browser_page):
    browser_page.goto("/")
    browser_page.evaluate(
        """text => {
          const main = document.querySelector("main");
          main.replaceChildren(document.createElement("p"), document.createElement("strong"));
          [...main.children].forEach((one) => { one.textContent = text; });
          return document.fonts.ready.then(() => null);
        }""",
        WRITTEN,
    )
    assert [drawn_with(browser_page, place) for place in ("main > p", "main > strong")] == [
        {"Be Vietnam Pro": len(WRITTEN)}, {"Be Vietnam Pro SemiBold": len(WRITTEN)},
    ]  # fmt: skip


def drawn_with(page: Page, place: str) -> dict[str, int]:
    """How many signs of an element are drawn with each font."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": place})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {one["familyName"]: int(one["glyphCount"]) for one in fonts}


@pytest.mark.django_db
def test_every_public_page_describes_itself(client):
    published_year()
    found = {path: DESCRIPTION.findall(client.get(path).content.decode()) for path in PAGES}
    assert {path: len(texts) for path, texts in found.items()} == dict.fromkeys(PAGES, 1)
    described = [texts[0] for texts in found.values()]
    assert [text for text in described if not 50 <= len(text) <= 160] == []
    assert len(set(described)) == len(PAGES)


@pytest.mark.django_db
def test_only_pages_that_ask_in_the_background_load_the_script_for_it(client):
    published_year()
    pages = {path: client.get(path).content.decode() for path in PAGES}
    assert {path for path, text in pages.items() if "htmx-2" in text} == {
        path for path, text in pages.items() if "data-hx-get" in text
    } == {"/ket-qua/"}  # fmt: skip
