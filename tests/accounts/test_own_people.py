"""A unit's đầu mối manages the unit's own people, in the roles that the city leaves to it, and nobody else."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pghistory.models
import pytest
from django.core import checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory, HamletFactory
from tests.factories.workbooks import sheet
from thanthien.accounts import own_actions as actions
from thanthien.accounts.models import Membership, RoleRequest, User
from thanthien.accounts.own_people import managed_people, own_people
from thanthien.accounts.people_check import FOREIGN, NOT_TO_ONESELF, PersonLine
from thanthien.accounts.people_workbook import own_people_import
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.mail.models import Message
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db
HERE = "/nguoi-cua-don-vi/"
DAY = date(2026, 3, 1)


@pytest.fixture
def committee() -> Agency:
    made: Agency = AgencyFactory(committee=True)
    return made


@pytest.fixture
def focal(committee: Agency) -> User:
    return person(Role.COMMUNE_FOCAL, agency=committee)


@pytest.fixture
def focal_client(focal: User) -> Client:
    client = Client()
    client.force_login(focal)
    return client


def seat(agency: Agency, role: Role = Role.VILLAGE_HEAD, **fields: Any) -> Membership:
    made: Membership = MembershipFactory(agency=agency, role=role, **fields)
    return made


def form(agency: Agency, **typed: str) -> dict[str, str]:
    usual = {"full_name": "Lê Thị Na", "seat": f"village_head:{agency.pk}", "first_day": "01/03/2026"}
    return usual | typed


def everything() -> object:
    people = list(User.objects.order_by("pk").values_list("username", "email", "password", "full_name"))
    return people, list(Membership.objects.order_by("pk").values_list()), Message.objects.count()


# --- What a đầu mối does --------------------------------------------------------------------------------------------


def test_adds_a_village_head_with_a_first_password(focal_client: Client, committee: Agency) -> None:
    hamlet = HamletFactory(unit=committee.unit, name="Tổ dân phố 7")
    answer = focal_client.post(f"{HERE}them/", form(committee, hamlet="tổ dân phố 7"))
    added = Membership.objects.get(role=Role.VILLAGE_HEAD)
    assert (answer.status_code, answer.url) == (302, f"{HERE}{added.user_id}/")
    assert (added.user.username, added.agency, added.hamlet) == ("le.thi.na", committee, hamlet)
    printed = focal_client.post(f"{HERE}{added.user_id}/phieu/")
    assert (printed.status_code, printed["Cache-Control"]) == (200, "no-store, private")
    assert "le.thi.na" in printed.content.decode()


def test_ends_a_role_or_lets_it_go_on_and_history_names_who(focal: User, committee: Agency) -> None:
    held = seat(committee, valid_to=clock.today() + timedelta(days=9))
    longer = actions.set_last_day(membership=held, last_day=None, seen={"last_day": held.valid_to}, by=focal)
    assert longer.valid_to is None
    ended = actions.set_last_day(membership=held, last_day=clock.today(), seen={"last_day": None}, by=focal)
    assert ended.valid_to == clock.today()
    event = pghistory.models.Events.objects.tracks(held).order_by("-pgh_id")[0]
    assert (event.pgh_context["user"], event.pgh_context["action"]) == (focal.pk, "set_last_day")


def test_past_days_of_a_role_are_not_the_unit_s_to_rewrite(focal: User, committee: Agency) -> None:
    held = seat(committee, valid_from=clock.today() - timedelta(days=30))
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        actions.set_last_day(membership=held, last_day=yesterday - timedelta(days=1), seen=None, by=focal)
    assert refused.value.errors == {"last_day": actions.DAYS_PAST}
    assert actions.set_last_day(membership=held, last_day=yesterday, seen=None, by=focal).valid_to == yesterday


def test_day_that_somebody_changed_meanwhile_is_asked_again(focal: User, committee: Agency) -> None:
    held = seat(committee, valid_to=clock.today())
    with pytest.raises(Stale):
        actions.set_last_day(membership=held, last_day=None, seen={"last_day": None}, by=focal)


def test_role_that_is_over_is_not_taken_up_again(focal: User, committee: Agency) -> None:
    held = seat(committee, valid_to=clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="đã kết thúc"):
        actions.set_last_day(membership=held, last_day=None, seen=None, by=focal)


@pytest.mark.parametrize(("day", "sentence"), [(date(2025, 12, 31), "không được trước"), (None, "đã có vai trò này")])
def test_day_that_cannot_be_is_refused(focal: User, committee: Agency, day: date | None, sentence: str) -> None:
    held = seat(committee, valid_to=clock.today())
    seat(committee, user=held.user, valid_from=clock.today() + timedelta(days=30))
    with pytest.raises(Invalid) as refused:
        actions.set_last_day(membership=held, last_day=day, seen=None, by=focal)
    assert sentence in refused.value.errors["last_day"]


def test_password_of_ones_own_person_is_reset_on_paper_or_by_mail(focal_client: Client, committee: Agency) -> None:
    bare, reached = seat(committee, user__email="").user, seat(committee).user
    assert focal_client.post(f"{HERE}{bare.pk}/phieu/").status_code == 200
    bare.refresh_from_db()
    assert (bare.check_password(PASSWORD), bare.slip_expires_at is None) == (False, False)
    focal_client.post(f"{HERE}{reached.pk}/lien-ket/")
    assert Message.objects.get().recipient == reached
    # Who has an address and a password of their own gets the link there, never a slip.
    assert focal_client.post(f"{HERE}{reached.pk}/phieu/").status_code == 302
    reached.refresh_from_db()
    assert reached.check_password(PASSWORD)


def test_list_and_page_name_only_the_roles_of_the_unit(focal_client: Client, committee: Agency) -> None:
    both = seat(committee).user
    seat(AgencyFactory(name="Sở Kín Đáo"), Role.APPRAISER, user=both)
    listed, page = (focal_client.get(address).content.decode() for address in (HERE, f"{HERE}{both.pk}/"))
    assert [both.full_name in listed, both.full_name in page, "Sở Kín Đáo" in listed + page] == [True, True, False]
    assert ["do quản trị hệ thống quản lý" in page, "Kết thúc, đổi ngày" in page] == [True, False]


# --- Whose people they are ------------------------------------------------------------------------------------------


def test_only_people_without_another_role_are_managed(focal: User, committee: Agency) -> None:
    own = seat(committee).user
    chair = seat(committee, Role.COMMUNE_CHAIR).user
    seat(committee, user=chair)
    later = seat(committee).user
    seat(AgencyFactory(committee=True), Role.COMMUNE_OFFICER, user=later, valid_from=clock.today() + timedelta(days=5))
    asked = seat(committee).user
    RoleRequest.objects.create(
        person=asked, agency=AgencyFactory(), role=Role.APPRAISER, valid_from=DAY, asked_by=UserFactory()
    )
    gone = seat(committee, valid_to=clock.today() - timedelta(days=1)).user
    moved = seat(committee, valid_to=clock.today() - timedelta(days=1)).user
    seat(AgencyFactory(committee=True), user=moved)
    seat(committee, user=focal)
    assert set(managed_people(focal)) == {own, gone}
    assert set(own_people(focal)) == {own, chair, later, asked, gone}


def test_nothing_is_left_to_the_unit_where_the_city_says_so(
    focal_client: Client, focal: User, committee: Agency, settings: Any
) -> None:
    settings.UNIT_MANAGED_ROLES = ["none"]
    menu = focal_client.get("/tai-khoan/").content.decode()
    assert [focal_client.get(HERE).status_code, "Người của đơn vị" in menu] == [404, False]
    with pytest.raises(Refused):
        actions.make_own_slips(people=[seat(committee).user], by=focal)


@pytest.mark.parametrize(
    "role", ["commune_chair", "commune_focal", "commune_party", "commune_front", "administrator", "khong-co"]
)
def test_role_that_cannot_be_left_to_units_stops_the_start(settings: Any, role: str) -> None:
    settings.UNIT_MANAGED_ROLES = ["village_head", role]
    assert "accounts.E002" in [problem.id for problem in checks.run_checks()]


@pytest.mark.parametrize(
    ("field", "day"), [("first_day", "01/01/0001"), ("first_day", "01/01/2101"), ("last_day", "31/12/9999")]
)
def test_role_of_a_day_far_away_is_refused_beside_it(
    focal_client: Client, committee: Agency, field: str, day: str
) -> None:
    answer = focal_client.post(f"{HERE}them/", form(committee, **{field: day}))
    told = answer.context["form"].errors
    assert (answer.status_code, dict(told)) == (422, {field: ["Ngày phải từ 01/01/2000 đến 31/12/2100."]})


def test_name_is_kept_without_what_no_one_sees(focal_client: Client, committee: Agency) -> None:
    assert focal_client.post(f"{HERE}them/", form(committee, full_name="\u202e\u200b")).status_code == 422
    focal_client.post(f"{HERE}them/", form(committee, full_name="Lê \u202eThị\u200b  Na"))
    assert User.objects.get(username="le.thi.na").full_name == "Lê Thị Na"


# --- Attacks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.VILLAGE_HEAD,)])
def test_changed_role_in_the_form_gives_nothing(focal: User, focal_client: Client, role: Role) -> None:
    foreign = AgencyFactory(committee=True)
    before = everything()
    for typed in (f"{role}:{foreign.pk}", f"village_head:{foreign.pk}", f"{role}:0", "rác"):
        assert focal_client.post(f"{HERE}them/", form(foreign, seat=typed)).status_code == 422
    assert everything() == before


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIR, Role.COMMUNE_FOCAL, Role.COMMUNE_PARTY, Role.SERVICE_OFFICER])
def test_role_that_is_not_the_units_to_give_is_refused(focal: User, committee: Agency, role: Role) -> None:
    own = seat(committee).user
    held = seat(committee, role).user
    line = PersonLine(2, "Lê Thị Na", None, committee, role, DAY)
    with pytest.raises(Refused):
        actions.add_own_person(full_name="Lê Thị Na", seat=(committee, role), first_day=DAY, by=focal)
    with pytest.raises(Refused):
        actions.give_own_role(person=own, seat=(committee, role), first_day=DAY, by=focal)
    with pytest.raises(Refused):
        actions.import_own_people(lines=[line], by=focal)
    with pytest.raises(Refused):
        actions.set_last_day(membership=held.memberships.get(), last_day=clock.today(), seen=None, by=focal)
    with pytest.raises(Refused):
        actions.make_own_slips(people=[held], by=focal)


def test_people_of_others_are_neither_reset_nor_invited_nor_ended(focal: User, committee: Agency) -> None:
    elsewhere = seat(AgencyFactory(committee=True))
    chair = seat(committee, Role.COMMUNE_CHAIR)
    seat(committee, user=chair.user)
    before = everything()
    for held in (elsewhere, chair):
        with pytest.raises(Refused):
            actions.make_own_slips(people=[held.user], by=focal)
        with pytest.raises(Refused):
            actions.invite_own(person=held.user, by=focal)
        with pytest.raises(Refused):
            actions.set_last_day(membership=held, last_day=clock.today(), seen=None, by=focal)
        with pytest.raises(Refused):
            actions.give_own_role(person=held.user, seat=(committee, Role.UNION_REPORTER), first_day=DAY, by=focal)
    assert everything() == before


def test_who_speaks_for_the_front_is_not_the_units(focal: User, focal_client: Client, committee: Agency) -> None:
    front = AgencyFactory(commune_front=True, unit=committee.unit)
    held = seat(front, Role.COMMUNE_FRONT)
    before = everything()
    typed = form(front, seat=f"commune_front:{front.pk}")
    assert focal_client.post(f"{HERE}them/", typed).status_code == 422
    tries: list[Callable[[], object]] = [
        lambda: actions.add_own_person(
            full_name="Lê Thị Na", seat=(front, Role.COMMUNE_FRONT), first_day=DAY, by=focal
        ),
        lambda: actions.give_own_role(
            person=held.user, seat=(committee, Role.COMMUNE_OFFICER), first_day=DAY, by=focal
        ),
        lambda: actions.set_last_day(membership=held, last_day=clock.today(), seen=None, by=focal),
        lambda: actions.make_own_slips(people=[held.user], by=focal),
    ]
    for act in tries:
        with pytest.raises(Refused):
            act()
    assert everything() == before


def test_nobody_manages_themself(focal: User, committee: Agency) -> None:
    with pytest.raises(Refused, match=NOT_TO_ONESELF):
        actions.give_own_role(person=focal, seat=(committee, Role.VILLAGE_HEAD), first_day=DAY, by=focal)
    with pytest.raises(Refused):
        actions.make_own_slips(people=[focal], by=focal)


def test_one_foreign_person_among_ones_own_stops_the_slips_of_all(
    focal_client: Client, focal: User, committee: Agency
) -> None:
    own, foreign = seat(committee, user__email="").user, seat(AgencyFactory(committee=True), user__email="").user
    before = everything()
    answer = focal_client.post(f"{HERE}phieu/", {"chon": [str(own.pk), str(foreign.pk)]})
    assert foreign.full_name not in answer.content.decode()
    with pytest.raises(Refused):
        actions.make_own_slips(people=[own, foreign], by=focal)
    assert everything() == before


@pytest.mark.parametrize("name", ["email", "username"])
def test_account_of_another_unit_is_neither_told_of_nor_changed(
    focal_client: Client, committee: Agency, name: str
) -> None:
    foreign = seat(AgencyFactory(committee=True), user__full_name="Bùi Thị Xa").user
    before = everything()
    answer = focal_client.post(
        f"{HERE}them/", form(committee, full_name="Bùi Thị Xa", **{name: getattr(foreign, name)})
    )
    told = list(answer.context["form"].errors[name])
    assert (answer.status_code, told, everything()) == (422, [FOREIGN[name]], before)


def test_account_of_ones_own_person_is_named(focal_client: Client, committee: Agency) -> None:
    own = seat(committee).user
    answer = focal_client.post(f"{HERE}them/", form(committee, email=own.email))
    assert own.full_name in answer.context["form"].errors["email"][0]


# --- By workbook ----------------------------------------------------------------------------------------------------

HEADINGS = (
    "Họ tên", "Email", "Mã cơ quan", "Vai trò", "Từ ngày", "Đến ngày", "Tên đăng nhập", "Chức danh", "Thôn, tổ dân phố",
)  # fmt: skip


def sent(client: Client, *rows: Sequence[Any]) -> Any:
    file = SimpleUploadedFile("tep.xlsx", sheet(HEADINGS, *rows))
    return client.get(client.post(f"{HERE}nhap/", {"file": file}).url)


def faults(shown: Any) -> list[dict[str, list[str]]]:
    return [dict(row.faults) for row in shown.context["check"].rows]


def line(code: str, role: str = "village_head", **cells: str) -> list[str]:
    usual = {"name": "Lê Thị Na", "email": "", "username": "", "hamlet": ""} | cells
    return [usual["name"], usual["email"], code, role, "01/03/2026", "", usual["username"], "", usual["hamlet"]]


def test_workbook_adds_village_heads_with_their_hamlet(focal_client: Client, committee: Agency) -> None:
    hamlet = HamletFactory(unit=committee.unit, name="Tổ dân phố 7")
    shown = sent(focal_client, line(committee.code, hamlet="Tổ dân phố 7"))
    assert faults(shown) == [{}]
    focal_client.post(f"{HERE}nhap/xac-nhan/", {"held": shown.context["uuid"], "mark": shown.context["check"].mark})
    assert Membership.objects.get(role=Role.VILLAGE_HEAD).hamlet == hamlet


def test_workbook_refuses_foreign_codes_roles_and_hamlets(focal_client: Client, committee: Agency) -> None:
    foreign, department = AgencyFactory(committee=True), AgencyFactory(code="so-noi-vu")
    HamletFactory(unit=foreign.unit, name="Tổ dân phố Xa")
    shown = sent(
        focal_client,
        line(foreign.code, name="A"),
        line(department.code, "administrator", name="B"),
        line(committee.code, "commune_chair", name="C"),
        line(committee.code, "commune_focal", name="D"),
        line(committee.code, name="E", hamlet="Tổ dân phố Xa"),
        line(committee.code, "commune_officer", name="F", hamlet="Tổ dân phố Xa"),
    )
    assert [list(found) for found in faults(shown)] == [
        ["agency"],
        ["agency", "role"],
        ["role"],
        ["role"],
        ["hamlet"],
        ["hamlet"],
    ]
    assert foreign.name not in shown.content.decode()


@pytest.mark.parametrize("by", ["email", "username"])
@pytest.mark.parametrize("name", ["Bùi Thị Xa", "Lê Thị Na"])
def test_workbook_tells_nothing_of_foreign_accounts(
    focal_client: Client, committee: Agency, by: str, name: str
) -> None:
    foreign = seat(AgencyFactory(committee=True), user__full_name="Bùi Thị Xa").user
    shown = sent(focal_client, line(committee.code, name=name, **{by: getattr(foreign, by)}))
    assert faults(shown) == [{by: [FOREIGN[by]]}]
    assert "Người mới" in [row.told for row in shown.context["check"].rows]
    if name != "Bùi Thị Xa":
        assert "Bùi Thị Xa" not in shown.content.decode()


def test_workbook_tells_nothing_of_a_foreign_address_beside_an_own_name(
    focal_client: Client, committee: Agency
) -> None:
    foreign = seat(AgencyFactory(committee=True), user__full_name="Bùi Thị Xa").user
    own = seat(committee, Role.COMMUNE_OFFICER).user
    shown = sent(focal_client, line(committee.code, name=own.full_name, username=own.username, email=foreign.email))
    assert faults(shown) == [{"email": [FOREIGN["email"]]}]
    assert "Bùi Thị Xa" not in shown.content.decode()


def test_template_names_no_foreign_agency_and_no_other_role(focal: User, committee: Agency) -> None:
    AgencyFactory(committee=True)
    AgencyFactory()
    choices = {column.name: kind for _, column, kind in own_people_import.workbook_for(focal).choices()}
    assert [option.value for option in choices["agency"].listed] == [committee]
    assert {option.value for option in choices["role"].listed} == {
        Role.COMMUNE_OFFICER, Role.VILLAGE_HEAD, Role.UNION_REPORTER,
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_pages_are_few_statements(
    focal_client: Client, committee: Agency, count: int, django_assert_max_num_queries: Any
) -> None:
    MembershipFactory.create_batch(count, agency=committee, role=Role.VILLAGE_HEAD)
    with django_assert_max_num_queries(9):
        assert focal_client.get(HERE).status_code == 200
