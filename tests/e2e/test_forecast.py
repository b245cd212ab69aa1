"""J2.2 and J2.3 on a phone: a commune sees what is due, late and worth how much, does it, and reads its forecast."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accessibility import too_wide
from tests.conftest import DESK, PHONE
from tests.e2e.conftest import Calendar
from tests.e2e.visitor import Visitor
from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import Year, on
from tests.factories.units import HamletFactory
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.service.models import FastDay

pytestmark = pytest.mark.django_db(transaction=True)
WEDNESDAY = date(2026, 2, 11)  # the fast day of week 7; week 6 was never told, and its time is over
THURSDAYS = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 29)]


@pytest.fixture
def year() -> Year:
    made = joined_year()
    made.register()
    HamletFactory(unit=made.dossier().unit)
    decide(made, date(2026, 1, 5))
    hold(made, date(2026, 1, 7), 10, 9)
    report(made, THURSDAYS)
    for sunday in (date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2), WEDNESDAY):
        with on(sunday):
            keep_forecasts(cycle=made.cycle)
    return made


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def focal(request: pytest.FixtureRequest, year: Year, window: Any, new_page: Any, calendar: Calendar) -> Visitor:
    """The focal point on a phone, with and without JavaScript (where axe can't be asked)."""
    calendar.turn_to(WEDNESDAY)
    user = year.who("10001", "focal")
    if request.param:
        seeing: Visitor = window(user, viewport=PHONE)
        return seeing
    return Visitor(new_page(viewport=PHONE, java_script_enabled=False), user)


def test_week_is_done_from_the_home_and_ticks_itself(focal: Visitor) -> None:
    focal.open("/don-vi/")
    week = focal.page.get_by_role("region", name="Việc tuần này")
    expect(week.get_by_role("listitem").first).to_contain_text("Quá hạn")
    expect(week).to_contain_text("Làm đủ 47 tuần còn lại thì đạt thêm 3,5 điểm")
    due = week.get_by_role("listitem").filter(has_text="Ngày giải quyết nhanh tuần 7")
    expect(due).to_contain_text("Đến hạn")
    with focal.next_page():
        due.get_by_role("link", name="Ngày giải quyết nhanh").click()
    focal.page.get_by_label("Số hồ sơ nhận").fill("6")
    focal.page.get_by_label("Số trả trong ngày").fill("6")
    focal.press("Lưu")
    kept = FastDay.objects.standing().get(day=WEDNESDAY)
    assert (kept.received, kept.returned) == (6, 6)
    focal.open("/don-vi/")
    expect(due).to_have_count(0)  # folded: it waits no more
    week.get_by_text("Sắp tới, đã xong").click()
    expect(due).to_contain_text("Đã xong")
    assert too_wide(focal.page) == 0


def test_forecast_tells_the_way_to_the_level_and_each_door(focal: Visitor) -> None:
    focal.open("/don-vi/")
    focal.follow("Xem dự báo đầy đủ")
    focal.sees(
        "Dự báo: Xã An Hòa", "Thấp nhất: Chưa đạt. Cao nhất có thể: Mức độ 2, nếu làm đủ",
        "Việc cần làm để đạt Mức độ 2",
        "3 tuần không được tính", "Tám tuần gần nhất",
    )  # fmt: skip
    assert too_wide(focal.page) == 0
    focal.follow("1.1 Tuần có tiếp nhận")
    focal.sees("Việc tuần này", "tuần 7 (9/2–15/2)")


def test_city_finds_who_is_at_risk_and_opens_the_forecast(year: Year, window: Any, calendar: Calendar) -> None:
    calendar.turn_to(WEDNESDAY)
    for size in (DESK, PHONE):
        leader: Visitor = window(year.people.leader, viewport=size)
        leader.open(f"/lanh-dao/{year.cycle.pk}/")
        leader.follow("Đang thấp hơn mức độ phấn đấu")
        leader.sees("Dự báo của các đơn vị", "Xã An Hòa")
        assert too_wide(leader.page) == 0
        leader.follow("Xã An Hòa")
        leader.sees("Dự báo: Xã An Hòa", "Việc cần làm để đạt Mức độ 2")
