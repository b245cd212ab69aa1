"""What travels compressed: texts, also within a session; never a page with a secret, never a file that is packed."""

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.views.decorators.http import require_GET, require_safe

from tests.factories.accounts import person
from tests.test_project import patterns
from thanthien.accounts import sign_in_urls
from thanthien.accounts.roles import Role
from thanthien.core.compression import CompressionMiddleware, is_secret, shows_secret

pytestmark = pytest.mark.django_db
PACKED = {"Accept-Encoding": "gzip, deflate, br"}
LONG = "Thân Thiện " * 200


def signed_in() -> Client:
    client = Client()
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def answered(view: Any, **headers: str) -> HttpResponse:
    """What the middleware makes of the answer of a view."""
    request = RequestFactory().get("/", headers=headers or PACKED)
    middleware = CompressionMiddleware(view)
    middleware.process_view(request, view, (), {})
    return middleware(request)


def test_page_of_a_signed_in_person_travels_compressed_under_a_changing_length() -> None:
    client = signed_in()
    plain = client.get(reverse("accounts:people"))
    packed = [client.get(reverse("accounts:people"), headers=PACKED) for _ in range(12)]
    assert plain.has_header("Content-Encoding") is False
    assert {one["Content-Encoding"] for one in packed} == {"gzip"}
    assert "Người dùng" in gzip.decompress(packed[0].content).decode()
    assert len({len(one.content) for one in packed}) > 1
    assert max(len(one.content) for one in packed) < len(plain.content) / 2


def test_files_that_are_packed_already_stay_as_they_are() -> None:
    kinds = ("application/pdf", "image/jpeg", "application/zip")
    answers = [answered(lambda _, kind=kind: HttpResponse(LONG, content_type=kind)) for kind in kinds]
    assert [one.has_header("Content-Encoding") for one in answers] == [False, False, False]


def test_browser_that_takes_no_gzip_gets_the_text() -> None:
    answer = answered(lambda _: HttpResponse(LONG), **{"Accept-Encoding": "br"})
    assert (answer.content.decode(), answer["Vary"]) == (LONG, "Accept-Encoding")


def test_marked_views_are_those_with_secrets() -> None:
    marked = {entry.name for _, entry in patterns(get_resolver()) if is_secret(entry.callback)}
    assert marked == {entry.name for entry in sign_in_urls.urlpatterns} | {
        "person_slip", "people_slips", "own_slip", "own_slips", "demo_message", "demo_html",
        "home-service", "home-follow", "home-enter", "home-contact", "home-sheet",  # codes, and whom to visit
        "feedback-send", "feedback-follow", "feedback-enter", "feedback-contact", "feedback-read",  # who sent what
        "offline-link", "offline-link-make",  # the key of a personal link
        "disclosure-subscribe", "disclosure-subscribe-confirm", "disclosure-subscribe-leave",  # addresses, tokens
        "feedback-client-new", "feedback-client-key", "open311-requests",  # keys of other systems, codes for them
        "privacy-request-person",  # who asks about their data
    }  # fmt: skip


@pytest.mark.parametrize("name", ["account_login", "mfa_index", "mfa_activate_totp", "accounts:people_slips"])
def test_pages_with_secrets_travel_as_they_are(name: str) -> None:
    client = Client() if name == "account_login" else signed_in()
    answer = client.get(reverse(name), headers=PACKED, follow=True)
    assert (answer.status_code, answer.has_header("Content-Encoding")) == (200, False)


def test_marked_view_travels_as_it_is_under_whatever_decorators() -> None:
    view = require_GET(shows_secret(require_safe(lambda _: HttpResponse(LONG))))
    assert answered(view).content.decode() == LONG


def test_slip_travels_as_it_is() -> None:
    """The page that answers the form itself, not the one that it leads to."""
    head = person(Role.VILLAGE_HEAD, email="", username="truong.thon")
    shown = signed_in().post(reverse("accounts:person_slip", args=[head.pk]), headers=PACKED)
    assert (shown.status_code, shown.has_header("Content-Encoding"), "<code>" in shown.content.decode()) == (
        200,
        False,
        True,
    )
