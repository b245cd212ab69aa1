"""NUL characters are refused before any view; answers within a session are kept by no cache."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory, person
from tests.untouched import Untouched
from thanthien.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.get("/xa-phuong/a%00b/"),
        lambda client: client.get("/minh-chung/?q=a%00b"),
        lambda client: client.get("/minh-chung/?%00=a"),
        lambda client: client.post("/tai-khoan/dang-nhap/", {"login": "a\x00b", "password": "x"}),
        lambda client: client.get("/", headers={"Cookie": 'phien="abcdefgh\\000"'}),
    ],
)
def test_a_nul_is_refused_with_a_page(client: Client, send) -> None:
    client.force_login(person(Role.COMMUNE_FOCAL))
    answer = send(client)
    assert (answer.status_code, "<h1>Hệ thống không xử lý được yêu cầu</h1>" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("year", ["9" * 5000, "-1", "20261"])
def test_a_strange_year_opens_the_form_of_this_year(client: Client, year: str) -> None:
    client.force_login(person(Role.CITY_OFFICER))
    assert client.get("/ky/mo/", {"nam": year}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/tai-khoan/", 200), ("/khong-co/", 404)])
def test_pages_within_a_session_are_kept_by_no_cache(client: Client, path: str, status: int) -> None:
    client.force_login(UserFactory())
    answer = client.get(path)
    assert (answer.status_code, answer["Cache-Control"]) == (status, "private, no-store")


def test_answers_to_strangers_stay_as_the_view_made_them(client: Client) -> None:
    assert client.get("/khong-co/").has_header("Cache-Control") is False


@pytest.mark.parametrize("name", ["notices:leave", "feedback-leave", "disclosure-subscribe-leave"])
def test_what_no_button_sends_is_refused_before_it_is_read(client: Client, name: str) -> None:
    head = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Untouched()}
    answer = client.generic("POST", reverse(name, args=["x"]), CONTENT_LENGTH="4097", **head)
    assert answer.status_code == 413


def test_what_a_mail_program_sends_in_a_form_for_files_is_let_in(client: Client) -> None:
    assert client.post(reverse("notices:leave", args=["x"]), {"List-Unsubscribe": "One-Click"}).status_code == 404
