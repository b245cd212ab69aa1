"""Work and notices in a real browser: a unit is reminded, opens the letter's link, does the thing, and the work is
gone; the pages are readable on a phone and accessible."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.e2e.conftest import Calendar
from tests.evaluations.scenario import Year, fresh, open_year
from tests.place.test_browser import looked_at
from thanthien.core.mail.models import Message
from thanthien.evaluations.actions.urging import urge
from thanthien.notices.reminding import remind_person

pytestmark = pytest.mark.django_db(transaction=True)
TWO_BEFORE, LATE, APPRAISAL = date(2026, 1, 8), date(2026, 1, 12), date(2026, 2, 9)


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def test_a_reminded_unit_opens_the_letter_s_link_and_the_work_ticks_itself(
    year: Year,
    window: Any,
    calendar: Calendar,
    run_jobs: Any,
) -> None:
    calendar.turn_to(TWO_BEFORE)
    chair = year.who("10001", "chair")
    remind_person(chair.pk)
    run_jobs()
    letter = Message.objects.get(recipient=chair)
    assert "Còn 1 ngày làm việc: Đăng ký mức độ phấn đấu" in letter.subject
    path = re.search(r"https?://[^/\s]+(/ky/\S+)", letter.text)
    assert path is not None
    visitor = window(chair, viewport=PHONE)
    visitor.open(path[1])
    page = visitor.page
    page.get_by_label("Mức độ 2").check()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Gửi đăng ký").click()
    page.wait_for_url("**/don-vi/")
    visitor.open("/viec-cua-toi/")
    expect(page.get_by_role("link", name="Bắt đầu tự chấm")).to_be_visible()
    expect(page.get_by_role("link", name="Đăng ký mức độ phấn đấu")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_work_and_notices_are_accessible(
    new_page: Any,
    assert_accessible: Any,
    year: Year,
    calendar: Calendar,
    run_jobs: Any,
    size: Any,
) -> None:
    year.submit("10002")
    calendar.turn_to(LATE)
    urge(by=fresh(year.people.office), dossier_ids=[year.dossier().pk], words="Đề nghị đăng ký ngay trong tuần này.")
    run_jobs()
    page = enter_as(new_page(viewport=size), year.who("10001", "chair"))
    for name, address in [
        ("work-none", "/viec-cua-toi/"), ("notices", "/thong-bao/"), ("notices-wishes", "/tai-khoan/thong-bao/"),
    ]:  # fmt: skip
        page.goto(address)
        looked_at(page, name, assert_accessible)
    leave_url = Message.objects.filter(recipient=year.people.communes["10001"]["chair"]).latest("pk").leave_url
    page.goto("/" + leave_url.split("/", 3)[3])
    looked_at(page, "notices-leave", assert_accessible)
    calendar.turn_to(APPRAISAL)  # before, what was submitted waits for the first day of its phase
    page = enter_as(new_page(viewport=size), fresh(year.people.office))
    for name, address in [
        ("work-office", "/viec-cua-toi/"), ("urge", f"/ky/{year.cycle.pk}/don-doc/"),
        ("urged", f"/ky/{year.cycle.pk}/da-don-doc/"),
    ]:  # fmt: skip
        page.goto(address)
        if name == "work-office" and size == DESK:
            expect(page.locator("#so-viec-nav-wide .num")).to_have_text("3")
        looked_at(page, name, assert_accessible)
