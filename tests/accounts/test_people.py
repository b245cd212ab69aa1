"""People, roles by period, moves, and what the history keeps."""

from datetime import date
from typing import Any

import pghistory.models
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.actions import (
    CHANGEABLE,
    add_person,
    change_person,
    end_membership,
    move_person,
    start_membership,
)
from thanthien.accounts.models import Membership, User
from thanthien.accounts.permissions import needs_second_factor
from thanthien.accounts.queries import roles_of, search_people
from thanthien.accounts.roles import ROLES, Role
from thanthien.accounts.rules import Period, first_overlap, membership_problems
from thanthien.accounts.usernames import WRONG
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.units.enums import AgencyKind

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def test_every_role_has_title_sentence_and_known_agency_kinds() -> None:
    assert list(ROLES) == list(Role)
    assert len({info.title for info in ROLES.values()}) == len(ROLES)
    assert {kind for info in ROLES.values() for kind in info.agency_kinds} <= set(AgencyKind.values)
    assert [info.sentence for info in ROLES.values() if not info.sentence.endswith(".")] == []


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (Period(date(2026, 1, 1)), Period(date(2030, 1, 1)), True),
        (Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2026, 1, 31)), True),
        (Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2026, 2, 1)), False),
    ],
)
def test_periods_include_both_days(one: Period, other: Period, overlaps: bool) -> None:
    assert (one.overlaps(other), other.overlaps(one)) == (overlaps, overlaps)
    assert first_overlap(one, [other]) == (other if overlaps else None)


def test_membership_problems_name_role_and_agency() -> None:
    period = Period(date(2026, 2, 1), date(2026, 1, 1))
    assert membership_problems(Role.COMMUNE_CHAIR, "department", "Sở Nội vụ", period) == {
        "role": "Vai trò “Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã” không có ở Sở Nội vụ.",
        "last_day": "Ngày kết thúc không được trước ngày bắt đầu.",
    }


def test_hats_are_the_current_memberships_in_one_query(django_assert_num_queries: Any) -> None:
    committee = AgencyFactory(committee=True)
    user = person(Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, agency=committee)
    MembershipFactory(user=user, valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31))
    with django_assert_num_queries(1):
        assert [hat.role for hat in user.hats] == [Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER]
        assert user.has_role(Role.COMMUNE_FOCAL, Role.AUDITOR)
        assert not user.has_role(Role.CITY_OFFICER)
        assert user.unit_ids() == {committee.unit_id}
        assert user.unit_ids(Role.AUDITOR) == frozenset()


def test_city_roles_and_who_signs_need_a_second_factor(settings: Any) -> None:
    settings.REQUIRE_MFA_FOR_CITY = True
    city, chair, focal = person(Role.APPRAISER), person(Role.COMMUNE_CHAIR), person(Role.COMMUNE_FOCAL)
    assert [needs_second_factor(one) for one in (city, chair, focal)] == [True, True, False]


def test_add_person_stores_one_form_and_no_password() -> None:
    added = add_person(email=" Lan.Nguyen@Example.ORG ", full_name="Nguyễn  Thị Lan ", by=None)
    assert (added.email, added.full_name, added.has_usable_password()) == (
        "lan.nguyen@example.org",
        "Nguyễn Thị Lan",
        False,
    )


def test_add_person_refuses_a_taken_email_in_any_case() -> None:
    UserFactory(email="lan@example.org")
    with pytest.raises(Invalid, match="Email này đã có tài khoản"):
        add_person(email="LAN@example.org", full_name="Lan", by=None)


def test_email_is_stored_small_by_the_database_too() -> None:
    with pytest.raises(IntegrityError, match="user_email_is_small"):
        UserFactory(email="Lan@example.org")


def _as_they_are(user: User) -> dict[str, Any]:
    return {"person": user, "seen": None} | {name: getattr(user, name) for name in CHANGEABLE}


def test_add_person_needs_no_address_and_gets_a_name_of_their_own() -> None:
    names = [add_person(full_name=name, by=None).username for name in ("Nguyễn Văn Đạt", "NGUYEN VAN DAT", "阮", "Lê")]
    assert names == ["nguyen.van.dat", "nguyen.van.dat2", "nguoi.dung", "nguoi.dung2"]
    assert list(User.objects.values_list("email", flat=True)) == [""] * 4


@pytest.mark.parametrize(
    ("username", "sentence"),
    [("Lan@example.org", WRONG), ("ab", WRONG), ("1lan", WRONG), ("TAKEN.Name", "đã có người dùng")],
)
def test_add_person_refuses_a_name_that_can_not_be_used(username: str, sentence: str) -> None:
    UserFactory(username="taken.name")
    with pytest.raises(Invalid) as invalid:
        add_person(full_name="Lan", username=username, by=None)
    assert sentence in invalid.value.errors["username"]


def test_change_person_refuses_another_ones_name_and_address() -> None:
    other, user = UserFactory(), UserFactory()
    for name in ("username", "email"):
        with pytest.raises(Invalid) as invalid:
            change_person(**_as_they_are(user) | {name: getattr(other, name)}, by=None)
        assert list(invalid.value.errors) == [name]


def test_administrator_cannot_lock_themself_out() -> None:
    admin = person(Role.ADMINISTRATOR)
    with pytest.raises(Invalid, match="Không thể tự khóa tài khoản của mình"):
        change_person(**_as_they_are(admin) | {"is_active": False}, by=admin)


def test_change_person_writes_only_what_differs() -> None:
    user = UserFactory(phone="1")
    change_person(**_as_they_are(user) | {"phone": "2"}, by=None)
    written = pghistory.models.Events.objects.tracks(user).order_by("-pgh_id").first()
    assert written is not None
    assert written.pgh_diff == {"phone": ["1", "2"]}


def test_administrator_gives_no_role_to_themself() -> None:
    admin = person(Role.ADMINISTRATOR)
    held = admin.memberships.get()
    with pytest.raises(Refused, match="Không tự giao vai trò cho mình"):
        start_membership(person=admin, agency=held.agency, role=Role.CITY_OFFICER, first_day=DAY, by=admin)
    with pytest.raises(Refused, match="Không tự giao vai trò cho mình"):
        move_person(membership=held, agency=held.agency, role=Role.CITY_OFFICER, first_day=DAY, by=admin)
    assert list(admin.memberships.values_list("role", "valid_to")) == [("administrator", None)]


def test_start_membership_refuses_a_role_that_the_agency_cannot_hold() -> None:
    with pytest.raises(Invalid, match="không có ở Sở"):
        start_membership(person=UserFactory(), agency=AgencyFactory(), role=Role.COMMUNE_CHAIR, first_day=DAY, by=None)


def test_start_membership_refuses_a_double_and_leaves_the_transaction_usable() -> None:
    held = MembershipFactory(valid_to=DAY)
    with pytest.raises(Invalid, match="đã có vai trò này"):
        start_membership(person=held.user, agency=held.agency, role=held.role_enum, first_day=DAY, by=None)
    assert Membership.objects.count() == 1


def test_same_role_may_be_held_again_after_it_ended() -> None:
    held = MembershipFactory(valid_to=DAY)
    start_membership(person=held.user, agency=held.agency, role=held.role_enum, first_day=date(2026, 6, 2), by=None)
    assert held.user.memberships.count() == 2


def test_database_excludes_overlapping_memberships_of_one_role() -> None:
    held = MembershipFactory()
    with pytest.raises(IntegrityError, match="membership_once_at_a_time"), transaction.atomic():
        MembershipFactory(user=held.user, agency=held.agency, role=held.role, valid_from=date(2027, 1, 1))
    MembershipFactory(user=held.user, agency=held.agency, role=Role.APPRAISER)
    MembershipFactory(agency=held.agency, role=held.role)
    assert Membership.objects.count() == 3


def test_move_keeps_the_earlier_role_as_history() -> None:
    old, new = AgencyFactory(committee=True), AgencyFactory(committee=True)
    held = MembershipFactory(agency=old, role=Role.COMMUNE_OFFICER)
    move_person(membership=held, agency=new, role=Role.COMMUNE_FOCAL, first_day=DAY, by=None)
    rows = held.user.memberships.order_by("valid_from").values_list("agency", "role", "valid_from", "valid_to")
    assert list(rows) == [
        (old.pk, "commune_officer", date(2026, 1, 1), date(2026, 5, 31)),
        (new.pk, "commune_focal", DAY, None),
    ]


def test_move_that_cannot_start_ends_nothing() -> None:
    held = MembershipFactory(agency=AgencyFactory(committee=True), role=Role.COMMUNE_OFFICER)
    with pytest.raises(Invalid):
        move_person(membership=held, agency=AgencyFactory(), role=Role.COMMUNE_FOCAL, first_day=DAY, by=None)
    held.refresh_from_db()
    assert held.valid_to is None


@pytest.mark.parametrize(
    ("ended", "last_day", "sentence"),
    [
        (None, date(2025, 12, 31), "Ngày kết thúc không được trước ngày bắt đầu."),
        (date(2026, 3, 1), date(2026, 4, 1), "Vai trò này đã kết thúc trước ngày đó."),
    ],
)
def test_end_membership_refuses_impossible_days(ended: date | None, last_day: date, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        end_membership(membership=MembershipFactory(valid_to=ended), last_day=last_day, by=None)
    assert refusal.value.errors == {"last_day": sentence}


def test_history_notes_the_actor_by_number_and_never_the_password() -> None:
    admin = person(Role.ADMINISTRATOR)
    held = MembershipFactory()
    end_membership(membership=held, last_day=DAY, by=admin)
    event = pghistory.models.Events.objects.tracks(held).order_by("-pgh_created_at", "-pgh_id").first()
    assert event is not None
    assert event.pgh_context == {"user": admin.pk, "action": "end_membership"}
    fields = {field.name for field in User.pgh_event_model._meta.get_fields()}
    assert fields.isdisjoint({"password", "last_login"})


def test_history_cannot_be_changed() -> None:
    held = MembershipFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        held.events.update(role="auditor")
    with pytest.raises(DatabaseError), transaction.atomic():
        held.events.all().delete()


def test_roles_of_shows_current_former_and_coming_roles() -> None:
    held = MembershipFactory(valid_to=DAY)
    now = MembershipFactory(user=held.user, valid_from=date(2026, 7, 1))
    later = MembershipFactory(user=held.user, valid_from=date(2026, 7, 2))
    shown = roles_of(held.user, date(2026, 7, 1))
    assert [(one.membership, one.is_current, one.begins_later) for one in shown] == [
        (later, False, True), (now, True, False), (held, False, False),
    ]  # fmt: skip


def test_memberships_during_a_period_count_any_day_of_it() -> None:
    held = MembershipFactory(valid_from=date(2025, 12, 31), valid_to=date(2026, 1, 1))
    asked = [(2024, False), (2025, True), (2026, True), (2027, False)]
    found = [
        (year, Membership.objects.filter(pk=held.pk).during(date(year, 1, 1), date(year, 12, 31)).exists())
        for year, _ in asked
    ]
    assert found == asked


def test_search_people_forgives_diacritics_and_orders_by_given_name(django_assert_num_queries: Any) -> None:
    for name in ("Trần Thị Hòa", "Lê Văn An", "Nguyễn Hoà Bình"):
        add_person(email=f"{len(name)}{name[:1]}@example.org".lower(), full_name=name, by=None)
    with django_assert_num_queries(2):
        found = [one.full_name for one in search_people("hoa")]
    assert found == ["Nguyễn Hoà Bình", "Trần Thị Hòa"]


def test_search_people_by_role_and_agency() -> None:
    held = MembershipFactory(role=Role.APPRAISER)
    MembershipFactory(role=Role.APPRAISER, valid_to=date(2026, 1, 2))
    MembershipFactory()
    with clock.set_to(DAY):
        assert list(search_people(role="appraiser")) == [held.user]
        assert list(search_people(agency=held.agency)) == [held.user]
