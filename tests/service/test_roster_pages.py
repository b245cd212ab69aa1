"""Pages of the roster: the week, one tap, the signed sheet, who reads a name, what anybody sees; its duty."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import person
from tests.service.roster_scene import plan_shift, shift_entry, was_there
from tests.service.scene import Scene, a_scene, decide
from thanthien.accounts.roles import Role
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.measures.duties import DutyQuestion, State
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.service.roster import actions
from thanthien.service.roster.duties import SUPPORT_DUTY
from thanthien.service.roster.models import ShiftPresence, SupportShift
from thanthien.service.roster.queries import public_support

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 12)  # a Thursday
WEEK = period_of("iso_week", TODAY)
PREFIX = "service-support"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def week(scene: Scene, below: str = "") -> str:
    return f"/lich-truc-ho-tro/{scene.unit.code}/{WEEK.key}/{below}"


def test_door_leads_to_the_running_week(officer: Client, scene: Scene) -> None:
    assert officer.get("/lich-truc-ho-tro/").headers["Location"] == week(scene)


def test_city_without_a_unit_reads_the_records_of_all(client: Client) -> None:
    client.force_login(person(Role.CITY_OFFICER))
    assert client.get("/lich-truc-ho-tro/").headers["Location"] == "/co-mat-ca-ho-tro/"


def test_week_shows_who_stands_when_and_who_was_there(officer: Client, scene: Scene) -> None:
    was_there(scene, date(2026, 3, 10), served=12)
    plan_shift(scene, TODAY)
    days = officer.get(week(scene)).context["days"]
    people = [
        (one.day, part.part, on.shift.post, on.presence and on.presence.served, on.may_tap)
        for one in days
        for part in one.parts
        for on in part.people
    ]
    assert len(days) == 5
    assert people == [
        (date(2026, 3, 10), "morning", "Bí thư chi đoàn 3", 12, False),
        (TODAY, "morning", "Bí thư chi đoàn 3", None, True),
    ]


def test_shift_is_added_by_its_door(officer: Client, scene: Scene) -> None:
    shown = officer.get("/phan-cong-ca-ho-tro/ghi/?ngay=13/03/2026&ca=afternoon").context["form"]
    assert (shown["day"].value(), shown["part"].value()) == ("13/03/2026", "afternoon")
    sent = {"place": f"{scene.unit.pk}:", "day": "13/03/2026", "part": "afternoon", "organisation": "women",
            "post": "Chi hội trưởng", "name": "Trần Thị Tư"}  # fmt: skip
    answer = officer.post("/phan-cong-ca-ho-tro/ghi/", sent)
    assert answer.headers["Location"] == week(scene)  # where the door was, and the person now stands
    made = SupportShift.objects.get()
    assert (made.day, made.part, made.post) == (date(2026, 3, 13), "afternoon", "Chi hội trưởng")
    assert "Trần Thị Tư" in officer.get(f"/phan-cong-ca-ho-tro/{made.pk}/").content.decode()


def test_one_press_tells_presence(officer: Client, scene: Scene) -> None:
    shift = plan_shift(scene, TODAY)
    answer = officer.post(f"/phan-cong-ca-ho-tro/{shift.pk}/co-mat/", {"served": "5"})
    assert answer.headers["Location"] == week(scene)
    assert ShiftPresence.objects.get().served == 5


def test_signed_sheet_tells_several_with_people_served(officer: Client, scene: Scene) -> None:
    first, second, third = (plan_shift(scene, date(2026, 3, day)) for day in (9, 10, 11))
    plan_shift(scene, date(2026, 3, 13), told=TODAY)  # still to come
    form = officer.get(week(scene, "co-mat/")).context["form"]
    assert list(form.by_key) == [str(one.pk) for one in (first, second, third)]
    sent = {"shifts": [first.pk, third.pk], "sheet": "Lịch số 9", f"served_{first.pk}": "8"}
    assert officer.post(week(scene, "co-mat/"), sent).status_code == 302
    told = ShiftPresence.objects.order_by("day").values_list("day", "shown_by", "sheet", "served")
    assert list(told) == [
        (date(2026, 3, 9), "sheet", "Lịch số 9", 8), (date(2026, 3, 11), "sheet", "Lịch số 9", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("sent", "field"), [({"sheet": "Số 9"}, "shifts"), ({"shifts": True}, "sheet")])
def test_sheet_without_people_or_number_is_refused(
    officer: Client, scene: Scene, sent: dict[str, Any], field: str
) -> None:
    shift = plan_shift(scene, date(2026, 3, 9))
    if "shifts" in sent:
        sent = {"shifts": [shift.pk]}
    answer = officer.post(week(scene, "co-mat/"), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_last_week_is_copied_at_a_press(officer: Client, scene: Scene) -> None:
    plan_shift(scene, date(2026, 3, 5))
    assert officer.post(week(scene, "chep/")).headers["Location"] == week(scene)
    assert list(SupportShift.objects.filter(day__gte=WEEK.first).values_list("day", flat=True)) == [TODAY]


def test_name_is_read_by_the_own_unit_alone(client: Client, scene: Scene) -> None:
    made = actions.roster(shift_entry(scene, TODAY), by=scene.officer, name="Trần Văn Ba")
    pages = [week(scene), week(scene, "in/"), f"/phan-cong-ca-ho-tro/{made.pk}/", "/phan-cong-ca-ho-tro/?tai=csv"]

    def named(reader: Any) -> list[bool]:
        client.force_login(reader)
        return ["Trần Văn Ba" in b"".join(client.get(page)).decode() for page in pages]

    assert named(scene.officer) == [True, True, True, False]
    assert named(person(Role.CITY_OFFICER)) == [False, False, False, False]


def test_other_units_week_is_not_there(client: Client, scene: Scene) -> None:
    client.force_login(a_scene().officer)
    assert [client.get(week(scene, below)).status_code for below in ("", "in/", "co-mat/")] == [404, 404, 404]


def test_printed_week_has_a_column_to_sign(officer: Client, scene: Scene) -> None:
    plan_shift(scene, TODAY)
    page = officer.get(week(scene, "in/")).content.decode()
    assert "Ký xác nhận có mặt" in page
    assert "Đoàn Thanh niên, Bí thư chi đoàn 3" in page


def test_anybody_reads_numbers_without_people(client: Client, scene: Scene) -> None:
    was_there(scene, date(2026, 3, 3), served=4)
    was_there(scene, date(2026, 3, 3), post="Đoàn viên", served=3)
    was_there(scene, TODAY)
    answer = client.get(f"/ngay-giai-quyet-nhanh/{scene.unit.code}/")
    told = [(one.label[:7], one.shifts, one.served) for one in answer.context["support"]]
    assert told == [("tuần 11", 1, 0), ("tuần 10", 1, 7)]
    assert "Bí thư chi đoàn" not in answer.content.decode()


# --- The duty ---


def state(*scenes: Scene, now: datetime = datetime(2026, 3, 12, 9, tzinfo=ZONE)) -> dict[int, tuple[State, str]]:
    units = frozenset(one.unit.pk for one in scenes)
    found = SUPPORT_DUTY.states(DutyQuestion(units, WEEK, now, WorkCalendar()))
    return {unit: (one.state, one.words) for unit, one in found.items()}


def test_duty_says_what_is_lacking(scene: Scene) -> None:
    assert state(scene)[scene.unit.pk] == (State.DUE, "0 ca có người hỗ trợ; còn thiếu 2 ca")


def test_duty_lacks_the_fast_day(scene: Scene) -> None:
    decide(scene, date(2026, 1, 5))  # Wednesdays
    was_there(scene, date(2026, 3, 10))
    was_there(scene, TODAY)
    words = "2 ca có người hỗ trợ; chưa có ca vào ngày giải quyết nhanh"
    assert state(scene)[scene.unit.pk] == (State.DUE, words)
    was_there(scene, date(2026, 3, 11), told=TODAY)
    assert state(scene)[scene.unit.pk] == (State.DONE, "3 ca có người hỗ trợ")


def test_duty_knows_the_fast_day_that_was_moved_into_the_week(scene: Scene) -> None:
    """4–6/3 are off: week 11 holds Monday 9/3, moved in from week 10, and its own Wednesday. One of them is enough."""
    decide(scene, date(2026, 1, 5))
    for day in (date(2026, 3, 9), date(2026, 3, 10)):
        was_there(scene, day)
    units, off = frozenset({scene.unit.pk}), WorkCalendar(frozenset(date(2026, 3, day) for day in (4, 5, 6)))
    rule = {FAST_DAY_WEEKS.name_of("holiday_rule"): "next"}
    terms = Terms([YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), rule)])
    found = SUPPORT_DUTY.states(DutyQuestion(units, WEEK, datetime(2026, 3, 12, 9, tzinfo=ZONE), off, terms))
    assert found[scene.unit.pk].words == "2 ca có người hỗ trợ"
    assert found[scene.unit.pk].state is State.DONE


def test_duty_is_late_after_its_last_day(scene: Scene) -> None:
    was_there(scene, TODAY, told=date(2026, 3, 18))
    after = datetime(2026, 3, 18, 12, tzinfo=ZONE)
    words = "0 ca có người hỗ trợ, 1 ca ghi quá hạn; còn thiếu 2 ca"
    assert state(scene, now=after)[scene.unit.pk] == (State.LATE, words)


def test_duty_asks_the_same_for_three_units(scene: Scene) -> None:
    others = [a_scene(), a_scene()]

    def asked(*scenes: Scene) -> int:
        with CaptureQueriesContext(connection) as statements:
            state(*scenes)
        return len(statements)

    assert (asked(scene), asked(scene, *others)) == (1, 1)


def test_week_page_takes_the_signed_sheet(officer: Client, scene: Scene) -> None:
    shift = plan_shift(scene, date(2026, 3, 10))
    address = f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"
    assert officer.post(address, {f"{PREFIX}-shifts": [shift.pk], f"{PREFIX}-sheet": "Lịch số 9"}).status_code == 302
    told = ShiftPresence.objects.values_list("day", "shown_by", "through")
    assert list(told) == [(date(2026, 3, 10), "sheet", "friday")]


def test_week_page_asks_nothing_where_all_is_told(officer: Client, scene: Scene) -> None:
    was_there(scene, date(2026, 3, 10))
    rows = officer.get(f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/").context["rows"]
    assert [row.form for row in rows if row.duty is SUPPORT_DUTY] == [None]


@pytest.mark.parametrize("typed", ["40000", "-1", "ba"])
def test_number_that_can_not_be_is_told_and_nothing_is_stored(officer: Client, scene: Scene, typed: str) -> None:
    shift = plan_shift(scene, TODAY)
    page = officer.post(reverse("service-roster-tap", args=[shift.pk]), {"served": typed}, follow=True)
    assert "số nguyên từ 0 đến 32.767" in page.content.decode()
    assert not ShiftPresence.objects.exists()


def test_public_weeks_leave_out_what_was_told_late(client: Client, scene: Scene) -> None:
    was_there(scene, date(2026, 2, 24), served=5)
    was_there(scene, date(2026, 3, 3), told=date(2026, 3, 12), served=7)
    assert [(one.shifts, one.served) for one in public_support(scene.unit)] == [(1, 5)]
