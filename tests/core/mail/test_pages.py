"""The administrator's pages of mail, and what the demo shows to everybody."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory, person
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.mail.models import BouncingAddress, Message

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=clock.ZONE)
NOW = "12:00, 02/11/2026"
Posted = Callable[..., Message]


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_list_tells_state_and_last_attempt(
    admin_client: Client, posted: Posted, mail_server: Any, run_jobs: Any
) -> None:
    with clock.set_to(NOON), mail_server({"rcpt": "550 no such user"}, {"rcpt": "450 later"}, {}):
        for name in ("An", "Bình", "Chi"):
            posted(to=UserFactory(full_name=f"Lê {name}"), subject=f"Thư cho {name}")
        run_jobs()
        page = admin_client.get(reverse("mail:messages"))
    rows = re.findall(r"(?s)<tr.*?</tr>", page.content.decode())
    lines = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert lines[1:] == [
        f"Lê Chi Thư cho Chi {NOW} Đã gửi Máy chủ thư đã nhận: 250",
        f"Lê Bình Thư cho Bình {NOW} Đang chờ gửi Máy chủ thư hẹn gửi lại sau: 450 later",
        f"Lê An Thư cho An {NOW} Địa chỉ không nhận thư Địa chỉ không nhận thư: 550 no such user",
    ]
    assert "1 địa chỉ không nhận thư" in words(page)


def test_list_narrows_by_state_and_words(admin_client: Client, posted: Posted) -> None:
    posted(to="lan@example.org", subject="Việc tuần này")
    posted(to="nam@example.org", subject="Mật khẩu")
    asked = {"?q=lan": 1, "?q=mật": 1, "?q=example": 2, "?trang_thai=sent": 0, "?trang_thai=waiting": 2}
    found = {query: admin_client.get(reverse("mail:messages") + query).context["table"].count for query in asked}
    assert found == asked


def test_list_takes_the_same_statements_for_one_message_and_for_many(
    admin_client: Client, posted: Posted, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        posted(to=f"{number}@example.org")
    # session, person with roles, number of bouncing addresses, count, page
    with django_assert_max_num_queries(6):
        admin_client.get(reverse("mail:messages"))


def test_administrator_does_not_read_what_others_are_written(
    admin_client: Client, posted: Posted, mail_server: Any, run_jobs: Any
) -> None:
    message = posted(to=UserFactory(full_name="Vũ Lan"))
    page = admin_client.get(reverse("mail:message", args=[message.pk]))
    assert ("Kính gửi" in words(page), "chỉ người nhận đọc" in words(page)) == (False, True)


def test_message_shows_each_attempt_and_is_sent_again(
    admin_client: Client, posted: Posted, mail_server: Any, run_jobs: Any
) -> None:
    with mail_server({"rcpt": "550 5.1.1 no such user"}, {}) as server:
        message = posted()
        run_jobs()
        page = admin_client.get(reverse("mail:message", args=[message.pk]))
        answer = admin_client.post(reverse("mail:send_again", args=[message.pk]), follow=True)
        run_jobs()
    assert "Địa chỉ không nhận thư địa chỉ nhận 550 5.1.1 no such user" in words(page)
    assert "Thư đang được gửi lại." in words(answer)
    message.refresh_from_db()
    assert (message.state, len(server.letters)) == ("sent", 1)


def test_sent_message_offers_no_button_and_refuses_a_late_press(
    admin_client: Client, posted: Posted, mail_server: Any, run_jobs: Any
) -> None:
    with mail_server():
        message = posted()
        run_jobs()
    address = reverse("mail:message", args=[message.pk])
    assert "Gửi lại" not in words(admin_client.get(address))
    answer = admin_client.post(reverse("mail:send_again", args=[message.pk]), follow=True)
    assert "Thư này đã xong nên không gửi lại." in words(answer)


def test_bouncing_addresses_lead_to_their_messages(
    admin_client: Client, posted: Posted, mail_server: Any, run_jobs: Any
) -> None:
    with mail_server({"rcpt": "550 no such user"}):
        posted(to="lan@example.org")
        run_jobs()
    page = admin_client.get(reverse("mail:addresses"))
    assert "lan@example.org" in words(page)
    assert f'href="{reverse("mail:messages")}?q=lan%40example.org"' in page.content.decode()


# --- The demo -------------------------------------------------------------------------------------------------------


def test_demo_shows_everybody_what_would_have_been_sent(
    client: Client, posted: Posted, run_jobs: Any, settings: Any
) -> None:
    settings.DEMO = True
    message = posted(to=UserFactory(full_name="<script>alert(1)</script>"), leave_url="http://testserver/x/")
    run_jobs()
    sign_in = client.get("/tai-khoan/dang-nhap/")
    listed = client.get(reverse("mail:demo"))
    shown = client.get(reverse("mail:demo_message", args=[message.pk]))
    assert f'href="{reverse("mail:demo")}"' in sign_in.content.decode()
    assert "Việc chờ xử lý" in words(listed)
    assert "<script>alert(1)" not in shown.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;," in shown.content.decode()
    assert '<a href="http://testserver/x/" rel="nofollow">' in shown.content.decode()


def test_html_of_a_letter_can_do_nothing(client: Client, posted: Posted, settings: Any) -> None:
    settings.DEMO = True
    message = posted(to=UserFactory(full_name="<script>alert(1)</script>"))
    answer = client.get(reverse("mail:demo_html", args=[message.pk]))
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "<script>" not in answer.content.decode()
    assert answer.content.decode().startswith("<!DOCTYPE html>")


def test_sign_in_names_no_letters_outside_the_demo(client: Client) -> None:
    assert "minh-hoa" not in client.get("/tai-khoan/dang-nhap/").content.decode()


def test_address_with_signs_of_its_own_leads_to_its_messages(admin_client: Client, posted: Posted) -> None:
    posted(to="lan+xa&an@example.org")
    posted(to="lan@example.org")
    BouncingAddress.objects.create(address="lan+xa&an@example.org")
    [link] = re.findall(r'<th scope="row".*?href="(.*?)"', admin_client.get(reverse("mail:addresses")).content.decode())
    found = admin_client.get(html.unescape(link)).context["table"]
    assert [row.address for row in found.rows] == ["lan+xa&an@example.org"]


# --- The address of the site ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "hosts", "problems"),
    [
        ("https://thanthien.example.vn", ["thanthien.example.vn"], []),
        ("https://thanthien.example.vn:8443", [".example.vn"], []),
        ("http://localhost:8000", ["thanthien.example.vn"], ["mail.E001"]),
    ],
)
def test_site_address_must_be_one_that_is_answered(
    settings: Any, site: str, hosts: list[str], problems: list[str]
) -> None:
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = site, hosts
    assert [one.id for one in run_checks() if one.id == "mail.E001"] == problems
