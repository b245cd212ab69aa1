"""Pages of receptions: a month of the calendar at once, sessions, promises with their answers, what anybody sees."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.engagement.scene import GOVERNMENT, PARTY, Scene, a_scene, hold, plan, plan_entry, promise
from tests.factories.accounts import person
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.engagement.kinds import PLANS, RECEPTIONS
from thanthien.engagement.public_receptions import coming_receptions, public_receptions
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.engagement.receptions import FIGURE
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.records.queries import late_in_words
from thanthien.units.head_terms import HeadTerm
from thanthien.units.models import Unit
from thanthien.units.room_actions import switch_room

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)  # a Thursday
PLAN_MONTH, HELD, PROMISED = "/lich-tiep-cong-dan/thang/", "/ket-qua-tiep-cong-dan/", "/cam-ket-sau-tiep-cong-dan/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def test_list_of_the_calendar_goes_by_the_day_of_the_session_the_next_one_first(officer: Client, scene: Scene) -> None:
    for planned, published in ((5, 1), (20, 2), (26, 3), (9, 4)):
        plan(scene, date(2026, 3, planned), on=date(2026, 2, published))
    page = officer.get("/lich-tiep-cong-dan/")
    table = page.context["table"]
    assert [row.planned_on.day for row in table.rows] == [20, 26, 9, 5]
    heads = [head.text for head in table.heads]
    assert (heads[0], "Ngày công khai" in heads) == ("Ngày tiếp, đối thoại", True)
    narrowed = officer.get("/lich-tiep-cong-dan/?tu=09/03/2026&den=20/03/2026").context["table"]
    assert [row.planned_on.day for row in narrowed.rows] == [20, 9]


def month(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{scene.unit.pk}:", "head": "government", "meeting": "reception",
        "days": ["2026-04-02", "2026-04-09"], "hours": "8 giờ đến 11 giờ", "venue": "Phòng tiếp công dân",
    } | changes  # fmt: skip


def session(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{scene.unit.pk}:", "day": "11/03/2026", "head": "government", "meeting": "reception",
        "presided": "head", "received": "3", "matters": "2", "kinds": ["dat-dai"], "case_numbers": "KN-2026/15",
        "subject": "Nước sạch",
    } | changes  # fmt: skip


# --- The calendar ---


def test_calendar_of_the_next_month_is_published_at_once(officer: Client, scene: Scene) -> None:
    shown = officer.get(PLAN_MONTH)
    days = [value for value, _ in shown.context["form"].fields["days"].choices]
    assert (days[0], days[-1], len(days)) == ("2026-04-01", "2026-04-30", 22)
    assert officer.post(PLAN_MONTH, month(scene)).status_code == 302
    told = PlannedReception.objects.order_by("planned_on").values_list("day", "planned_on", "head", "hours")
    assert list(told) == [
        (NOW.date(), date(2026, 4, day), "government", "8 giờ đến 11 giờ") for day in (2, 9)
    ]  # fmt: skip


def test_month_offers_no_day_that_has_passed(officer: Client) -> None:
    days = [value for value, _ in officer.get(f"{PLAN_MONTH}?thang=2026-03").context["form"].fields["days"].choices]
    assert days[0] == "2026-03-12"


@pytest.mark.parametrize("asked", ["", "2026-13", "x", "1999-01", "2026-3"])
def test_month_that_is_none_becomes_the_next_one(officer: Client, asked: str) -> None:
    assert "Công khai lịch tháng 4/2026" in officer.get(f"{PLAN_MONTH}?thang={asked}").content.decode()


def test_month_without_days_and_a_session_that_stands_are_refused(officer: Client, scene: Scene) -> None:
    answer = officer.post(PLAN_MONTH, month(scene, days=[]))
    assert (answer.status_code, answer.context["form"].errors["days"]) == (422, ["Cần chọn ít nhất một ngày."])
    plan(scene, date(2026, 4, 9), on=date(2026, 3, 2))
    answer = officer.post(PLAN_MONTH, month(scene))
    assert (answer.status_code, "Lịch đã có buổi này." in answer.content.decode()) == (422, True)
    assert PlannedReception.objects.count() == 1


def test_nobody_promises_a_day_that_has_passed(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        enter(PLANS, plan_entry(scene.unit, date(2026, 3, 11)), by=scene.officer)
    assert list(refused.value.errors) == ["planned_on"]


def test_others_write_nothing(scene: Scene) -> None:
    for stranger in (a_scene().officer, person(Role.APPRAISER), person(Role.VILLAGE_HEAD)):
        with pytest.raises(Refused):
            enter(PLANS, plan_entry(scene.unit, date(2026, 4, 2)), by=stranger)
    assert not PlannedReception.objects.exists()


# --- Sessions ---


def test_session_is_entered_with_numbers_alone(officer: Client, scene: Scene) -> None:
    page = officer.get(f"{HELD}ghi/").content.decode()
    assert "Nội dung khiếu nại, tố cáo, họ tên người dân ghi ở sổ tiếp công dân" in page
    assert officer.post(f"{HELD}ghi/", session(scene)).status_code == 302
    made = Reception.objects.get()
    told = (made.received, made.matters, made.kinds, made.case_numbers, made.subject)
    assert told == (3, 2, "dat-dai", "KN-2026/15", "Nước sạch")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"subject": "Tố cáo cán bộ địa chính"}, ["subject"]),
        ({"subject": "Ông Nguyễn Văn A đòi đất"}, ["subject"]),
        ({"subject": "x" * 81}, ["subject"]),
        ({"case_numbers": "ông A kiện"}, ["case_numbers"]),
        ({"presided": "delegated"}, ["delegate", "basis"]),
        ({"presided": "acting", "delegate": "Phó Chủ tịch"}, ["basis"]),
        ({"delegate": "Phó Chủ tịch"}, ["delegate"]),
        ({"instead_of": "11/03/2026"}, ["instead_of"]),
        ({"day": "13/03/2026"}, ["day"]),
        ({"matters": "50", "kinds": []}, ["kinds", "matters"]),
        ({"received": "99999"}, ["received"]),
    ],
)
def test_session_that_cannot_be_is_refused_beside_its_fields(
    officer: Client, scene: Scene, changes: dict[str, Any], fields: list[str]
) -> None:
    answer = officer.post(f"{HELD}ghi/", session(scene, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)
    assert not Reception.objects.exists()


def test_session_is_told_once_a_day(officer: Client, scene: Scene) -> None:
    hold(scene, date(2026, 3, 11))
    answer = officer.post(f"{HELD}ghi/", session(scene))
    assert (answer.status_code, Reception.objects.count()) == (422, 1)


# --- Promises ---


def test_promise_is_of_a_session_held_or_in_the_calendar(officer: Client, scene: Scene) -> None:
    sent = {
        "place": f"{scene.unit.pk}:", "day": "07/03/2026", "head": "party", "subject": "Sửa cống",
        "due_on": "12/03/2026",
    }  # fmt: skip
    hold(scene, date(2026, 3, 7))
    told = officer.post(f"{PROMISED}ghi/", sent).context["form"].errors["day"]
    assert told[0].startswith("Ngày này không có buổi nào của người đứng đầu cấp ủy")
    assert officer.post(f"{PROMISED}ghi/", sent | {"head": "government"}).status_code == 302


def test_session_leads_to_its_promise_with_day_head_and_last_day(officer: Client, scene: Scene) -> None:
    made = hold(scene, date(2026, 3, 5))
    door = officer.get(f"{HELD}{made.pk}/").context["promise_url"]
    form = officer.get(door).context["form"]
    told = {name: form[name].value() for name in ("day", "head", "due_on")}
    assert told == {"day": date(2026, 3, 5), "head": "government", "due_on": date(2026, 3, 19)}
    assert 'value="19/03/2026"' in str(form["due_on"])


@pytest.mark.parametrize("planned", [True, False])
def test_session_outside_the_calendar_is_said_to_be_so(officer: Client, scene: Scene, planned: bool) -> None:
    if planned:
        plan(scene, date(2026, 3, 12))
    page = officer.post(f"{HELD}ghi/", session(scene, day="12/03/2026"), follow=True).content.decode()
    assert ("đây là buổi ngoài lịch" in page) is not planned


def test_promise_is_due_within_ten_working_days(officer: Client, scene: Scene) -> None:
    plan(scene, date(2026, 3, 12), PARTY)
    form = officer.get(f"{PROMISED}ghi/").context["form"]
    assert (form["due_on"].value(), "answer" in form.fields) == (date(2026, 3, 26), False)
    sent = {
        "place": f"{scene.unit.pk}:", "day": "12/03/2026", "head": "party", "subject": "Sửa cống",
        "due_on": "27/03/2026",
    }  # fmt: skip
    answer = officer.post(f"{PROMISED}ghi/", sent)
    assert answer.context["form"].errors == {"due_on": ["Hạn trả lời trong 10 ngày làm việc, đến 26/03/2026."]}
    assert officer.post(f"{PROMISED}ghi/", sent | {"due_on": "26/03/2026"}).status_code == 302


def test_promise_is_answered_and_stays_readable(officer: Client, scene: Scene) -> None:
    made = promise(scene, date(2026, 3, 5))
    sent = {"version": 1, "answered_on": "12/03/2026", "answer": "Đã sửa xong", "public": "on"}
    assert officer.post(f"{PROMISED}{made.pk}/tra-loi/", sent).status_code == 302
    now = Promise.objects.standing().get()
    assert (now.answered_on, now.answer, now.due_on, now.origin) == (NOW.date(), "Đã sửa xong", made.due_on, made.key)
    again = officer.get(f"{PROMISED}{now.pk}/tra-loi/").content.decode()
    assert "Cam kết này đã được trả lời hoặc hủy." in again


def test_answer_of_a_day_to_come_or_without_words_is_refused(officer: Client, scene: Scene) -> None:
    made = promise(scene, date(2026, 3, 5))
    sent = {"version": 1, "answered_on": "13/03/2026", "answer": "Đã sửa xong"}
    answer = officer.post(f"{PROMISED}{made.pk}/tra-loi/", sent)
    assert list(answer.context["form"].errors) == ["answered_on"]
    assert Promise.objects.standing().get().answered_on is None


# --- What anybody sees ---


def test_public_page_tells_calendar_numbers_and_public_promises(client: Client, scene: Scene) -> None:
    plan(scene, date(2026, 3, 5))
    moved = plan(scene, date(2026, 3, 6), on=date(2026, 3, 3))
    gone = plan(scene, date(2026, 3, 9))
    slip = plan(scene, date(2026, 3, 10), on=date(2026, 3, 2))
    with clock.set_to(datetime(2026, 3, 2, 11)):
        withdraw(PLANS, record_id=slip.pk, version=1, reason="Ghi nhầm ngày", by=scene.officer)
    with clock.set_to(datetime(2026, 3, 4, 9)):
        correct(PLANS, plan_entry(scene.unit, date(2026, 4, 2)), record_id=moved.pk, version=1, reason="Đi họp thành phố", by=scene.officer)  # fmt: skip # noqa: E501
        withdraw(PLANS, record_id=gone.pk, version=1, reason="Đi họp thành phố", by=scene.officer)
    hold(scene, date(2026, 3, 5), presided="delegated", delegate="Phó Chủ tịch", basis="Đi họp thành phố")
    promise(scene, date(2026, 3, 5), subject="Sửa cống ở thôn Đông")
    promise(scene, date(2026, 3, 5), subject="Việc không công khai", public=False)
    HeadTerm.objects.create(unit=scene.unit, post=GOVERNMENT, full_name="Trần Văn A", from_on=date(2026, 1, 1))
    told = public_receptions(scene.unit)
    assert [(one.day, one.who) for one in told.coming] == [(date(2026, 4, 2), "Trần Văn A")]
    assert [(f"{one.day:%d/%m}", one.words, one.late) for one in told.months[0].sessions] == [
        ("09/03", "đã hủy", False), ("06/03", "đã đổi lịch", True), ("05/03", "đã tổ chức, Phó Chủ tịch chủ trì", False)
    ]  # fmt: skip
    page = client.get(f"/tiep-cong-dan/{scene.unit.code}/").content.decode()
    found = [words in page for words in ("Trần Văn A", "Sửa cống ở thôn Đông", "Việc không công khai", "Đi họp")]
    assert found == [True, True, False, False]


def test_day_that_took_the_place_of_another_is_late_by_the_day_of_the_change(scene: Scene) -> None:
    made = plan(scene, date(2026, 3, 11), on=date(2026, 2, 20))
    with clock.set_to(datetime(2026, 2, 23, 9)):
        moved = correct(PLANS, plan_entry(scene.unit, date(2026, 3, 9)), record_id=made.pk, version=1, reason="Đi họp thành phố", by=scene.officer)  # fmt: skip # noqa: E501
    with clock.set_to(datetime(2026, 3, 5, 9)):  # with the day of before: it keeps the moment of telling
        again = plan_entry(scene.unit, date(2026, 3, 6))
        entry = Entry(scene.unit, moved.day, again.values)
        correct(PLANS, entry, record_id=moved.pk, version=2, reason="Đi họp thành phố", by=scene.officer)
    told = public_receptions(scene.unit)
    assert [(f"{one.day:%d/%m}", one.late) for one in told.months[0].sessions] == [
        ("11/03", False), ("09/03", False), ("06/03", True),
    ]  # fmt: skip


def test_promise_of_last_year_stays_until_it_is_answered(scene: Scene) -> None:
    Membership.objects.filter(user=scene.officer).update(valid_from=date(2025, 7, 1))
    promise(scene, date(2025, 12, 1), subject="Sửa cống")
    promise(scene, date(2025, 12, 1), subject="Lát đường", answered_on=date(2025, 12, 1), answer="Đã lát")
    assert [one.subject for one in public_receptions(scene.unit).promises] == ["Sửa cống"]


def test_sheet_of_a_month_names_the_days(client: Client, scene: Scene) -> None:
    plan(scene, date(2026, 4, 2), on=date(2026, 3, 2))
    page = client.get(f"/tiep-cong-dan/{scene.unit.code}/2026-04/")
    assert [one.day for one in page.context["sessions"]] == [date(2026, 4, 2)]
    assert client.get(f"/tiep-cong-dan/{scene.unit.code}/2026-4x/").status_code == 404


def test_unit_page_tells_the_next_sessions(client: Client, scene: Scene) -> None:
    for day in (2, 3, 7, 8, 9):
        plan(scene, date(2026, 4, day), on=date(2026, 3, 2))
    assert [one.day.day for one in coming_receptions(scene.unit).answer()] == [2, 3, 7, 8]
    page = client.get(f"/don-vi-hanh-chinh/{scene.unit.code}/").content.decode()
    assert ("Người đứng đầu tiếp công dân, đối thoại" in page, "02/04/2026" in page) == (True, True)


def test_room_that_is_off_shows_nothing(client: Client, scene: Scene) -> None:
    plan(scene, date(2026, 4, 2), on=date(2026, 3, 2))
    switch_room(
        room="engagement", on=False, first_day=clock.today(), reason="Chưa triển khai", unit_ids=[scene.unit.pk],
        by=person(Role.CITY_OFFICER),
    )  # fmt: skip
    unit = Unit.objects.get()
    assert coming_receptions(unit).answer() == []
    answers = [client.get(f"/tiep-cong-dan/{unit.code}/{part}").status_code for part in ("", "2026-04/")]
    assert answers == [404, 404]


def test_statements_of_the_public_page_do_not_grow(client: Client, scene: Scene) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as told:
            public_receptions(scene.unit)
        return len(told)

    plan(scene, date(2026, 4, 2), on=date(2026, 3, 2))
    hold(scene, date(2026, 3, 5))
    few = statements()
    for day in (3, 7, 8):
        plan(scene, date(2026, 4, day), on=date(2026, 3, 2))
        hold(scene, date(2026, 3, day))
    assert (few, statements()) == (6, 6)


@pytest.mark.parametrize(
    ("head", "said", "words"),
    [
        ("government", {}, ""),
        ("party", {}, "ghi quá hạn"),
        ("government", {f"{FIGURE}.government_per": "month"}, "ghi quá hạn"),
    ],
    ids=["by-the-week", "by-the-month", "by-the-month-of-the-city"],
)
def test_row_of_a_session_at_a_month_s_edge_is_late_as_the_figure_counts_it(
    scene: Scene, head: str, said: dict[str, Any], words: str
) -> None:
    """Monday 30/3: its week belongs to April, its day to March. Told after the time of March, within that of April."""
    held = hold(scene, date(2026, 3, 30), head, told=date(2026, 4, 7))
    terms = Terms((YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), said),))
    assert late_in_words(RECEPTIONS, held, WorkCalendar(), terms) == words
