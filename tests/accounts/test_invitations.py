"""Password letters: on their way by a job, on the configured site, and telling a stranger nothing."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.core.mail.smtp_server import SmtpServer
from tests.factories.accounts import UserFactory, person
from thanthien.accounts.adapters import AccountAdapter
from thanthien.accounts.invitations import password_link
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.jobs.models import JobRun
from thanthien.core.mail.models import Message

pytestmark = pytest.mark.django_db
FORGOTTEN = "/tai-khoan/mat-khau/quen/"
NOON = datetime(2026, 11, 2, 12, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> None:
    cache.clear()


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(person(Role.ADMINISTRATOR))
    return client


@contextmanager
def server(settings: Any, *behaviours: Any) -> Iterator[SmtpServer]:
    with SmtpServer(*behaviours) as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_CONNECT_SECONDS = settings.EMAIL_SECONDS = 2
        yield running


def ask(client: Client, email: str) -> Any:
    return client.post(FORGOTTEN, {"email": email})


def invite(client: Client, user: User) -> str:
    shown = client.post(reverse("accounts:person_invite", args=[user.pk]), follow=True)
    return " ".join(re.sub(r"<[^>]+>", " ", shown.content.decode()).split())


# --- Forgotten ------------------------------------------------------------------------------------------------------


def test_letter_comes_by_a_job_and_its_link_sets_a_password(client: Client, run_jobs: Any, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://thanthien.example.vn"
    user = User.objects.create_user("lan@example.org", full_name="Vũ Lan")
    ask(client, "LAN@example.org")
    assert Message.objects.count() == 0
    run_jobs()
    (letter,) = Message.objects.all()
    (link,) = re.findall(r"https://thanthien\.example\.vn(/tai-khoan/mat-khau/dat-lai/\S+)", letter.text)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "tram-tu-do-son", "password2": "tram-tu-do-son"})
    user.refresh_from_db()
    assert user.check_password("tram-tu-do-son")


def test_link_ignores_the_host_of_the_request(client: Client, run_jobs: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    user = UserFactory()
    client.post(FORGOTTEN, {"email": user.email}, headers={"Host": "thief.example.org"})
    run_jobs()
    letter = Message.objects.get()
    assert set(re.findall(r"https?://([^/\s\"<]+)", letter.text + letter.html)) == {"testserver"}


def test_letter_reads_as_an_office_writes_it(run_jobs: Any, client: Client) -> None:
    user = UserFactory(full_name="Vũ Thị Lan", email="lan@example.org")
    with clock.set_to(NOON):
        ask(client, user.email)
        run_jobs()
    letter = Message.objects.get()
    assert (letter.subject, letter.recipient, letter.address) == (
        "Chính quyền thân thiện: Đặt mật khẩu",
        user,
        "lan@example.org",
    )
    assert letter.text.startswith(
        "Kính gửi ông/bà Vũ Thị Lan,\n\nCó yêu cầu đặt mật khẩu cho tài khoản lan@example.org của ông/bà."
    )
    assert "dùng được một lần, trước 12:00, 05/11/2026." in letter.text
    assert (letter.holds_secret, letter.expires_at) == (True, NOON + timedelta(days=3))


def test_unknown_and_locked_addresses_get_no_letter(client: Client, run_jobs: Any) -> None:
    ask(client, "khong-co@example.org")
    ask(client, UserFactory(is_active=False).email)
    runs = run_jobs()
    assert ([run.state for run in runs], Message.objects.count()) == (["done", "done"], 0)


def test_stranger_leaves_no_address_behind(client: Client) -> None:
    ask(client, "khong-co@example.org")
    (run,) = JobRun.objects.values()
    assert (run["arguments"], "khong-co" in str(run)) == ({"person_id": None}, False)


def statements(client: Client, email: str) -> list[str]:
    """The statements of asking, without the values in them."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = ask(client, email)
    assert (answer.status_code, answer.url) == (302, reverse("account_reset_password_done"))
    return [re.sub(r"'(?:[^']|'')*'|\"s\d+_x\d+\"|\b\d+\b|NULL", "?", one["sql"]) for one in seen.captured_queries]


def test_known_unknown_and_locked_addresses_cost_the_same_statements(client: Client) -> None:
    UserFactory(email="lan@example.org")
    UserFactory(email="nam@example.org", is_active=False)
    statements(client, "quen@example.org")  # the first one fills caches
    seen = [statements(client, f"{name}@example.org") for name in ("lan", "nam", "ai1", "ai2")]
    assert [len(one) for one in seen] == [len(seen[0])] * 4
    assert seen[1:] == seen[:1] * 3


def test_known_and_unknown_addresses_take_the_same_time(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    known = UserFactory(email="lan@example.org").email
    times: dict[str, list[float]] = {known: [], "ai@example.org": []}
    for turn in range(100):  # more than 15 on a machine that other work holds up
        for email, taken in times.items():
            began = time.perf_counter()
            ask(client, email)
            taken.append(time.perf_counter() - began)
        quickest = [min(taken) for taken in times.values()]
        if turn >= 15 and max(quickest) < 2 * min(quickest):
            break
    assert max(quickest) < 2 * min(quickest)


@pytest.mark.parametrize(
    "key", ["sai", "dat1ab-00000000000000000000000000000000", "set-password", "c0-á", "-", "1-2-3"]
)
def test_invented_link_is_answered_with_a_sentence_for_everybody(client: Client, key: str) -> None:
    """Checking a link must not write: the library's own check kept a copy of the address, and failed."""
    people = [UserFactory(), UserFactory(email=""), UserFactory(is_active=False), person(Role.ADMINISTRATOR)]
    for number in [*(user_pk_to_url_str(user) for user in people), "0", "zzz"]:
        answer = client.get(f"/tai-khoan/mat-khau/dat-lai/{number}-{key}/")
        assert (answer.status_code, answer.context["token_fail"]) == (200, True)


def test_link_is_over_once_the_address_is_another(client: Client) -> None:
    user = UserFactory()
    link = password_link(user)
    User.objects.filter(pk=user.pk).update(email="khac@example.org")
    assert client.get(link).context["token_fail"] is True


def test_mail_server_has_no_part_in_the_answer(client: Client, settings: Any) -> None:
    with server(settings, {"greeting": "421 gone"}) as running:
        answers = [ask(client, one) for one in (UserFactory().email, "khong@example.org")]
    assert [(one.status_code, one.url) for one in answers] == [(302, reverse("account_reset_password_done"))] * 2
    assert running.commands == []


def test_asking_is_limited_for_each_address(client: Client) -> None:
    user = UserFactory()
    answers = [ask(client, user.email).status_code for _ in range(6)]
    assert (answers, JobRun.objects.count()) == ([302] * 5 + [429], 5)


# --- Invited --------------------------------------------------------------------------------------------------------


def test_invitation_says_what_is_happening(admin_client: Client, run_jobs: Any, settings: Any) -> None:
    user = UserFactory(email="lan@example.org")
    with clock.set_to(NOON), server(settings):
        first = invite(admin_client, user)
        run_jobs()
        later = " ".join(
            re.sub(r"<[^>]+>", " ", admin_client.get(f"/quan-tri/nguoi-dung/{user.pk}/").content.decode()).split()
        )
    assert "Thư đang được gửi đến lan@example.org." in first
    assert "Thư gần nhất, 12:00, 02/11/2026: Đang chờ gửi" in first
    assert "Thư gần nhất, 12:00, 02/11/2026: Đã gửi 12:00, 02/11/2026" in later


def test_person_page_says_that_the_address_takes_no_mail(admin_client: Client, run_jobs: Any, settings: Any) -> None:
    user = UserFactory(email="lan@example.org")
    with server(settings, {"rcpt": "550 no such user"}):
        invite(admin_client, user)
        run_jobs()
    shown = admin_client.get(f"/quan-tri/nguoi-dung/{user.pk}/").content.decode()
    assert "Địa chỉ không nhận thư" in shown
    assert "Máy chủ thư trả lời rằng lan@example.org không nhận thư." in shown
    assert "Thư đang được gửi" not in shown


def test_history_names_who_invited(admin_client: Client) -> None:
    user = UserFactory()
    invite(admin_client, user)
    (event,) = Message.objects.get().events.all()
    context = event.pgh_context.metadata
    assert (context["user"], context["action"]) == (int(admin_client.session["_auth_user_id"]), "post_message")


def test_job_that_runs_twice_writes_one_letter(client: Client, run_jobs: Any) -> None:
    ask(client, UserFactory().email)
    (run,) = JobRun.objects.all()
    run_jobs()
    JobRun.objects.filter(pk=run.pk).update(state="waiting", finished_at=None)
    from thanthien.core.jobs.carrying import carry

    carry(run.pk)
    assert Message.objects.count() == 1


# --- Letters of the sign-in library ---------------------------------------------------------------------------------


def test_letters_of_the_library_take_the_same_way(rf: Any, settings: Any) -> None:
    user = UserFactory(full_name="Vũ Lan", email="lan@example.org")
    adapter = AccountAdapter(rf.get("/"))
    agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/133.0"
    context = {"user": user, "ip": "203.0.113.1", "user_agent": agent, "timestamp": NOON}
    adapter.send_mail("account/email/password_changed", user.email, context)
    (letter,) = Message.objects.all()
    assert (letter.subject, letter.recipient) == ("Chính quyền thân thiện: Đã đổi mật khẩu", user)
    assert letter.text.startswith("Kính gửi ông/bà Vũ Lan,\n\n")
    assert ("Firefox trên Windows" in letter.text, letter.text.count("Kính gửi")) == (True, 1)
