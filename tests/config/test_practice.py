"""A practice copy: marked in its setting and in its database, started over by its administrator, never another one."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import dev
import dev_serving
from tests.factories.accounts import UserFactory, person
from thanthien.accounts.roles import Role
from thanthien.config import prepare
from thanthien.config.env import SettingProblem, origin, refuse_real_practice
from thanthien.core import practice
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs.models import JobRun
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.senders import DemoSender, sender_of
from thanthien.core.models import PracticeMark

HERE = "/quan-tri/tap-duot/"


@pytest.fixture
def practice_copy(db: None, settings: Any, tmp_path: Path) -> Path:
    """A marked database, with the setting; the folder of the process that runs it."""
    settings.PRACTICE, settings.DEMO, settings.VAR_DIR = True, True, tmp_path
    practice.mark()
    return tmp_path


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(person(*roles))
    return client


# --- Which database ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "marked", "filled", "sentence"),
    [
        (True, False, False, ""),
        (True, True, True, ""),
        (True, False, True, "is not a practice copy's"),
        (False, True, True, "is a practice copy's"),
        (False, True, False, "is a practice copy's"),
        (False, False, True, ""),
    ],
)
def test_start_holds_practice_and_other_databases_apart(
    settings: Any, wanted: bool, marked: bool, filled: bool, sentence: str
) -> None:
    if marked:
        settings.PRACTICE = True
        practice.mark()
    settings.PRACTICE, settings.DEMO = wanted, True
    said = practice.why_not_here(filled=filled)
    assert (sentence in said, bool(said)) == (True, bool(sentence))


@pytest.mark.django_db
def test_prepare_marks_an_empty_database_and_stops_on_one_that_is_filled(settings: Any) -> None:
    settings.PRACTICE, settings.DEMO = True, True
    UserFactory()
    with pytest.raises(SystemExit, match="holds data already"):
        prepare._hold_practice_apart(mark=True)
    assert PracticeMark.objects.count() == 0


@pytest.mark.django_db
def test_prepare_marks_once_and_a_check_never(settings: Any) -> None:
    settings.PRACTICE, settings.DEMO = True, True
    prepare._hold_practice_apart(mark=False)
    assert PracticeMark.objects.count() == 0
    for _ in range(2):
        prepare._hold_practice_apart(mark=True)
    assert PracticeMark.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_marked_without_the_setting(settings: Any) -> None:
    settings.PRACTICE = False
    practice.mark()
    assert PracticeMark.objects.count() == 0


def test_practice_that_is_no_demo_is_refused() -> None:
    with pytest.raises(SettingProblem, match="no mail leaves it"):
        refuse_real_practice(practice=True, demo=False)
    refuse_real_practice(practice=True, demo=True)
    refuse_real_practice(practice=False, demo=False)


def test_practice_makes_a_demo_of_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICE_ADDRESS", "tap-duot.vi.du")
    with pytest.raises(SettingProblem, match="PRACTICE_ADDRESS must be an address"):
        origin("PRACTICE_ADDRESS", "")
    monkeypatch.delenv("PRACTICE_ADDRESS")
    assert origin("PRACTICE_ADDRESS", "") == ""


# --- The folder ---


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing of another platform is named in the environment."""
    for name in dev.OF_ANOTHER:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("name", dev.OF_ANOTHER)
def test_practice_refuses_what_leads_to_another_platform(tmp_path: Path, bare: pytest.MonkeyPatch, name: str) -> None:
    bare.setenv(name, "/var/lib/thanthien")
    with pytest.raises(dev.Stop, match=f"of its own. Start it without {name}."):
        dev.practice(["--data", str(tmp_path / "copy")])
    assert list(tmp_path.iterdir()) == []


def test_every_folder_and_secret_that_is_written_is_of_another_platform() -> None:
    """The settings that read a folder or a secret; what is read alone a copy may share."""
    source = (dev.ROOT / "thanthien" / "config" / "settings.py").read_text(encoding="utf-8")
    folders = set(re.findall(r'env\.(?:folder|database)\(\s*"(\w+)"', source))
    secrets = set(re.findall(r'env\.secrets?\(\s*"(\w+)"', source))
    added_up = {"PROMETHEUS_MULTIPROC_DIR"}  # a text for the library of the numbers
    read_only = {"PLACE_DATA_DIR", "PAPER_TEMPLATES_DIR"}
    written = folders - read_only | secrets | {f"{name}_FILE" for name in secrets} | added_up
    assert (written, folders & read_only) == (set(dev.OF_ANOTHER), read_only)


@pytest.mark.parametrize("name", dev.OF_KEYS)
@pytest.mark.parametrize("command", [dev.demo, dev.bench])
def test_made_up_data_refuse_the_keys_of_another_platform(
    command: Any, bare: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """The nightly sweep destroys the keys that its database doesn't name."""
    bare.setenv(name, str(tmp_path))
    with pytest.raises(dev.Stop, match=f"Start it without {name}."):
        command(["--data", str(tmp_path / "copy")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("bare")
def test_practice_refuses_a_folder_of_others(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(dev.Stop, match="holds other data"):
        dev.practice(["--data", str(tmp_path)])
    assert list(tmp_path.iterdir()) == [tmp_path / "postgres"]


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("command", [dev.demo, dev.serve])
def test_other_starts_refuse_the_folder_of_a_practice_copy(command: Any, tmp_path: Path) -> None:
    for mark in (dev.PRACTICE_MARK, "seeded"):
        (tmp_path / mark).touch()
    with pytest.raises(dev.Stop, match="holds a "):
        command(["--data", str(tmp_path)])


def test_process_stops_serving_when_the_request_is_there(tmp_path: Path) -> None:
    request = tmp_path / practice.REQUEST
    assert practice.REQUEST == dev.START_OVER
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as server:
        try:
            asker = threading.Timer(0.6, request.touch)
            asker.start()
            dev_serving.attend(server, until=request.exists)
            assert (request.exists(), server.poll()) == (True, None)
        finally:
            server.kill()


def test_folder_is_emptied_but_for_the_mark_of_a_practice_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("practice", "seeded", "secret", "start-over"):
        (tmp_path / name).touch()
    for name in ("media", "postgres"):
        (tmp_path / name).mkdir()
    dev._start_over(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} - {"postgres"} == {"practice", "start-over"}


# --- The page ---


def test_administrator_starts_it_over_by_a_job_after_confirming(practice_copy: Path, run_jobs: Any) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    page = client.get(HERE).content.decode()
    assert ["Bản tập dượt – dữ liệu minh họa" in page, "Làm lại bản tập dượt" in page] == [True, True]
    assert client.post(HERE, {}).status_code == 422
    assert JobRun.objects.count() == 0
    first = client.post(HERE, {"sure": "on"})
    assert first.url == JobRun.objects.get().get_absolute_url()
    [run] = run_jobs()
    assert (run.state, (practice_copy / practice.REQUEST).exists()) == ("done", True)


@pytest.mark.parametrize("role", [Role.CITY_HEAD, Role.COMMUNE_FOCAL, Role.AUDITOR])
def test_nobody_else_opens_the_page(practice_copy: Path, role: Role) -> None:
    client = signed_in(role)
    assert [client.get(HERE).status_code, client.post(HERE, {"sure": "on"}).status_code] == [404, 404]


@pytest.mark.django_db
def test_page_is_not_there_outside_a_practice_copy(settings: Any, tmp_path: Path) -> None:
    settings.PRACTICE, settings.VAR_DIR = False, tmp_path
    client = signed_in(Role.ADMINISTRATOR)
    assert [client.get(HERE).status_code, client.post(HERE, {"sure": "on"}).status_code] == [404, 404]
    with pytest.raises(Refused, match=practice.NOT_HERE):
        practice.ask_to_start_over()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_setting_alone_starts_nothing_over(settings: Any, tmp_path: Path) -> None:
    settings.PRACTICE, settings.DEMO, settings.VAR_DIR = True, True, tmp_path
    client = signed_in(Role.ADMINISTRATOR)
    answer = client.post(HERE, {"sure": "on"})
    assert (answer.status_code, JobRun.objects.count(), list(tmp_path.iterdir())) == (422, 0, [])
    with pytest.raises(Refused):
        practice.ask_to_start_over()


def test_job_of_somebody_who_lost_the_role_does_nothing(practice_copy: Path, run_jobs: Any) -> None:
    admin = person(Role.ADMINISTRATOR)
    client = Client()
    client.force_login(admin)
    client.post(HERE, {"sure": "on"})
    admin.memberships.all().delete()
    [run] = run_jobs()
    assert (run.state == "done", (practice_copy / practice.REQUEST).exists()) == (False, False)


def test_every_page_says_what_it_is_and_no_mail_leaves(practice_copy: Path) -> None:
    for address in ("/", reverse("account_login"), "/khong-co-trang-nay/"):
        assert "Bản tập dượt – dữ liệu minh họa" in Client().get(address).content.decode()
    assert isinstance(sender_of(Channel.EMAIL), DemoSender)


@pytest.mark.django_db
def test_work_pages_of_the_real_one_lead_to_it_when_it_has_an_address(settings: Any) -> None:
    client = signed_in(Role.COMMUNE_FOCAL)
    assert "Mở bản tập dượt" not in client.get(reverse("accounts:me")).content.decode()
    settings.PRACTICE_ADDRESS = "https://tap-duot.vi.du"
    assert '<a href="https://tap-duot.vi.du">Mở bản tập dượt</a>' in client.get(reverse("accounts:me")).content.decode()
