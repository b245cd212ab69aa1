"""Requests for information: deadlines by the way they came, answer or refusal with its reason, what is due."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.disclosure.scene import ASKED, LATER, Scene, a_scene, asked, at
from tests.disclosure.test_duties import question
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.core.deadlines import Extension
from thanthien.disclosure.asked import deadline_of, stands_in_words, with_hearing
from thanthien.disclosure.duties import INFORMATION_DUTY
from thanthien.disclosure.information_terms import information_terms
from thanthien.disclosure.kinds import INFORMATION
from thanthien.disclosure.models import InformationRequest
from thanthien.measures.duties import State
from thanthien.records.actions import Entry, correct
from thanthien.records.week import duties_to_do

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def told_later(scene: Scene, one: InformationRequest, on: date, **values: Any) -> InformationRequest:
    with clock.set_to(at(on)):
        entry = Entry(scene.unit, one.day, {"term": one.term, "about": one.about} | LATER | values)
        made = correct(
            INFORMATION, entry, record_id=one.pk, version=one.version, reason="Ghi trả lời", by=scene.officer
        )
    assert isinstance(made, InformationRequest)
    return made


def standing() -> Any:
    return with_hearing(InformationRequest.objects.standing()).get()


@pytest.mark.parametrize(
    ("term", "values", "last"),
    [
        pytest.param("web-simple", {}, date(2026, 3, 5), id="simple on the web: three"),
        pytest.param("web-complex", {}, date(2026, 3, 5), id="complex on the web: told within three"),
        pytest.param("web-complex", {"notified_on": MONDAY}, date(2026, 3, 23), id="and given within fifteen"),
        pytest.param(
            "web-complex",
            {"notified_on": MONDAY, "extended_on": date(2026, 3, 2), "extended_why": "Nhiều tài liệu"},
            date(2026, 4, 13),
            id="extended by fifteen",
        ),
        pytest.param("person-simple", {}, None, id="at once: no day of the law"),
        pytest.param("person-complex", {}, date(2026, 3, 16), id="complex in person: ten"),
        pytest.param("post", {}, date(2026, 3, 9), id="by post: told within five"),
    ],
)
def test_deadlines_are_those_of_the_way_it_came(
    scene: Scene, term: str, values: dict[str, Any], last: date | None
) -> None:
    asked(scene, term=term, **values)
    found = deadline_of(standing(), WorkCalendar())
    assert (found.last_day if found else None) == last


def test_extension_told_after_the_last_day_moves_nothing() -> None:
    term = information_terms()["person-complex"]
    last, next_day = date(2026, 3, 16), date(2026, 3, 17)
    found = [
        term.provided_by(MONDAY, Extension(told, heard), WorkCalendar())
        for told, heard in ((last, last), (next_day, next_day), (last, next_day))
    ]
    assert found == [date(2026, 3, 30), last, last]


@pytest.mark.parametrize(
    ("heard", "state", "words"),
    [
        pytest.param(date(2026, 3, 16), State.COMING, "chưa trả lời, hạn 30/03/2026", id="on the last day"),
        pytest.param(
            date(2026, 3, 17), State.LATE,
            "chưa trả lời, quá hạn 2 ngày làm việc (hạn 16/03/2026); gia hạn sau hạn nên không được tính",
            id="typed back once it was missed",
        ),
    ],
)  # fmt: skip
def test_page_list_and_duty_agree_on_an_extension(
    scene: Scene, time_machine: Any, heard: date, state: State, words: str
) -> None:
    one = asked(scene, term="person-complex")
    told_later(scene, one, heard, extended_on=date(2026, 3, 13), extended_why="Nhiều tài liệu")
    time_machine.move_to(at(date(2026, 3, 18)), tick=False)
    client = Client()
    client.force_login(scene.officer)
    page = client.get(reverse("information-requests-record", args=[InformationRequest.objects.standing().get().pk]))
    assert page.context["told"] == [words]
    assert words in client.get(reverse("information-requests")).content.decode()
    found = INFORMATION_DUTY.states(question(scene, "iso_week", date(2026, 3, 18), at(date(2026, 3, 18))))
    assert found[scene.unit.pk].state == state


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"outcome": "provided"}, "answered_on", id="no day"),
        pytest.param({"answered_on": MONDAY}, "outcome", id="no outcome"),
        pytest.param({"answered_on": MONDAY, "outcome": "refused"}, "reason_told", id="refused without a reason"),
        pytest.param({"extended_on": MONDAY}, "extended_why", id="extended without a reason"),
        pytest.param({"answered_on": date(2026, 3, 1), "outcome": "provided"}, "answered_on", id="before it came"),
        pytest.param({"about": "Ông Nguyễn Văn Ba xin hồ sơ"}, "about", id="a name"),
    ],
)
def test_request_that_cannot_be_is_refused(scene: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(scene, **values)
    assert list(refused.value.errors) == [field]


def test_officer_enters_a_request_and_later_its_answer(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.officer)
    typed = {"place": f"{scene.unit.pk}:", "day": "02/03/2026", **ASKED}
    assert client.post(reverse("information-requests-add"), typed).status_code == 302
    [one] = InformationRequest.objects.all()
    page = client.get(reverse("information-requests-record", args=[one.pk]))
    assert page.context["told"] == ["chưa thông báo thời hạn, quá hạn 3 ngày làm việc (hạn 05/03/2026)"]
    sent = {"version": "1", "answered_on": "09/03/2026", "outcome": "refused", "document": "9/UBND"}
    assert client.post(page.context["door"], sent).status_code == 422
    assert client.post(page.context["door"], sent | {"reason_told": "Bí mật kinh doanh"}).status_code == 302
    now = InformationRequest.objects.standing().get()
    assert (now.outcome, now.about) == ("refused", ASKED["about"])
    assert stands_in_words(standing(), WorkCalendar()) == "đã trả lời ngày 09/03/2026"
    waiting = client.get(f"{reverse('information-requests')}?tra_loi=cho").context["table"].table
    assert list(waiting.rows) == []


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        pytest.param(date(2026, 3, 3), State.DUE, "hạn 05/03/2026", id="due"),
        pytest.param(date(2026, 3, 6), State.LATE, "quá hạn 1 ngày làm việc (hạn 05/03/2026)", id="late"),
    ],
)
def test_request_that_waits_is_due(scene: Scene, now: date, state: State, words: str) -> None:
    asked(scene)
    found = INFORMATION_DUTY.states(question(scene, "iso_week", now, at(now)))[scene.unit.pk]
    told = f"1 yêu cầu cung cấp thông tin chưa thông báo, trả lời, {words}"
    assert (found.state, found.words) == (state, told)


def test_answer_typed_back_is_late_when_it_was_told_late(scene: Scene) -> None:
    one = asked(scene, term="web-simple")
    answered = {"answered_on": date(2026, 3, 5), "outcome": "provided"}
    told_later(scene, one, date(2026, 3, 10), **answered)
    asked_now = question(scene, "iso_week", date(2026, 3, 5), at(date(2026, 3, 10), 18))
    found = INFORMATION_DUTY.states(asked_now)[scene.unit.pk]
    assert (found.state, found.too_late) == (State.DONE, True)
    assert stands_in_words(standing(), WorkCalendar()) == (
        "đã trả lời ngày 05/03/2026, ghi quá hạn ngày 10/03/2026"
    )  # fmt: skip


def test_duty_is_work_of_the_committee_and_costs_one_statement(scene: Scene) -> None:
    for number in (1, 2):
        asked(scene, about=f"Hồ sơ {number}")
    [work] = [one for one in duties_to_do(scene.officer) if one.title == INFORMATION_DUTY.title]
    assert work.url == "/yeu-cau-cung-cap-thong-tin/?tra_loi=cho"
    with CaptureQueriesContext(connection) as statements:
        INFORMATION_DUTY.states(question(scene, "iso_week", MONDAY, at(MONDAY)))
    assert len(statements) == 1
