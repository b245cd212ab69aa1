"""Pages of the fast day: entering decision and numbers, what is refused, what anybody sees."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.measures.judging import let_every_body_judge
from tests.service.scene import Scene, a_scene, decide, hold
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.core.models import CalendarDay
from thanthien.measures.actions import accept_late
from thanthien.measures.figures import PerPeriod
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.service.kinds import DAYS as FAST_DAYS
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.public import public_fast_days
from thanthien.service.queries import WEEKS
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)  # a Thursday
DECISIONS, DAYS = "/quyet-dinh-ngay-giai-quyet-nhanh/", "/so-lieu-ngay-giai-quyet-nhanh/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def decision(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{scene.unit.pk}:", "day": "10/03/2026", "number": "12/QĐ-UBND", "signer": "Trần Văn A",
        "weekday": "2", "effective_on": "16/03/2026", "procedures": ["1.001193", "1.000656"],
        "published_on": "11/03/2026",
    } | changes  # fmt: skip


def numbers(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{scene.unit.pk}:", "day": "11/03/2026", "received": "6", "returned": "5",
    } | changes  # fmt: skip


def test_decision_is_entered_by_ticking_procedures(officer: Client, scene: Scene) -> None:
    assert officer.post(f"{DECISIONS}ghi/", decision(scene)).status_code == 302
    made = FastDayDecision.objects.get()
    assert (made.weekday, made.procedures, made.effective_monday) == (2, "1.001193; 1.000656", date(2026, 3, 16))
    page = officer.get(f"{DECISIONS}{made.pk}/").content.decode()
    assert "Đăng ký khai sinh; Đăng ký khai tử" in page
    shown = officer.get(f"{DECISIONS}{made.pk}/dinh-chinh/").context["form"]
    assert shown["procedures"].value() == ["1.001193", "1.000656"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effective_on": "08/03/2026"}, "effective_on"),
        ({"published_on": "09/03/2026"}, "published_on"),
        ({"procedures": []}, "procedures"),
        ({"procedures": ["9.9"]}, "procedures"),
        ({"weekday": "6"}, "weekday"),
    ],
)
def test_decision_that_cannot_be_is_refused_beside_its_field(
    officer: Client, scene: Scene, changes: dict[str, Any], field: str
) -> None:
    answer = officer.post(f"{DECISIONS}ghi/", decision(scene, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_numbers_of_a_day_are_entered(officer: Client, scene: Scene) -> None:
    assert officer.post(f"{DAYS}ghi/", numbers(scene)).status_code == 302
    made = FastDay.objects.get()
    assert (made.day, made.procedure, made.received, made.returned) == (date(2026, 3, 11), "", 6, 5)


def test_extract_of_the_system_is_never_typed(officer: Client, scene: Scene) -> None:
    assert "origin_of_numbers" not in officer.get(f"{DAYS}ghi/").context["form"].fields
    officer.post(f"{DAYS}ghi/", numbers(scene, origin_of_numbers="system"))
    assert FastDay.objects.get().origin_of_numbers == "counted"


def test_extract_is_neither_corrected_nor_withdrawn_by_who_handed_it_in(officer: Client, scene: Scene) -> None:
    made = hold(scene, date(2026, 3, 11), 6, 5, origin_of_numbers="system")
    sent = numbers(scene, returned="6", version="1", reason="Đếm lại tại Trung tâm")
    doors = [officer.post(f"{DAYS}{made.pk}/{door}/", sent).status_code for door in ("dinh-chinh", "huy")]
    page = officer.get(f"{DAYS}{made.pk}/")
    assert (doors, page.context["may_change"]) == ([404, 404], False)
    told = {"record_id": made.pk, "version": 1, "reason": "Đếm lại tại Trung tâm", "by": scene.officer}
    entry = Entry(scene.unit, made.day, {"received": 6, "returned": 6, "nothing": False})
    for act in (lambda: correct(FAST_DAYS, entry, **told), lambda: withdraw(FAST_DAYS, **told)):
        with pytest.raises(Refused, match="thành phố cấp tệp mới"):
            act()
    assert list(FastDay.objects.values_list("returned", "origin_of_numbers", "ended_at")) == [(5, "system", None)]


def test_extract_by_another_door_than_the_workbook_is_refused(scene: Scene) -> None:
    values = {"received": 6, "returned": 5, "nothing": False, "origin_of_numbers": "system"}
    with pytest.raises(Invalid) as refused:
        enter(FAST_DAYS, Entry(scene.unit, date(2026, 3, 11), values), by=scene.officer)
    assert list(refused.value.errors) == ["origin_of_numbers"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"returned": "7"}, "returned"),
        ({"received": "0", "returned": "0"}, "nothing"),
        ({"nothing": "on"}, "nothing"),
        ({"day": "13/03/2026"}, "day"),
    ],
)
def test_numbers_that_cannot_be_are_refused(officer: Client, scene: Scene, changes: dict[str, Any], field: str) -> None:
    answer = officer.post(f"{DAYS}ghi/", numbers(scene, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_second_number_of_the_day_is_refused_with_the_way_on(officer: Client, scene: Scene) -> None:
    officer.post(f"{DAYS}ghi/", numbers(scene))
    answer = officer.post(f"{DAYS}ghi/", numbers(scene, received="9"))
    assert "đính chính" in str(answer.context["form"].non_field_errors())
    assert FastDay.objects.count() == 1


def test_public_calendar_tells_weeks_and_next_day(client: Client, scene: Scene) -> None:
    CalendarDay.objects.filter(date=date(2026, 3, 18)).delete()
    decide(scene, date(2026, 2, 23))
    hold(scene, date(2026, 3, 4), 10, 9)
    answer = client.get(f"/ngay-giai-quyet-nhanh/{scene.unit.code}/")
    shown = answer.context["fast_days"]
    assert (answer.status_code, shown.weekday, shown.next_day) == (200, "thứ Tư", date(2026, 3, 18))
    assert [(one.day, one.words, one.received) for one in shown.weeks[:4]] == [
        (date(2026, 3, 11), "chờ số liệu", 0),
        (date(2026, 3, 4), "đã tổ chức", 10),
        (date(2026, 2, 25), "chưa có số liệu", 0),
        (None, "chưa có quyết định", 0),
    ]


def test_public_calendar_shows_a_late_week_held_once_a_body_lets_it_count(scene: Scene) -> None:
    decide(scene, date(2026, 2, 23))
    hold(scene, date(2026, 2, 25), 10, 9, told=date(2026, 3, 9))

    def words() -> list[str]:
        shown = public_fast_days(scene.unit, with_weeks=True).answer()
        return [one.words for one in shown.weeks if one.day == date(2026, 2, 25)] if shown else []

    assert words() == ["ghi quá hạn"]
    accept_late(
        by=person(Role.APPRAISER), unit=scene.unit, measure="service.fast_day_weeks", periods=["2026-W09"],
        reason="Mất mạng do bão.",
    )  # fmt: skip
    assert words() == ["đã tổ chức"]


def test_public_calendar_and_figure_hold_the_same_weeks(scene: Scene) -> None:
    """From the week of the unit's first day on: in time, late, late and accepted, in two parts, not told."""
    Unit.objects.filter(pk=scene.unit.pk).update(valid_from=date(2026, 1, 23))  # a Friday, of week 4
    scene.unit.refresh_from_db()
    decide(scene, date(2026, 1, 23), weekday=4)
    for day, told in [(23, 23), (30, 31)]:
        hold(scene, date(2026, 1, day), 3, 3, told=date(2026, 1, told))
    hold(scene, date(2026, 2, 6), 3, 3, told=date(2026, 3, 9))
    hold(scene, date(2026, 2, 13), 3, 3, told=date(2026, 3, 9))
    hold(scene, date(2026, 2, 27), 3, 3, procedure="1.001193")
    hold(scene, date(2026, 2, 27), 4, 4, procedure="1.000656", told=date(2026, 3, 9))
    accept_late(
        by=person(Role.APPRAISER), unit=scene.unit, measure=WEEKS, periods=["2026-W07"], reason="Mất mạng do bão."
    )
    span = Span(date(2026, 1, 1), date(2026, 12, 31))
    figure = FAST_DAY_WEEKS.answer(scope_of(span, date(2026, 3, 8), [scene.unit.pk]))[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    by_figure = {period.label: bool(count.records) for period, count in figure.counts.items()}
    shown = public_fast_days(scene.unit, with_weeks=True).answer()
    assert shown is not None
    by_calendar = {one.label: one.words == "đã tổ chức" for one in shown.weeks if one.label in by_figure}
    assert by_calendar == by_figure
    assert Counter(by_figure.values()) == {True: 4, False: len(by_figure) - 4}


def test_decision_that_is_not_published_is_not_shown(client: Client, scene: Scene) -> None:
    decide(scene, date(2026, 2, 23), published_on=None)
    assert client.get(f"/ngay-giai-quyet-nhanh/{scene.unit.code}/").context["fast_days"] is None
    assert public_fast_days(scene.unit).answer() is None


def test_units_page_names_the_next_fast_day(client: Client, scene: Scene) -> None:
    decide(scene, date(2026, 2, 23))
    page = client.get(f"/don-vi-hanh-chinh/{scene.unit.code}/").content.decode()
    assert "Ngày giải quyết nhanh tới: <strong>18/03/2026</strong>" in page


def test_calendar_takes_the_same_statements_however_many_days(client: Client, scene: Scene) -> None:
    decide(scene, date(2026, 1, 5))
    seen = []
    for day in (date(2026, 3, 4), date(2026, 2, 25), date(2026, 2, 11)):
        hold(scene, day, 3, 3)
        with CaptureQueriesContext(connection) as statements:
            public_fast_days(scene.unit, with_weeks=True).answer()
        seen.append(len(statements))
    assert seen == [5, 5, 5]
