"""The pages on which people work all day, in the dark and in high contrast: axe finds nothing, contrast included."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.accessibility import accessibility_problems
from tests.conftest import DESK, PHONE
from tests.e2e.visitor import Visitor
from tests.evaluations.scenario import Year, open_year

pytestmark = pytest.mark.django_db(transaction=True)
THEMES = {"dark": "normal", "contrast-dark": "high"}


@pytest.fixture
def year() -> Year:
    """One unit concluded, one self-scoring, one that has done nothing."""
    made = open_year()
    made.conclude("10001")
    made.score("10002")
    return made


def pages(year: Year) -> list[tuple[Any, list[str]]]:
    """Who opens what."""
    cycle, people = year.cycle.pk, year.people
    item, own = year.item("10001", "1.1", "mttq").pk, f"/ky/{cycle}/10002"
    return [
        (people.leader, ["/thanh-pho/", "/lanh-dao/"]),
        (people.communes["10002"]["focal"], ["/don-vi/", f"{own}/tu-cham/1.1/", f"{own}/nop-ho-so/"]),
        (people.mttq, ["/tham-dinh/", f"/tham-dinh/{cycle}/1.1/", f"/tham-dinh/muc/{item}/"]),
        (people.secretary, ["/hoi-dong/", f"/hoi-dong/{cycle}/10001/", f"/hoi-dong/{cycle}/10001/muc/1.1/"]),
        (people.office, [f"/ky/{cycle}/", f"/quyet-dinh/{cycle}/", f"/ky/{cycle}/10001/"]),
    ]  # fmt: skip


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1440", "360"])
@pytest.mark.parametrize("theme", THEMES)
def test_work_pages_are_accessible_in_theme(new_page, calendar, year, theme, viewport):
    calendar.turn_to(date(2026, 3, 11))
    problems = []
    for person, paths in pages(year):
        visitor = Visitor(new_page(viewport=viewport, color_scheme="dark"), person)
        visitor.page.add_init_script(f"localStorage.setItem('contrast', '{THEMES[theme]}')")
        for path in paths:
            visitor.open(path)
            assert visitor.page.locator("html").get_attribute("data-theme") == theme
            assert visitor.page.url.endswith(path)
            problems += [f"{path}: {problem}" for problem in accessibility_problems(visitor.page)]
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_current_page_is_marked_in_the_high_contrast_of_the_system(new_page, year, scheme):
    visitor = Visitor(new_page(forced_colors="active", color_scheme=scheme), year.people.leader)
    visitor.open("/thanh-pho/")
    links = visitor.page.locator(".nav-wide a")
    colours = links.evaluate_all("all => all.map(one => getComputedStyle(one).borderBottomColor)")
    current = links.evaluate_all("all => all.map(one => one.hasAttribute('aria-current'))")
    marked = {colour for colour, here in zip(colours, current, strict=True) if here}
    assert len(marked) == 1
    assert marked.isdisjoint(colour for colour, here in zip(colours, current, strict=True) if not here)
