"""Roles that exclude each other in one person, whichever way they would be given."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import checks

from tests.factories.accounts import fitting_agency, person
from thanthien.accounts.actions import end_membership, import_people, move_person, start_membership
from thanthien.accounts.apart import clash, roles_apart
from thanthien.accounts.people_check import PersonLine, check_lines
from thanthien.accounts.positions import COUNCIL, FRONT, OFFICE, PARTY, SCORERS
from thanthien.accounts.roles import Role
from thanthien.accounts.rules import Period
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.reports.demo.people import CITY_POSTS

DAY = date(2026, 6, 1)
ALWAYS = Period(date(2026, 1, 1))
JUDGES = OFFICE | COUNCIL | {Role.APPRAISER}
NO_TWO_HATS = (
    "Một người không đồng thời là “Quản trị hệ thống” và “Người thẩm định của sở, ngành, Mặt trận Tổ quốc, "
    "Ban của Thành ủy”. "
    "Người giao vai trò không đồng thời là người thẩm định, kết luận, quyết định."
)


def test_shipped_rules_are_written_out() -> None:
    kept = {frozenset({one, other}) for rule in roles_apart() for one in rule.one for other in rule.other}
    of_administrator = {frozenset({Role.ADMINISTRATOR, role}) for role in JUDGES | {Role.CITY_LEADER, Role.AUDITOR}}
    of_leader = {frozenset({Role.CITY_LEADER, role}) for role in JUDGES}
    of_bodies = {frozenset({one, other}) for one in PARTY | FRONT for other in SCORERS}
    assert kept == of_administrator | of_leader | of_bodies


@pytest.mark.parametrize("role", [Role.APPRAISER, *sorted(COUNCIL)])
def test_offices_are_staffed_by_people_of_several_roles(role: Role) -> None:
    assert clash(role, ALWAYS, [(Role.CITY_OFFICER, ALWAYS), (Role.CITY_HEAD, ALWAYS)]) == ""


def test_roles_exclude_each_other_in_either_order_and_only_on_the_same_days() -> None:
    first_half = Period(date(2026, 1, 1), date(2026, 6, 30))
    assert clash(Role.ADMINISTRATOR, ALWAYS, [(Role.APPRAISER, first_half)]) == NO_TWO_HATS
    assert clash(Role.APPRAISER, ALWAYS, [(Role.ADMINISTRATOR, first_half)]).startswith("Một người không đồng thời là")
    assert clash(Role.APPRAISER, Period(date(2026, 7, 1)), [(Role.ADMINISTRATOR, first_half)]) == ""


@pytest.mark.django_db
def test_administrator_gets_no_role_of_those_who_judge() -> None:
    admin = person(Role.ADMINISTRATOR)
    body = fitting_agency(Role.APPRAISER)
    with pytest.raises(Invalid) as told:
        start_membership(person=admin, agency=body, role=Role.APPRAISER, first_day=DAY, by=None)
    assert told.value.errors == {"role": clash(Role.APPRAISER, ALWAYS, [(Role.ADMINISTRATOR, ALWAYS)])}


@pytest.mark.django_db
def test_move_takes_the_former_role_off_first() -> None:
    admin = person(Role.ADMINISTRATOR)
    body = fitting_agency(Role.APPRAISER)
    move_person(membership=admin.memberships.get(), agency=body, role=Role.APPRAISER, first_day=DAY, by=None)
    assert [row.role for row in admin.memberships.order_by("pk")] == [Role.ADMINISTRATOR, Role.APPRAISER]


@pytest.mark.django_db
def test_ended_role_excludes_nothing_later() -> None:
    admin = person(Role.ADMINISTRATOR)
    end_membership(membership=admin.memberships.get(), last_day=date(2026, 5, 31), by=None)
    body = fitting_agency(Role.APPRAISER)
    assert start_membership(person=admin, agency=body, role=Role.APPRAISER, first_day=DAY, by=None).pk


@pytest.mark.django_db
def test_file_gives_no_roles_that_exclude_each_other() -> None:
    office, admin = fitting_agency(Role.CITY_OFFICER), person(Role.ADMINISTRATOR)

    def line(number: int, role: Role, **who: Any) -> PersonLine:
        usual = {"full_name": "Lê Thị Na", "email": "na@example.org"}
        return PersonLine(number, agency=office, role=role, first_day=DAY, **(usual | who))

    lines = [
        line(2, Role.ADMINISTRATOR),
        line(3, Role.APPRAISER),
        line(4, Role.APPRAISER, full_name=admin.full_name, email=admin.email),
    ]
    told = clash(Role.APPRAISER, ALWAYS, [(Role.ADMINISTRATOR, ALWAYS)])
    assert [one.problems for one in check_lines(lines)] == [{}, {"role": told}, {"role": told}]
    with pytest.raises(Refused):
        import_people(lines=lines, by=None)


_UNKNOWN = "- roles: [nobody]\n  apart_from: [auditor]\n  because: x"


@pytest.mark.parametrize("text", [_UNKNOWN, "a: [", "- roles: [auditor]"])
def test_wrong_data_stops_the_start(settings: Any, tmp_path: Path, text: str) -> None:
    settings.ROLES_APART = tmp_path / "apart.yaml"
    settings.ROLES_APART.write_text(text)
    assert [one.id for one in checks.run_checks() if one.id == "accounts.E001"] == ["accounts.E001"]


def test_people_of_the_demo_hold_no_roles_that_exclude_each_other() -> None:
    held: dict[str, list[tuple[Role, Period]]] = {}
    for post in CITY_POSTS:
        assert clash(post.role, ALWAYS, held.setdefault(post.login, [])) == ""
        held[post.login].append((post.role, ALWAYS))
    assert len(held) == 20
