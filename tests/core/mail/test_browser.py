"""The pages of mail in a real browser: readable on a phone, accessible."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.sessions import enter_as
from tests.factories.accounts import UserFactory, person
from tests.place.test_browser import SIZES, looked_at
from thanthien.accounts.invitations import send_password_link
from thanthien.accounts.roles import Role
from thanthien.core.mail.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_mail_are_accessible(
    new_page: Any, assert_accessible: Any, mail_server: Any, posted: Callable[..., Message], run_jobs: Any, size: Any
) -> None:
    user = UserFactory(email="nguyen-thi-thanh-huong.phuong-hai-an@haiphong.example.vn", full_name="Vũ Thị Lan")
    with mail_server({"rcpt": "550 5.1.1 user unknown in virtual mailbox table"}, {"rcpt": "450 4.2.0 greylisted"}, {}):
        bounced = send_password_link(person=user, by=None)
        for subject in ("Đề nghị bổ sung minh chứng tiêu chí 1.2.3", "Việc tuần 14"):
            posted(to=UserFactory(), subject=subject)
        run_jobs()
    page = enter_as(new_page(viewport=size), person(Role.ADMINISTRATOR))
    for name, address in [
        ("mail", "thu/"),
        ("mail-filtered", "thu/?trang_thai=bounced"),
        ("mail-addresses", "thu/dia-chi-khong-nhan/"),
        ("mail-message", f"thu/{bounced.pk}/"),
        ("mail-person", f"nguoi-dung/{user.pk}/"),
    ]:
        page.goto(f"/quan-tri/{address}")
        looked_at(page, name, assert_accessible)


@pytest.mark.parametrize("size", SIZES)
def test_letters_of_the_demo_are_accessible(
    new_page: Any, assert_accessible: Any, settings: Any, run_jobs: Any, size: Any
) -> None:
    settings.DEMO = True
    letter = send_password_link(person=UserFactory(full_name="Vũ Thị Lan"), by=None)
    run_jobs()
    page = new_page(viewport=size)
    for name, address in [
        ("demo-sign-in", "/tai-khoan/dang-nhap/"),
        ("demo-mail", "/thu-minh-hoa/"),
        ("demo-letter", f"/thu-minh-hoa/{letter.pk}/"),
    ]:
        page.goto(address)
        looked_at(page, name, assert_accessible)
    page.goto(f"/thu-minh-hoa/{letter.pk}/html/")
    looked_at(page, "demo-html", lambda page: None)  # no script runs there, so axe can't either
    assert page.get_by_role("link", name="/tai-khoan/mat-khau/dat-lai/").is_visible()
