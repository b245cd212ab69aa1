"""Each guide on exactly one A4 page, made from the guide itself."""

from datetime import date

import pytest
from markdown_it.token import Token

from tests.browser.sessions import enter_as
from tests.evaluations.scenario import on, open_year
from tests.factories.accounts import person
from tests.portal.test_print import sheets
from thanthien.accounts.roles import Role
from thanthien.portal.guide_sheets import LEFT_OUT, sheet_of, shortened, year_steps
from thanthien.portal.guides import GUIDES, READER, written

READS = "Câu một: có “hai. phần” (xem 1.2. đây). Câu **hai** nữa. Câu ba."


def inline(text: str) -> list[Token]:
    return READER.parse(text)[1].children or []


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        (READS, 1, "Câu một: có “hai. phần” (xem 1.2. đây)."),
        (READS, 2, "Câu một: có “hai. phần” (xem 1.2. đây). Câu <strong>hai</strong> nữa."),
        (READS, 9, "Câu một: có “hai. phần” (xem 1.2. đây). Câu <strong>hai</strong> nữa. Câu ba."),
        ("**Đăng ký.** Rồi gửi. Sau đó chờ.", 1, "<strong>Đăng ký.</strong> Rồi gửi."),
        ("Một dòng\nhai dòng", 1, "Một dòng hai dòng"),
        ("Xem [cách làm](don-vi.md) đã. Rồi thôi.", 1, "Xem cách làm đã."),
        ("Gõ <b> & thôi. Hết.", 1, "Gõ <b> &amp; thôi."),
    ],
)
def test_paragraph_is_cut_after_whole_sentences(text, most, kept):
    assert shortened(inline(text), most) == kept


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.name)
def test_sheet_has_the_sections_of_its_guide_in_their_order(guide):
    headings = [words for _, words in written(guide.name).headings]
    shown = [part.heading for part in sheet_of(guide.name).parts if part.heading]
    assert shown == [one for one in headings if one in shown]
    assert len([one for one in headings if one not in {*shown, *LEFT_OUT}]) <= 2


@pytest.mark.django_db
def test_steps_of_the_year_are_the_phases_of_the_running_one():
    assert year_steps() is None
    open_year(units=1)
    with on(date(2026, 1, 6)):
        year = year_steps()
    assert [(one.title, one.first, one.last) for one in year.steps][:1] == [
        ("Đăng ký", date(2026, 1, 5), date(2026, 1, 9))
    ]
    assert len(year.steps) == 9


@pytest.mark.django_db(transaction=True)
def test_every_guide_is_printed_on_exactly_one_page(new_page, settings):
    settings.HOTLINE_PHONE, settings.HOTLINE_NAME = "0225 3 123 456", "Tổ hỗ trợ, Sở Nội vụ"
    settings.HOTLINE_HOURS = "7:30–17:00, thứ Hai đến thứ Sáu"
    open_year(units=1)
    page = enter_as(new_page(), person(Role.CITY_OFFICER))
    counts, overflows = {}, {}
    for guide in GUIDES:
        page.goto(guide.sheet_url)
        counts[guide.name] = sheets(page)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 711, "height": 1047})  # A4 without its margins
        box = page.locator(".guide-sheet").bounding_box()
        overflows[guide.name] = box["y"] + box["height"] > 1047
        page.emulate_media(media="null")
        page.set_viewport_size({"width": 1280, "height": 800})
    assert counts == dict.fromkeys(counts, 1)
    assert overflows == dict.fromkeys(counts, False)
