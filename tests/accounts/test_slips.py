"""Printed first passwords: made once, good once, changed at once."""

import re
import threading
from datetime import timedelta
from typing import Any

import pghistory.models
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory, person
from thanthien.accounts.adapters import AccountAdapter
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.accounts.slips import ALPHABET, GONE, MOST, make_slips, new_password, use_slip
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import pack

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/dang-nhap/"
CHANGE = "/tai-khoan/mat-khau/doi/"
OWN = "hoa-phuong-cua-toi-2026"


@pytest.fixture
def village_head() -> User:
    return person(Role.VILLAGE_HEAD, email="", username="truong.thon")


@pytest.fixture
def admin() -> User:
    return person(Role.ADMINISTRATOR)


def sign_in(password: str, login: str = "truong.thon", client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post(SIGN_IN, {"login": login, "password": password})


def test_password_is_easy_to_read_and_hard_to_guess() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", one) for one in made)
    assert not set("01ilo") & set(ALPHABET)


def test_slip_opens_one_sign_in_and_leads_to_a_new_password(village_head: User, admin: User) -> None:
    [slip] = make_slips(people=[village_head], by=admin)
    client, answer = sign_in(slip.password)
    assert answer.status_code == 302
    led = client.get("/tai-khoan/")
    assert (led.status_code, led.url) == (302, CHANGE)
    sent = client.post(CHANGE, {"oldpassword": slip.password, "password1": OWN, "password2": OWN})
    assert sent.status_code == 302
    assert client.get("/tai-khoan/").status_code == 200
    village_head.refresh_from_db()
    assert (village_head.slip_expires_at, village_head.slip_used_at) == (None, None)
    assert sign_in(OWN)[1].status_code == 302


def test_slip_is_refused_the_second_time_with_a_sentence(village_head: User, admin: User) -> None:
    [slip] = make_slips(people=[village_head], by=admin)
    sign_in(slip.password)
    client, answer = sign_in(slip.password)
    assert (answer.status_code, answer.url) == (302, SIGN_IN)
    assert GONE in client.get(SIGN_IN).content.decode()
    assert client.get("/tai-khoan/").status_code == 302


def test_slip_is_refused_after_its_last_day(village_head: User, admin: User, settings: Any) -> None:
    settings.SLIP_DAYS = 3
    [slip] = make_slips(people=[village_head], by=admin)
    assert slip.last_day == clock.today() + timedelta(days=3)
    with clock.set_to(slip.expires_at - timedelta(seconds=1)):
        use_slip(person=village_head)
    [slip] = make_slips(people=[village_head], by=admin)
    with clock.set_to(slip.expires_at), pytest.raises(Refused, match="đã hết hạn"):
        use_slip(person=village_head)


def test_another_slip_ends_the_first(village_head: User, admin: User) -> None:
    [first] = make_slips(people=[village_head], by=admin)
    make_slips(people=[village_head], by=admin)
    assert sign_in(first.password)[1].status_code == 200  # the form again: a wrong password


def test_slip_ends_sessions_and_password_of_before(admin: User) -> None:
    user = person(Role.COMMUNE_FOCAL, email="")
    client, _ = sign_in(PASSWORD, user.username)
    assert client.get("/tai-khoan/").status_code == 200
    make_slips(people=[user], by=admin)
    assert client.get("/tai-khoan/").status_code == 302
    assert sign_in(PASSWORD, user.username)[1].status_code == 200


@pytest.mark.parametrize("login", ["truong.thon", " TRUONG.Thon "])
def test_people_sign_in_by_name_in_any_case(village_head: User, login: str) -> None:
    assert sign_in(PASSWORD, login)[1].status_code == 302


def test_people_without_an_address_are_not_found_by_an_empty_one(village_head: User) -> None:
    assert sign_in(PASSWORD, "@")[1].status_code == 200


def test_history_names_who_made_a_slip_and_holds_no_password(village_head: User, admin: User) -> None:
    [slip] = make_slips(people=[village_head], by=admin)
    events = list(pghistory.models.Events.objects.tracks(village_head).order_by("pgh_id"))
    assert events[-1].pgh_context["user"] == admin.pk
    assert events[-1].pgh_context["action"] == "make_slips"
    assert slip.password not in str([event.pgh_data for event in events])


def test_slips_are_refused_for_oneself_for_locked_people_and_for_too_many(admin: User) -> None:
    locked = UserFactory(is_active=False)
    for people, sentence in (
        ([admin], "Không tự cấp"),
        ([locked], "đang bị khóa"),
        ([admin] * (MOST + 1), "tối đa 50"),
    ):
        with pytest.raises(Refused, match=sentence):
            make_slips(people=people, by=admin)


def test_page_of_a_slip_is_kept_nowhere(village_head: User, admin: User) -> None:
    client = Client()
    client.force_login(admin)
    shown = client.post(f"/quan-tri/nguoi-dung/{village_head.pk}/phieu/")
    [password] = re.findall(rf"<code>([{ALPHABET}-]{{14}})</code>", shown.content.decode())
    assert shown["Cache-Control"] == "no-store, private"
    assert sign_in(password)[1].status_code == 302
    assert password not in client.get(f"/quan-tri/nguoi-dung/{village_head.pk}/").content.decode()


def test_slips_for_many_are_checked_first_and_printed_once(admin: User) -> None:
    waiting = [UserFactory(full_name=f"Trần Thị {n}", email="") for n in range(3)]
    User.objects.filter(pk__in=[one.pk for one in waiting]).update(password=make_password(None))
    UserFactory(full_name="Có Mật Khẩu")
    client = Client()
    client.force_login(admin)
    listed = client.get("/quan-tri/nguoi-dung/phieu/").content.decode()
    assert [one.full_name in listed for one in waiting] == [True] * 3
    assert "Có Mật Khẩu" not in listed
    chosen = [str(one.pk) for one in waiting[:2]]
    checked = client.post("/quan-tri/nguoi-dung/phieu/", {"chon": chosen})
    seen = {str(one.pk): [one.username, "", "chưa có mật khẩu", ""] for one in waiting[:2]}
    assert f"Trần Thị {1}" in checked.content.decode()
    printed = client.post("/quan-tri/nguoi-dung/phieu/", {"buoc": "lam", "thay": pack(seen), "ma": "a" * 32})
    assert (printed.status_code, printed["Cache-Control"]) == (200, "no-store, private")
    assert len(re.findall(rf"<code>[{ALPHABET}-]{{14}}</code>", printed.content.decode())) == 2
    again = client.post("/quan-tri/nguoi-dung/phieu/", {"buoc": "lam", "thay": pack(seen), "ma": "a" * 32})
    assert again.status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_sign_ins_at_once_use_a_slip_once() -> None:
    user = UserFactory(email="")
    make_slips(people=[user], by=None)
    answers: list[str] = []

    def use() -> None:
        try:
            use_slip(person=user)
            answers.append("in")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in", "refused", "refused", "refused"]


def test_password_of_the_slip_does_not_stay(village_head: User, admin: User) -> None:
    [slip] = make_slips(people=[village_head], by=admin)
    client, _ = sign_in(slip.password)
    same = {"oldpassword": slip.password, "password1": slip.password, "password2": slip.password}
    shown = client.post(CHANGE, same)
    assert "Mật khẩu mới phải khác mật khẩu trên phiếu." in shown.content.decode()
    village_head.refresh_from_db()
    assert village_head.slip_used_at is not None


def test_fragments_of_a_page_stay_empty_while_the_password_must_change(village_head: User, admin: User) -> None:
    [slip] = make_slips(people=[village_head], by=admin)
    client, _ = sign_in(slip.password)
    fragment = client.get("/tai-khoan/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.content) == (204, b"")
    saved = client.post("/tai-khoan/", headers={"HX-Request": "true"})
    assert (saved.status_code, saved["HX-Redirect"]) == (204, CHANGE)


def test_two_names_of_one_account_share_their_tries(settings: Any) -> None:
    user = UserFactory()
    answers = [sign_in("sai-mat-khau", login)[1] for login in [user.username, user.email] * 3]
    limits = ["quá nhiều" in answer.content.decode().lower() for answer in answers]
    assert limits == [False] * 5 + [True]


def test_lock_during_a_change_of_password_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    user = person(Role.COMMUNE_FOCAL)
    client, _ = sign_in(PASSWORD, user.email)
    checked = AccountAdapter.clean_password

    def locked_meanwhile(self: AccountAdapter, password: str, user: Any = None) -> str:
        User.objects.filter(pk=user.pk).update(is_active=False, full_name="Tên Mới")
        return checked(self, password, user)

    monkeypatch.setattr(AccountAdapter, "clean_password", locked_meanwhile)
    sent = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})
    user.refresh_from_db()
    assert (sent.status_code, sent.url) == (302, SIGN_IN)
    assert (user.is_active, user.full_name, user.check_password(PASSWORD)) == (False, "Tên Mới", True)


def test_slip_made_during_a_change_of_password_holds(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user = person(Role.COMMUNE_FOCAL, email="")
    client, _ = sign_in(PASSWORD, user.username)
    checked, made = AccountAdapter.clean_password, []

    def slip_meanwhile(self: AccountAdapter, password: str, user: Any = None) -> str:
        made.extend(make_slips(people=[User.objects.get(pk=user.pk)], by=admin))
        return checked(self, password, user)

    monkeypatch.setattr(AccountAdapter, "clean_password", slip_meanwhile)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})
    user.refresh_from_db()
    assert [user.check_password(made[-1].password), user.check_password(OWN)] == [True, False]
    assert client.get("/tai-khoan/").status_code == 302


def test_who_has_an_address_and_a_password_gets_no_slip(admin: User) -> None:
    other = person(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="cần gửi liên kết đặt mật khẩu"):
        make_slips(people=[other], by=admin)
    client = Client()
    client.force_login(admin)
    assert "/phieu/" not in client.get(f"/quan-tri/nguoi-dung/{other.pk}/").content.decode()
    listed = client.post("/quan-tri/nguoi-dung/phieu/", {"chon": [str(other.pk)]})
    assert (listed.status_code, "đã tự đặt mật khẩu" in listed.content.decode()) == (422, True)
