"""The command that makes the first person of an installation."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(monkeypatch):
    Agency.objects.create(code="so-noi-vu", name="Sở Nội vụ", kind="department", valid_from=date(2025, 1, 1))
    monkeypatch.setattr("sys.stdin", io.StringIO("mat-khau-du-dai-12\n"))


def test_first_administrator_can_sign_in(client):
    call_command("create_administrator", "quan.tri@vi.du", "Nguyễn Văn A", stdout=io.StringIO())
    person = User.objects.get(email="quan.tri@vi.du")
    assert (person.has_role(Role.ADMINISTRATOR), person.check_password("mat-khau-du-dai-12")) == (True, True)


def test_weak_password_leaves_nobody_behind(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("12345\n"))
    with pytest.raises(CommandError):
        call_command("create_administrator", "quan.tri@vi.du", "Nguyễn Văn A", stdout=io.StringIO())
    assert not User.objects.exists()


def test_unknown_agency_is_named():
    with pytest.raises(CommandError, match="Không có cơ quan “khong-co”"):
        call_command("create_administrator", "a@vi.du", "A", "--agency", "khong-co", stdout=io.StringIO())
