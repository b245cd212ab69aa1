"""An opinion of the weekly channel whose matter went to a lane is shown there to nobody, and still counts."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from python_calamine import load_workbook

from tests.browser.sessions import enter_as
from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import inspector
from tests.grassroots.scene import Scene, a_scene, opinion, village_head
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.enums import ROOM as FEEDBACK
from thanthien.feedback.models import Feedback
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.queries import year_scope
from thanthien.grassroots.views import report_pages
from thanthien.records.actions import correct, enter
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
WORDS = "Cán bộ xã nhận tiền của dân"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def heard(scene: Scene) -> WeeklyReport:
    made = enter(REPORTS, opinion(scene, clock.today(), text=WORDS), by=scene.front)
    assert isinstance(made, WeeklyReport)
    return made


def take(name: str, by: User, **more: Any) -> None:
    row = Feedback.objects.get()
    take_step(Taken(name, **more), feedback_id=row.pk, version=row.version, by=by)


def reads(user: User) -> list[int]:
    return list(WeeklyReport.objects.filter(REPORTS.readers(user)).values_list("pk", flat=True))


def to_the_lane(scene: Scene) -> None:
    take("legal", scene.officer, note="Tố cáo cán bộ")


def everybody(scene: Scene) -> list[User]:
    return [scene.officer, scene.front, person(Role.CITY_OFFICER), person(Role.APPRAISER)]


def test_nobody_of_the_unit_or_the_city_reads_it_any_more(scene: Scene) -> None:
    report = heard(scene)
    people = everybody(scene)
    before = [reads(one) for one in people]
    to_the_lane(scene)
    assert (before, [reads(one) for one in people]) == ([[report.pk]] * 4, [[]] * 4)


def test_pages_and_files_of_the_channel_show_it_no_more(client: Client, scene: Scene) -> None:
    report = heard(scene)
    client.force_login(scene.officer)
    record = reverse("grassroots-record", args=[report.pk])
    places = (reverse("grassroots"), f"{reverse('grassroots')}?tai=csv")

    def shown() -> list[bool]:
        return [WORDS in b"".join(client.get(one)).decode() for one in places]

    before = (shown(), client.get(record).status_code)
    to_the_lane(scene)
    assert (before, (shown(), client.get(record).status_code)) == (([True, True], 200), ([False, False], 404))


def test_what_was_told_again_of_it_goes_too_and_all_comes_back_with_it(scene: Scene) -> None:
    report = heard(scene)
    again = correct(
        REPORTS, opinion(scene, clock.today(), text=f"{WORDS}, nhiều lần"), record_id=report.pk, version=1,
        reason="Rõ hơn", by=scene.front,
    )  # fmt: skip
    to_the_lane(scene)
    hidden = reads(scene.officer)
    take("return", inspector(), note="Là góp ý thông thường")
    assert (hidden, sorted(reads(scene.officer))) == ([], [report.pk, again.pk])


def test_reporter_who_wrote_it_reads_what_they_wrote(scene: Scene) -> None:
    head, other = scene.head, village_head(scene.hamlets[0])
    made = enter(REPORTS, opinion(scene, clock.today(), scene.hamlets[0], text=WORDS), by=head)
    report = WeeklyReport.objects.get(pk=made.pk)
    before = (reads(head), reads(other))
    to_the_lane(scene)
    assert (before, (reads(head), reads(other))) == (([report.pk], [report.pk]), ([report.pk], []))


def test_week_counts_as_before(scene: Scene) -> None:
    heard(scene)
    scope = year_scope(2026, [scene.unit.pk])

    def figure() -> object:
        return WEEKLY_REPORTS.answer(scope)[scene.unit.pk].figure

    before = figure()
    to_the_lane(scene)
    assert figure() == before


def test_others_are_read_as_before(scene: Scene) -> None:
    heard(scene)
    to_the_lane(scene)
    other = enter(REPORTS, opinion(scene, clock.today(), text="Đường hỏng"), by=scene.front)
    assert [reads(one) for one in everybody(scene)] == [[other.pk]] * 4


# --- What became a matter, and is no matter of a lane ---


def words_in(client: Client, report: WeeklyReport) -> list[bool]:
    places = ("grassroots", "grassroots-print")
    addresses = [*map(reverse, places), f"{reverse('grassroots')}?tai=csv"]
    addresses.append(reverse("grassroots-record", args=[report.pk]))
    return [WORDS in b"".join(client.get(one)).decode() for one in addresses]


def test_words_of_a_matter_are_for_who_answers_it_and_whose_channel_it_is(client: Client, scene: Scene) -> None:
    report = heard(scene)
    party = person(Role.COMMUNE_PARTY, agency=AgencyFactory(committee=True, unit=scene.unit))
    told, named = {}, []
    for who in (*everybody(scene), party):
        client.force_login(who)
        told[Role(who.memberships.get().role)] = words_in(client, report)
        named.append(Feedback.objects.get().label in client.get(reverse("grassroots")).content.decode())
    assert named == [False, False, True, True, True]
    assert told == {
        Role.COMMUNE_OFFICER: [True] * 4, Role.COMMUNE_FRONT: [True] * 4, Role.CITY_OFFICER: [False] * 4,
        Role.APPRAISER: [False] * 4, Role.COMMUNE_PARTY: [False] * 4,
    }  # fmt: skip


CUT = """[...document.querySelectorAll(".records td")].filter(cell => cell.innerText.includes("thành phản ánh"))
    .map(cell => [cell, ...cell.children].some(part => part.scrollWidth > part.clientWidth))"""


def test_what_an_opinion_became_is_read_whole_in_the_list(browser_page: Page, scene: Scene) -> None:
    heard(scene)
    enter_as(browser_page, person(Role.CITY_OFFICER))
    for width in (1440, 1280, 1024):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto(reverse("grassroots"))
        assert browser_page.evaluate(CUT) == [False], width


def test_workbook_leaves_out_the_words_of_a_matter_that_one_may_not_read(client: Client, scene: Scene) -> None:
    """Who reads the unit's reports, and writes for another place, gets a file of them."""
    heard(scene)
    kept = "Đường liên thôn ngập khi mưa"
    own = village_head(scene.hamlets[1])
    enter(REPORTS, opinion(scene, clock.today(), scene.hamlets[1], text=kept), by=own)
    MembershipFactory(user=own, agency=own.memberships.get().agency, role=Role.COMMUNE_PARTY)
    texts = []
    for who in (scene.officer, own):
        client.force_login(who)
        book = load_workbook(BytesIO(client.get(report_pages.importer.address("export")).content))
        texts.append({cell for row in book.get_sheet_by_index(0).to_python() for cell in row} & {WORDS, kept})
    assert texts == [{WORDS, kept}, {kept}]


def test_what_was_told_again_of_a_matter_is_covered_too(client: Client, scene: Scene) -> None:
    report = heard(scene)
    again = correct(
        REPORTS, opinion(scene, clock.today(), text=f"{WORDS}, nhiều lần"), record_id=report.pk, version=1,
        reason="Rõ hơn", by=scene.front,
    )  # fmt: skip
    client.force_login(person(Role.CITY_OFFICER))
    assert [words_in(client, WeeklyReport.objects.get(pk=one.pk)) for one in (report, again)] == [[False] * 4] * 2


def test_opinion_that_no_room_took_is_read_as_before(client: Client, scene: Scene) -> None:
    not_used = [{"from": "2026-01-01", "on": False}]
    Unit.objects.filter(pk=scene.unit.pk).update(rooms={FEEDBACK.key: not_used})
    report = heard(scene)
    client.force_login(person(Role.CITY_OFFICER))
    assert (Feedback.objects.count(), words_in(client, report)) == (0, [True] * 4)
