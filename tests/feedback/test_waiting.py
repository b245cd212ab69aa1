"""What waits: of whom it is asked, and who hears of it when it is late."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import answered_with, made
from tests.feedback.scene import ANSWER, Scene, a_scene, answered, step, told
from tests.grassroots.scene import a_scene as a_channel
from tests.grassroots.scene import nothing, opinion
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.feedback.enums import Part, Via
from thanthien.feedback.models import Feedback, FeedbackText, PublicPhotograph
from thanthien.feedback.queries import texts_of
from thanthien.feedback.waiting import FEEDBACK_DUTY, counts_of, feedback_work
from thanthien.grassroots.kinds import REPORTS
from thanthien.measures.duties import DutyQuestion, DutyState, State
from thanthien.measures.periods import period_of
from thanthien.records.actions import correct, enter, withdraw

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)  # due on 16 and 17 March


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def waits(user: User) -> list[tuple[str, date | None, str]]:
    return [(one.title, one.due, one.what) for one in feedback_work(user)]


def test_matter_waits_for_who_was_given_it_and_late_for_the_chair(scene: Scene) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    what = f"{scene.unit.name}, {row.label}, Đường sá, cầu cống, chiếu sáng"
    assert waits(scene.officer) == [("Trả lời phản ánh", date(2026, 3, 16), what)]
    assert waits(scene.chair) == [("Phản ánh quá hạn", date(2026, 3, 16), what)]
    step(scene, row, "draft", date(2026, 3, 17), by=scene.officer, **ANSWER)
    assert (waits(scene.officer), [title for title, _, _ in waits(scene.chair)]) == ([], ["Duyệt trả lời phản ánh"])
    step(scene, row, "answer", date(2026, 3, 17))
    assert waits(scene.chair) == []


def test_what_nobody_was_given_waits_for_who_shares_it_out(client: Client, scene: Scene) -> None:
    focal = person(Role.COMMUNE_FOCAL, agency=scene.committee)
    told(scene, TUESDAY)
    row = told(scene, MONDAY)
    (work,) = feedback_work(focal)
    assert (work.title, work.due, work.count) == ("Phân công xử lý phản ánh", date(2026, 3, 16), 2)
    assert waits(scene.officer) == []
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    client.force_login(focal)
    assert feedback_work(focal)[0].count == len(list(client.get(work.url).context["table"].rows)) == 1


def test_what_was_answered_and_not_shown_has_a_door(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, TUESDAY)
    told(scene, MONDAY)
    client.force_login(scene.officer)
    address = reverse("feedback-list")
    assert "?chua_cong_khai=on" in client.get(address).content.decode()
    found = client.get(f"{address}?chua_cong_khai=on").context["table"].rows
    assert [case.row for case in found] == [row]


def test_covered_photograph_waits_for_a_leader_who_did_not_make_it(client: Client, scene: Scene) -> None:
    row, (picture,) = answered_with(scene, TUESDAY)
    own = photographed(scene, TUESDAY, upload())
    made(scene, own, TUESDAY, by=scene.chair)
    step(scene, own, "draft", TUESDAY, **ANSWER)
    step(scene, own, "answer", TUESDAY)
    what = f"{scene.unit.name}, {row.label}, Đường sá, cầu cống, chiếu sáng"
    assert (waits(scene.chair), waits(scene.officer)) == ([("Duyệt ảnh công khai", None, what)], [])
    step(scene, row, "publish", TUESDAY, looked=True)
    (work,) = feedback_work(scene.chair)
    client.force_login(scene.chair)
    assert reverse("feedback-step", args=[row.pk, "show"]) in client.get(work.url).content.decode()
    step(scene, row, "show", TUESDAY, pictures=[picture.key])
    assert waits(scene.chair) == []


def test_picture_waits_for_the_same_people_by_itself_and_in_the_database(scene: Scene) -> None:
    row, (picture,) = answered_with(scene, TUESDAY)

    def who() -> list[tuple[bool, bool]]:
        now = PublicPhotograph.objects.get(pk=picture.pk)
        return [
            (now.waits_for(one), PublicPhotograph.objects.waiting_for(one).filter(pk=now.pk).exists())
            for one in (scene.officer, scene.chair)
        ]

    assert who() == [(False, False), (True, True)]
    step(scene, row, "publish", TUESDAY, looked=True, pictures=[picture.key])
    assert who() == [(False, False), (False, False)]


def test_photograph_of_a_result_that_is_not_public_for_a_reason_waits_for_nobody(scene: Scene) -> None:
    row, _ = answered_with(scene, TUESDAY)
    step(scene, row, "exempt", TUESDAY, exempt="personal", note="Việc riêng của một hộ")
    assert waits(scene.chair) == []


def test_what_is_late_for_long_is_told_to_the_city_by_units(scene: Scene, time_machine: Any) -> None:
    other = a_scene()
    for one in (scene, scene, other):
        told(one, MONDAY)
    office = person(Role.CITY_OFFICER)
    assert feedback_work(office) == []
    time_machine.move_to(datetime(2026, 3, 23, 9, tzinfo=ZONE), tick=False)
    (work,) = feedback_work(office)
    assert (work.count, work.noun, work.url) == (2, "đơn vị", reverse("feedback-numbers"))


def test_counts_above_the_register(scene: Scene) -> None:
    told(scene, MONDAY)
    told(scene, date(2026, 3, 10))
    step(scene, told(scene, date(2026, 3, 16)), "draft", date(2026, 3, 16), **ANSWER)
    answered(scene, MONDAY, TUESDAY)
    told(a_scene(), MONDAY)
    counts = counts_of(scene.officer)
    assert counts is not None
    assert (counts.open, counts.late, counts.week, counts.drafted, counts.unpublished) == (3, 1, 1, 1, 1)
    assert counts_of(person(Role.CITY_OFFICER)) is None


def standing_of(scene: Scene, day: date) -> DutyState:
    question = DutyQuestion(
        frozenset([scene.unit.pk]), period_of("iso_week", day), clock.now(), work_calendar()
    )  # fmt: skip
    return FEEDBACK_DUTY.says(question, FEEDBACK_DUTY.asks(question).answer())[scene.unit.pk]


def state_of(scene: Scene, day: date) -> tuple[State, str]:
    found = standing_of(scene, day)
    return found.state, found.words


def test_duty_of_the_week_says_how_many_wait(scene: Scene) -> None:
    today = clock.today()
    assert state_of(scene, today) == (State.DONE, "không có phản ánh nào chờ trả lời")
    told(scene, date(2026, 3, 16))
    assert state_of(scene, today) == (State.DONE, "1 phản ánh chưa trả lời, 0 cần trả lời trong tuần")
    told(scene, MONDAY)
    told(scene, date(2026, 3, 5))
    said = "3 phản ánh chưa trả lời, 2 cần trả lời trong tuần, trong đó 1 quá hạn"
    assert state_of(scene, today) == (State.DUE, said)


def test_number_of_the_week_leads_to_exactly_its_rows_from_both_pages(client: Client, scene: Scene) -> None:
    rows = {due: told(scene, on) for on, due in ((date(2026, 2, 2), "late"), (date(2026, 3, 6), "friday"))}
    told(scene, date(2026, 3, 9))  # due on the Monday after
    answered(scene, MONDAY, TUESDAY)
    client.force_login(scene.officer)
    register = client.get(reverse("feedback-list")).context["counts"]
    duty = standing_of(scene, clock.today())
    assert (register.week, "2 cần trả lời trong tuần" in duty.words) == (2, True)
    for url in (register.week_url, duty.url):
        assert [case.row for case in client.get(url).context["table"].rows] == list(rows.values())


# --- Opinions of the weekly channel ---


def test_opinion_is_taken_over_with_its_origin_and_nothing_is_not(time_machine: Any) -> None:
    channel = a_channel()
    heard = enter(REPORTS, opinion(channel, clock.today()), by=channel.front)
    enter(REPORTS, nothing(channel, clock.today(), channel.hamlets[1]), by=channel.front)
    (row,) = Feedback.objects.all()
    assert (row.via, row.source, row.unit, row.hamlet) == (
        Via.GRASSROOTS, f"grassroots.report:{heard.pk}", heard.unit, heard.hamlet,
    )  # fmt: skip
    assert [texts["text"] for _, texts in texts_of(row, Part.TEXT)] == [heard.text]
    same = opinion(channel, clock.today(), text="Đường bị lấn một mét")
    correct(REPORTS, same, record_id=heard.pk, version=1, reason="Rõ hơn", by=channel.front)
    assert Feedback.objects.count() == 1


def test_opinion_of_an_earlier_day_is_due_from_when_it_was_told(time_machine: Any) -> None:
    channel = a_channel()
    enter(REPORTS, opinion(channel, date(2026, 3, 15)), by=channel.front)
    row = Feedback.objects.get()
    assert (row.received_on, row.due_on) == (date(2026, 3, 15), date(2026, 3, 31))


def test_opinion_that_is_withdrawn_stays_as_it_was_taken_over(time_machine: Any) -> None:
    channel = a_channel()
    heard = enter(REPORTS, opinion(channel, clock.today()), by=channel.front)
    withdraw(REPORTS, record_id=heard.pk, version=1, reason="Ghi hai lần", by=channel.front)
    assert FeedbackText.objects.filter(feedback=Feedback.objects.get()).count() == 1


def test_register_says_which_opinion_people_of_the_unit_wrote_down(client: Client, time_machine: Any) -> None:
    channel = a_channel()
    for hamlet, by in zip(channel.hamlets, (channel.head, channel.front, channel.officer), strict=False):
        enter(REPORTS, opinion(channel, clock.today(), hamlet), by=by)
    client.force_login(channel.chair)
    answer: Any = client.get(reverse("feedback-list") + "?tai=csv")
    rows = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    assert {row["Thôn, tổ dân phố"]: row["Cách tiếp nhận"] for row in rows} == {
        "Tổ dân phố 1": "kênh ý kiến hằng tuần",
        "Tổ dân phố 2": "kênh ý kiến hằng tuần",
        "Tổ dân phố 3": "kênh ý kiến hằng tuần, do cán bộ ghi",
    }
