"""The end of personal data: the row is emptied first, its key goes once that is committed."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.factories.accounts import person
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import UNKNOWN_FOR, erase, sweep_keys
from thanthien.core.private.enums import Right
from thanthien.core.private.keys import unseal
from thanthien.privacy.actions import Asked, enter_request
from thanthien.privacy.enums import Via
from thanthien.privacy.models import DataRequest
from thanthien.privacy.shelf import REQUESTS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 9, tzinfo=ZONE)
TEXTS = {"name": "Đoàn Thị Kín Tiếng", "contact": "0912 000 111"}


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def sealed_row() -> DataRequest:
    asked = Asked(Right.SEE, "feedback.contact", None, Via.LETTER, date(2026, 3, 6), "Xem liên hệ đã để lại", TEXTS)
    return enter_request(asked, by=person(Role.DATA_PROTECTION))


def keys() -> list[Path]:
    return [path for path in (Path(settings.PRIVATE_KEYS_DIR) / REQUESTS.key).rglob("*") if path.is_file()]


def test_erasing_empties_the_row_and_destroys_its_key(django_capture_on_commit_callbacks: Any) -> None:
    row = sealed_row()
    with django_capture_on_commit_callbacks(execute=True):
        erase(REQUESTS, [row])
    row.refresh_from_db()
    assert (row.kept, row.erased_at, keys()) == (None, NOW, [])


def test_what_is_taken_back_stays_readable(django_capture_on_commit_callbacks: Any) -> None:
    row = sealed_row()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase(REQUESTS, [row])
        transaction.set_rollback(True)  # something fails later in the same act
    row.refresh_from_db()
    assert row.kept is not None
    assert unseal(REQUESTS.key, row.kept) == TEXTS


def test_key_that_a_crash_left_behind_is_swept() -> None:
    kept, row = sealed_row(), sealed_row()
    old = (NOW - UNKNOWN_FOR - timedelta(minutes=1)).timestamp()
    for path in keys():
        os.utime(path, (old, old))
    erase(REQUESTS, [row])  # nothing is committed here, so that its key stays
    assert (len(keys()), sweep_keys(REQUESTS)) == (2, 1)
    assert [path.name for path in keys()] == [kept.sealed_key.hex if kept.sealed_key else ""]
