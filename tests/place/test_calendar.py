"""The calendar of days off, as the administrator keeps it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from thanthien.core.actions import set_day
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.place.queries import work_year

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/"
DAY = {"day": "02/09/2026", "kind": "off", "name": "Quốc khánh", "source": "Bộ luật Lao động, Điều 112"}


def seen_on(admin: Client, address: str) -> str:
    """What the form on this page carries of what it shows."""
    return str(admin.get(address).context["form"]["seen"].value())


def test_year_without_any_day_has_its_weekdays() -> None:
    shown = work_year(2026)
    assert (shown.working_days, shown.due_weeks, shown.idle_weeks, shown.special) == (261, 53, [], [])
    assert sum(month.working_days for month in shown.months) == 261


def test_week_of_days_off_only_is_idle() -> None:
    for number in range(16, 21):
        set_day(day=date(2026, 2, number), kind=DayKind.OFF, name="Tết", source="Thông báo", by=None, seen=None)
    shown = work_year(2026)
    assert (shown.working_days, shown.due_weeks) == (256, 52)
    assert [week.first for week in shown.idle_weeks] == [date(2026, 2, 16)]
    assert [day.shape for day in shown.months[1].weeks[3] if day] == ["off"] * 5 + ["weekend"] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_takes_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, count + 1):
        set_day(day=date(2026, 6, number), kind=DayKind.OFF, name="Thử", source="Thử", by=None, seen=None)
    # Session, person with roles, days.
    with django_assert_num_queries(3):
        shown = admin.get(f"{ADMIN}lich/?nam=2026")
    assert len(shown.context["shown"].special) == count


@pytest.mark.parametrize(("typed", "year"), [("9999", 2100), ("0001", 2000), ("²026", 2026), ("-1", 2026), ("x", 2026)])
def test_calendar_of_an_odd_year_shows_a_plausible_one(admin: Client, typed: str, year: int, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:00+07:00")
    assert admin.get(f"{ADMIN}lich/", {"nam": typed}).context["shown"].year == year


def test_added_day_tells_its_effect(admin: Client) -> None:
    checked = admin.post(f"{ADMIN}lich/them/", DAY).context["check"].mark
    answer = admin.post(f"{ADMIN}lich/them/", DAY | {"checked": checked}, follow=True)
    [told] = [str(message) for message in answer.context["messages"]]
    assert told == "Đã ghi ngày 02/09/2026. Năm 2026 có 260 ngày làm việc, trước đó là 261."
    assert answer.redirect_chain == [(f"{ADMIN}lich/?nam=2026", 302)]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"source": " "}, {"source": ["Cần ghi số văn bản hoặc nguồn."]}),
        ({"kind": "work"}, {"kind": ["Ngày này là thứ Hai đến thứ Sáu; ngày làm bù là thứ Bảy hoặc Chủ nhật."]}),
        ({"day": "31/02/2026"}, {"day": ["Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."]}),
        ({"day": "01/01/1900"}, {"day": ["Năm phải từ 2000 đến 2100."]}),
        ({"day": "30/04/2026"}, {"day": ["Ngày này đã có trong lịch: Ngày Chiến thắng. Cần sửa ở đó."]}),
    ],
)
def test_wrong_day_is_refused_and_kept_on_screen(admin: Client, changes: dict[str, str], errors: Any) -> None:
    set_day(day=date(2026, 4, 30), kind=DayKind.OFF, name="Ngày Chiến thắng", source="Luật", by=None, seen=None)
    answer = admin.post(f"{ADMIN}lich/them/", DAY | changes)
    assert (answer.status_code, answer.context["form"].errors) == (422, errors)
    assert ('value="Quốc khánh"' in answer.content.decode(), CalendarDay.objects.count()) == (True, 1)


def test_day_is_changed_and_removed(admin: Client) -> None:
    stored = set_day(day=date(2026, 9, 2), kind=DayKind.OFF, name="Lễ", source="Luật", by=None, seen=None)
    address = f"{ADMIN}lich/{stored.pk}/"
    admin.post(address, DAY | {"announcement_number": "12/TB", "seen": seen_on(admin, address)})
    stored.refresh_from_db()
    assert (stored.name, stored.announcement_number) == ("Quốc khánh", "12/TB")
    seen = seen_on(admin, address)
    checked = admin.post(f"{address}bo/", {"seen": seen}).context["check"].mark
    admin.post(f"{address}bo/", {"seen": seen, "checked": checked})
    assert CalendarDay.objects.count() == 0


def test_day_changed_by_another_is_shown_and_not_overwritten(admin: Client) -> None:
    stored = set_day(day=date(2026, 9, 2), kind=DayKind.OFF, name="Lễ", source="Luật", by=None, seen=None)
    address = f"{ADMIN}lich/{stored.pk}/"
    seen = seen_on(admin, address)
    set_day(day=stored.date, kind=DayKind.OFF, name="Quốc khánh 2/9", source="Thông báo", by=None, seen=None)
    answer = admin.post(address, {"kind": "off", "name": "Ngày lễ", "source": "Luật", "seen": seen})
    form = answer.context["form"]
    assert (answer.status_code, form["name"].value(), form["source"].value()) == (409, "Ngày lễ", "Thông báo")
    assert form.errors["name"] == ["Hiện nay: Quốc khánh 2/9."]
    checked = admin.post(f"{address}bo/", {"seen": seen}).context["check"].mark
    removed = admin.post(f"{address}bo/", {"seen": seen, "checked": checked}, follow=True)
    assert removed.redirect_chain == [(address, 302)]
    assert list(CalendarDay.objects.values_list("name", "source")) == [("Quốc khánh 2/9", "Thông báo")]
