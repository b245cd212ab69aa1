"""Each quick entry at a screen of 360 px: taps, fields and letters, and the time from its page to what is stored.

A browser does what a person would: opens the page, fills in what a plain record needs, saves. An entry that isn't
stored stops the measurement.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bench import database
from bench.database import without_triggers
from bench.hands import Hand
from bench.load import place_and_people
from bench.serving import WORKERS, cookies_of, server
from bench.weekly_life import ROOMS
from tests.browser import find
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.formats import date_vn
from thanthien.units.enums import AgencyKind, HamletKind
from thanthien.units.models import Agency, Hamlet, Unit
from thanthien.workforce.models import StaffEntry

UNITS, HAMLETS = 114, 5
PHONE = {"width": 360, "height": 740}
AIMS = {"longest_by_hand_at_most": 120, "one_touch.taps_at_most": 1}
NOTES = (
    "Counted: taps (a list is opened and chosen from: two), fields, letters. A file is one field of two taps.",
    "Pages: milliseconds from opening the page to what says that it is stored, with no pause of a hand.",
    "By hand: these and 1.35 s for each field, 1.1 s a tap, 0.33 s a letter; an estimate, to compare entries with.",
    "Server and browser share the machine.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One quick entry: who makes it, the page where it begins, what is filled in, the button that saves."""

    who: str
    page: str
    fill: Callable[[Hand], None] = lambda hand: None
    button: str = "Lưu"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What an entry is about: today, a day ahead, the code of the unit, a photograph."""

    today: date
    code: str
    file: Path

    def ahead(self, days: int) -> str:
        """A day to come as a form takes it."""
        return date_vn(self.today + timedelta(days=days))


def main() -> dict[str, Any]:
    """The measurement as plain numbers."""
    address = database.use(UNITS, fill)
    chromium = find.installed() or find.fetch()
    if chromium is None:
        raise RuntimeError(find.MISSING)
    with tempfile.TemporaryDirectory() as folder, server(address) as port:
        file = Path(folder) / "anh.jpg"
        Image.effect_noise((1600, 1200), 40).convert("RGB").save(file, quality=80)
        unit, today = Unit.objects.order_by("code")[0], clock.today()
        wanted = entries(_Scene(today, unit.code, file))
        people = _people({one.who for one in wanted.values()})
        with _browser(chromium) as browser:
            found = {name: _made(browser, port, one, people[one.who]) for name, one in wanted.items()}
    return {
        "size": {"units": UNITS, "screen_wide": PHONE["width"], "entries": len(found), "workers": WORKERS},
        "longest_by_hand": max(one["seconds_by_hand"] for one in found.values()),
        "most_taps": max(one["taps"] for one in found.values()),
        **found,
        "notes": NOTES,
        "aims": AIMS,
    }


def entries(scene: _Scene) -> dict[str, Entry]:
    """The quick entries of all rooms, in the order in which they build on each other."""
    add = "congchuc1"
    return {
        "one_touch": Entry("truongthon", reverse("grassroots-mine"), button="Không có ý kiến nào (không phát sinh)"),
        "opinion": Entry("mttq", reverse("grassroots-add"), _opinion),
        "ticks_of_mat_tran": Entry(
            "mttq", reverse("grassroots-unit", args=[scene.code]), lambda hand: hand.tick_first("hamlets", 3),
            "Ghi không phát sinh",
        ),
        "fast_day": Entry(add, reverse("service-days-add"), lambda hand: hand.write(received="12", returned="11")),
        "support_shift": Entry(add, reverse("service-shifts-add"), _shift),
        "support_presence": Entry(add, reverse("service-roster"), button="Có mặt"),
        "home_request": Entry(add, reverse("home-enter", args=[scene.code]), _home_request, "Ghi đề nghị"),
        "home_visit": Entry(add, reverse("home-requests"), lambda hand: _home_visit(hand, scene), "Ghi đã đến nhà"),
        "reception_plan": Entry(add, reverse("reception-plans-add"), lambda hand: _plan(hand, scene)),
        "reception": Entry(add, reverse("receptions-add"), _reception),
        "promise": Entry(add, reverse("promises-add"), _promise),
        "outreach": Entry(add, reverse("outreach-add"), lambda hand: _outreach(hand, scene)),
        "greeting": Entry(add, reverse("greetings-add"), _greeting),
        "supporters_meeting": Entry(add, reverse("supporters-meetings-add"), _meeting),
        "checklist": Entry(add, reverse("workplace-checks-add"), lambda hand: _checklist(hand, scene)),
        "office_view": Entry(add, reverse("workplace-views-add"), lambda hand: _view(hand, scene)),
        "broadcasting_test": Entry(add, reverse("workplace-tests-add"), _test),
        "course": Entry("daumoi", reverse("workforce-courses-add"), _course),
        "discipline_statement": Entry("chutich", reverse("workforce-statements-add"), _no_case),
        "creative_model": Entry(add, reverse("initiatives-add"), lambda hand: _model(hand, scene)),
    }  # fmt: skip


def _opinion(hand: Hand) -> None:
    hand.write(text="Đường vào xóm bị lấn, xe không vào được")
    hand.choose(topic="land")


def _shift(hand: Hand) -> None:
    hand.choose(part="morning", organisation="youth")
    hand.write(post="Bí thư chi đoàn 3")


def _home_request(hand: Hand) -> None:
    hand.tick("via", "phone")
    hand.choose(procedure="2.000815")
    hand.write(name="Trần Thị Bình", phone="0912345678", address="Số 7 ngõ 3")
    hand.tick("why", "old")


def _home_visit(hand: Hand, scene: _Scene) -> None:
    hand.tap(hand.page.locator("main table tbody a").first)
    hand.tap(hand.page.get_by_role("link", name="Ghi đã đến nhà"))
    hand.write(due_on=date_vn(scene.today))


def _plan(hand: Hand, scene: _Scene) -> None:
    hand.choose(head="government")
    hand.write(planned_on=scene.ahead(10), hours="8 giờ đến 11 giờ", venue="Phòng tiếp công dân")


def _reception(hand: Hand) -> None:
    hand.choose(head="government")
    hand.write(received="3", matters="2")
    hand.tick("kinds", "dat-dai")


def _promise(hand: Hand) -> None:
    hand.choose(head="government")
    hand.write(subject="Sửa cống ở thôn Đông")


def _outreach(hand: Hand, scene: _Scene) -> None:
    hand.choose(occasion="longevity", way="visit")
    hand.write(people="2")
    hand.photograph(scene.file, "agreed")


def _greeting(hand: Hand) -> None:
    hand.choose(occasion="national_day", sender="head")
    hand.write(link="https://phuong.gov.vn/chuc-mung")


def _meeting(hand: Hand) -> None:
    hand.write(place_held="Hội trường", organisations="5", people="40", minutes="12/BB-UBND")


def _checklist(hand: Hand, scene: _Scene) -> None:
    hand.tick_first("items", 8)
    hand.choose(smoke="free")
    hand.photograph(scene.file)


def _view(hand: Hand, scene: _Scene) -> None:
    hand.choose(spot="hall")
    hand.photograph(scene.file)


def _test(hand: Hand) -> None:
    hand.page.locator('main form [name="place"]').select_option(index=1)
    hand.taps, hand.fields = hand.taps + 2, hand.fields + 1
    hand.choose(channel="speakers", result="heard")
    hand.write(device="Cụm loa số 1")


def _course(hand: Hand) -> None:
    hand.choose(topic="manner")
    hand.write(title="Giao tiếp với người dân", hours="4", organiser="Trường Chính trị", document="15/KH-UBND")
    hand.tick_first("attendees", 5)


def _no_case(hand: Hand) -> None:
    hand.write(cases="0")


def _model(hand: Hand, scene: _Scene) -> None:
    hand.write(title="Tổ giúp việc buổi tối", problem="Giờ làm trùng giờ hành chính", doer="Trung tâm")
    hand.write(novelty="Nhận hồ sơ đến 20 giờ", started_on=date_vn(scene.today))
    hand.choose(topic="procedures")


def _made(browser: Browser, port: int, entry: Entry, cookies: Mapping[str, str]) -> Mapping[str, float]:
    context = browser.new_context(viewport=PHONE, base_url=f"http://localhost:{port}", has_touch=True)
    context.add_cookies(
        [{"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in cookies.items()]
    )
    hand = Hand(context.new_page())
    hand.open(entry.page)
    entry.fill(hand)
    told = hand.told(hand.save(entry.button))
    context.close()
    return told


@contextmanager
def _browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


# --- The place ------------------------------------------------------------------------------------------------------


def fill(units: int) -> None:
    """Units with their people, and in each some tổ dân phố, the head of the first one, somebody of Mặt trận, a roll."""
    with without_triggers(), transaction.atomic():
        place_and_people(units)
        load_calendar(by=None)
        Hamlet.objects.all().delete()
        for unit in Unit.objects.order_by("code")[:1]:
            _people_of(unit)
        with connection.cursor() as cursor:
            cursor.execute(next(told.statement() for told in ROOMS if told.model is StaffEntry))


def _people_of(unit: Unit) -> None:
    began = unit.valid_from
    hamlets = Hamlet.objects.bulk_create(
        Hamlet(unit=unit, kind=HamletKind.TO_DAN_PHO, name=f"Tổ dân phố {n}", sort_key=str(n), valid_from=began)
        for n in range(1, HAMLETS + 1)
    )
    for login, role, kind, hamlet in (
        ("truongthon", Role.VILLAGE_HEAD, AgencyKind.COMMUNE_COMMITTEE, hamlets[0]),
        ("mttq", Role.COMMUNE_FRONT, AgencyKind.COMMUNE_FRONT, None),
    ):
        user = User.objects.create(username=f"{login}.{unit.code}", full_name=login, sort_key=login)
        agency = Agency.objects.get(unit=unit, kind=kind)
        Membership.objects.create(user=user, agency=agency, role=role, hamlet=hamlet, valid_from=began)


def _people(logins: set[str]) -> dict[str, Mapping[str, str]]:
    """A signed-in browser's cookies for each person of the first unit."""
    code = Unit.objects.order_by("code").values_list("code", flat=True)[0]
    found: dict[str, Mapping[str, str]] = {}
    for login in sorted(logins):
        meant = Q(username=f"{login}.{code}") | Q(email__startswith=f"{login}.{code}@")
        (found[login],) = cookies_of([User.objects.get(meant)])
    return found
