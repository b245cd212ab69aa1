"""“Không phát sinh” as a whole city presses it on one evening: few statements, one transaction, and every rule."""

import re
import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import MembershipFactory
from tests.factories.units import AgencyFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid
from thanthien.core.clock import ZONE
from thanthien.core.models import Sending
from thanthien.grassroots import actions
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.periods import period_of
from thanthien.records.actions import enter
from thanthien.records.queries import Place

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 3, 5, 9, tzinfo=ZONE)
WEEK = period_of("iso_week", THURSDAY.date())


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(THURSDAY, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def press(scene: Scene, user: User, token: str = "t") -> tuple[int, list[str]]:
    """The button's answer, and what was asked for it: verbs with the first table or function."""
    client = Client()
    client.force_login(user)
    place = Place(scene.unit, scene.hamlets[0] if user == scene.head else None)
    data = {"csrfmiddlewaretoken": token * 64, "place": place.value, "week": WEEK.key}
    with CaptureQueriesContext(connection) as sent:
        answer = client.post("/bao-cao-tuan/", data)
    plain = [one["sql"].rpartition("true); ")[2].strip() for one in sent]  # after what history is told with each
    found = [re.match(r"(SAVEPOINT|RELEASE)|(\w+) (?:INTO )?\"?(\w+)", sql) for sql in plain]
    return answer.status_code, [one[1] or f"{one[2]} {one[3]}" for one in found if one]


def test_press_asks_each_thing_once_in_one_transaction(scene: Scene) -> None:
    status, asked = press(scene, scene.head)
    assert (status, asked) == (302, [
        "SELECT django_session", "SELECT accounts_user", "SELECT core_hold_sending", "SELECT core_calendarday",
        "SELECT evaluations_cycle", "SELECT units_hamlet",
        "SAVEPOINT", "SELECT units_unit", "SELECT grassroots_weeklyreport", "INSERT grassroots_weeklyreport",
        "WITH held", "RELEASE",
    ])  # fmt: skip  # the test's own transaction makes a savepoint of the act's


def test_act_and_note_are_stored_together_or_not_at_all(scene: Scene) -> None:
    def broken() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        actions.report_nothing(Place(scene.unit, scene.hamlets[0]), WEEK, by=scene.head, note=broken)
    assert WeeklyReport.objects.count() == 0
    assert (press(scene, scene.head)[0], Sending.objects.get().led_to) == (302, "/bao-cao-tuan/")


def test_same_press_sent_again_is_led_on_unasked_and_nobody_holds_it(scene: Scene) -> None:
    first, again = (press(scene, scene.head) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        held = cursor.fetchone()[0]
    assert (first[0], again, held) == (302, (302, [
        "SELECT django_session", "SELECT accounts_user", "SELECT core_hold_sending", "SELECT pg_advisory_unlock",
    ]), 1)  # fmt: skip  # that of the transaction, which a test never ends


@pytest.mark.django_db(transaction=True)
def test_pressed_six_times_at_once_it_is_told_and_noted_once() -> None:
    scene, answers = a_scene(), []
    together = threading.Barrier(6)

    def send(letter: str) -> None:
        together.wait()
        answers.append(press(scene, scene.head, letter)[0])
        connection.close()

    threads = [threading.Thread(target=send, args=[letter]) for letter in "ttttuv"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, WeeklyReport.objects.count(), Sending.objects.count()) == ([302] * 6, 1, 3)


def test_press_of_a_union_asks_no_more(scene: Scene) -> None:
    _, of_head = press(scene, scene.head)
    status, of_union = press(scene, scene.union)
    assert (status, len(of_union), WeeklyReport.objects.standing().count()) == (302, len(of_head), 2)


def test_record_is_given_as_it_is_stored(scene: Scene) -> None:
    made = actions.report_nothing(Place(scene.unit, scene.hamlets[0]), WEEK, by=scene.head)
    stored = WeeklyReport.objects.get()
    assert [getattr(made, one.attname) for one in made._meta.fields] == [
        getattr(stored, one.attname) for one in stored._meta.fields
    ]
    assert (stored.nothing, stored.how, stored.entered_by, stored.told_at) == (True, "self", scene.head, THURSDAY)


def test_said_by_another_agency_of_the_person_it_is_not_said_again(scene: Scene) -> None:
    colleague = enter(REPORTS, nothing(scene, THURSDAY.date()), by=scene.union)
    farmers, women = colleague.agency, AgencyFactory(commune_union=True, unit=scene.unit, code="phu-nu")
    both = MembershipFactory(agency=women, role=Role.UNION_REPORTER).user
    MembershipFactory(user=both, agency=farmers, role=Role.UNION_REPORTER)
    assert actions.report_nothing(Place(scene.unit, None), WEEK, by=both) == colleague
    assert WeeklyReport.objects.count() == 1


def test_said_by_somebody_else_for_the_place_it_is_said_again(scene: Scene) -> None:
    theirs = enter(REPORTS, nothing(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.front)
    mine = actions.report_nothing(Place(scene.unit, scene.hamlets[0]), WEEK, by=scene.head)
    assert (mine.agency_id == theirs.agency_id, WeeklyReport.objects.standing().count()) == (False, 2)


@pytest.mark.parametrize(("teller", "refused"), [("union", True), ("front", False)])
def test_opinion_of_the_unit_as_a_whole_is_its_agency_s_alone(scene: Scene, teller: str, refused: bool) -> None:
    enter(REPORTS, opinion(scene, THURSDAY.date()), by=getattr(scene, teller))
    try:
        actions.report_nothing(Place(scene.unit, None), WEEK, by=scene.union)
        told = {}
    except Invalid as problem:
        told = problem.errors
    assert (list(told), WeeklyReport.objects.count()) == ((["nothing"], 1) if refused else ([], 2))


def test_said_before_an_opinion_of_others_is_no_reason_to_refuse(scene: Scene) -> None:
    place = Place(scene.unit, scene.hamlets[0])
    first = actions.report_nothing(place, WEEK, by=scene.head)
    enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.front)
    assert actions.report_nothing(place, WEEK, by=scene.head) == first


def test_what_stands_in_other_weeks_and_what_was_taken_back_is_no_word(scene: Scene) -> None:
    place = Place(scene.unit, scene.hamlets[0])
    before = period_of("iso_week", WEEK.first.replace(day=1))
    told = [actions.report_nothing(place, week, by=scene.head).day for week in (before, WEEK)]
    actions.undo_nothing(place, WEEK, by=scene.head)
    told.append(actions.report_nothing(place, WEEK, by=scene.head).day)
    assert [str(day) for day in told] == ["2026-03-01", "2026-03-05", "2026-03-05"]
    assert (WeeklyReport.objects.count(), WeeklyReport.objects.standing().count()) == (3, 2)
