"""Photographs of feedback lie encrypted under the key of their words: useless without it, and gone with it."""

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from tests.core.clamd import MALWARE, clamd
from tests.factories import files
from tests.feedback.photographs import photographed, shades, upload
from tests.feedback.pictures import answered_with, covered, drawn, made, published_with
from tests.feedback.scene import ANSWER, Scene, a_scene, at, own_step, step
from thanthien.core.acting.errors import Stale
from thanthien.core.clock import ZONE
from thanthien.core.kept.actions import NotGenuineError
from thanthien.core.kept.models import FileAlarm
from thanthien.core.private.actions import erase_over
from thanthien.core.private.keys import GoneError
from thanthien.core.scanning import Scan, Verdict
from thanthien.feedback import blurring, photographs
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.kept_photographs import PUBLIC_SHELF
from thanthien.feedback.models import Feedback, FeedbackPhotograph, PublicPhotograph
from thanthien.feedback.photographs import forget_over, scan_waiting
from thanthien.feedback.sealed_pictures import open_photograph
from thanthien.feedback.shelf import TEXTS

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 3)
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def on_disk() -> list[bytes]:
    """Everything that lies in the storage."""
    return [path.read_bytes() for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")) if path.is_file()]


def address(row: Feedback) -> str:
    return reverse("feedback-photograph", args=[row.pk, row.photographs.get().key])


def test_file_on_the_disk_holds_nothing_of_the_picture(scene: Scene) -> None:
    _, (shown,) = published_with(scene, TUESDAY)
    signs = (b"\xff\xd8\xff\xe0", b"JFIF", b"Exif", files.image()[20:60])
    stored = on_disk()
    assert (len(stored), [one for one in signs for file in stored if one in file]) == (2, [])
    assert sorted(map(len, stored)) == sorted([shown.size, shown.photograph.size])


def test_database_keeps_no_digest_of_the_picture_itself(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    with open_photograph(row.photographs.get()) as content:
        digest = hashlib.sha256(content.read()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM feedback_feedbackphotograph AS p")
        assert digest not in str(cursor.fetchall())


def test_without_the_key_it_is_404_and_the_row_goes(
    client: Client, scene: Scene, time_machine: Any, django_capture_on_commit_callbacks: Any
) -> None:
    row, (shown,) = published_with(scene, TUESDAY)
    public = reverse("feedback-public-picture", args=[shown.key])
    client.force_login(scene.officer)
    assert [client.get(one).status_code for one in (address(row), public)] == [200, 200]
    time_machine.move_to(datetime(2027, 12, 3, 9, tzinfo=ZONE), tick=False)
    assert erase_over(TEXTS) == 1
    client.force_login(scene.officer)
    assert [client.get(one).status_code for one in (address(row), public)] == [404, 404]
    with pytest.raises(GoneError):
        open_photograph(row.photographs.get())
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_over() == 1
    assert (FeedbackPhotograph.objects.count(), PublicPhotograph.objects.count(), on_disk()) == (0, 0, [])


def test_key_that_was_lost_alone_is_404(client: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    shutil.rmtree(settings.PRIVATE_KEYS_DIR)
    client.force_login(scene.officer)
    assert client.get(address(row)).status_code == 404
    assert FileAlarm.objects.count() == 0


def test_withdrawing_takes_the_public_picture_too(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    row = photographed(scene, TUESDAY, upload(), code=CODE)
    made(scene, row, TUESDAY)
    with django_capture_on_commit_callbacks(execute=True):
        own_step(CODE, row, "withdraw", TUESDAY + timedelta(days=1))
    assert (FeedbackPhotograph.objects.count(), PublicPhotograph.objects.count(), on_disk()) == (0, 0, [])


def test_bytes_of_one_are_not_passed_as_another(client: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, *shades(2))
    first, second = row.photographs.order_by("pk")
    first.key = second.key
    with pytest.raises(GoneError):
        open_photograph(first)


def test_check_of_files_needs_no_key_and_finds_what_was_changed(
    client: Client, scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    row = photographed(scene, TUESDAY, upload())
    call_command("check_files")
    assert "Ảnh của phản ánh: 1 tệp, 0 tệp không còn nguyên vẹn." in capsys.readouterr().out.splitlines()
    photograph = row.photographs.get()
    with photograph.file.storage.open(photograph.file.name, "r+b") as stored:
        stored.seek(40)
        stored.write(b"\x00\x01\x02\x03")
    with pytest.raises(CommandError, match="không còn nguyên vẹn"):
        call_command("check_files")
    client.force_login(scene.officer)
    assert client.get(address(row)).status_code == 409


def test_scanner_sees_the_picture_not_what_lies_on_the_disk(scene: Scene, settings: Any) -> None:
    bad = files.image()[:-2] + MALWARE + b"\xff\xd9"
    photographed(scene, TUESDAY, upload(bad))
    photographed(scene, TUESDAY, upload())
    with clamd(settings) as server:
        assert (scan_waiting(), scan_waiting()) == ((2, 1), (0, 0))
    assert [one[:2] for one in server.received] == [b"\xff\xd8", b"\xff\xd8"]
    assert list(FeedbackPhotograph.objects.order_by("pk").values_list("malware", flat=True)) == ["Eicar-Signature", ""]


def test_row_that_goes_while_it_is_scanned_ends_no_run(scene: Scene) -> None:
    photograph = photographed(scene, TUESDAY, upload()).photographs.get()
    FeedbackPhotograph.objects.all().delete()
    photographs._keep_scan(photograph, Scan(Verdict.CLEAN))
    assert FeedbackPhotograph.objects.count() == 0


def test_file_that_is_put_away_between_row_and_file_is_no_loss(scene: Scene) -> None:
    photograph = photographed(scene, TUESDAY, upload()).photographs.get()
    photograph.file.storage.delete(photograph.file.name)
    with pytest.raises(NotGenuineError):
        open_photograph(photograph)
    assert FileAlarm.objects.count() == 1  # its row stands
    FileAlarm.objects.all().delete()
    FeedbackPhotograph.objects.all().delete()
    with pytest.raises(NotGenuineError):
        open_photograph(photograph)
    assert FileAlarm.objects.count() == 0


def test_row_without_a_mark_is_refused_by_the_database(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    with pytest.raises(IntegrityError, match="feedback_photograph_hash"):
        FeedbackPhotograph.objects.create(feedback=row, file="feedback/aa/x", file_code="jpg", size=1, sha256="0" * 64)


def test_file_of_a_picture_that_was_put_away_and_stayed_is_listed(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    row, (one, kept) = published_with(scene, TUESDAY, count=2)
    # Here nothing is committed, so that the file stays, as it would when the machine stopped.
    blurring.put_away(
        one.key, reason="Còn thấy biển số", feedback_id=row.pk, version=row.version, by=scene.officer
    )  # fmt: skip
    for path in (Path(settings.MEDIA_ROOT) / PUBLIC_SHELF).glob("*/*"):
        os.utime(path, (datetime(2026, 3, 1, tzinfo=ZONE).timestamp(),) * 2)
    call_command("sweep_feedback_public_photographs", "--delete")
    assert capsys.readouterr().out.splitlines() == [one.file.name, "1 tệp đã xóa."]
    assert [kept.file.storage.exists(each.file.name) for each in (one, kept)] == [False, True]


def test_public_picture_in_which_malware_is_found_later_is_seen_by_nobody(
    client: Client, scene: Scene, settings: Any
) -> None:
    row = photographed(scene, TUESDAY, upload())
    bad = made(scene, row, TUESDAY, file=drawn(files.image(size=(64, 48))[:-2] + MALWARE + b"\xff\xd9"))
    step(scene, row, "draft", TUESDAY, **ANSWER)
    step(scene, row, "answer", TUESDAY, looked=True, pictures=[bad.key])
    address = reverse("feedback-public-picture", args=[bad.key])
    before = client.get(address).status_code
    with clamd(settings):
        assert scan_waiting() == (2, 1)
    assert (before, client.get(address).status_code) == (200, 404)


@pytest.mark.django_db(transaction=True)
def test_of_making_anew_and_publishing_at_once_one_waits_and_looks_again(scene: Scene) -> None:
    row, (seen,) = answered_with(scene, TUESDAY)
    told, version = [], Feedback.objects.get().version

    def act(what: Callable[[], object]) -> None:
        try:
            with at(TUESDAY, 17):
                what()
                told.append("done")
        except Stale:
            told.append("stale")
        finally:
            connection.close()

    publish = Taken("publish", looked=True, pictures=[seen.key])
    acts = (
        lambda: take_step(publish, feedback_id=row.pk, version=version, by=scene.chair),
        lambda: blurring.propose(covered(row), drawn(), feedback_id=row.pk, version=version, by=scene.officer),
    )
    both = [Thread(target=act, args=(one,)) for one in acts]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(told) == ["done", "stale"]
    assert PublicPhotograph.objects.kept().count() == 1
    assert PublicPhotograph.objects.public().count() == int(Feedback.objects.get().published_at is not None)
