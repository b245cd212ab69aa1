"""A second factor in a real browser: a passkey on a virtual authenticator, and the codes of an authenticator app."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page, expect

from tests.conftest import PHONE
from tests.e2e.visitor import SIGN_IN, Visitor
from tests.factories.accounts import PASSWORD, person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
ADMIN_PAGE = "/quan-tri/nguoi-dung/"
# As a telephone or a laptop has it: built in, keeps the key, knows its owner.
BUILT_IN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def administrator(settings: Any) -> Iterator[User]:
    """A city person where the setting asks for a second factor. Limits of other tests don't count."""
    settings.REQUIRE_MFA_FOR_CITY = True
    cache.clear()
    yield person(Role.ADMINISTRATOR, full_name="Trần Thị Bình", email="binh@example.org")
    cache.clear()


def virtual_authenticator(page: Page) -> tuple[CDPSession, str]:
    """Gives the browser an authenticator without a finger or a face."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": BUILT_IN})
    return devtools, added["authenticatorId"]


def sign_in_with_password(visitor: Visitor, user: User) -> None:
    visitor.page.goto(SIGN_IN)
    visitor.fill(login=user.email, password=PASSWORD)
    visitor.press("Đăng nhập")


def sign_out(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator(".header-tools, .menu-tools").get_by_role("button", name="Đăng xuất").locator(
            "visible=true"
        ).click()


def confirm_password(visitor: Visitor) -> None:
    visitor.fill(password=PASSWORD)
    visitor.press("Xác nhận")


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_city_person_adds_a_passkey_and_signs_in_with_it(window, administrator):
    visitor = window()
    devtools, authenticator = virtual_authenticator(visitor.page)
    sign_in_with_password(visitor, administrator)
    visitor.open(ADMIN_PAGE)
    visitor.sees("Vai trò của anh/chị cần bật xác thực hai lớp.")
    visitor.follow("Thêm khóa bảo mật")
    confirm_password(visitor)
    visitor.fill(name="Máy tính cơ quan")
    visitor.page.get_by_label("Đăng nhập không cần mật khẩu").check()
    visitor.press("Thêm")
    visitor.sees("Đã thêm khóa bảo mật.")
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    visitor.open(ADMIN_PAGE)
    visitor.sees("Người dùng")

    sign_out(visitor)
    visitor.page.goto(f"{SIGN_IN}?next={ADMIN_PAGE}")
    visitor.press("Đăng nhập bằng khóa bảo mật")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Người dùng")
    visitor.sees("Trần Thị Bình")
    assert visitor.page.evaluate("location.hostname") == "localhost"  # browsers know no passkeys for 127.0.0.1


def test_passkey_stands_in_for_the_code_after_the_password(window, administrator):
    visitor = window(viewport=PHONE)
    virtual_authenticator(visitor.page)
    sign_in_with_password(visitor, administrator)
    visitor.open("/tai-khoan/xac-thuc/khoa/them/")
    confirm_password(visitor)
    visitor.fill(name="Điện thoại")
    visitor.press("Thêm")
    visitor.page.locator("details.menu > summary").click()
    sign_out(visitor)

    sign_in_with_password(visitor, administrator)
    visitor.press("Dùng khóa bảo mật")
    visitor.open(ADMIN_PAGE)
    visitor.sees("Người dùng")


def test_passkey_that_is_not_there_is_told_in_words(window):
    visitor = window()
    virtual_authenticator(visitor.page)
    visitor.open(SIGN_IN)
    visitor.page.get_by_role("button", name="Đăng nhập bằng khóa bảo mật").click()
    visitor.sees(
        "Chưa dùng được khóa bảo mật: thao tác bị hủy, hết thời gian, hoặc thiết bị chưa có khóa của tài khoản."
    )


def test_passkey_button_says_where_it_works_when_the_address_is_a_number(window):
    visitor = window()
    visitor.page.goto(SIGN_IN)
    visitor.page.goto(visitor.page.url.replace("localhost", "127.0.0.1"))
    visitor.page.get_by_role("button", name="Đăng nhập bằng khóa bảo mật").click()
    visitor.sees("Khóa bảo mật không dùng được ở địa chỉ này.")


def test_removed_passkey_no_longer_signs_in(window, administrator):
    visitor = window()
    virtual_authenticator(visitor.page)
    sign_in_with_password(visitor, administrator)
    visitor.open("/tai-khoan/xac-thuc/khoa/them/")
    confirm_password(visitor)
    visitor.page.get_by_label("Đăng nhập không cần mật khẩu").check()
    visitor.press("Thêm")
    Authenticator.objects.filter(user=administrator).delete()
    sign_out(visitor)

    visitor.page.goto(SIGN_IN)
    visitor.press("Đăng nhập bằng khóa bảo mật")
    assert SIGN_IN in visitor.page.url
    visitor.sees("Mã hoặc khóa bảo mật chưa đúng.")


def test_city_person_sets_up_an_authenticator_app_and_signs_in_with_its_code(window, administrator):
    visitor = window()
    sign_in_with_password(visitor, administrator)
    visitor.open(ADMIN_PAGE)
    visitor.follow("Bật ứng dụng xác thực")
    confirm_password(visitor)
    secret = visitor.page.locator("#authenticator_secret").input_value()
    visitor.fill(code=code_now(secret))
    visitor.press("Bật")
    visitor.open(ADMIN_PAGE)
    visitor.sees("Người dùng")
    sign_out(visitor)

    cache.clear()  # a code is taken once; the next one would come in half a minute
    sign_in_with_password(visitor, administrator)
    visitor.fill(code=code_now(secret))
    visitor.press("Đăng nhập")
    visitor.open(ADMIN_PAGE)
    visitor.sees("Người dùng")
