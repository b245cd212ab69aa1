"""A device that several people use, and answers that are no answers: nothing is shown, kept or sent as another's."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.browser.waiting import until
from tests.conftest import PHONE
from tests.e2e.test_offline import APP, TOLD, away, counts, installed, link_of, put_on_device, write
from tests.grassroots.scene import Scene, a_scene, village_head
from thanthien.grassroots.models import WeeklyReport
from thanthien.offline.actions import revoke_link
from thanthien.offline.models import Arrival, EntryLink

pytestmark = pytest.mark.django_db(transaction=True)
MET = "window.dispatchEvent(new Event('online'))"
MADE = "deviceStore.current().then((one) => deviceStore.entries(one.id)).then((all) => all[0].made)"
OWNERS = "deviceStore.owners().then((all) => all.map((one) => one.id))"
# What the server answers to the next entry, whatever it is.
ANSWERED = """([status, body]) => { const real = window.fetch; window.fetch = async (address, options) => {
  if (!address.endsWith("/gui/") || window.answered) { return real(address, options); }
  window.answered = true;
  return new Response(body, { status }); }; }"""


@pytest.fixture
def place() -> Scene:
    return a_scene()


@pytest.fixture
def device(new_page: Callable[..., Page], place: Scene) -> Page:
    """The head's phone: opened once with a signal, the app is on it."""
    return installed(enter_as(new_page(viewport=PHONE), place.head), "/bao-cao-tuan/")


def fill_in(page: Page) -> None:
    page.get_by_label("Nội dung ý kiến").fill(TOLD)
    page.get_by_label("Lĩnh vực").select_option(label="môi trường, vệ sinh")


def sent_by(page: Page, scene: Scene) -> Any:
    """The head signs in again, and what waits of theirs is sent."""
    enter_as(page, scene.head)
    page.goto(APP)
    counts(page, 0, 1, 0)
    return WeeklyReport.objects.get().entered_by


def test_open_form_stays_its_persons_when_another_signs_in(device: Page, place: Scene) -> None:
    other = village_head(place.hamlets[1])
    device.get_by_role("button", name="Ghi ý kiến nghe được").click()
    fill_in(device)
    enter_as(device, other)
    with device.expect_response(f"**{APP}lien-he/"):
        device.evaluate(MET)
    expect(device.get_by_text(f"Người ghi: {place.head.full_name}")).to_be_visible()
    device.get_by_role("button", name="Lưu trên máy và gửi").click()
    expect(device.get_by_text(f"Người ghi: {other.full_name}")).to_be_visible()
    expect(device.get_by_text(TOLD)).to_have_count(0)
    assert WeeklyReport.objects.count() == 0
    assert sent_by(device, place) == place.head


def test_address_of_a_link_is_nobody_elses_page(device: Page, place: Scene) -> None:
    """The link was never opened here: who was at the device last is not its person."""
    address = link_of(village_head(place.hamlets[1]), place.front)
    device.context.set_offline(True)
    device.goto(address)
    expect(device.get_by_text("Máy này chưa có biểu mẫu.")).to_be_visible()
    expect(device.get_by_text("Người ghi:")).to_have_count(0)


def test_work_page_keeps_for_its_own_person(device: Page, place: Scene) -> None:
    """Another signed in beside it, in a window that is closed again."""
    device.goto("/y-kien-hang-tuan/ghi/")
    device.wait_for_load_state("networkidle")
    fill_in(device)
    other = village_head(place.hamlets[1])
    beside = enter_as(device.context.new_page(), other)
    beside.goto(APP)
    expect(beside.get_by_text(f"Người ghi: {other.full_name}")).to_be_visible()
    beside.close()
    device.context.set_offline(True)
    device.get_by_role("button", name="Lưu", exact=True).click()
    expect(device.get_by_text("đã giữ trên máy, sẽ gửi khi có mạng")).to_be_visible()
    device.context.set_offline(False)
    assert sent_by(device, place) == place.head


def test_queue_of_who_signed_out_is_not_shown_without_a_signal(device: Page) -> None:
    away(device)
    write(device)
    counts(device, 1, 0, 0)
    device.context.clear_cookies()
    device.context.set_offline(False)
    expect(device.get_by_text("Cần đăng nhập lại để xem và gửi.")).to_be_visible()
    away(device)
    counts(device, 1, 0, 0)
    expect(device.get_by_text("Cần đăng nhập lại để xem và gửi.")).to_be_visible()
    expect(device.get_by_text(TOLD)).to_have_count(0)
    expect(device.get_by_role("button", name="Ghi ý kiến nghe được")).to_have_count(0)


def test_page_of_signing_in_is_no_refusal(device: Page) -> None:
    """A step of signing in is left: the server leads there, and the entry waits."""
    device.evaluate(ANSWERED, [200, "<!doctype html>"])
    write(device)
    until(device, "Boolean(window.answered)")
    expect(device.get_by_text("Cần đăng nhập lại để xem và gửi.")).to_be_visible()
    counts(device, 1, 0, 0)
    device.get_by_role("button", name="Gửi ngay").click()
    counts(device, 0, 1, 0)


def test_refused_entry_that_is_sent_again_as_it_was_keeps_its_moment(device: Page) -> None:
    device.evaluate(ANSWERED, [422, '{"state": "refused", "sentences": ["Chưa nhận."], "fields": {}}'])
    write(device)
    counts(device, 0, 0, 1)
    made = device.evaluate(MADE)
    device.get_by_role("button", name="Sửa và gửi lại").click()
    device.get_by_role("button", name="Lưu trên máy và gửi").click()
    counts(device, 0, 1, 0)
    assert round(Arrival.objects.get().made_at.timestamp() * 1000) == made


def test_trouble_of_the_server_is_told_at_the_end_too(device: Page) -> None:
    device.evaluate(ANSWERED, [503, ""])
    write(device)
    until(device, "Boolean(window.answered)")
    counts(device, 1, 0, 0)
    device.wait_for_timeout(500)
    expect(device.get_by_text("Máy chủ chưa nhận được; sẽ gửi lại.")).to_be_visible()


def test_two_presses_without_a_signal_keep_one_report(device: Page) -> None:
    device.goto("/y-kien-hang-tuan/ghi/")
    device.wait_for_load_state("networkidle")
    fill_in(device)
    device.context.set_offline(True)
    twice = "(button) => { button.form.requestSubmit(); button.form.requestSubmit(); }"
    device.get_by_role("button", name="Lưu", exact=True).evaluate(twice)
    counts(device, 1, 0, 0)


def test_report_by_link_whose_answer_is_lost_is_stored_once(new_page: Callable[..., Page], place: Scene) -> None:
    """Sent with a signal, the answer never came; pressed again without one, it is the same report."""
    page = new_page(viewport=PHONE)
    address = link_of(place.head, place.front)
    put_on_device(page, address)
    page.wait_for_load_state("networkidle")
    fill_in(page)
    send = page.get_by_role("button", name="Gửi báo cáo").nth(1)
    send.evaluate("(button) => fetch(button.form.action, { method: 'POST', body: new FormData(button.form) })")
    page.context.set_offline(True)
    send.click()
    counts(page, 1, 0, 0)
    page.context.set_offline(False)
    counts(page, 0, 1, 0)
    assert WeeklyReport.objects.count() == 1


def test_full_device_says_so_and_keeps_the_words_on_the_page(device: Page) -> None:
    device.goto("/y-kien-hang-tuan/ghi/")
    device.wait_for_load_state("networkidle")
    fill_in(device)
    device.context.set_offline(True)
    full = "deviceStore.add = () => Promise.reject(new DOMException('', 'QuotaExceededError'));"
    device.evaluate(f"() => {{ {full} }}")
    device.get_by_role("button", name="Lưu", exact=True).click()
    expect(device.get_by_text("Máy chưa lưu được, có thể đã hết chỗ.")).to_be_visible()
    expect(device.get_by_label("Nội dung ý kiến")).to_have_value(TOLD)


def test_device_forgets_a_revoked_link_where_its_person_opens_it(new_page: Callable[..., Page], place: Scene) -> None:
    page, address = new_page(viewport=PHONE), link_of(place.head, place.front)
    put_on_device(page, address)
    assert page.evaluate(OWNERS) == [f"l{EntryLink.objects.get().pk}"]
    revoke_link(link=EntryLink.objects.get(), by=place.front)
    with page.expect_response(f"**{address}lien-he/"):
        page.goto(address)
    expect(page.get_by_role("heading", name="Đường dẫn không dùng được nữa")).to_be_visible()
    until(page, f"{OWNERS}.then((all) => !all.length)")
