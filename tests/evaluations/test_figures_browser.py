"""Figures on a phone and without script: what was taken over changes, who signs takes what came since, the office asks
for figures."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.evaluations.figured import ANSWERED, WEEKS, Source, figured_year, ratio, weeks
from tests.evaluations.scenario import GOOD, Year, on
from tests.evaluations.test_commune_browser import running_phases
from thanthien.core import clock
from thanthien.evaluations.actions import answers, figures, registration, submission
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def year(source: Source) -> Year:
    """The first unit took 38 of 46 weeks over eight days ago, and posted; by now there are 40, and 5 of 10 answers."""
    today = clock.today()
    made = figured_year(units=1, phases=running_phases(today - timedelta(days=5)))
    unit, dossier = made.dossier().unit_id, made.dossier().pk
    focal = made.who("10001", "focal")
    source.says(WEEKS, unit, weeks(37, 46))
    with on(today - timedelta(days=9)):
        registration.register(by=focal, dossier_id=dossier, target_level=2)
        figures.compute_figures(cycle=made.cycle)
        drafts = {code: answers.Draft(entry) for code, entry in GOOD.items() if code != "1.1"}
        drafts["1.1"] = answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM)
        answers.save_answers(by=focal, dossier_id=dossier, drafts=drafts)
    source.says(WEEKS, unit, weeks(38, 46))
    with on(today - timedelta(days=8)):
        figures.compute_figures(cycle=made.cycle)
    with on(today - timedelta(days=7)):
        submission.post(by=focal, dossier_id=dossier, posted_on=clock.today(), places="Trụ sở")
    source.says(WEEKS, unit, weeks(40, 46))
    source.says(ANSWERED, unit, ratio(5, 10))
    with on(today - timedelta(days=1)):
        figures.compute_figures(cycle=made.cycle)
        document, row = made.document("10001"), made.dossier()
        submission.record_meeting(
            by=focal, dossier_id=dossier, version=row.version, held_on=clock.today(), minutes=document
        )
    return made


@pytest.fixture
def open_as(new_page: Callable[..., Page]) -> Callable[..., Page]:
    def go(user: Any, path: str, **options: Any) -> Page:
        page = enter_as(new_page(**options), user)
        page.goto(path)
        return page

    return go


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_who_signs_takes_what_came_since_on_a_phone(
    open_as: Any, year: Year, assert_accessible: Any, script: bool
) -> None:
    path = f"/ky/{year.cycle.pk}/10001/ky-duyet/"
    page = open_as(year.who("10001", "chair"), path, viewport=PHONE, java_script_enabled=script)
    card = page.locator("section", has=page.get_by_role("heading", name="Số liệu hệ thống thay đổi sau ngày niêm yết"))
    expect(card).to_contain_text("từ 38 lên 40/46 tuần có tiếp nhận")
    expect(card).to_contain_text("giữ số liệu kê khai")
    if script:
        assert_accessible(page)
    picture(page, f"sign-phone-{script}")
    card.get_by_role("button", name="Lấy số liệu mới").click()
    expect(page.get_by_text("Đã lấy số liệu mới vào dự thảo.")).to_be_visible()
    expect(page.get_by_role("button", name="Lấy số liệu mới")).to_have_count(0)
    page.get_by_role("button", name="Ký duyệt").click()
    expect(page.get_by_text("Đã ký duyệt hồ sơ.")).to_be_visible()
    assert (year.answer("10001", "1.1").value["numerator"], year.dossier().status) == ("40", "signed")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_page_of_an_indicator_tells_how_its_figure_changed(
    open_as: Any, year: Year, assert_accessible: Any, viewport: Any
) -> None:
    page = open_as(year.who("10001", "officer"), f"/ky/{year.cycle.pk}/10001/tu-cham/1.1/", viewport=viewport)
    day = clock.today() - timedelta(days=9)
    expect(page.locator("#so-lieu-he-thong").locator("..")).to_contain_text(
        f"Vừa thay đổi từ 37 lên 38/46 tuần có tiếp nhận (đến {day:%d/%m/%Y})"
    )
    expect(page.get_by_text("Focal10001 chọn dùng lúc")).to_be_visible()
    picture(page, f"indicator-{viewport['width']}")
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_office_asks_for_figures_on_the_page_of_a_cycle(
    open_as: Any, year: Year, assert_accessible: Any, viewport: Any, run_jobs: Any
) -> None:
    page = open_as(year.people.office, f"/ky/{year.cycle.pk}/", viewport=viewport)
    card = page.locator("section", has=page.get_by_role("heading", name="Số liệu hệ thống"))
    expect(card).to_contain_text("Thử: giới hạn (ngày)")
    picture(page, f"cycle-{viewport['width']}")
    assert_accessible(page)
    card.get_by_role("button", name="Tính lại số liệu").click()
    page.wait_for_url("**/viec-chay/**")
    run_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("1 hồ sơ")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_settings_of_measures_are_asked_when_a_cycle_is_opened(
    open_as: Any, year: Year, assert_accessible: Any, viewport: Any
) -> None:
    page = open_as(year.people.office, f"/ky/mo/?nam={date.today().year + 1}", viewport=viewport)  # noqa: DTZ011
    page.get_by_label("Thử: giới hạn (ngày)").fill("7")
    picture(page, f"open-{viewport['width']}")
    assert_accessible(page)
    page.get_by_role("button", name="Xem lại trước khi mở").click()
    expect(page.locator("main")).to_contain_text("Thử: giới hạn (ngày)")
    picture(page, f"check-{viewport['width']}")
    assert_accessible(page)
