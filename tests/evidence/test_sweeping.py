"""Files without a row are found and removed; everything else stays."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from tests.factories.evidence import DocumentFactory
from thanthien.core import clock


def lost_file(name: str, days: int) -> str:
    storage = storages["evidence"]
    path = storage.save(f"evidence/ab/{name}", ContentFile(b"x"))
    moment = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(storage.path(path), (moment, moment))
    return path


def test_sweep_lists_old_files_without_a_row_and_deletes_on_demand(town):
    version = DocumentFactory(created_by=town.focal, with_file=True).versions.get()
    old, young = lost_file("cu", days=2), lost_file("moi", days=0)
    moment = (clock.now() - timedelta(days=9)).timestamp()
    os.utime(version.file.path, (moment, moment))
    said = StringIO()

    call_command("sweep_evidence", stdout=said)
    kept_by_listing = storages["evidence"].exists(old)
    call_command("sweep_evidence", "--delete", stdout=StringIO())

    assert (kept_by_listing, said.getvalue().splitlines()) == (True, [old, "1 tệp không có trong cơ sở dữ liệu."])
    assert [storages["evidence"].exists(path) for path in (old, young, version.file.name)] == [False, True, True]


def test_sweep_of_an_empty_storage_finds_nothing(db):
    said = StringIO()

    call_command("sweep_evidence", stdout=said)

    assert said.getvalue() == "0 tệp không có trong cơ sở dữ liệu.\n"


def test_stored_files_are_not_readable_by_everyone(town):
    version = DocumentFactory(created_by=town.focal, with_file=True).versions.get()

    assert Path(version.file.path).stat().st_mode & 0o007 == 0
