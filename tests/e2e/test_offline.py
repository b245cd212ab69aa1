"""A village head without a signal: what is written is kept on the device, sent once, and never another person's."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.accessibility import too_wide
from tests.browser.sessions import enter_as
from tests.browser.waiting import until
from tests.conftest import PHONE
from tests.grassroots.scene import Scene, a_scene, opinion, village_head
from thanthien.accounts.models import Membership, User
from thanthien.core import clock
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.offline.actions import make_link, revoke_link
from thanthien.offline.models import Arrival, EntryLink
from thanthien.records.actions import enter

pytestmark = pytest.mark.django_db(transaction=True)
APP = "/ghi-tren-may/"
TOLD = "Cống trước nhà văn hóa bị tắc"


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def phone(new_page: Callable[..., Page], scene: Scene) -> Page:
    """The head's phone: opened once with a signal, the app is on it."""
    page = enter_as(new_page(viewport=PHONE), scene.head)
    return installed(page, "/bao-cao-tuan/")


def put_on_device(page: Page, address: str) -> None:
    """Open a page that puts the app on the device, and wait until it is there."""
    page.goto(address)
    until(page, f"navigator.serviceWorker.getRegistration('{APP}').then((one) => one?.active?.state === 'activated')")
    until(page, "window.deviceStore.current().then(Boolean)")


def installed(page: Page, address: str) -> Page:
    put_on_device(page, address)
    page.goto(APP)
    expect(page.get_by_role("button", name="Ghi ý kiến nghe được")).to_be_visible()
    return page


def counts(page: Page, waiting: int, sent: int, refused: int) -> None:
    told = f"Chờ gửi: {waiting} · Đã gửi: {sent} · Không được nhận: {refused}"
    expect(page.get_by_text(told)).to_be_visible(timeout=20_000)


def write(page: Page, text: str = TOLD) -> None:
    page.get_by_role("button", name="Ghi ý kiến nghe được").click()
    page.get_by_label("Nội dung ý kiến").fill(text)
    page.get_by_label("Lĩnh vực").select_option(label="môi trường, vệ sinh")
    page.get_by_role("button", name="Lưu trên máy và gửi").click()


def away(page: Page) -> BrowserContext:
    """Cut the network; the app still opens. A machine under load may start its worker too late for the first try."""
    page.context.set_offline(True)
    with suppress(Error):
        page.goto(APP)
    page.goto(APP)
    return page.context


def test_entry_waits_through_a_closed_tab_and_is_sent_when_the_signal_is_back(phone: Page, scene: Scene) -> None:
    context = away(phone)
    write(phone)
    counts(phone, 1, 0, 0)
    phone.close()
    again = context.new_page()
    again.goto(APP)
    counts(again, 1, 0, 0)
    expect(again.get_by_text(TOLD)).to_be_visible()
    assert WeeklyReport.objects.count() == 0
    context.set_offline(False)
    counts(again, 0, 1, 0)
    report = WeeklyReport.objects.get()
    assert (report.text, report.entered_by, report.hamlet) == (TOLD, scene.head, scene.hamlets[0])
    assert (report.told_at < report.made_at, Arrival.objects.get().why_not) == (True, "")


def test_nothing_in_the_caches_is_of_a_person(phone: Page, scene: Scene) -> None:
    kept = phone.evaluate(
        """async () => { const told = [];
        for (const name of await caches.keys()) { const cache = await caches.open(name);
        for (const one of await cache.keys()) {
        told.push([new URL(one.url).pathname, await (await cache.match(one)).text()]); } }
        return told; }"""
    )
    pages = [address for address, _ in kept if not address.startswith("/static/")]
    assert pages == [APP]
    assert [one for one in (scene.head.full_name, scene.hamlets[0].name) if one in dict(kept)[APP]] == []


def test_nothing_is_readable_in_the_store(phone: Page, scene: Scene) -> None:
    away(phone)
    write(phone)
    counts(phone, 1, 0, 0)
    raw = phone.evaluate(
        """async () => { const db = await new Promise((done) => { const asked = indexedDB.open("ghi-tren-may");
        asked.onsuccess = () => done(asked.result); }); const told = [];
        for (const name of db.objectStoreNames) { const rows = await new Promise((done) => {
        const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
        for (const row of rows) { told.push(JSON.stringify(row, (_, value) => value instanceof ArrayBuffer
        ? new TextDecoder("latin1").decode(value) : value)); if (row.key instanceof CryptoKey) {
        told.push(await crypto.subtle.exportKey("raw", row.key).then(() => "exported", () => "kept")); } } }
        return told; }"""
    )
    assert [one for one in raw if TOLD in one or scene.head.full_name in one] == []
    assert [one for one in raw if one in ("exported", "kept")] == ["kept"]


# The answers of the server, as the network or the server spoils one of them once it is stored, or before.
SPOIL = """(mode) => { const real = window.fetch; window.fetch = async (address, options) => {
  if (!address.endsWith("/gui/") || window.spoiled) { return real(address, options); }
  if (mode === "lost") {
    await real(address, options); window.spoiled = true; throw new TypeError("lost"); }
  if (options.body.get("text") !== "Ý kiến 1") { return real(address, options); }
  window.spoiled = true;
  return new Response("", { status: 503 }); }; }"""


def test_entry_whose_answer_is_lost_is_stored_once(phone: Page) -> None:
    """The server stores it; the answer never arrives; it is sent again."""
    phone.evaluate(SPOIL, "lost")
    write(phone)
    until(phone, "Boolean(window.spoiled)")
    counts(phone, 1, 0, 0)
    assert WeeklyReport.objects.count() == 1
    phone.get_by_role("button", name="Gửi ngay").click()
    counts(phone, 0, 1, 0)
    assert WeeklyReport.objects.count() == 1


def test_server_error_in_the_middle_loses_nothing_and_holds_up_nothing(phone: Page) -> None:
    away(phone)
    phone.evaluate(SPOIL, "error")
    for number in range(3):
        write(phone, f"Ý kiến {number}")
        counts(phone, number + 1, 0, 0)
    phone.context.set_offline(False)
    counts(phone, 1, 2, 0)
    assert sorted(WeeklyReport.objects.values_list("text", flat=True)) == ["Ý kiến 0", "Ý kiến 2"]
    phone.get_by_role("button", name="Gửi ngay").click()
    counts(phone, 0, 3, 0)
    assert WeeklyReport.objects.count() == 3


# A device says that the network is back before it carries.
NOT_YET = """() => { const real = window.fetch; window.fetch = async (address, options) => {
  if (address.endsWith("/lien-he/") && !window.tried) { window.tried = true; throw new TypeError("not yet"); }
  return real(address, options); }; }"""


def test_entry_is_sent_in_a_moment_where_the_first_try_comes_too_early(phone: Page) -> None:
    away(phone)
    write(phone)
    counts(phone, 1, 0, 0)
    phone.evaluate(NOT_YET)
    phone.context.set_offline(False)
    counts(phone, 0, 1, 0)
    assert phone.evaluate("Boolean(window.tried)")


def test_expired_session_keeps_the_queue_for_its_person(phone: Page, scene: Scene) -> None:
    away(phone)
    write(phone)
    counts(phone, 1, 0, 0)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Cần đăng nhập lại để xem và gửi.")).to_be_visible()
    expect(phone.get_by_text(TOLD)).to_have_count(0)
    other = village_head(scene.hamlets[1])
    enter_as(phone, other)
    phone.goto(APP)
    expect(phone.get_by_text(f"Người ghi: {other.full_name}")).to_be_visible()
    expect(phone.get_by_text(TOLD)).to_have_count(0)
    assert WeeklyReport.objects.count() == 0
    enter_as(phone, scene.head)
    phone.goto(APP)
    counts(phone, 0, 1, 0)
    assert WeeklyReport.objects.get().entered_by == scene.head


def test_clock_that_is_wrong_by_a_day_is_noticed(new_page: Callable[..., Page], scene: Scene) -> None:
    page = enter_as(new_page(viewport=PHONE), scene.head)
    page.clock.install(time=clock.now() - timedelta(days=1))
    page.goto("/bao-cao-tuan/")
    page.goto(APP)
    expect(page.get_by_text("Đồng hồ của máy sai khoảng 1 ngày.")).to_be_visible()
    write(page)
    page.clock.run_for(1000)
    counts(page, 0, 1, 0)
    report = WeeklyReport.objects.get()
    assert (report.told_at, Arrival.objects.get().why_not) == (report.made_at, "clock")


def test_conflict_is_shown_mended_and_sent_again(phone: Page, scene: Scene) -> None:
    away(phone)
    phone.get_by_role("button", name="Không có ý kiến nào").click()
    phone.get_by_role("button", name="Lưu trên máy và gửi").click()
    counts(phone, 1, 0, 0)
    enter(REPORTS, opinion(scene, clock.today(), scene.hamlets[0]), by=scene.front)
    phone.context.set_offline(False)
    counts(phone, 0, 0, 1)
    expect(phone.get_by_text("Tổ dân phố 1 đã có ý kiến trong tuần")).to_be_visible()
    phone.get_by_role("button", name="Sửa và gửi lại").click()
    earlier = clock.today() - timedelta(days=7)
    phone.get_by_label("Ngày").select_option(f"{earlier:%d/%m/%Y}")
    phone.get_by_role("button", name="Lưu trên máy và gửi").click()
    counts(phone, 0, 1, 0)
    assert WeeklyReport.objects.get(nothing=True).day == earlier


def test_refused_entry_is_thrown_away_by_two_presses(phone: Page, scene: Scene) -> None:
    away(phone)
    write(phone)
    counts(phone, 1, 0, 0)
    phone.get_by_role("button", name="Bỏ", exact=True).click()
    phone.get_by_role("button", name="Bấm lần nữa để bỏ hẳn").click()
    expect(phone.get_by_text(TOLD)).to_have_count(0)


def test_form_of_the_work_page_is_kept_when_the_signal_goes_while_typing(phone: Page) -> None:
    phone.goto("/y-kien-hang-tuan/ghi/")
    phone.wait_for_load_state("networkidle")
    phone.get_by_label("Nội dung ý kiến").fill(TOLD)
    phone.get_by_label("Lĩnh vực").select_option(label="môi trường, vệ sinh")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Lưu", exact=True).click()
    expect(phone.get_by_text("đã giữ trên máy, sẽ gửi khi có mạng")).to_be_visible()
    phone.context.set_offline(False)
    counts(phone, 0, 1, 0)
    assert WeeklyReport.objects.get().text == TOLD


@pytest.mark.parametrize("answer", ["send", "keep", "drop"])
def test_signing_out_asks_what_becomes_of_the_queue(phone: Page, scene: Scene, answer: str) -> None:
    block = f"**{APP}gui/"
    phone.context.route(block, lambda route: route.abort())
    write(phone)
    counts(phone, 1, 0, 0)
    phone.goto("/bao-cao-tuan/")
    counts(phone, 1, 0, 0)
    phone.locator(".menu > summary").click()
    phone.locator(".menu-tools").get_by_role("button", name="Đăng xuất").click()
    expect(phone.get_by_text("1 bản ghi chưa gửi được từ máy này.")).to_be_visible()
    phone.context.unroute(block)
    with phone.expect_navigation():
        phone.locator(f"[data-sign-out={answer}]").click()
    assert WeeklyReport.objects.count() == (1 if answer == "send" else 0)
    enter_as(phone, scene.head)
    phone.goto(APP)
    expect(phone.get_by_role("button", name="Ghi ý kiến nghe được")).to_be_visible()
    if answer == "keep":
        counts(phone, 0, 1, 0)
    assert WeeklyReport.objects.count() == (0 if answer == "drop" else 1)


def test_app_is_accessible_on_a_phone(phone: Page, assert_accessible: Callable[[Page], None]) -> None:
    away(phone)
    write(phone)
    counts(phone, 1, 0, 0)
    assert_accessible(phone)
    phone.get_by_role("button", name="Ghi ý kiến nghe được").click()
    assert_accessible(phone)
    assert too_wide(phone) == 0


# --- A personal link --------------------------------------------------------------------------------------------------


def link_of(head: User, by: User) -> str:
    return f"{APP}g/{make_link(seat=Membership.objects.get(user=head), by=by)}/"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_link_reports_with_a_signal(
    new_page: Callable[..., Page], assert_accessible: Any, scene: Scene, script: bool
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=script)
    page.goto(link_of(scene.head, scene.front))
    if script:
        assert_accessible(page)
    page.get_by_label("Nội dung ý kiến").fill(TOLD)
    page.get_by_label("Lĩnh vực").select_option(label="môi trường, vệ sinh")
    page.get_by_role("button", name="Gửi báo cáo").nth(1).click()
    expect(page.get_by_text("Đã ghi: ghi ý kiến nghe được.")).to_be_visible()
    assert WeeklyReport.objects.get().entered_by == scene.head


def test_link_works_without_a_signal_until_it_is_revoked(new_page: Callable[..., Page], scene: Scene) -> None:
    address = link_of(scene.head, scene.front)
    page = new_page(viewport=PHONE)
    installed(page, address)
    page.context.set_offline(True)
    page.goto(address)
    write(page)
    counts(page, 1, 0, 0)
    page.context.set_offline(False)
    counts(page, 0, 1, 0)
    assert WeeklyReport.objects.get().text == TOLD
    page.context.set_offline(True)
    page.goto(address)
    write(page, "Chưa kịp gửi")
    counts(page, 1, 1, 0)
    revoke_link(link=EntryLink.objects.get(), by=scene.front)
    page.context.set_offline(False)
    expect(page.get_by_text("Đường dẫn này đã hết hạn hoặc đã bị thu hồi.")).to_be_visible()
    owners = "new Promise((done) => { indexedDB.open('ghi-tren-may').onsuccess = (got) => { got.target.result"
    owners += ".transaction('owners').objectStore('owners').count().onsuccess = (one) => done(one.target.result); }; })"
    assert (page.evaluate(owners), WeeklyReport.objects.count()) == (0, 1)
