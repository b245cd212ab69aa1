"""Lists of the year and of daily life in a browser: accessible, and no wider than a phone; a long file is ordered."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import too_wide
from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.core.jobs.sample import tasks
from tests.evaluations.scenario import on
from tests.test_lists import daily_life, late_year, reviewed_year
from thanthien.core.jobs.models import JobRun
from thanthien.core.tables.ordering import FILE_AT_ONCE

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(page: Page, assert_accessible: Callable[[Page], None], *addresses: str) -> list[str]:
    """The addresses whose page is wider than the window; a picture of each is kept where SCREENSHOTS names a folder."""
    wide = []
    for address in addresses:
        page.goto(address)
        assert_accessible(page)
        if too_wide(page):
            wide.append(address)
        if folder := os.environ.get("SCREENSHOTS"):
            name = address.strip("/").replace("/", "-").replace("?", "-")
            page.screenshot(path=Path(folder) / f"{page.viewport_size['width']}-{name}.png", full_page=True)  # type: ignore[index]
    return wide


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_lists_are_accessible_and_fit(new_page: Any, assert_accessible: Any, viewport: dict[str, int]) -> None:
    with on(date(2026, 3, 18)):
        late = late_year()
        cycle = late.cycle.pk
        page = enter_as(new_page(viewport=viewport), late.people.head)
        of_the_city = [
            *(reverse(name, args=[cycle]) for name in ("decision-home", "city-comparison")),
            *map(reverse, ("criteria:list", "cycle-list")),
        ]
        assert looked_at(page, assert_accessible, *of_the_city) == []
        daily_life(late)
        page = enter_as(new_page(viewport=viewport), late.who("10001", "focal"))
        assert looked_at(page, assert_accessible, reverse("evidence:library"), reverse("notices:list")) == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_requests_are_accessible_and_fit(new_page: Any, assert_accessible: Any, viewport: dict[str, int]) -> None:
    with on(date(2026, 3, 18)):
        year = reviewed_year()
        page = enter_as(new_page(viewport=viewport), year.people.secretary)
        assert looked_at(page, assert_accessible, reverse("review-list", args=[year.cycle.pk])) == []


def test_long_file_is_ordered_without_scripts(new_page: Any, assert_accessible: Any, run_jobs: Any) -> None:
    year = late_year()
    made = [
        JobRun(name=tasks.quick.name, title="Việc cũ", person=year.people.office, fingerprint="", state="done")
        for _ in range(FILE_AT_ONCE + 1)
    ]
    for run in made:
        run.finished_at = run.created_at
    JobRun.objects.bulk_create(made)
    offer = reverse("jobs:mine") + "?tai=csv"
    assert looked_at(enter_as(new_page(viewport=PHONE), year.people.office), assert_accessible, offer) == []
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=False), year.people.office)
    page.goto(reverse("jobs:mine"))
    page.get_by_role("link", name="Tải CSV").click()
    page.get_by_role("button", name="Lập tệp").click()
    run_jobs()
    page.reload()
    with page.expect_download() as taken:
        page.get_by_role("link", name=".csv").click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == ("Việc,Trạng thái,Tiến độ,Giao lúc,Kết thúc lúc", FILE_AT_ONCE + 3)
