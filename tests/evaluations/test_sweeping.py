"""Signed PDFs that lost their row are found and removed; everything else stays."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from tests.evaluations.scenario import open_year
from thanthien.core import clock
from thanthien.evaluations.models import Decision

pytestmark = pytest.mark.django_db


def aged(path: str, days: int) -> str:
    """The stored file, last written so many days ago."""
    moment = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(default_storage.path(path), (moment, moment))
    return path


def lost_file(name: str, days: int) -> str:
    return aged(default_storage.save(f"quyet-dinh/2026/{name}", ContentFile(b"%PDF-")), days)


def test_sweep_lists_old_files_without_a_decision_and_deletes_on_demand():
    year = open_year(units=1)
    year.decide()
    recorded = aged(Decision.objects.get().file.name, days=9)
    old, young = lost_file("cu.pdf", days=2), lost_file("moi.pdf", days=0)
    said = StringIO()

    call_command("sweep_decisions", stdout=said)
    kept_by_listing = default_storage.exists(old)
    call_command("sweep_decisions", "--delete", stdout=StringIO())

    assert (kept_by_listing, said.getvalue().splitlines()) == (True, [old, "1 tệp không có trong cơ sở dữ liệu."])
    assert [default_storage.exists(path) for path in (old, young, recorded)] == [False, True, True]


def test_file_of_a_recording_that_was_taken_back_is_found():
    year = open_year(units=1)
    with transaction.atomic():
        year.decide()
        path = aged(Decision.objects.get().file.name, days=2)
        transaction.set_rollback(True)
    said = StringIO()
    call_command("sweep_decisions", stdout=said)
    assert said.getvalue().splitlines()[0] == path


def test_sweep_of_an_empty_storage_finds_nothing():
    said = StringIO()
    call_command("sweep_decisions", stdout=said)
    assert said.getvalue() == "0 tệp không có trong cơ sở dữ liệu.\n"


def test_sweep_of_papers_finds_a_file_without_a_row():
    lost = aged(default_storage.save("van-ban/2026/cu.pdf", ContentFile(b"%PDF-")), days=2)
    said = StringIO()
    call_command("sweep_papers", stdout=said)
    assert said.getvalue().splitlines() == [lost, "1 tệp không có trong cơ sở dữ liệu."]
