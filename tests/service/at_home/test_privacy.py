"""Nothing personal anywhere but under its key: not in tables, history, logs, lists, files, work pages; looks are noted;
destroyed keys and restored backups leave it unreadable."""

import csv
import io
import json
import logging
import os
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.measures.judging import let_every_body_judge
from tests.rows import read
from tests.service.at_home.scene import TEXTS, Scene, a_scene, announce, asked, served, step
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import erase_over, sweep_keys
from thanthien.core.private.models import Look
from thanthien.core.private.tasks import erase_private
from thanthien.notices.work import work_of
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.shelf import HOME_SHELF
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
SECRETS = [TEXTS["name"], TEXTS["phone"], TEXTS["address"], "Kín"]


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def read_contact(client: Client, request: HomeRequest) -> str:
    return client.post(reverse("home-contact", args=[request.pk])).content.decode()


def test_no_table_holds_clear_text_and_no_history_follows_the_request(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "plan", TUESDAY, who="Người đi", day=TUESDAY)
    rows = read()
    everything = "\n".join(row for table in rows.values() for row in table.values())
    assert found_in(everything) == []
    hexes = [secret.encode().hex() for secret in SECRETS]
    assert [one for one in hexes if one in everything] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'service_home%%event'")
        assert cursor.fetchall() == []


def test_officer_sees_contact_by_a_button_and_each_look_is_noted(officer: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY)
    assert found_in(officer.get(reverse("home-request", args=[request.pk])).content.decode()) == []
    assert Look.objects.count() == 0
    shown = officer.post(reverse("home-contact", args=[request.pk]))
    assert found_in(shown.content.decode()) == SECRETS
    assert "người khuyết tật" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    look = Look.objects.get()
    assert (look.by, look.words, look.place, look.row) == (scene.officer, request.label, scene.unit.pk, request.pk)


@pytest.mark.parametrize("role", [Role.COMMUNE_PARTY, Role.COMMUNE_FRONT, Role.VILLAGE_HEAD, Role.APPRAISER])
def test_nobody_but_who_serves_reads_contact_not_even_who_entered_it(client: Client, scene: Scene, role: Role) -> None:
    request = asked(scene, MONDAY)
    if role in (Role.COMMUNE_FRONT, Role.VILLAGE_HEAD):
        kind = "commune_front" if role == Role.COMMUNE_FRONT else "committee"
        neighbour = person(role, agency=AgencyFactory(**{kind: True}, unit=scene.unit))
        neighbour.memberships.filter(role=Role.VILLAGE_HEAD).update(hamlet=scene.hamlet)
        request = asked(scene, MONDAY, by=neighbour)
        client.force_login(neighbour)
    else:
        agency = AgencyFactory(committee=True, unit=scene.unit) if role == Role.COMMUNE_PARTY else None
        client.force_login(person(role, agency=agency))
    page = client.get(reverse("home-request", args=[request.pk]))
    assert (page.status_code, found_in(page.content.decode())) == (200, [])
    assert client.post(reverse("home-contact", args=[request.pk])).status_code == 404
    assert Look.objects.count() == 0


def test_another_communes_official_gets_404(client: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY)
    client.force_login(a_scene().officer)
    assert client.get(reverse("home-request", args=[request.pk])).status_code == 404
    assert client.post(reverse("home-contact", args=[request.pk])).status_code == 404


def test_lists_files_work_and_public_pages_hold_nothing_personal(officer: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY)
    announce(scene, MONDAY)
    step(scene, request, "plan", TUESDAY, who="Người đi", day=date(2026, 3, 4))
    pages = [
        officer.get(address).getvalue().decode()
        for address in (
            reverse("home-requests"), f"{reverse('home-requests')}?tai=csv", reverse("home-numbers"),
            f"{reverse('home-numbers')}?tai=csv", reverse("home-sheet"), reverse("notices:work"), reverse("week"),
            reverse("home-service", args=[scene.unit.code]), reverse("unit-page", args=[scene.unit.code]),
        )
    ]  # fmt: skip
    assert [found_in(page) for page in pages] == [[]] * len(pages)
    assert [found_in(str(work)) for work in work_of(scene.officer)] != []
    assert [work for work in work_of(scene.officer) if found_in(str(work))] == []


def test_sheet_of_the_day_adds_whom_to_visit_by_a_button_without_reasons(officer: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "plan", TUESDAY, who="Người đi", day=date(2026, 3, 4))
    plain = officer.get(reverse("home-sheet"))
    assert [line.label for line in plain.context["lines"]] == [request.label]
    sheet = officer.post(reverse("home-sheet"), {"ngay": "04/03/2026"}).content.decode()
    assert found_in(sheet) == SECRETS
    assert "khuyết tật" not in sheet
    assert Look.objects.get().what_for == "liên hệ, địa chỉ trên phiếu ngày"


def test_logs_say_nothing_of_what_was_typed(
    client: Client, scene: Scene, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get(reverse("home-service", args=[scene.unit.code]))
    form = page.context["form"]
    typed = {
        "slip": form["slip"].value(), "procedure": "other", "procedure_words": "Bích Kín", "why": "ill",
        "name": TEXTS["name"], "phone": TEXTS["phone"], "address": TEXTS["address"], "hamlet": "", "wished_on": "",
    }  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        sent = client.post(reverse("home-service", args=[scene.unit.code]), typed)
    assert "Mã theo dõi" in sent.content.decode()
    assert HomeRequest.objects.count() == 1
    said = "\n".join(json.dumps(vars(one), default=str, ensure_ascii=False) for one in caplog.records
                     if not one.name.startswith("django.db"))  # fmt: skip
    assert found_in(said) == []


# --- The end of it ---


def test_key_is_destroyed_after_the_time_and_the_page_says_gone(
    officer: Client, scene: Scene, time_machine: Any, django_capture_on_commit_callbacks: Any
) -> None:
    request = served(scene, MONDAY, TUESDAY)
    waiting = asked(scene, MONDAY)
    time_machine.move_to(datetime(2026, 3, 3, 17, tzinfo=ZONE) + timedelta(days=29), tick=False)
    assert erase_over(HOME_SHELF) == 0
    time_machine.move_to(datetime(2026, 3, 3, 17, tzinfo=ZONE) + timedelta(days=31), tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_over(HOME_SHELF) == 1
    assert [bool(one.kept) for one in HomeRequest.objects.order_by("pk")] == [False, True]
    assert len([path for path in Path(settings.PRIVATE_KEYS_DIR).rglob("*") if path.is_file()]) == 1
    officer.force_login(scene.officer)
    page = officer.get(reverse("home-request", args=[request.pk])).content.decode()
    assert "Đã xóa ngày 03/04/2026" in page
    assert "Xem liên hệ" not in page
    assert officer.post(reverse("home-contact", args=[request.pk])).status_code == 404
    assert "Xem liên hệ" in officer.get(reverse("home-request", args=[waiting.pk])).content.decode()


def test_correction_after_the_end_keeps_contact_no_longer(scene: Scene, time_machine: Any) -> None:
    request = served(scene, MONDAY, TUESDAY)
    for told in (date(2026, 3, 20), date(2026, 4, 1)):
        step(scene, request, "correct_result", TUESDAY, told=told, note="ghi nhầm ngày")
    time_machine.move_to(datetime(2026, 3, 3, 17, tzinfo=ZONE) + timedelta(days=31), tick=False)
    assert erase_over(HOME_SHELF) == 1
    assert HomeRequest.objects.get().kept is None


def test_contact_of_what_a_body_put_back_is_counted_from_its_new_end(
    scene: Scene, time_machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_every_body_judge(monkeypatch)
    request = asked(scene, MONDAY)
    step(scene, request, "refuse", TUESDAY, reason="can_travel")
    step(scene, request, "reopen", date(2026, 3, 20), by=person(Role.APPRAISER), note="đã xác minh tại nhà")
    step(scene, request, "refuse", date(2026, 3, 24), reason="unreached")
    erased = []
    for end in (datetime(2026, 3, 3, 17, tzinfo=ZONE), datetime(2026, 3, 24, 17, tzinfo=ZONE)):
        time_machine.move_to(end + timedelta(days=31), tick=False)
        erased.append(erase_over(HOME_SHELF))
    assert erased == [0, 1]


def test_contact_of_what_nobody_closed_is_not_kept_for_ever(scene: Scene, time_machine: Any) -> None:
    waiting = asked(scene, MONDAY)
    time_machine.move_to(datetime(2027, 4, 1, 9, tzinfo=ZONE), tick=False)
    assert erase_over(HOME_SHELF) == 0
    time_machine.move_to(datetime(2027, 4, 10, 9, tzinfo=ZONE), tick=False)
    assert erase_over(HOME_SHELF) == 1
    assert HomeRequest.objects.get(pk=waiting.pk).kept is None


def test_contact_ends_with_the_unit(scene: Scene, time_machine: Any) -> None:
    asked(scene, MONDAY)
    Unit.objects.filter(pk=scene.unit.pk).update(valid_to=date(2026, 3, 31))
    time_machine.move_to(datetime(2026, 4, 20, 9, tzinfo=ZONE), tick=False)
    assert erase_over(HOME_SHELF) == 0
    time_machine.move_to(datetime(2026, 5, 2, 9, tzinfo=ZONE), tick=False)
    assert erase_over(HOME_SHELF) == 1


def test_every_folder_of_keys_is_its_owners_alone(scene: Scene, settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_KEYS_DIR = tmp_path / "keys"
    asked(scene, MONDAY)
    folders = [path for path in (tmp_path / "keys", *(tmp_path / "keys").rglob("*")) if path.is_dir()]
    assert [path.stat().st_mode & 0o777 for path in folders] == [0o700] * 3


def test_crash_between_key_and_note_leaves_it_unreadable_and_is_made_up_for(
    officer: Client, scene: Scene, time_machine: Any
) -> None:
    request = served(scene, MONDAY, TUESDAY)
    shutil.rmtree(settings.PRIVATE_KEYS_DIR)
    assert "Không còn đọc được" in read_contact(officer, request)
    assert Look.objects.count() == 0
    time_machine.move_to(datetime(2026, 5, 1, 9, tzinfo=ZONE), tick=False)
    assert erase_over(HOME_SHELF) == 1
    assert HomeRequest.objects.get().kept is None


def test_backup_of_the_database_without_its_key_stays_unreadable(officer: Client, scene: Scene) -> None:
    """A row as a backup holds it, put back after its key was destroyed."""
    request = served(scene, MONDAY, TUESDAY)
    backup = HomeRequest.objects.get()
    kept = backup.kept
    assert kept is not None
    with connection.cursor() as cursor:
        key = Path(settings.PRIVATE_KEYS_DIR)
        shutil.rmtree(key)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE service_homerequest DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE service_homerequest SET sealed = %s, sealed_key = %s, erased_at = NULL", [kept.content, kept.key]
        )
        cursor.execute("ALTER TABLE service_homerequest ENABLE TRIGGER USER")
    assert "Không còn đọc được" in read_contact(officer, request)


def test_keys_of_nothing_are_swept_and_those_of_rows_stay(scene: Scene) -> None:
    kept = asked(scene, MONDAY)
    lost = asked(scene, MONDAY)
    assert lost.kept is not None
    with connection.cursor() as cursor:  # as if its row had never been written
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE service_homerequest DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM service_homerequest WHERE id = %s", [lost.pk])
        cursor.execute("ALTER TABLE service_homerequest ENABLE TRIGGER USER")
    assert sweep_keys(HOME_SHELF) == 0  # too young: its row may be on its way
    for path in Path(settings.PRIVATE_KEYS_DIR).rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert sweep_keys(HOME_SHELF) == 1
    assert kept.sealed_key is not None
    assert [path.name for path in Path(settings.PRIVATE_KEYS_DIR).rglob("*") if path.is_file()] == [kept.sealed_key.hex]


def test_job_of_the_night_tells_what_it_did(scene: Scene, time_machine: Any, run_jobs: Any) -> None:
    from thanthien.core.jobs import enqueue

    served(scene, MONDAY, TUESDAY)
    time_machine.move_to(datetime(2026, 5, 1, 9, tzinfo=ZONE), tick=False)
    enqueue(erase_private, by=None)
    (run,) = run_jobs()
    assert run.state == "done"
    assert HomeRequest.objects.get().erased_at == datetime(2026, 5, 1, 9, tzinfo=ZONE)


# --- Who reads who looked ---


def test_looks_are_read_by_data_protection_and_the_own_chair(client: Client, officer: Client, scene: Scene) -> None:
    other = a_scene()
    for one in (scene, other):
        request = asked(one, MONDAY)
        officer.force_login(one.officer)
        read_contact(officer, request)
    chair = person(Role.COMMUNE_CHAIR, agency=AgencyFactory(committee=True, unit=scene.unit))
    lines = {}
    for who in (person(Role.DATA_PROTECTION), chair):
        client.force_login(who)
        file = client.get(f"{reverse('look-log')}?tai=csv").getvalue().decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(file))
        lines[who] = sorted(row["Đơn vị"] for row in rows)
    assert list(lines.values()) == [sorted([scene.unit.name, other.unit.name]), [scene.unit.name]]
