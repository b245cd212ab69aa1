"""Days off of 2030, and a person who may announce them."""

from datetime import date

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory
from thanthien.core.models import CalendarDay


@pytest.fixture
def days() -> list[CalendarDay]:
    return [
        CalendarDay.objects.create(date=date(2030, 5, number), kind="off", name=f"Ngày {number}")
        for number in (1, 2, 3)
    ]  # fmt: skip


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(UserFactory())
    return client
