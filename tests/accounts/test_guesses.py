"""A stranger who guesses at passwords and codes stops themself, and never the owner."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.accounts.test_sign_in import enrol, sign_in, totp_code
from tests.factories.accounts import PASSWORD, UserFactory
from thanthien.accounts.guesses import COOKIE
from thanthien.accounts.models import KnownAddress, User
from thanthien.core.mail.models import Message
from thanthien.core.rationing import take_of

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/dang-nhap/"
TOO_MANY = ["Đăng nhập sai quá nhiều lần. Vui lòng thử lại sau ít phút."]
HOME, ELSEWHERE = "198.51.100.7", "198.51.100.200"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> None:
    cache.clear()


def guess(user: User, address: str, client: Client | None = None, password: str = "sai-mat-khau") -> Any:
    data = {"login": user.username, "password": password}
    return (client or Client()).post(SIGN_IN, data, REMOTE_ADDR=address)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def besiege(user: User) -> None:
    """Wrong passwords from many places, until the account takes no more from places it doesn't know."""
    for number in range(100):
        guess(user, f"203.0.113.{number // 5}")
    assert guess(user, "203.0.113.250").context["form"].non_field_errors() == TOO_MANY


def owner_at(user: User, address: str) -> Client:
    """The owner's browser, in which they signed in at an address and signed out again."""
    client = Client()
    guess(user, address, client, PASSWORD)
    client.post("/tai-khoan/dang-xuat/")
    return client


def test_guesses_from_elsewhere_do_not_lock_the_owner_out() -> None:
    user, owner = UserFactory(), Client()
    for _ in range(6):
        guess(user, "203.0.113.9")
    guess(user, HOME, owner, PASSWORD)
    assert signed_in(owner)


def test_guesses_stay_counted_however_many_browsers_are_made_up(settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"OPTIONS": {"MAX_ENTRIES": 20}}}
    user = UserFactory()
    for _ in range(5):
        guess(user, ELSEWHERE)
    for number in range(80):
        take_of("nhan-thu", f"made-up-{number}", 1)
    assert guess(user, ELSEWHERE).context["form"].non_field_errors() == TOO_MANY


def test_account_under_siege_opens_from_a_known_device_anywhere() -> None:
    user = UserFactory()
    owner = owner_at(user, HOME)
    besiege(user)
    guess(user, ELSEWHERE, owner, PASSWORD)
    assert signed_in(owner)


def test_account_under_siege_opens_from_a_known_address_with_any_browser() -> None:
    user = UserFactory()
    owner_at(user, HOME)
    besiege(user)
    new, stranger = Client(), Client()
    guess(user, HOME, new, PASSWORD)
    refused = guess(user, ELSEWHERE, stranger, PASSWORD)
    assert (signed_in(new), signed_in(stranger)) == (True, False)
    assert refused.context["form"].non_field_errors() == TOO_MANY


def test_known_address_of_one_person_is_strange_to_another() -> None:
    user, colleague = UserFactory(), UserFactory()
    owner_at(colleague, HOME)
    besiege(user)
    assert guess(user, HOME, password=PASSWORD).context["form"].non_field_errors() == TOO_MANY


def test_device_cookie_can_not_be_made_up() -> None:
    user = UserFactory()
    besiege(user)
    forger = Client()
    forger.cookies[COOKIE] = f'{{"{user.pk}": "x"}}'
    guess(user, ELSEWHERE, forger, PASSWORD)
    assert not signed_in(forger)


def test_guesses_on_a_known_device_are_counted_too() -> None:
    user = UserFactory()
    owner = owner_at(user, HOME)
    for _ in range(5):
        guess(user, ELSEWHERE, owner)
    assert guess(user, ELSEWHERE, owner, PASSWORD).context["form"].non_field_errors() == TOO_MANY


def test_browser_of_several_people_knows_each() -> None:
    first, second = UserFactory(), UserFactory()
    shared = owner_at(first, HOME)
    guess(second, HOME, shared, PASSWORD)
    shared.post("/tai-khoan/dang-xuat/")
    besiege(first)
    guess(first, ELSEWHERE, shared, PASSWORD)
    assert signed_in(shared)


def test_one_network_of_ipv6_counts_as_one_place() -> None:
    user = UserFactory()
    for number in range(5):
        guess(user, f"2001:db8:1:2::{number}")
    within, beside = (
        guess(user, address, password=PASSWORD) for address in ("2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert (within.context["form"].non_field_errors(), beside.status_code) == (TOO_MANY, 302)


def test_ipv4_written_as_ipv6_is_that_ipv4_address() -> None:
    """On a socket for both, all of IPv4 would else be one /64."""
    user = UserFactory()
    for number in range(5):
        guess(user, f"::ffff:203.0.113.{number}")
    assert guess(user, "::ffff:203.0.113.99", password=PASSWORD).status_code == 302


def test_addresses_are_kept_as_digests_only() -> None:
    user = UserFactory()
    owner_at(user, HOME)
    owner_at(user, HOME)
    [kept] = KnownAddress.objects.filter(person=user)
    assert (len(kept.digest), HOME in kept.digest) == (64, False)


def test_person_is_told_once_by_letter_and_at_the_next_sign_in(run_jobs: Any) -> None:
    user = UserFactory()
    owner = owner_at(user, HOME)
    besiege(user)
    guess(user, ELSEWHERE)
    run_jobs()
    [letter] = Message.objects.all()
    assert (letter.recipient, letter.subject.partition(": ")[2]) == (user, "Có người thử mật khẩu của ông/bà")
    assert "từ nơi ông/bà chưa" in letter.text.replace("\n", " ")
    guess(user, HOME, owner, PASSWORD)
    shown = owner.get("/tai-khoan/").text
    assert "các lần thử đó đã bị chặn" in shown
    owner.post("/tai-khoan/dang-xuat/")
    guess(user, HOME, owner, PASSWORD)
    assert "các lần thử đó đã bị chặn" not in owner.get("/tai-khoan/").text


def test_siege_of_nobody_leaves_nothing_behind(run_jobs: Any) -> None:
    for number in range(101):
        Client().post(SIGN_IN, {"login": "khong.co", "password": "x"}, REMOTE_ADDR=f"203.0.113.{number // 5}")
    run_jobs()
    assert Message.objects.count() == 0


def test_counts_outlive_a_flood_of_other_counts() -> None:
    """The shared cache culls; what is forgotten could be guessed at anew."""
    user = UserFactory()
    for _ in range(5):
        guess(user, HOME)
    for number in range(400):
        cache.set(f"0{number}", number)
    assert guess(user, HOME, password=PASSWORD).context["form"].non_field_errors() == TOO_MANY


# --- Codes ----------------------------------------------------------------------------------------------------------


def second_step(user: User, address: str, code: str, client: Client | None = None) -> Any:
    """The right password, and a code."""
    browser = client or Client()
    guess(user, address, browser, PASSWORD)
    return browser.post(reverse("mfa_authenticate"), {"code": code}, REMOTE_ADDR=address)


def test_wrong_codes_of_somebody_with_the_password_do_not_lock_the_owner_out() -> None:
    user, owner = UserFactory(), Client()
    sign_in(owner, user.email, REMOTE_ADDR=HOME)
    secret = enrol(owner)
    owner.post("/tai-khoan/dang-xuat/")
    answers = [second_step(user, "203.0.113.9", "000000") for _ in range(6)]
    assert answers[5].context["form"].errors["code"] == TOO_MANY
    second_step(user, ELSEWHERE, totp_code(secret), owner)
    assert signed_in(owner)


def test_codes_are_guessed_five_times_from_one_place() -> None:
    user, owner = UserFactory(), Client()
    sign_in(owner, user.email)
    secret = enrol(owner)
    for _ in range(5):
        second_step(user, ELSEWHERE, "000000")
    assert second_step(user, ELSEWHERE, totp_code(secret)).context["form"].errors["code"] == TOO_MANY
