"""Who reads and keeps the registers of personal data."""

from typing import Any

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.privacy.registers import a_breach, a_request
from thanthien.accounts.roles import Role


def _world() -> World:
    officer = person(Role.DATA_PROTECTION)
    return World(request=a_request(officer), breach=a_breach(officer))


def _request(world: Any) -> dict[str, Any]:
    return {"pk": world.request.pk}


def _breach(world: Any) -> dict[str, Any]:
    return {"pk": world.breach.pk}


_OFFICER = {Role.DATA_PROTECTION: 200}
_READERS = dict.fromkeys((Role.DATA_PROTECTION, Role.AUDITOR), 200)

ROWS = [
    row("personal-data", everyone=200),
    row("personal-data", everyone=200, query="?tai=csv"),
    row("privacy-purposes", _READERS),
    row("privacy-purposes", _READERS, query="?tai=xlsx"),
    row("privacy-consents", _READERS),
    row("privacy-purposes-print", _READERS),
    row("privacy-requests", _READERS),
    row("privacy-requests", _READERS, query="?tai=csv&trang_thai=told"),
    row("privacy-own-acts", _READERS),
    row("privacy-request-enter", _OFFICER),
    row("privacy-request", _READERS, world=_world, kwargs=_request),
    row("privacy-request-person", {Role.DATA_PROTECTION: 302}, world=_world, kwargs=_request),
    row("privacy-request-person", _OFFICER, method="post", stranger=401, world=_world, kwargs=_request),
    row("privacy-request-step", _OFFICER, world=_world, kwargs=lambda world: _request(world) | {"step": "ket-qua"}),
    row("privacy-breaches", _READERS),
    row("privacy-breaches-print", _READERS),
    row("privacy-breach-enter", _OFFICER),
    row("privacy-breach", _READERS, world=_world, kwargs=_breach),
    row("privacy-breach-further", _OFFICER, world=_world, kwargs=_breach),
]
