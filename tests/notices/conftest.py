"""What the tests of notices begin with: a room that tells, and somebody who is told."""

import pytest

from tests.factories.accounts import UserFactory
from tests.notices.telling import Room, open_room
from thanthien.accounts.models import User


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    return open_room(monkeypatch)


@pytest.fixture
def lan() -> User:
    return UserFactory(full_name="Trần Thị Lan", email="lan@example.org")
