"""One commune with its people, a neighbour, and an appraiser of the city."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from tests.recorder import recorded
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.acting.seen import values_of
from thanthien.core.text import sort_key
from thanthien.evidence import actions, usages, visibility
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import Document
from thanthien.units.models import Agency, Unit

START = date(2025, 7, 1)


def make_unit(code: str, name: str) -> Unit:
    return Unit.objects.create(
        code=code, name=f"Phường {name}", short_name=name, kind="phuong", valid_from=START, sort_key=sort_key(name)
    )


def make_agency(code: str, name: str, kind: str, unit: Unit | None = None) -> Agency:
    return Agency.objects.create(code=code, name=name, kind=kind, unit=unit, valid_from=START, sort_key=sort_key(name))


def make_person(name: str, agency: Agency, role: Role) -> User:
    person = User.objects.create_user(f"{role}.{agency.code}@vi-du.vn", full_name=name)
    Membership.objects.create(user=person, agency=agency, role=role, valid_from=START)
    return person


@pytest.fixture
def town(db: Any) -> SimpleNamespace:
    """`town.unit`, its agencies `ubnd` and `front`, and people by role."""
    return make_town()


@recorded
def make_town() -> SimpleNamespace:
    unit, other = make_unit("11407", "Hải An"), make_unit("11413", "Đông Hải")
    ubnd = make_agency("ubnd-11407", "Ủy ban nhân dân phường Hải An", "commune_committee", unit)
    front = make_agency("mttq-11407", "Ủy ban Mặt trận Tổ quốc Việt Nam phường Hải An", "commune_front", unit)
    neighbour = make_agency("ubnd-11413", "Ủy ban nhân dân phường Đông Hải", "commune_committee", other)
    department = make_agency("so-tu-phap", "Sở Tư pháp", "department")
    return SimpleNamespace(
        unit=unit,
        other=other,
        ubnd=ubnd,
        front_agency=front,
        focal=make_person("Trần Thị Mai", ubnd, Role.COMMUNE_FOCAL),
        officer=make_person("Lê Văn Nam", ubnd, Role.COMMUNE_OFFICER),
        chair=make_person("Phạm Văn Hùng", ubnd, Role.COMMUNE_CHAIR),
        party=make_person("Vũ Thị Lan", ubnd, Role.COMMUNE_PARTY),
        village_head=make_person("Đỗ Văn Tám", ubnd, Role.VILLAGE_HEAD),
        front=make_person("Hoàng Thị Hoa", front, Role.COMMUNE_FRONT),
        neighbour=make_person("Bùi Văn Bình", neighbour, Role.COMMUNE_FOCAL),
        appraiser=make_person("Ngô Thị Thu", department, Role.APPRAISER),
    )


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Empty registries of the rooms above, for the test to fill."""
    monkeypatch.setattr(visibility, "_grants", {key: [] for key in visibility._grants})
    monkeypatch.setattr(usages, "_providers", [])
    monkeypatch.setattr(usages, "_holders", [])
    monkeypatch.setattr(usages, "_renewers", [])
    return SimpleNamespace(
        register_grant=register_grant,
        register_usages=usages.register_usages,
        register_holder=usages.register_holder,
    )


def register_grant(access_class: AccessClass, documents: visibility.Condition, versions: Q | None = None) -> None:
    """A grant of documents; of their versions all, unless said."""
    visibility.register_grant(
        access_class, documents, lambda user: _all_of(documents(user)) if versions is None else versions
    )


def _all_of(documents: Q) -> Q:
    return Q(document__in=Document.objects.filter(documents))


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """Signs a person in and gives the client."""

    def enter(person: User) -> Client:
        client.force_login(person)
        return client

    return enter


def edited(by: User, document: Document, title: str, access: AccessClass = AccessClass.UNIT) -> Document:
    """The document under another name and access, by somebody who saw it as it is."""
    seen = values_of(document, actions.KEPT)
    return actions.edit(by=by, document=document, title=title, access_class=access, seen=seen)
