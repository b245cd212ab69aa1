"""Policies of views, the reading guard, and forms that survive an ended session."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from tests.factories.accounts import UserFactory, person
from thanthien.accounts.roles import Role
from thanthien.config import urls as project_urls
from thanthien.core.access import (
    WriteInReadingRequestError,
    policy_of,
    public,
    read_only,
    requires,
    signed_in,
    writes_on_get,
    writing,
)
from thanthien.core.models import CalendarDay
from thanthien.core.resend import kept_fields


def _is_administrator(user: Any) -> bool:
    """Quản trị hệ thống."""
    return user.has_role(Role.ADMINISTRATOR)


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("được")


def _write(request: HttpRequest) -> HttpResponse:
    CalendarDay.objects.create(date="2030-05-05", kind="off", name="Thử")
    return HttpResponse("đã ghi")


def _write_with_reason(request: HttpRequest) -> HttpResponse:
    with writing("ghi lượt mở trong phép thử"):
        return _write(request)


urlpatterns = [
    *project_urls.urlpatterns,
    path("thu/khong-chinh-sach/", _answer),
    path("thu/cong-khai/", public(_answer)),
    path("thu/dang-nhap/", signed_in(_answer)),
    path("thu/quan-tri/", requires(_is_administrator)(_answer)),
    path("thu/ghi/", public(_write)),
    path("thu/ghi-co-ly-do/", public(_write_with_reason)),
    path("thu/ghi-cho-phep/", writes_on_get("phép thử")(public(_write))),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def administrator() -> Any:
    return person(Role.ADMINISTRATOR)


def test_view_without_policy_is_not_found(client: Client) -> None:
    assert client.get("/thu/khong-chinh-sach/").status_code == 404


def test_public_view_opens_for_a_stranger(client: Client) -> None:
    assert client.get("/thu/cong-khai/").content.decode() == "được"


def test_signed_in_view_sends_a_stranger_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/thu/dang-nhap/?trang=2")
    assert (response.status_code, response.url) == (
        302,
        "/tai-khoan/dang-nhap/?next=/thu/dang-nhap/%3Ftrang%3D2",
    )


def test_required_role_opens_for_its_holder_only(client: Client, administrator: Any) -> None:
    client.force_login(UserFactory())
    refused = client.get("/thu/quan-tri/").status_code
    client.force_login(administrator)
    assert (refused, client.get("/thu/quan-tri/").status_code) == (404, 200)


def test_background_request_of_a_stranger_gets_a_sentence_and_no_redirect(client: Client) -> None:
    response = client.post("/thu/dang-nhap/", {"y_kien": "x"}, headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert "Phiên đăng nhập đã hết hạn." in response.content.decode()
    assert "HX-Redirect" not in response.headers


def test_form_of_an_ended_session_is_kept_without_secrets(client: Client) -> None:
    secrets = {"password": "bí mật", "csrfmiddlewaretoken": "cũ"}
    typed = {"y_kien": "Ý kiến <của> tôi", "codes": ["1.1", "1.2"], **secrets}
    response = client.post("/thu/dang-nhap/?tu=1", typed)
    page = response.content.decode()
    assert response.status_code == 401
    assert [(kept.name, kept.value) for kept in response.context["fields"]] == [
        ("y_kien", "Ý kiến <của> tôi"),
        ("codes", "1.1"),
        ("codes", "1.2"),
    ]
    assert '<input type="hidden" name="y_kien" value="Ý kiến &lt;của&gt; tôi">' in page
    assert 'action="/thu/dang-nhap/?tu=1"' in page
    assert "bí mật" not in page


def test_code_of_an_agency_is_kept_and_a_one_time_code_is_not(rf: RequestFactory, client: Client) -> None:
    kept = client.post("/thu/dang-nhap/", {"code": "so-moi"}).context["fields"]
    sign_in = rf.post("/xac-thuc/", {"code": "123456"})
    sign_in.shows_secret = True  # type: ignore[attr-defined]  # as the middleware notes it of a marked view
    unknown = rf.post("/", {"code": "123456"})
    assert ([one.value for one in kept], kept_fields(sign_in), kept_fields(unknown)) == (["so-moi"], [], [])


def test_aged_token_keeps_the_form_from_our_own_page() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/thu/cong-khai/", {"y_kien": "Còn đây"}, headers={"Origin": "http://testserver"})
    assert response.status_code == 403
    assert [kept.value for kept in response.context["fields"]] == ["Còn đây"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_form_from_another_site_is_refused_and_not_echoed(headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/thu/cong-khai/", {"y_kien": "Không hiện lại"}, headers=headers)
    assert response.status_code == 403
    assert "Không hiện lại" not in response.content.decode()


def test_kept_form_goes_through_after_signing_in_again() -> None:
    client = Client(enforce_csrf_checks=True)
    client.post("/thu/dang-nhap/", {"y_kien": "x"}, headers={"Origin": "http://testserver"})
    client.force_login(UserFactory())
    kept = client.post("/thu/dang-nhap/", {"y_kien": "x"}, headers={"Origin": "http://testserver"})
    token = kept.context["csrf_token"]
    sent = client.post("/thu/dang-nhap/", {"y_kien": "x", "csrfmiddlewaretoken": str(token)})
    assert (kept.status_code, sent.content.decode()) == (403, "được")


def test_reading_request_cannot_write(client: Client) -> None:
    with pytest.raises(WriteInReadingRequestError), transaction.atomic():
        client.get("/thu/ghi/")
    assert CalendarDay.objects.count() == 0


def test_reading_request_writes_where_the_code_gives_a_reason(client: Client) -> None:
    answers = [client.get("/thu/ghi-co-ly-do/").content.decode()]
    CalendarDay.objects.all().delete()
    answers.append(client.get("/thu/ghi-cho-phep/").content.decode())
    assert answers == ["đã ghi", "đã ghi"]


def test_writing_request_writes(client: Client) -> None:
    assert client.post("/thu/ghi/").content.decode() == "đã ghi"


def test_guard_costs_no_statement(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/thu/cong-khai/")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO core_calendarday (date, kind, name) VALUES ('2030-01-01', 'off', 'x')",
        'UPDATE "core_calendarday" SET name = name',
        "DELETE FROM core_calendarday",
        "WITH gone AS (DELETE FROM core_calendarday RETURNING 1) SELECT * FROM gone",
        "SELECT set_config('a.b', '1', true); DELETE FROM core_calendarday",
        "TRUNCATE core_calendarday",
        "DROP TABLE core_calendarday",
    ],
)
def test_guard_refuses_a_writing_statement(statement: str) -> None:
    with read_only(), connection.cursor() as cursor, pytest.raises(WriteInReadingRequestError):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1", "(SELECT 1) UNION (SELECT 2)", "WITH one AS (SELECT 1) SELECT * FROM one", "SAVEPOINT a"],
)
def test_guard_lets_a_reading_statement_through(statement: str) -> None:
    with read_only(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_policy_carries_the_sentence_of_its_predicate() -> None:
    policy = policy_of(requires(_is_administrator)(_answer))
    assert policy is not None
    assert (policy.name, policy.sentence) == ("_is_administrator", "Quản trị hệ thống.")


def test_decorator_leaves_the_decorated_view_without_policy() -> None:
    public(_answer)
    assert policy_of(_answer) is None


@pytest.fixture(autouse=True)
def _quiet_log(caplog: Any) -> Iterator[None]:
    with caplog.at_level("CRITICAL"):
        yield
