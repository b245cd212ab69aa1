"""Of one place and week: opinions, or “không phát sinh”, never both of one agency, by whichever door they come."""

import threading
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.workbooks import sheet
from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.clock import ZONE
from thanthien.core.formats import date_vn
from thanthien.grassroots import actions
from thanthien.grassroots.enums import How
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.together import HEARD_LATER
from thanthien.grassroots.views import report_pages
from thanthien.measures import handovers
from thanthien.measures.figures import PeriodCount, PerPeriod
from thanthien.measures.periods import period_of
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, correct, enter, enter_all, enter_of_many, withdraw
from thanthien.records.queries import Place

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 9, tzinfo=ZONE)  # a Thursday
TUESDAY, WEDNESDAY, NEXT_WEEK = date(2026, 3, 3), date(2026, 3, 4), datetime(2026, 3, 11, 9, tzinfo=ZONE)
REFUSED = (
    "Tổ dân phố 1 đã có ý kiến trong tuần 10 (2/3–8/3) nên không báo “không phát sinh” được. "
    "Ý kiến ghi nhầm thì cần hủy trước."
)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def counted(scene: Scene) -> PeriodCount:
    """What counts of the week."""
    known = datetime(2026, 4, 1, tzinfo=ZONE)
    scope = scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), date(2026, 3, 31), [scene.unit.pk], known_at=known)
    figure = WEEKLY_REPORTS.answer(scope)[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    return next(count for period, count in figure.counts.items() if period.key == "2026-W10")


def standing() -> list[tuple[bool, str]]:
    rows = WeeklyReport.objects.standing().order_by("pk")
    return list(rows.values_list("nothing", "text"))


def test_opinion_heard_later_takes_the_place_of_nothing_and_keeps_its_moment(scene: Scene) -> None:
    quiet = enter(REPORTS, nothing(scene, TUESDAY, scene.hamlets[0]), by=scene.head)
    told = opinion(scene, WEDNESDAY, scene.hamlets[0])
    with clock.set_to(NEXT_WEEK):  # the time of the week is over
        made, again = (actions.report(told, by=scene.head, who="Bà Tư") for _ in range(2))
    assert (made, made.corrects_id, made.version, made.reason) == (again, quiet.pk, 2, HEARD_LATER)
    assert (made.told_at, made.made_at, made.origin) == (NOW, NEXT_WEEK, quiet.origin)
    quiet.refresh_from_db()
    assert (quiet.ended_at, quiet.ended_by, quiet.end_reason) == (NEXT_WEEK, scene.head, "")
    assert (standing(), OpinionPerson.objects.get().origin) == ([(False, "Đường vào xóm bị lấn")], quiet.origin)
    assert counted(scene) == PeriodCount(1, 1, 4)


def test_second_opinion_stands_beside_the_first(scene: Scene) -> None:
    enter(REPORTS, nothing(scene, TUESDAY, scene.hamlets[0]), by=scene.head)
    both = [opinion(scene, WEDNESDAY, scene.hamlets[0], text=words) for words in ("Đèn hỏng", "Mương tắc")]
    enter_all(REPORTS, both, by=scene.head)
    assert standing() == [(False, "Đèn hỏng"), (False, "Mương tắc")]
    assert counted(scene) == PeriodCount(2, 1, 4)


@pytest.mark.parametrize("teller", ["head", "front", "officer"])
def test_nothing_after_an_opinion_of_the_place_is_refused_whoever_says_it(scene: Scene, teller: str) -> None:
    enter(REPORTS, opinion(scene, TUESDAY, scene.hamlets[0], text="Đèn hỏng"), by=scene.head)
    with pytest.raises(Invalid) as refused:
        enter(REPORTS, nothing(scene, WEDNESDAY, scene.hamlets[0]), by=getattr(scene, teller))
    assert refused.value.errors == {"nothing": REFUSED}
    assert standing() == [(False, "Đèn hỏng")]


def test_other_weeks_places_and_agencies_are_left_alone(scene: Scene) -> None:
    enter(REPORTS, nothing(scene, date(2026, 2, 27), scene.hamlets[0]), by=scene.officer)
    enter(REPORTS, nothing(scene, TUESDAY, scene.hamlets[1]), by=scene.officer)
    enter(REPORTS, nothing(scene, TUESDAY, scene.hamlets[0]), by=scene.front)  # only its own people take it back
    enter(REPORTS, nothing(scene, TUESDAY), by=scene.union)
    made = enter(REPORTS, opinion(scene, WEDNESDAY, scene.hamlets[0]), by=scene.officer)
    of_unit = enter(REPORTS, opinion(scene, WEDNESDAY), by=scene.front)
    assert (made.version, of_unit.version, WeeklyReport.objects.standing().count()) == (1, 1, 6)
    assert counted(scene) == PeriodCount(5, 2, 4)
    enter(REPORTS, opinion(scene, WEDNESDAY), by=scene.union)
    assert WeeklyReport.objects.standing().filter(agency=scene.union.hats[0].agency_id, nothing=True).count() == 0


def test_every_nothing_of_the_agency_goes_with_the_reason(scene: Scene) -> None:
    first, second = (
        enter(REPORTS, nothing(scene, day, scene.hamlets[0]), by=scene.head) for day in (TUESDAY, NOW.date())
    )
    made = enter(REPORTS, opinion(scene, WEDNESDAY, scene.hamlets[0]), by=scene.head)
    second.refresh_from_db()
    assert (made.corrects_id, second.end_reason, second.ended_by) == (first.pk, HEARD_LATER, scene.head)
    assert standing() == [(False, "Đường vào xóm bị lấn")]


def _correct(scene: Scene, record: Any, entry: Entry) -> None:
    correct(REPORTS, entry, record_id=record.pk, version=1, reason="Ghi nhầm tuần", by=scene.head)


def test_correction_puts_no_opinion_beside_nothing(scene: Scene) -> None:
    place = scene.hamlets[0]
    heard = [enter(REPORTS, opinion(scene, TUESDAY, place, text=words), by=scene.head) for words in ("Một", "Hai")]
    with pytest.raises(Invalid) as refused:
        correct(
            REPORTS, nothing(scene, TUESDAY, place), record_id=heard[0].pk, version=1, reason="Ghi nhầm", by=scene.head
        )
    assert refused.value.errors == {"nothing": REFUSED}
    before = date(2026, 2, 27)
    enter(REPORTS, nothing(scene, before, place), by=scene.head)
    with pytest.raises(Invalid, match="đã báo “không phát sinh” trong tuần 9"):
        correct(
            REPORTS, opinion(scene, before, place), record_id=heard[0].pk, version=1, reason="Nhầm tuần", by=scene.head
        )
    withdraw(REPORTS, record_id=heard[1].pk, version=1, reason="Ghi hai lần", by=scene.head)
    _correct(scene, heard[0], nothing(scene, TUESDAY, place))
    assert standing() == [(True, ""), (True, "")]


def test_tick_of_a_place_with_an_opinion_is_refused_and_stores_none(scene: Scene) -> None:
    enter(REPORTS, opinion(scene, TUESDAY, scene.hamlets[0]), by=scene.head)
    week = period_of("iso_week", TUESDAY)
    with pytest.raises(Invalid):
        actions.tick_heard(scene.unit, scene.hamlets[:2], week, how=How.PHONE, by=scene.front)
    assert WeeklyReport.objects.count() == 1


def test_tick_is_stored_again_once_nothing_stands(scene: Scene) -> None:
    place, week = scene.hamlets[0], period_of("iso_week", TUESDAY)

    def tick() -> list[tuple[bool, bool]]:
        """Twice, as where it is sent again; what there is then: “không phát sinh” or not, and whether it stands."""
        for _ in range(2):
            assert actions.tick_heard(scene.unit, [place], week, how=How.PHONE, by=scene.front) == 1
        return [(one.nothing, one.stands) for one in WeeklyReport.objects.order_by("pk")]

    assert tick() == [(True, True)]
    heard = enter(REPORTS, opinion(scene, TUESDAY, place), by=scene.front)
    with pytest.raises(Invalid):
        tick()
    withdraw(REPORTS, record_id=heard.pk, version=heard.version, reason="Ghi nhầm nơi", by=scene.front)
    assert tick() == [(True, False), (False, False), (True, True)]
    again = WeeklyReport.objects.standing().get()
    withdraw(REPORTS, record_id=again.pk, version=again.version, reason="Bấm nhầm", by=scene.front)
    assert tick()[2:] == [(True, False), (True, True)]


def test_both_in_one_telling_are_refused(scene: Scene) -> None:
    told = {
        scene.front: [opinion(scene, TUESDAY, scene.hamlets[0])],
        scene.officer: [nothing(scene, WEDNESDAY, scene.hamlets[0])],
    }
    with pytest.raises(Invalid):
        enter_of_many(REPORTS, told)
    assert WeeklyReport.objects.count() == 0


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What a taker of opinions was given."""
    given: list[int] = []
    monkeypatch.setitem(handovers._takers, "opinion", lambda every, *, by: given.extend(one.record for one in every))
    return given


def test_opinion_in_the_place_of_nothing_is_handed_on(scene: Scene, taken: list[int]) -> None:
    enter(REPORTS, nothing(scene, TUESDAY, scene.hamlets[0]), by=scene.head)
    made = enter(REPORTS, opinion(scene, WEDNESDAY, scene.hamlets[0]), by=scene.head)
    assert taken == [made.pk]


@pytest.mark.django_db(transaction=True)
def test_nothing_said_while_an_opinion_is_being_entered_waits_and_is_refused() -> None:
    scene, answers = a_scene(), []

    def say_nothing() -> None:
        try:
            enter(REPORTS, nothing(scene, WEDNESDAY, scene.hamlets[0]), by=scene.officer)
            answers.append("stored")
        except Invalid:
            answers.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=say_nothing)
    with transaction.atomic():
        enter(REPORTS, opinion(scene, TUESDAY, scene.hamlets[0]), by=scene.officer)
        other.start()
        other.join(timeout=0.5)
        waits = other.is_alive()
    other.join()
    assert (waits, answers, WeeklyReport.objects.count()) == (True, ["refused"], 1)


@pytest.mark.django_db(transaction=True)
def test_nothing_pressed_on_two_pages_at_once_is_said_once() -> None:
    scene, said = a_scene(), []
    place, week = Place(scene.unit, scene.hamlets[0]), period_of("iso_week", clock.today())

    def press() -> None:
        try:
            said.append(actions.report_nothing(place, week, by=scene.head).pk)
        finally:
            connection.close()

    other = threading.Thread(target=press)
    with transaction.atomic():
        press_now = actions.report_nothing(place, week, by=scene.head).pk
        other.start()
        other.join(timeout=0.5)
        waits = other.is_alive()
    other.join()
    assert (waits, said, WeeklyReport.objects.count()) == (True, [press_now], 1)


def row(scene: Scene, day: date, *, quiet: bool) -> list[Any]:
    place = [scene.unit.code, "", scene.hamlets[0].name, date_vn(day)]
    told = (
        ["có", "", "", "bằng văn bản", "", ""]
        if quiet
        else ["không", "đất đai, xây dựng", "", "bằng văn bản", "", "Đường hẹp"]
    )
    return [*place, *told, ""]


def test_file_tells_beside_the_row_what_can_not_stand_and_replaces_what_can(scene: Scene) -> None:
    enter(REPORTS, opinion(scene, TUESDAY, scene.hamlets[0]), by=scene.officer)
    enter(REPORTS, nothing(scene, date(2026, 2, 25), scene.hamlets[0]), by=scene.officer)
    client = Client()
    client.force_login(scene.officer)
    found = []
    for rows in (
        [row(scene, WEDNESDAY, quiet=True), row(scene, date(2026, 2, 27), quiet=False)],
        [row(scene, date(2026, 2, 27), quiet=False)],
    ):
        content = sheet(report_pages.importer.workbook().headings, *rows)
        page = client.post("/y-kien-hang-tuan/nhap/", {"file": SimpleUploadedFile("a.xlsx", content)}).url
        check = client.get(page).context["check"]
        found.append([fault for one in check.rows for fault in one.faults.items()])
        client.post("/y-kien-hang-tuan/nhap/xac-nhan/", {"held": page.split("/")[-2], "mark": check.mark})
    assert found == [[("nothing", [REFUSED])], []]
    assert standing() == [(False, "Đường vào xóm bị lấn"), (False, "Đường hẹp")]


def test_replacing_takes_as_many_statements_for_many_as_for_one(scene: Scene) -> None:
    asked = []
    for hamlets, day in ((scene.hamlets[:1], TUESDAY), (scene.hamlets, date(2026, 2, 25))):
        enter_all(REPORTS, [nothing(scene, day, one) for one in hamlets], by=scene.officer)
        told = [opinion(scene, day, one, text=str(uuid4())) for one in hamlets]
        with CaptureQueriesContext(connection) as statements:
            enter_all(REPORTS, told, by=scene.officer)
        asked.append(len(statements))
    assert asked[0] == asked[1]
