"""Signing in: password, second factor, reset, limits; all in Vietnamese."""

import ast
import gettext
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory, person
from thanthien.accounts.adapters import AccountAdapter, MfaAdapter
from thanthien.accounts.roles import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/dang-nhap/"
LOCALE = Path(__file__).parents[2] / "thanthien/accounts/locale/vi/LC_MESSAGES"
ENGLISH = re.compile(
    r"\b(the|password|email address|sign|please|your|field|invalid|required|must|enter|name|mozilla)\b", re.I
)


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password, **extra})


def visible(response: Any) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", " ", text)


def test_password_signs_in_with_email_in_any_case_and_goes_on(client: Client) -> None:
    UserFactory(email="lan@example.org")
    response = sign_in(client, "LAN@Example.org", next="/tai-khoan/phien/")
    assert (response.status_code, response.url) == (302, "/tai-khoan/phien/")


def test_wrong_password_and_unknown_email_get_the_same_answer(client: Client) -> None:
    user = UserFactory()
    answers = [sign_in(client, user.email, "sai-mat-khau"), sign_in(client, "khong-co@example.org", "x")]
    assert [one.context["form"].non_field_errors() for one in answers] == [
        ["Email hoặc mật khẩu chưa đúng."],
        ["Email hoặc mật khẩu chưa đúng."],
    ]


def test_wrong_password_beside_a_user_name_is_told_in_vietnamese(client: Client) -> None:
    """The library has a sentence of its own where a user name was typed."""
    answers = [sign_in(client, UserFactory().username, "sai-mat-khau"), sign_in(client, "khong.co", "x")]
    expected = ["Tên đăng nhập hoặc mật khẩu chưa đúng."]
    assert [one.context["form"].non_field_errors() for one in answers] == [expected, expected]


def test_every_sentence_of_the_library_about_a_wrong_form_is_translated() -> None:
    said = AccountAdapter.error_messages | MfaAdapter.error_messages
    assert [str(sentence) for sentence in said.values() if ENGLISH.search(str(sentence))] == []


def test_locked_person_cannot_sign_in(client: Client) -> None:
    response = sign_in(client, UserFactory(is_active=False).email, follow=True)
    assert "_auth_user_id" not in client.session
    assert response.status_code == 302
    assert response.url == reverse("account_inactive")


def test_sixth_wrong_password_in_five_minutes_is_not_tried(client: Client) -> None:
    user = UserFactory()
    for _ in range(5):
        sign_in(client, user.email, "sai-mat-khau")
    response = sign_in(client, user.email)
    assert response.context["form"].non_field_errors() == ["Đăng nhập sai quá nhiều lần. Vui lòng thử lại sau ít phút."]


def test_right_passwords_do_not_count(client: Client) -> None:
    user = UserFactory()
    tries = [(Client(), sign_in) for _ in range(7)]
    assert [enter(one, user.email).status_code for one, enter in tries] == [302] * 7


def test_there_is_no_sign_up(client: Client) -> None:
    assert [client.get(f"/tai-khoan/{path}/").status_code for path in ("signup", "dang-ky")] == [404, 404]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan", "Mật khẩu này quá ngắn, cần ít nhất 10 ký tự."),
        ("1029384756102", "Mật khẩu này hoàn toàn là số."),
        ("qwertyuiop", "Mật khẩu này quá phổ biến."),
        ("lan.nguyen@example.org", "Mật khẩu quá giống với email."),
    ],
)
def test_weak_passwords_are_refused_with_a_sentence(client: Client, password: str, sentence: str) -> None:
    client.force_login(UserFactory(email="lan.nguyen@example.org"))
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client.post("/tai-khoan/mat-khau/doi/", data)
    errors = [str(text) for texts in response.context["form"].errors.values() for text in texts]
    assert sentence in errors


def totp_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def confirm(client: Client) -> None:
    """Setting up a second factor asks for the password once more."""
    client.post("/tai-khoan/xac-nhan-lai/", {"password": PASSWORD})


def enrol(client: Client) -> str:
    confirm(client)
    page = client.get("/tai-khoan/xac-thuc/ung-dung/bat/")
    secret: str = page.context["form"].secret
    client.post("/tai-khoan/xac-thuc/ung-dung/bat/", {"code": totp_code(secret)})
    return secret


def test_authenticator_app_is_set_up_and_then_asked_for(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user.email)
    secret = enrol(client)
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    cache.clear()
    fresh = Client()
    first = sign_in(fresh, user.email)
    assert (first.url.split("?")[0], "_auth_user_id" in fresh.session) == (reverse("mfa_authenticate"), False)
    second = fresh.post(first.url, {"code": totp_code(secret)})
    assert (second.status_code, "_auth_user_id" in fresh.session) == (302, True)


def test_a_new_second_factor_ends_older_sessions(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    user = UserFactory()
    other = Client()
    sign_in(other, user.email)
    sign_in(client, user.email)
    with django_capture_on_commit_callbacks(execute=True):
        enrol(client)
    assert (client.get("/tai-khoan/").status_code, other.get("/tai-khoan/").status_code) == (200, 302)


def test_city_role_is_sent_to_set_up_a_second_factor_first(client: Client, settings: Any) -> None:
    settings.REQUIRE_MFA_FOR_CITY = True
    user = person(Role.ADMINISTRATOR)
    sign_in(client, user.email)
    before = client.get("/quan-tri/nguoi-dung/")
    enrol(client)
    assert (before.status_code, before.url) == (302, reverse("mfa_index"))
    assert client.get("/quan-tri/nguoi-dung/").status_code == 200


def test_commune_role_works_without_a_second_factor(client: Client, settings: Any) -> None:
    settings.REQUIRE_MFA_FOR_CITY = True
    client.force_login(person(Role.COMMUNE_FOCAL))
    assert client.get("/tai-khoan/").status_code == 200


def test_city_role_cannot_take_its_last_second_factor_away(client: Client, settings: Any) -> None:
    settings.REQUIRE_MFA_FOR_CITY = True
    user = person(Role.ADMINISTRATOR)
    sign_in(client, user.email)
    enrol(client)
    response = client.post("/tai-khoan/xac-thuc/ung-dung/tat/")
    assert response.context["form"].non_field_errors() == ["Không thể tắt xác thực hai lớp."]
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_other_sessions_are_signed_out(client: Client) -> None:
    user = UserFactory()
    other = Client()
    sign_in(client, user.email)
    sign_in(other, user.email)
    listed = client.get("/tai-khoan/phien/").context["session_count"]
    client.post("/tai-khoan/phien/")
    assert (listed, client.get("/tai-khoan/").status_code, other.get("/tai-khoan/").status_code) == (2, 200, 302)


def test_sessions_name_browser_and_system(client: Client) -> None:
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/133.0"
    sign_in(client, UserFactory().email)
    shown = visible(client.get("/tai-khoan/phien/"))
    assert ("Firefox trên Windows" in shown, "Mozilla" in shown) == (True, False)


def test_recovery_codes_are_to_be_kept_safe(client: Client) -> None:
    sign_in(client, UserFactory().email)
    enrol(client)
    assert "cất nơi chỉ anh/chị lấy được" in visible(client.get("/tai-khoan/xac-thuc/ma-du-phong/"))


OPEN_PAGES = ["dang-nhap", "mat-khau/quen", "mat-khau/quen/da-gui", "mat-khau/dat-lai/xong", "tam-khoa"]
OWN_PAGES = ["xac-nhan-lai", "mat-khau/doi", "xac-thuc", "xac-thuc/ung-dung/bat", "xac-thuc/khoa", "phien", "dang-xuat"]
SECOND_PAGES = [
    "xac-thuc",
    "xac-thuc/ung-dung/tat",
    "xac-thuc/ma-du-phong",
    "xac-thuc/ma-du-phong/tao",
    "xac-nhan-lai/ma",
]


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_sign_in_pages_speak_vietnamese_only(client: Client, path: str) -> None:
    response = client.get(f"/tai-khoan/{path}/")
    assert (response.status_code, ENGLISH.findall(visible(response))) == (200, [])


@pytest.mark.parametrize("path", OWN_PAGES)
def test_own_sign_in_pages_speak_vietnamese_only(client: Client, path: str) -> None:
    sign_in(client, UserFactory(full_name="Vũ Lan").email)
    confirm(client)
    response = client.get(f"/tai-khoan/{path}/")
    assert (response.status_code, ENGLISH.findall(visible(response))) == (200, [])


def test_second_factor_pages_speak_vietnamese_only(client: Client) -> None:
    sign_in(client, UserFactory().email)
    enrol(client)
    pages = {path: client.get(f"/tai-khoan/{path}/") for path in [*SECOND_PAGES, "xac-thuc/khoa/them"]}
    assert {path: (page.status_code, ENGLISH.findall(visible(page))) for path, page in pages.items()} == dict.fromkeys(
        pages, (200, [])
    )


@pytest.mark.parametrize(
    "post",
    [
        lambda client: client.post(SIGN_IN, {}),
        lambda client: client.post("/tai-khoan/mat-khau/quen/", {"email": "sai"}),
        lambda client: client.get("/tai-khoan/mat-khau/dat-lai/1-sai/"),
    ],
)
def test_errors_speak_vietnamese_only(client: Client, post: Callable[[Client], Any]) -> None:
    assert ENGLISH.findall(visible(post(client))) == []


def _source_texts() -> dict[tuple[str, str], str]:
    """(msgid, its plural or nothing) → text of the source file."""
    found = {}
    for block in (LOCALE / "django.po").read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = [line.split(" ", 1) for line in block.splitlines() if line.startswith("msg")]
        said = {key: ast.literal_eval(text) for key, text in lines}
        key = (said["msgid"], said.get("msgid_plural", ""))
        found[key] = said.get("msgstr") or said["msgstr[0]"]
    return found


def test_compiled_texts_are_those_of_the_source() -> None:
    with (LOCALE / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    source = _source_texts()
    assert len(source) > 100
    assert {
        (one, many): catalogue.ngettext(one, many, 1) if many else catalogue.gettext(one) for one, many in source
    } == source


def test_sign_in_greets_by_name_and_says_for_whom_it_is(client: Client) -> None:
    user = UserFactory()
    assert "trưởng thôn, tổ trưởng tổ dân phố" in " ".join(visible(client.get(SIGN_IN)).split())
    answer = client.post(SIGN_IN, {"login": user.username, "password": PASSWORD}, follow=True)
    assert f"Đã đăng nhập: {user.full_name}." in " ".join(visible(answer).split())
