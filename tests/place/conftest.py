"""What the tests of the place share."""

import pytest
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from thanthien.accounts.roles import Role
from thanthien.units.models import Unit


@pytest.fixture
def admin(client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(person(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def hai_an() -> Unit:
    """Phường Hải An."""
    made: Unit = UnitFactory(code="11407", short_name="Hải An")
    return made
