"""On a phone of 360 px and at a desk of 1440 px the pages fit and axe is content; a citizen needs no script."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.factories.accounts import person
from tests.privacy.registers import a_breach, a_request
from thanthien.accounts.roles import Role
from thanthien.core.private.actions import note_own_act
from thanthien.core.private.enums import Right
from thanthien.privacy.models import DataRequest
from thanthien.privacy.workflow import Status

pytestmark = pytest.mark.django_db
SCREENS = pytest.mark.parametrize("width", [360, 1440])


def problems_of(page: Page, address: str) -> list[str]:
    page.goto(address)
    if folder := os.environ.get("PRIVACY_PICTURES"):
        name = f"{address.strip('/').replace('/', '-')}-{page.viewport_size['width']}.png"  # type: ignore[index]
        page.screenshot(path=str(Path(folder) / name), full_page=True)
    return [f"{address}: {one}" for one in accessibility_problems(page)]


@SCREENS
def test_everybodys_page_is_read(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    assert problems_of(page, reverse("personal-data")) == []


@SCREENS
def test_registers_are_read_and_kept(new_page: Callable[..., Page], width: int) -> None:
    officer = person(Role.DATA_PROTECTION)
    request, breach = a_request(officer), a_breach(officer)
    note_own_act("feedback.contact", Right.DELETE)
    page = enter_as(new_page(viewport={"width": width, "height": 800}), officer)
    alone = [
        "privacy-purposes", "privacy-consents", "privacy-requests", "privacy-own-acts", "privacy-breaches", "look-log",
        "privacy-request-enter", "privacy-breach-enter", "privacy-breaches-print",
    ]  # fmt: skip
    addresses = [
        *map(reverse, alone),
        reverse("privacy-request", args=[request.pk]), reverse("privacy-request-step", args=[request.pk, "ket-qua"]),
        reverse("privacy-breach", args=[breach.pk]), reverse("privacy-breach-further", args=[breach.pk]),
    ]  # fmt: skip
    assert [one for address in addresses for one in problems_of(page, address)] == []


def test_officer_sees_who_asks_and_answers_without_scripts(new_page: Callable[..., Page]) -> None:
    officer = person(Role.DATA_PROTECTION)
    request = a_request(officer)
    page = enter_as(new_page(viewport={"width": 360, "height": 800}, java_script_enabled=False), officer)
    page.goto(reverse("privacy-request", args=[request.pk]))
    page.get_by_role("button", name="Xem người yêu cầu").click()
    page.get_by_text("Bà Tư Kín").wait_for()
    page.get_by_role("link", name="Ghi kết quả").click()
    page.get_by_label("Đã thực hiện").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi kết quả").click()
    assert DataRequest.objects.get().stage is Status.ANSWERED
