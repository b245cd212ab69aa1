"""The administrator's pages and one's own."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def admin_client(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def test_list_takes_the_same_queries_for_one_person_and_for_many(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        MembershipFactory()
    # session, person with roles, count, page, memberships
    with django_assert_max_num_queries(6):
        admin_client.get("/quan-tri/nguoi-dung/")


def test_list_finds_a_name_without_diacritics(admin_client: Client) -> None:
    UserFactory(full_name="Đặng Thị Thủy")
    UserFactory(full_name="Phạm Văn Tài")
    shown = admin_client.get("/quan-tri/nguoi-dung/?q=dang thuy")
    assert [one.full_name for one in shown.context["table"].rows] == ["Đặng Thị Thủy"]


def test_adding_a_person_leads_to_their_page(admin_client: Client) -> None:
    sent = admin_client.post("/quan-tri/nguoi-dung/them/", {"full_name": "Vũ Lan", "email": "LAN@example.org"})
    added = User.objects.get(email="lan@example.org")
    assert (sent.status_code, sent.url) == (302, f"/quan-tri/nguoi-dung/{added.pk}/")


def test_adding_a_taken_email_keeps_what_was_typed(admin_client: Client) -> None:
    UserFactory(email="lan@example.org")
    shown = admin_client.post("/quan-tri/nguoi-dung/them/", {"full_name": "Vũ Lan", "email": "lan@example.org"})
    assert shown.status_code == 422
    assert shown.context["form"].errors == {"email": ["Email này đã có tài khoản."]}
    assert 'value="Vũ Lan"' in shown.content.decode()


def test_person_page_changes_name_and_sign_in(admin_client: Client) -> None:
    user = UserFactory()
    address = f"/quan-tri/nguoi-dung/{user.pk}/"
    seen = admin_client.get(address).context["form"]["seen"].value()
    admin_client.post(address, {"full_name": "Tên Mới", "username": "ten.moi", "phone": "0225 000 000", "seen": seen})
    user.refresh_from_db()
    assert (user.full_name, user.username, user.email) == ("Tên Mới", "ten.moi", "")
    assert (user.phone, user.is_active) == ("0225 000 000", False)


def test_stale_page_does_not_let_a_locked_person_in_again(admin_client: Client) -> None:
    user = UserFactory(full_name="Vũ Lan", phone="1")
    address = f"/quan-tri/nguoi-dung/{user.pk}/"
    seen = admin_client.get(address).context["form"]["seen"].value()
    User.objects.filter(pk=user.pk).update(is_active=False, phone="2")
    same = {"full_name": "Vũ Lan", "username": user.username, "email": user.email}
    sent = same | {"phone": "3", "is_active": "on", "seen": seen}

    shown = admin_client.post(address, sent)
    user.refresh_from_db()
    form = shown.context["form"]
    kept = {name: form[name].value() for name in ("full_name", "phone", "is_active")}
    assert (shown.status_code, user.is_active, user.phone) == (409, False, "2")
    assert kept == {"full_name": "Vũ Lan", "phone": "3", "is_active": False}
    assert form.errors["phone"] == ["Hiện nay: 2."]

    again = same | {"phone": "3", "seen": form["seen"].value()}
    assert admin_client.post(address, again).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.phone) == (False, "3")


def test_page_without_what_it_showed_writes_nothing(admin_client: Client) -> None:
    user = UserFactory(full_name="Vũ Lan")
    answers = [
        admin_client.post(
            f"/quan-tri/nguoi-dung/{user.pk}/", {"full_name": "Khác", "username": "khac", "seen": seen}
        ).status_code
        for seen in ("", "[1]", "{", "[" * 100_000)
    ]
    user.refresh_from_db()
    assert (answers, user.full_name) == ([409] * 4, "Vũ Lan")


def test_own_page_of_an_administrator_offers_no_role(admin: User, admin_client: Client) -> None:
    shown = admin_client.get(f"/quan-tri/nguoi-dung/{admin.pk}/").content.decode()
    assert [word in shown for word in ('/vai-tro/"', "/chuyen/", "/ket-thuc/")] == [False, False, True]
    assert "Không tự giao vai trò cho mình" in shown


def test_administrator_who_would_lock_themself_out_is_told(admin: User, admin_client: Client) -> None:
    shown = admin_client.post(f"/quan-tri/nguoi-dung/{admin.pk}/", {"full_name": "A", "username": "abc"})
    assert shown.context["form"].errors == {"is_active": ["Không thể tự khóa tài khoản của mình."]}


def test_giving_a_role_takes_vietnamese_dates(admin_client: Client) -> None:
    user, agency = UserFactory(), AgencyFactory()
    data = {"agency": f" {agency.code.upper()} ", "role": "auditor", "first_day": "05/03/2026"}
    admin_client.post(f"/quan-tri/nguoi-dung/{user.pk}/vai-tro/", data)
    assert list(user.memberships.values_list("role", "valid_from")) == [("auditor", date(2026, 3, 5))]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {"agency": "so-la", "role": "auditor", "first_day": "05/03/2026"},
            {"agency": ["Không có cơ quan mang mã này."]},
        ),
        (
            {"agency": "so-tai", "role": "auditor", "first_day": "2026"},
            {"first_day": ["Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."]},
        ),
        (
            {"agency": "so-tai", "role": "council_member", "first_day": "05/03/2026"},
            {"role": ["Vai trò “Thành viên Hội đồng thẩm định” không có ở Sở Tài."]},
        ),
    ],
)
def test_giving_a_role_says_what_is_wrong(
    admin_client: Client, data: dict[str, str], errors: dict[str, list[str]]
) -> None:
    AgencyFactory(code="so-tai", name="Sở Tài")
    shown = admin_client.post(f"/quan-tri/nguoi-dung/{UserFactory().pk}/vai-tro/", data)
    assert (shown.status_code, shown.context["form"].errors) == (422, errors)


def test_moving_a_person_takes_effect_at_once(admin_client: Client) -> None:
    held = MembershipFactory(agency=AgencyFactory(committee=True), role=Role.COMMUNE_OFFICER)
    new = AgencyFactory(committee=True)
    today = clock.today()
    data = {"agency": new.code, "role": "commune_focal", "first_day": f"{today:%d/%m/%Y}"}
    admin_client.post(f"/quan-tri/vai-tro/{held.pk}/chuyen/", data)
    moved = User.objects.get(pk=held.user_id)
    assert moved.unit_ids() == {new.unit_id}
    assert Membership.objects.filter(user=moved).count() == 2


def test_moving_before_the_old_role_began_is_refused_beside_the_day(admin_client: Client) -> None:
    held = MembershipFactory()
    data = {"agency": AgencyFactory().code, "role": "auditor", "first_day": "31/12/2025"}
    shown = admin_client.post(f"/quan-tri/vai-tro/{held.pk}/chuyen/", data)
    assert shown.context["form"].errors == {"first_day": ["Ngày kết thúc không được trước ngày bắt đầu."]}


def test_ending_a_role_too_early_is_refused_beside_the_field(admin_client: Client) -> None:
    held = MembershipFactory()
    shown = admin_client.post(f"/quan-tri/vai-tro/{held.pk}/ket-thuc/", {"last_day": "31/12/2025"})
    assert shown.context["form"].errors == {"last_day": ["Ngày kết thúc không được trước ngày bắt đầu."]}


@pytest.mark.parametrize(
    ("today", "tag"),
    [(date(2026, 6, 30), "chưa đến ngày"), (date(2026, 7, 1), ""), (date(2026, 8, 1), "không còn hiệu lực")],
)
def test_role_says_whether_it_is_to_come_or_over_and_one_that_is_over_is_not_ended_again(
    admin_client: Client, today: date, tag: str
) -> None:
    held = MembershipFactory(valid_from=date(2026, 7, 1), valid_to=date(2026, 7, 31))
    with clock.set_to(today):
        page = admin_client.get(f"/quan-tri/nguoi-dung/{held.user_id}/").text
    tags = [words for words in ("chưa đến ngày", "không còn hiệu lực") if words in page]
    door = f"/quan-tri/vai-tro/{held.pk}/ket-thuc/" in page
    assert (tags, door) == ([tag] if tag else [], tag != "không còn hiệu lực")


def test_own_page_shows_own_roles(client: Client) -> None:
    held = MembershipFactory()
    client.force_login(held.user)
    shown = client.get("/tai-khoan/")
    assert [one.membership for one in shown.context["roles"]] == [held]


def test_template_is_a_spreadsheet_with_the_agencies(admin_client: Client) -> None:
    response = admin_client.get("/quan-tri/nguoi-dung/nhap/mau/")
    assert response.content[:2] == b"PK"
    assert response["Content-Disposition"] == 'attachment; filename="mau-nguoi-dung.xlsx"'
