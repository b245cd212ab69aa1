"""Roles end with their agency; in the committee of a merged unit they go on while its dossiers do."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.evaluations.scenario import Year, on, open_year
from tests.factories.accounts import UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.actions import accept_role, import_people, move_person, start_membership
from thanthien.accounts.models import Membership, RoleRequest, User
from thanthien.accounts.people_check import PersonLine, check_lines
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import submission
from thanthien.evaluations.models import Dossier
from thanthien.units.agency_changes import end_agency
from thanthien.units.changing import merge_units
from thanthien.units.models import Agency, Unit

DAY, LAST = date(2026, 6, 1), date(2026, 8, 31)
ENDS = "Sở Cũ kết thúc hoạt động ngày 31/08/2026. Cần ghi ngày cuối cùng giữ vai trò không sau ngày đó."


@pytest.fixture
def ending(db: None) -> Agency:
    """A department of which it is known today that it ends in summer."""
    made: Agency = AgencyFactory(code="so-cu", name="Sở Cũ", valid_to=LAST)
    return made


def end(agency: Agency) -> Agency:
    return end_agency(agency_id=agency.pk, on=LAST + timedelta(days=1), document_number="3/QĐ", into=None, by=None)


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        act()
    return told.value.errors


def give(agency: Agency, last_day: date | None = None, role: Role = Role.APPRAISER) -> Membership | RoleRequest:
    return start_membership(person=UserFactory(), agency=agency, role=role, first_day=DAY, last_day=last_day, by=None)


# --- Agencies that end ------------------------------------------------------------------------------------------------


def test_role_does_not_outlast_its_agency(ending: Agency) -> None:
    told = [refused(lambda last=last: give(ending, last)) for last in (None, date(2026, 9, 1))]
    assert told == [{"last_day": ENDS}] * 2
    given = give(ending, LAST)
    assert (given.valid_to, Membership.objects.count()) == (LAST, 1)


def test_who_moves_there_is_held_to_its_last_day_and_told_beside_the_right_one(ending: Agency) -> None:
    held = person(Role.CITY_OFFICER).memberships.get()
    told = [
        refused(
            lambda day=day: move_person(membership=held, agency=ending, role=Role.APPRAISER, first_day=day, by=None)
        )
        for day in (DAY, date(2025, 12, 31))
    ]
    assert told == [{"last_day": ENDS}, {"first_day": "Ngày kết thúc không được trước ngày bắt đầu."}]


def test_file_gives_no_role_that_outlasts_its_agency_and_keeps_those_that_stand(ending: Agency) -> None:
    Membership.objects.create(user=(old := UserFactory()), agency=ending, role=Role.APPRAISER, valid_from=DAY)
    stands = PersonLine(2, old.full_name, old.email, ending, Role.APPRAISER, DAY)
    new = PersonLine(3, "Lê Thị Na", "na@example.org", ending, Role.APPRAISER, DAY)
    assert [one.problems for one in check_lines([stands, new])] == [{}, {"last_day": ENDS}]
    seen_before = Agency(pk=ending.pk, code="so-cu", kind=ending.kind, name="Sở Cũ")  # as the check's page had it
    with pytest.raises(Refused):
        import_people(lines=[PersonLine(3, "Lê Thị Na", "na@example.org", seen_before, Role.APPRAISER, DAY)], by=None)


def test_form_takes_a_last_day(ending: Agency, client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    address = f"/quan-tri/nguoi-dung/{UserFactory().pk}/vai-tro/"
    data = {"agency": "so-cu", "role": "auditor", "first_day": "01/06/2026"}
    with clock.set_to(DAY):
        shown = client.post(address, data)
        client.post(address, data | {"last_day": "31/08/2026"})
    assert shown.context["form"].errors == {"last_day": [ENDS]}
    assert list(ending.memberships.values_list("valid_to", flat=True)) == [LAST]


def test_agency_does_not_end_while_a_role_there_is_asked_for(db: None, settings: Any) -> None:
    settings.SECOND_PERSON_FOR_ROLES = True
    agency, asker, second = AgencyFactory(name="Sở Cũ"), person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)
    asked = start_membership(person=UserFactory(), agency=agency, role=Role.APPRAISER, first_day=DAY, by=asker)
    with pytest.raises(Refused) as told:
        end(agency)
    assert "".join(told.value.problems) == (
        "Còn 1 đề nghị giao vai trò tại cơ quan chưa được trả lời. Cần trả lời các đề nghị đó trước, "
        "ở trang “Vai trò chờ đồng ý”."
    )
    Agency.objects.filter(pk=agency.pk).update(valid_to=LAST)  # as a merger, or an older release, left it
    with pytest.raises(Refused) as late, clock.set_to(DAY):
        accept_role(request_id=asked.pk, by=second)
    assert late.value.problems == [ENDS]


@pytest.mark.django_db(transaction=True)
def test_role_given_at_the_moment_of_the_end_is_counted() -> None:
    agency, given, told = AgencyFactory(), threading.Event(), []

    def ends() -> None:
        given.wait(10)
        with pytest.raises(Refused) as refusal:
            end(agency)
        told.extend(refusal.value.problems)
        connection.close()

    thread = threading.Thread(target=ends)
    thread.start()
    with transaction.atomic():
        give(agency)
        given.set()
        thread.join(1)  # waits for us
    thread.join(10)
    assert [one.split(".")[0] for one in told] == ["Còn 1 người giữ vai trò tại cơ quan sau ngày 31/08/2026"]


# --- Merged units -----------------------------------------------------------------------------------------------------


@pytest.fixture
def merged(db: None) -> Year:
    """A year in which the first unit went into the second, and has not signed its dossier yet."""
    year = open_year(units=2)
    year.meet()
    old, into = Unit.objects.order_by("code")
    merge_units(unit_ids=[old.pk], into_id=into.pk, on=date(2026, 1, 21), document_number="1/NQ", by=None)
    return year


def asked_for(client: Client, who: User, agency: str) -> Any:
    data = {"agency": agency, "role": "commune_chair", "rank": "head", "first_day": "22/01/2026"}
    return client.post(f"/quan-tri/nguoi-dung/{who.pk}/vai-tro/", data)


def test_unit_that_was_merged_gets_a_new_chair_who_signs_its_dossier(merged: Year, client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    chair = UserFactory()
    with on(date(2026, 1, 22)):
        offered = client.get(f"/quan-tri/nguoi-dung/{chair.pk}/vai-tro/").context["agencies"]
        assert [code for code, _ in offered if code.endswith("10001")] == ["ubnd-10001"]
        assert asked_for(client, chair, "ubnd-10001").status_code == 302
        merged.people.communes["10001"]["chair"] = chair
        submission.sign(by=merged.who("10001", "chair"), dossier_id=merged.dossier().pk, seen=merged.mark())
    assert merged.dossier().signed_by == chair


def test_committee_takes_no_more_roles_once_its_dossiers_ended(merged: Year, client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    Dossier.objects.filter(unit__code="10001").update(status="withdrawn")
    with on(date(2026, 1, 22)):
        shown = asked_for(client, UserFactory(), "ubnd-10001")
    assert shown.context["form"].errors == {"agency": ["Không có cơ quan mang mã này."]}
