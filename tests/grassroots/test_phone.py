"""A village head of sixty on a phone of 360 px, with and without scripts: each page fits, axe is content, and “không
phát sinh” takes few taps from the reminder on, the way back included."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.mail.models import Message
from thanthien.grassroots import actions
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.notices.actions import choose
from thanthien.notices.reminding import remind_person
from thanthien.notices.rules import Quiet
from thanthien.records.actions import enter

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}
MOST_TAPS = 6
HERE = "/bao-cao-tuan/"
NOTHING = "Không có ý kiến nào (không phát sinh)"


class Finger:
    """Taps on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, role: Any, name: str) -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()


def letter_to(user: User, run_jobs: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """The door in the letter of today's weekly reminder."""
    settings.REMIND_WEEKLY_ON = clock.today().isoweekday()
    monkeypatch.setattr("thanthien.notices.rules.is_working_day", lambda day, calendar: True)  # the tests run any day
    choose(by=user, hows={}, quiet=Quiet(0, 0))  # and at any hour
    remind_person(user.pk)
    run_jobs()
    letter = Message.objects.get(address=user.email)
    found = re.search(r"https?://[^/\s]+(/\S*bao-cao-tuan/)", letter.text)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("script", [True, False])
def test_nothing_takes_few_taps_from_the_reminder_no_typing_and_can_be_taken_back(
    new_page: Callable[..., Page],
    script: bool,
    run_jobs: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    scene = a_scene()
    door = letter_to(scene.head, run_jobs, monkeypatch, settings)
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=script), scene.head)
    finger = Finger(page)
    finger.taps += 1  # the link of the letter
    page.goto(door)
    waiting = page.get_by_role("button", name=NOTHING).count()
    for _ in range(waiting):
        finger.tap("button", NOTHING)
        page.get_by_text("Đã ghi: ").first.wait_for()
    assert (finger.taps <= MOST_TAPS, page.get_by_role("button", name=NOTHING).count()) == (True, 0)
    finger.tap("button", "Hoàn tác")
    page.get_by_text("Đã hoàn tác.").wait_for()
    finger.tap("button", NOTHING)
    page.get_by_text("Đã ghi: ").first.wait_for()
    assert finger.taps <= MOST_TAPS
    told = WeeklyReport.objects.filter(hamlet=scene.hamlets[0])
    assert (told.standing().count(), told.exclude(end_reason="").count()) == (waiting, 1)


@pytest.mark.parametrize("width", [360, 1440])
def test_sign_in_is_seen_without_opening_a_menu(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 740})
    page.goto("/")
    link = page.locator("header").get_by_role("link", name="Đăng nhập")
    box = link.bounding_box()
    assert (link.count(), (box is not None and box["height"] >= 44) or width > 360) == (1, True)
    assert accessibility_problems(page) == []


def without_scripts(page: Page) -> Page:
    """The page as it is where no script of ours arrives; axe itself needs some."""
    page.route("**/*.js", lambda route: route.abort())
    return page


def addresses(scene: Scene) -> list[str]:
    """Every page that the head of the first place meets, with something on it."""
    place = scene.hamlets[0]
    enter(REPORTS, nothing(scene, clock.today() - timedelta(days=21), place), by=scene.head)
    enter(
        REPORTS, opinion(scene, clock.today() - timedelta(days=14), place, text="Đèn đường hỏng " * 12), by=scene.front
    )
    made = actions.report(opinion(scene, clock.today(), place), by=scene.head, who="Bà Tư", contact="0900 000 000")
    record = f"/y-kien-hang-tuan/{made.pk}/"
    return [
        HERE, f"{HERE}da-ghi/", "/viec-cua-toi/", "/thong-bao/", "/tai-khoan/thong-bao/",
        f"/y-kien-hang-tuan/ghi/?tuan={clock.today():%G-W%V}", record, f"{record}dinh-chinh/", f"{record}huy/",
        f"/kenh-hang-tuan/{scene.unit.code}/",
    ]  # fmt: skip


@pytest.mark.parametrize("script", [True, False])
def test_every_page_of_a_village_head_fits_a_phone(new_page: Callable[..., Page], script: bool) -> None:
    scene = a_scene()
    where = addresses(scene)
    page = enter_as(new_page(viewport=PHONE), scene.head)
    for address in where:
        page.goto(address) if script else without_scripts(page).goto(address)
        assert (address, accessibility_problems(page)) == (address, [])


_SMALL = """() => [...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select")]
    .filter(one => one.getClientRects().length)
    .filter(one => (one.type === "checkbox" ? one.labels[0] : one).getBoundingClientRect().height < 44)
    .map(one => one.innerText || one.name)"""
_FAINT = """() => [...document.querySelectorAll("main *")]
    .filter(one => one.children.length === 0 && one.innerText && parseFloat(getComputedStyle(one).fontSize) < 16)
    .map(one => one.innerText)"""


def test_pages_of_a_village_head_have_large_letters_and_targets(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    where = [one for one in addresses(scene) if one.startswith((HERE, "/y-kien-hang-tuan/"))]
    page = enter_as(new_page(viewport=PHONE), scene.head)
    found = []
    for address in where:
        page.goto(address)
        found.append((address, page.evaluate(_SMALL), page.evaluate(_FAINT)))
    assert found == [(address, [], []) for address in where]


def test_list_of_weeks_is_no_longer_than_three_screens(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    for weeks in range(12):
        day = clock.today() - timedelta(days=7 * weeks)
        enter(REPORTS, (opinion if weeks % 3 else nothing)(scene, day, scene.hamlets[0]), by=scene.head)
    page = enter_as(new_page(viewport=PHONE), scene.head)
    page.goto("/y-kien-hang-tuan/")
    assert page.url.endswith(f"{HERE}da-ghi/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * PHONE["height"]
