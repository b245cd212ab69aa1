"""A change of the calendar shows which open last days it moves, before it is saved."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.democracy.scene import a_scene as a_democracy
from tests.democracy.scene import answer, recommend
from tests.feedback.scene import a_scene, answered, told
from tests.service.at_home.scene import a_scene as a_service
from tests.service.at_home.scene import asked
from thanthien.core.actions import set_day
from thanthien.core.clock import ZONE
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.feedback.due_days import count_due_days_anew
from thanthien.feedback.models import Feedback
from thanthien.place.day_checks import DayCheck, check_day

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/lich/them/"
MONDAY, LAST, NEXT = date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 17)
OFF = {"day": "16/03/2026", "kind": "off", "name": "Nghỉ bù", "source": "Thông báo"}
FEEDBACK, ANSWERS = "Trả lời phản ánh, góp ý", "Trả lời kiến nghị giám sát"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)


def lines(check: DayCheck, title: str) -> list[tuple[str, str, date, date]]:
    return [
        (one.unit, one.about, one.old, one.new) for kind in check.kinds if kind.title == title for one in kind.lines
    ]


def a_day_off(day: date, **changes: Any) -> CalendarDay:
    return set_day(**{"day": day, "kind": DayKind.OFF, "name": "Nghỉ", "by": None, "seen": None} | changes)


def test_what_is_shown_is_what_the_job_moves_then() -> None:
    scene, other = a_scene(), a_scene(short_name="An Biên")
    waits, before = told(scene, MONDAY), told(other, date(2026, 3, 3))
    answered(scene, MONDAY, date(2026, 3, 4))
    late = told(scene, date(2026, 2, 2))
    shown = lines(check_day(LAST, DayKind.OFF), FEEDBACK)
    assert shown == [
        (scene.unit.name, "nhận ngày 02/03/2026", LAST, NEXT),
        (other.unit.name, "nhận ngày 03/03/2026", NEXT, date(2026, 3, 18)),
    ]
    a_day_off(LAST)
    assert count_due_days_anew() == len(shown)
    stored = dict(Feedback.objects.values_list("pk", "due_on"))
    assert (stored[waits.pk], stored[before.pk], stored[late.pk] < LAST) == (NEXT, date(2026, 3, 18), True)


def test_day_declared_today_already_is_not_shown_again_with_the_next() -> None:
    scene = a_scene()
    told(scene, MONDAY)
    a_day_off(LAST)
    assert lines(check_day(NEXT, DayKind.OFF), FEEDBACK) == [
        (scene.unit.name, "nhận ngày 02/03/2026", NEXT, date(2026, 3, 18))
    ]


def test_worked_saturday_and_a_day_taken_back_bring_last_days_forward() -> None:
    scene = a_scene()
    told(scene, MONDAY)
    assert lines(check_day(date(2026, 3, 14), DayKind.WORK), FEEDBACK)[0][2:] == (LAST, date(2026, 3, 14))
    a_day_off(date(2026, 3, 10))
    assert lines(check_day(date(2026, 3, 10), None), FEEDBACK)[0][2:] == (NEXT, LAST)


def test_deadlines_of_records_and_of_home_service_are_told_with_their_unit() -> None:
    democracy, service = a_democracy(), a_service()
    recommend(democracy, date(2026, 3, 5))
    done = recommend(democracy, date(2026, 3, 4))
    answer(democracy, done, date(2026, 3, 6))
    asked(service, date(2026, 3, 11))
    check = check_day(date(2026, 3, 20), DayKind.OFF)
    moved = (democracy.unit.name, "kiến nghị ngày 05/03/2026", date(2026, 3, 20), date(2026, 3, 23))
    assert lines(check, ANSWERS) == [moved]
    check = check_day(date(2026, 3, 13), DayKind.OFF)
    [home] = lines(check, "Phục vụ tại nhà")
    assert home == (service.unit.name, "đề nghị ngày 11/03/2026", LAST, NEXT)


def test_time_to_tell_of_the_week_moves_for_every_unit() -> None:
    told_of = lines(check_day(LAST, DayKind.OFF), "Ghi số liệu của tuần, tháng, quý, nửa năm")
    weeks = [(unit, old, new) for unit, about, old, new in told_of if about.startswith("tuần 11")]
    assert weeks == [("Mọi xã, phường, đặc khu", NEXT, date(2026, 3, 18))]


def test_of_many_the_first_are_shown_in_the_same_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, counts = a_scene(), []
    monkeypatch.setattr("thanthien.place.day_checks._SHOWN", 2)
    for _ in range(2):
        told(scene, MONDAY)
        told(scene, MONDAY)
        with CaptureQueriesContext(connection) as asked_now:
            [kind] = [one for one in check_day(LAST, DayKind.OFF).kinds if one.title == FEEDBACK]
        counts.append(len(asked_now))
    assert (kind.count, len(kind.lines), kind.rest) == (4, 2, 2)
    assert counts[0] == counts[1] <= 20


def test_day_is_saved_only_after_what_it_moves_was_shown(admin: Client) -> None:
    scene = a_scene()
    told(scene, MONDAY)
    shown = admin.post(ADD, OFF)
    page = shown.content.decode()
    assert (shown.status_code, CalendarDay.objects.exists()) == (200, False)
    assert f"{FEEDBACK}: 1 hạn" in page
    assert 'name="source" value="Thông báo"' in page
    assert "<b>17/03/2026</b>" in page
    again = admin.post(ADD, OFF | {"sua": "1", "checked": shown.context["check"].mark})
    assert ('value="Nghỉ bù"' in again.content.decode(), CalendarDay.objects.exists()) == (True, False)
    admin.post(ADD, OFF | {"checked": shown.context["check"].mark})
    assert CalendarDay.objects.get().date == LAST


def test_calendar_changed_since_the_check_is_checked_again(admin: Client) -> None:
    mark = admin.post(ADD, OFF).context["check"].mark
    a_day_off(NEXT)
    refused = admin.post(ADD, OFF | {"checked": mark})
    [told_why] = refused.context["form"].non_field_errors()
    assert (refused.status_code, CalendarDay.objects.count()) == (422, 1)
    assert told_why == (
        "Lịch vừa được người khác sửa sau khi kiểm tra. Cần kiểm tra lại các hạn thay đổi rồi xác nhận."
    )
    assert "checked" not in refused.content.decode()


def test_day_is_taken_out_only_after_the_check_too(admin: Client) -> None:
    stored = a_day_off(LAST)
    address = f"/quan-tri/lich/{stored.pk}/"
    seen = admin.get(address).context["form"]["seen"].value()
    shown = admin.post(f"{address}bo/", {"seen": seen})
    assert ("Bỏ khỏi lịch, theo lịch tuần" in shown.content.decode(), CalendarDay.objects.count()) == (True, 1)
    admin.post(f"{address}bo/", {"seen": shown.context["seen"], "checked": shown.context["check"].mark})
    assert CalendarDay.objects.count() == 0


def test_another_name_of_a_day_moves_nothing_and_is_saved_at_once(admin: Client) -> None:
    stored = a_day_off(LAST, source="Luật")
    address = f"/quan-tri/lich/{stored.pk}/"
    seen = admin.get(address).context["form"]["seen"].value()
    admin.post(address, {"kind": "off", "name": "Nghỉ hoán đổi", "source": "Luật", "seen": seen})
    assert CalendarDay.objects.get().name == "Nghỉ hoán đổi"
