"""Paper, as the browser makes it: how many sheets a unit's year, a draft and a dossier take, and that nothing is cut.

The year has as many criteria, with as long titles, as the shipped set.
"""

import json
import re

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.criteria.build import reference
from tests.evaluations.scenario import SMALL_SET, Year, open_year
from tests.portal.published import lower
from tests.recorder import recorded
from thanthien.core import clock
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db(transaction=True)
SHARE = Entry(AnswerState.VALUE, {"numerator": "55", "denominator": "61"})
CHOICE = Entry(AnswerState.VALUE, {"option": "tot"})
WEEKS = Entry(AnswerState.VALUE, {"numerator": "46", "denominator": "52"})
RULE = Entry(AnswerState.VALUE, {"passed": True})
NUMBER = 33


def long_set() -> tuple[str, dict[str, Entry]]:
    """The small set with 33 criteria, titled as those of the shipped set, and what a unit says of them."""
    tree = yaml.safe_load(SMALL_SET.read_text(encoding="utf-8"))
    titles = [one.title for one in reference().indicators()][:NUMBER]
    entries = {}
    for group, head, model, first, entry, many in (
        (tree["groups"][0], 0, 1, WEEKS, SHARE, 17), (tree["groups"][1], 0, 1, RULE, CHOICE, 16),
    ):  # fmt: skip
        models = group["children"]
        group["children"] = [
            {**models[model if place else head], "code": f"{group['code']}.{place + 1}", "title": titles.pop(0)}
            for place in range(many)
        ]
        entries |= {one["code"]: entry for one in group["children"]} | {f"{group['code']}.1": first}
    told = json.loads(json.dumps(tree))  # without anchors for what stands in it several times
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False), entries


def scored_year() -> tuple[Year, dict[str, Entry]]:
    text, entries = long_set()
    return open_year(units=1, text=text), entries


@recorded
def published_and_lowered() -> Year:
    """One unit with 33 criteria, recognised and then lowered."""
    year, entries = scored_year()
    year.accept("10001", entries)
    year.accept = lambda *_: None  # type: ignore[method-assign] - it was accepted
    year.publish("10001")
    lower(year, "10001")
    return Year(year.cycle, year.people)


def sheets(page) -> int:
    """How many sheets the page is, printed on A4."""
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def printed(page, selector: str) -> bool:
    """Whether something is on the paper."""
    return page.locator(selector).first.evaluate("one => one.checkVisibility({ contentVisibilityAuto: true })")


def test_units_year_takes_two_sheets(new_page):
    published_and_lowered()
    page = new_page()
    page.goto("/don-vi-hanh-chinh/10001/")
    expect(page.locator(".points-table tbody tr")).to_have_count(NUMBER)
    assert sheets(page) == 2
    told = page.get_by_text(f"/don-vi-hanh-chinh/10001/ · nội dung ngày {clock.today():%d/%m/%Y}")
    assert not told.is_visible()
    page.emulate_media(media="print")
    assert told.is_visible()
    rows = page.locator(".points-table tbody tr").evaluate_all(
        "rows => rows.filter(row => row.checkVisibility()).length"
    )
    assert rows == NUMBER
    assert [printed(page, one) for one in (".site-nav", ".breadcrumb", ".site-footer", "h1")] == [
        False,
        False,
        False,
        True,
    ]


def test_draft_takes_two_sheets_with_the_agency_above(new_page):
    year, entries = scored_year()
    year.post("10001", entries)
    page = new_page()
    page.goto(f"/du-thao/{year.cycle.pk}/10001/")
    assert sheets(page) == 2
    page.emulate_media(media="print")
    expect(page.locator(".paper-head")).to_contain_text("Ủy ban nhân dân Xã An Hòa")
    assert [printed(page, one) for one in (".paper-head", ".site-header", ".draft-table thead")] == [True, False, True]


def test_dossier_is_printed_as_tables_with_the_agency_above(new_page):
    year, entries = scored_year()
    year.post("10001", entries)
    page = enter_as(new_page(), year.who("10001", "focal"))
    page.goto(f"/ky/{year.cycle.pk}/10001/doc-ho-so/")
    assert sheets(page) == 4
    page.emulate_media(media="print")
    expect(page.locator(".paper-head")).to_contain_text("Ủy ban nhân dân Xã An Hòa")
    assert [printed(page, one) for one in (".paper-head", ".site-header", ".reading thead")] == [True, False, True]
    heads = page.locator("thead").evaluate_all("heads => heads.map(one => getComputedStyle(one).display)")
    assert set(heads) == {"table-header-group"}


def test_every_sheet_says_which_of_how_many_it_is(new_page):
    page = new_page()
    page.goto("/du-thao/")
    style = page.request.get(page.locator('link[media="print"]').get_attribute("href")).text()
    rule = style.split("@page")[1].split("\n}")[0]
    assert [part in rule for part in ("size: A4", "@bottom-right", "counter(page)", "counter(pages)")] == [True] * 4
