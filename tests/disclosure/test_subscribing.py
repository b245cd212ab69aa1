"""Letters about what becomes public: asked for without an account, confirmed by a letter, ended by one click."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import rows
from tests.disclosure.scene import Scene, a_scene, drafted, made_public, publish_now, values
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.core.jobs import enqueue
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.models import Message
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import Disclosure, Subscription
from thanthien.disclosure.subscribing.actions import confirm, subscribe
from thanthien.disclosure.subscribing.consent import CURRENT
from thanthien.disclosure.subscribing.links import leave_url
from thanthien.disclosure.subscribing.mailing import tell_reader
from thanthien.disclosure.subscribing.queries import SETTLED, readers_today, words_of_topic
from thanthien.disclosure.subscribing.shelf import address_of, over
from thanthien.disclosure.subscribing.tasks import forget_readers, tell_readers
from thanthien.records.actions import Entry, correct, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)
MORNING = datetime(2026, 3, 10, 7, 10, tzinfo=ZONE)
LAN = "Dau.Rieng.Lan@example.org"
ITEM = "DC11.02.b"
Jobs = Callable[[], Any]


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 9, 8, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def send(client: Client | None = None, **typed: str) -> Any:
    """The form, as a browser sends it that got it before."""
    browser = client or Client()
    browser.get(reverse("disclosure-subscribe"))
    return browser.post(reverse("disclosure-subscribe"), {"email": LAN, "agreed": "on", "item": ITEM} | typed)


def a_reader(scene: Scene | None = None, item: str = ITEM, address: str = LAN) -> Subscription:
    """Somebody who confirmed."""
    subscribe(address=address, unit=scene.unit if scene else None, item=item)
    row = Subscription.objects.latest("pk")
    confirm(row=row.pk, seen=[row.pk], consent=CURRENT)
    return Subscription.objects.latest("pk")


def morning(run_jobs: Jobs, time_machine: Any, at: datetime = MORNING) -> list[Message]:
    """The letters of a morning."""
    time_machine.move_to(at, tick=False)
    before = set(Message.objects.values_list("pk", flat=True))
    enqueue(tell_readers, by=None)
    run_jobs()
    return list(Message.objects.exclude(pk__in=before).order_by("pk"))


def titles(letter: Message) -> list[str]:
    return re.findall(r"^- (.+)$", letter.text, re.M)


def path_of(address: str) -> str:
    return urlsplit(address).path


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_letter_asks_and_one_button_confirms(scene: Scene, run_jobs: Jobs) -> None:
    answer = send(unit=scene.unit.code)
    assert (answer.status_code, answer["Location"]) == (302, reverse("disclosure-subscribed"))
    run_jobs()
    letter = Message.objects.get()
    (link,) = re.findall(r"\S+/xac-nhan/\S+", letter.text)
    client = Client()
    page = client.get(path_of(link))
    assert Subscription.objects.confirmed().count() == 0  # looking confirms nothing
    client.post(path_of(link), {"seen": page.context["form"]["seen"].value(), "consent": CURRENT})
    row = Subscription.objects.confirmed().get()
    assert (row.unit, row.item, row.consent, row.confirmed_at) == (scene.unit, ITEM, CURRENT, row.told_until)
    assert letter.holds_secret


def test_every_address_gets_the_same_answer_with_the_same_statements(scene: Scene) -> None:
    a_reader(scene)
    subscribe(address="cho@example.org", unit=scene.unit, item=ITEM)
    answers = []
    for address in ("moi@example.org", "cho@example.org", LAN):
        with CaptureQueriesContext(connection) as asked:
            subscribe(address=address, unit=scene.unit, item=ITEM)
        answer = send(email=address, unit=scene.unit.code)
        answers.append((len(asked), answer.status_code, answer["Location"], answer.content))
    assert answers == [answers[0]] * 3


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"email": "lan@", "item": "", "agreed": ""}, "email agreed unit"),
        ({"email": "a@b.vn\r\nBcc: c@d.vn"}, "email"),
        ({"agreed": ""}, "agreed"),
        ({"item": "XX99"}, "item"),
        ({"unit": "99999"}, "unit"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_in_one_round(typed: dict[str, str], fields: str) -> None:
    answer = send(**typed)
    found = " ".join(answer.context["form"].errors)
    assert (answer.status_code, found, Subscription.objects.count()) == (422, fields, 0)


def test_form_begins_with_what_was_chosen(scene: Scene) -> None:
    page = Client().get(reverse("disclosure-search"), {"don_vi": scene.unit.code, "noi_dung": ITEM})
    form = Client().get(page.context["subscribe_url"]).context["form"]
    assert (form["unit"].value(), form["item"].value()) == (scene.unit.code, ITEM)
    unit_page = Client().get(reverse("disclosure-unit", args=[scene.unit.code]))
    assert f"?don_vi={scene.unit.code}" in unit_page.content.decode()


# --- Floods ---------------------------------------------------------------------------------------------------------


def test_address_gets_one_letter_to_confirm_in_a_day(scene: Scene, run_jobs: Jobs, time_machine: Any) -> None:
    for address, item in ((LAN, ITEM), (LAN.upper(), "DC11.03.a"), (LAN, ITEM)):
        subscribe(address=address, unit=scene.unit, item=item)
        run_jobs()
    assert Message.objects.count() == 1
    time_machine.shift(timedelta(hours=25))
    subscribe(address=LAN, unit=None, item=ITEM)
    run_jobs()
    assert Message.objects.count() == 2


@pytest.mark.parametrize("again", ["dau.rieng.lan+2@example.org", "Dau.Rieng.LAN+tin+moi@EXAMPLE.org"])
def test_mailbox_gets_one_letter_to_confirm_in_a_day_whatever_tags_are_typed(
    run_jobs: Jobs, time_machine: Any, again: str
) -> None:
    tagged = LAN.replace("@", "+1@")
    for address in (tagged, again, LAN):
        subscribe(address=address, unit=None, item=ITEM)
        run_jobs()
    subscribe(address="khac@example.org", unit=None, item=ITEM)
    run_jobs()
    reached = [address_of(one.book_row or 0, Channel.EMAIL) for one in Message.objects.order_by("pk")]
    assert reached == [tagged, "khac@example.org"]
    time_machine.shift(timedelta(hours=25))
    subscribe(address=again, unit=None, item=ITEM)
    run_jobs()
    assert address_of(Message.objects.latest("pk").book_row or 0, Channel.EMAIL) == again


def test_device_asks_a_few_times_a_day(scene: Scene) -> None:
    client = Client()
    answers = [send(client, email=f"ai-{one}@example.org").status_code for one in range(8)]
    assert answers == [302] * 6 + [422] * 2


def test_link_confirms_what_its_page_showed_and_no_more(scene: Scene, run_jobs: Jobs) -> None:
    for item in (ITEM, "DC11.03.a"):
        subscribe(address=LAN, unit=scene.unit, item=item)
    run_jobs()
    first, second = Subscription.objects.order_by("pk")
    subscribe(address=LAN, unit=None, item="DC11.14")  # a stranger's, after the page was opened
    assert confirm(row=first.pk, seen=[first.pk, second.pk], consent=CURRENT) == 2
    assert [row.item for row in Subscription.objects.waiting()] == ["DC11.14"]


def test_nobody_confirms_by_another_version_of_the_text(scene: Scene) -> None:
    subscribe(address=LAN, unit=scene.unit, item=ITEM)
    row = Subscription.objects.get()
    with pytest.raises(Refused):
        confirm(row=row.pk, seen=[row.pk], consent="2020-01")
    assert Subscription.objects.confirmed().count() == 0


# --- What ends ------------------------------------------------------------------------------------------------------


def test_what_nobody_confirms_vanishes_with_its_key(
    scene: Scene, run_jobs: Jobs, time_machine: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    send(unit=scene.unit.code)
    run_jobs()
    (link,) = re.findall(r"\S+/xac-nhan/\S+", Message.objects.get().text)
    time_machine.shift(timedelta(hours=48, minutes=1))
    enqueue(forget_readers, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    keys = [path for path in (Path(settings.PRIVATE_KEYS_DIR) / "disclosure-readers").rglob("*") if path.is_file()]
    assert (Subscription.objects.count(), keys) == (0, [])
    page = Client().get(path_of(link))
    assert (page.status_code, "đã hết hạn" in page.content.decode()) == (410, True)


def test_one_click_ends_everything_and_destroys_the_keys(
    scene: Scene, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    old = a_reader(scene)
    a_reader(None)
    subscribe(address=LAN, unit=scene.unit, item="DC11.14")
    client = Client(enforce_csrf_checks=True)
    address = path_of(leave_url([old.pk]))
    page = client.get(address).content.decode()
    assert ('<form method="post">' in page, words_of_topic(old) in page) == (True, False)  # it may be passed on
    assert Subscription.objects.alive().count() == 3  # looking ends nothing
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    keys = [path for path in (Path(settings.PRIVATE_KEYS_DIR) / "disclosure-readers").rglob("*") if path.is_file()]
    assert (answer.status_code, Subscription.objects.alive().count(), keys) == (200, 0, [])
    assert [row.digest for row in Subscription.objects.all()] == ["", "", ""]
    assert "Đã ngừng nhận thư" in client.post(address).content.decode()


def test_leaving_ends_nobody_elses(scene: Scene) -> None:
    a_reader(scene)
    other = a_reader(scene, address="minh@example.org")
    Client().post(path_of(leave_url([Subscription.objects.earliest("pk").pk])))
    assert [row.pk for row in Subscription.objects.alive()] == [other.pk]


def test_asked_for_again_goes_on_under_its_old_row(scene: Scene, time_machine: Any) -> None:
    old = a_reader(scene)
    time_machine.shift(timedelta(days=700))
    a_reader(scene)
    (row,) = Subscription.objects.confirmed()
    assert (row.pk, row.confirmed_at, row.told_until) == (old.pk, old.asked_at + timedelta(days=700), old.told_until)
    assert not over().filter(pk=old.pk).exists()


@pytest.mark.parametrize(("days", "is_over"), [(729, False), (730, True)])
def test_subscription_lasts_as_long_as_it_says(scene: Scene, time_machine: Any, days: int, is_over: bool) -> None:
    a_reader(scene)
    time_machine.shift(timedelta(days=days))
    assert over().exists() == is_over


def test_address_that_takes_no_mail_is_forgotten(
    scene: Scene, run_jobs: Jobs, mail_server: Any, time_machine: Any
) -> None:
    a_reader(scene)
    a_reader(None)
    made_public(scene, drafted(scene, DAY, ITEM), DAY)
    with mail_server({"rcpt": "550 5.1.1 dau.rieng.lan unknown"}):
        morning(run_jobs, time_machine)
    assert Subscription.objects.alive().count() == 0


# --- Letters --------------------------------------------------------------------------------------------------------


def test_letter_tells_what_became_public_once(
    scene: Scene, run_jobs: Jobs, time_machine: Any, mail_server: Any
) -> None:
    made_public(scene, drafted(scene, DAY, ITEM, title="Dự toán cũ"), DAY)
    time_machine.move_to(datetime(2026, 3, 9, 13, tzinfo=ZONE), tick=False)
    row = a_reader(scene)
    time_machine.move_to(datetime(2026, 3, 9, 15, tzinfo=ZONE), tick=False)
    record = drafted(scene, DAY, ITEM, title="Dự toán mới")
    publish_now(record, scene.officer)
    with mail_server() as server:
        (letter,) = morning(run_jobs, time_machine)
    assert (titles(letter), letter.subject.endswith(": 1 nội dung mới công khai hoặc được sửa")) == (
        ["Dự toán mới"], True,
    )  # fmt: skip
    wire = message_from_bytes(server.letters[0])
    assert (wire["To"], wire["List-Unsubscribe-Post"]) == ("<Dau.Rieng.Lan@example.org>", "List-Unsubscribe=One-Click")
    assert Subscription.objects.confirmed().get() == row
    Client().post(path_of(wire["List-Unsubscribe"].strip(" \r\n<>")), {"List-Unsubscribe": "One-Click"})
    assert Subscription.objects.confirmed().count() == 0


def test_amended_document_is_told_as_such(scene: Scene, run_jobs: Jobs, time_machine: Any) -> None:
    record = drafted(scene, DAY, ITEM, title="Dự toán")
    publish_now(record, scene.officer)
    time_machine.shift(timedelta(hours=1))
    a_reader(scene)
    time_machine.shift(timedelta(hours=1))
    entry = Entry(scene.unit, DAY, values(ITEM, title="Dự toán"))
    newer = correct(DISCLOSURES, entry, record_id=record.pk, version=1, reason="Sửa số liệu", by=scene.officer)
    assert isinstance(newer, Disclosure)
    publish_now(newer, scene.officer)
    (letter,) = morning(run_jobs, time_machine)
    assert f"{scene.unit.name_in_sentence}, bản sửa, công khai ngày 09/03/2026" in letter.text


def test_letter_is_of_what_was_chosen(scene: Scene, run_jobs: Jobs, time_machine: Any) -> None:
    other = a_scene()
    a_reader(scene, item="")
    a_reader(None, item="DC11.14")
    a_reader(scene, item="DC11.03.a", address="minh@example.org")
    time_machine.shift(timedelta(hours=1))
    for where, item, title in (
        (scene, ITEM, "Của đơn vị"), (other, "DC11.14", "Của nội dung"), (other, ITEM, "Của người khác"),
    ):  # fmt: skip
        publish_now(drafted(where, DAY, item, title=title), where.officer)
    letters = morning(run_jobs, time_machine)
    assert [sorted(titles(one)) for one in letters] == [["Của nội dung", "Của đơn vị"]]


def test_lists_of_people_and_what_is_gone_are_in_no_letter(scene: Scene, run_jobs: Jobs, time_machine: Any) -> None:
    a_reader(scene, item="")
    time_machine.shift(timedelta(hours=1))
    people = {"people": "listed", "ends_on": date(2026, 4, 30), "title": "Danh sách hộ được hỗ trợ"}
    publish_now(drafted(scene, DAY, "DC11.07.b", **people), scene.officer)
    gone = drafted(scene, DAY, ITEM, title="Ban hành nhầm")
    publish_now(gone, scene.officer)
    withdraw(DISCLOSURES, record_id=gone.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert morning(run_jobs, time_machine) == []


def test_reader_gets_one_letter_in_a_day(scene: Scene, run_jobs: Jobs, time_machine: Any) -> None:
    reader = a_reader(scene, item="")
    time_machine.shift(timedelta(hours=1))
    publish_now(drafted(scene, DAY, ITEM), scene.officer)
    assert len(morning(run_jobs, time_machine)) == 1
    publish_now(drafted(scene, DAY, ITEM, title="Nữa"), scene.officer)
    assert morning(run_jobs, time_machine, MORNING + timedelta(hours=3)) == []
    assert tell_reader(reader.pk) is None  # nor by another job of the day
    (letter,) = morning(run_jobs, time_machine, MORNING + timedelta(days=1))
    assert titles(letter) == ["Nữa"]


def test_news_is_found_with_the_same_statements_for_one_reader_and_three(
    scene: Scene, django_assert_num_queries: Any, time_machine: Any
) -> None:
    a_reader(scene)
    time_machine.shift(timedelta(hours=1))
    publish_now(drafted(scene, DAY, ITEM), scene.officer)
    time_machine.shift(timedelta(hours=1))
    with django_assert_num_queries(2):
        assert len(readers_today().with_news) == 1
    for one in ("minh", "nga"):
        a_reader(scene, address=f"{one}@example.org")
    with django_assert_num_queries(2):
        assert len(readers_today().with_news) == 1


def test_who_had_no_news_is_looked_up_from_that_morning_on(scene: Scene, run_jobs: Jobs, time_machine: Any) -> None:
    a_reader(scene, item="CK")
    made_public(scene, drafted(scene, DAY, ITEM), DAY)
    assert morning(run_jobs, time_machine) == []
    assert Subscription.objects.get().told_until == MORNING - SETTLED
    publish_now(drafted(scene, DAY, "CK", title="Cam kết phục vụ"), scene.officer)
    [letter] = morning(run_jobs, time_machine, MORNING + timedelta(days=1))
    assert (len(titles(letter)), Subscription.objects.get().told_on) == (1, date(2026, 3, 11))


# --- Nobody learns who reads ----------------------------------------------------------------------------------------


def test_address_stands_in_no_table_and_no_log(
    scene: Scene, run_jobs: Jobs, time_machine: Any, mail_server: Any, capfd: Any
) -> None:
    with mail_server({}, {"rcpt": "550 5.7.1 no mail for dau.rieng.lan@example.org"}) as server:
        send(unit=scene.unit.code)
        run_jobs()
        row = Subscription.objects.get()
        confirm(row=row.pk, seen=[row.pk], consent=CURRENT)
        time_machine.shift(timedelta(hours=1))
        publish_now(drafted(scene, DAY, ITEM), scene.officer)
        morning(run_jobs, time_machine)
    said = "".join(capfd.readouterr())
    assert (len(server.commands), address_of(row.pk, Channel.EMAIL)) == (2, LAN)
    assert [name for name, text in (("tables", str(rows.read())), ("log", said)) if "rieng.lan" in text.lower()] == []


def test_database_holds_one_of_each(scene: Scene) -> None:
    row = a_reader(scene)
    twin = a_reader(scene, item="DC11.14")
    with pytest.raises(IntegrityError, match="subscription_confirmed_once"), transaction.atomic():
        Subscription.objects.filter(pk=twin.pk).update(item=row.item)
    with pytest.raises(IntegrityError, match="subscription_is_of_something"), transaction.atomic():
        Subscription.objects.filter(pk=row.pk).update(unit=None, item="")


def test_pages_of_letters_are_kept_by_no_cache(scene: Scene) -> None:
    row = a_reader(scene)
    page = Client().get(path_of(leave_url([row.pk])))
    assert ("no-store" in page["Cache-Control"], '<meta name="robots" content="noindex">' in page.content.decode()) == (
        True, True,
    )  # fmt: skip
