"""The systems and their keys: let in, changed, ended by the administrator; a key is shown once and stored nowhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pghistory.models
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from tests.at_once import at_once
from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.feedback.open311.scene import handing
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.core.formats import date_vn
from thanthien.feedback.models import ApiClient
from thanthien.feedback.open311.actions import Terms, change_client, change_key, end_client, let_in
from thanthien.feedback.open311.queries import client_of

pytestmark = pytest.mark.django_db
TYPED = {"code": "hai-phong-smart", "name": "Hải Phòng Smart", "units": "", "most_a_day": "500", "valid_to": ""}
LIST = "/quan-tri/he-thong-gui-phan-anh/"


def terms(**changes: Any) -> Terms:
    usual: dict[str, Any] = {
        "name": "Hải Phòng Smart", "unit_codes": (), "most_a_day": 500, "valid_to": None, "tells_codes": False,
    }  # fmt: skip
    return Terms(**(usual | changes))


@pytest.fixture
def admin(client: Client) -> User:
    found = person(Role.ADMINISTRATOR)
    client.force_login(found)
    return found


def key_on(answer: Any) -> str:
    found = re.findall(r"pa311_[\w-]{43}", answer.content.decode())
    assert (answer.status_code, len(found)) == (200, 1), answer.content.decode()
    return str(found[0])


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_system_is_let_in_and_its_key_shown_once(client: Client, admin: User) -> None:
    unit = UnitFactory()
    answer = client.post(f"{LIST}them/", TYPED | {"units": f"{unit.code};", "tells_codes": "on"})
    found = client_of(key_on(answer))
    assert (found is not None and (found.code, found.name, found.unit_codes, found.most_a_day, found.tells_codes)) == (
        "hai-phong-smart", "Hải Phòng Smart", [unit.code], 500, True,
    )  # fmt: skip
    assert (answer["Cache-Control"].split(", ")[-1], "Content-Encoding" in answer) == ("private", False)
    assert [key_on(answer) in client.get(page).content.decode() for page in (LIST, f"{LIST}{found.pk}/")] == [False] * 2


def test_form_that_is_sent_twice_lets_in_once(client: Client, admin: User) -> None:
    page = client.get(f"{LIST}them/").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    answers = [client.post(f"{LIST}them/", TYPED | {"csrfmiddlewaretoken": token}) for _ in range(2)]
    assert ([answer.status_code for answer in answers], ApiClient.objects.count()) == ([200, 302], 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_a_code_at_once_the_second_is_told() -> None:
    admin = person(Role.ADMINISTRATOR)
    told = at_once(*[lambda: let_in(terms(), code="1022", by=admin)] * 2)
    assert (told, ApiClient.objects.count()) == ({"code": "Mã hệ thống này đang được dùng."}, 1)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "Hải Phòng"}, "code", "Chưa đúng dạng, ví dụ: 1022, hai-phong-smart"),
        ({"code": "1022"}, "code", "Mã hệ thống này đang được dùng."),
        ({"units": "99999; 99998"}, "units", "Không có đơn vị mang mã 99998, 99999."),
        ({"valid_to": "01/01/2026"}, "valid_to", "Ngày cuối không được trước hôm nay."),
        ({"most_a_day": "0"}, "most_a_day", "Số này quá nhỏ; ô này nhận số từ 1."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: Client, admin: User, changes: dict[str, str], field: str, sentence: str
) -> None:
    handing()
    answer = client.post(f"{LIST}them/", TYPED | changes)
    assert (answer.status_code, answer.context["form"].errors, ApiClient.objects.count()) == (
        422, {field: [sentence]}, 1,
    )  # fmt: skip


def test_page_of_a_system_tells_what_it_handed_in_and_changes_what_it_may(client: Client, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 17, 23, 59, tzinfo=ZONE), tick=False)
    system = handing()
    system.hand_in()
    time_machine.move_to(datetime(2026, 3, 18, 0, 1, tzinfo=ZONE), tick=False)
    system.hand_in(description="Nắp cống vỡ trước cổng trường.")
    client.force_login(system.admin)
    page = client.get(f"{LIST}{system.client.pk}/")
    facts = dict(page.context["page"].facts)
    assert (facts["Đã gửi đến hết hôm qua"], facts["Gửi lần cuối"]) == ("1 phản ánh", f"ngày {date_vn(clock.today())}")
    typed = {"name": "1022", "units": "", "most_a_day": "7", "valid_to": "", "version": "1"}
    answer = client.post(f"{LIST}{system.client.pk}/", typed)
    found = ApiClient.objects.get()
    assert (answer.status_code, found.name, found.most_a_day, found.version) == (302, "1022", 7, 2)
    stale = client.post(f"{LIST}{system.client.pk}/", typed | {"most_a_day": "9"})
    assert (stale.status_code, ApiClient.objects.get().most_a_day) == (409, 7)


def test_key_is_changed_and_shown_once(client: Client) -> None:
    system = handing()
    client.force_login(system.admin)
    new = key_on(client.post(f"{LIST}{system.client.pk}/doi-khoa/"))
    assert (client_of(system.key), client_of(new)) == (None, system.client)


def test_ended_system_is_told_and_changed_no_more(client: Client) -> None:
    system = handing()
    client.force_login(system.admin)
    answer = client.post(f"{LIST}{system.client.pk}/ket-thuc/")
    page = client.get(f"{LIST}{system.client.pk}/")
    told = page.context["page"].problems
    assert (answer.url, len(told), "Đổi khóa" in page.content.decode()) == (LIST, 1, False)
    typed = {"name": "1022", "units": "", "most_a_day": "7", "valid_to": "", "version": "2"}
    assert client.post(f"{LIST}{system.client.pk}/", typed).status_code == 422
    assert client.post(f"{LIST}{system.client.pk}/doi-khoa/").status_code == 302
    assert client_of(system.key) is None


# --- Actions and rows -----------------------------------------------------------------------------------------------


def test_administrators_alone_keep_the_keys() -> None:
    system, other = handing(), person(Role.CITY_HEAD)
    acts = [
        lambda: let_in(terms(), code="x", by=other),
        lambda: change_client(terms(), client_id=system.client.pk, version=1, by=other),
        lambda: change_key(client_id=system.client.pk, by=other),
        lambda: end_client(client_id=system.client.pk, by=other),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.problems == ["Chỉ quản trị hệ thống được cấp, đổi, kết thúc khóa."]
    system.client.refresh_from_db()
    assert (system.client.version, ApiClient.objects.count()) == (1, 1)


def test_nobody_writes_over_what_they_have_not_seen() -> None:
    system = handing()
    change_client(terms(name="Lần hai"), client_id=system.client.pk, version=1, by=system.admin)
    with pytest.raises(Stale) as stale:
        change_client(terms(name="Lần ba"), client_id=system.client.pk, version=1, by=system.admin)
    assert (stale.value.current.name, ApiClient.objects.get().name) == ("Lần hai", "Lần hai")


def test_last_day_is_not_before_today() -> None:
    with pytest.raises(Invalid) as refused:
        let_in(terms(valid_to=clock.today() - timedelta(days=1)), code="x", by=person(Role.ADMINISTRATOR))
    assert list(refused.value.errors) == ["valid_to"]


def test_code_of_a_system_that_ended_may_be_used_again() -> None:
    system = handing()
    end_client(client_id=system.client.pk, by=system.admin)
    let_in(terms(), code="1022", by=system.admin)
    assert sorted(one.ended_at is None for one in ApiClient.objects.filter(code="1022")) == [False, True]


def test_key_stands_nowhere_in_the_database() -> None:
    system = handing()
    change_key(client_id=system.client.pk, by=system.admin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM feedback_apiclient c")
        stored = "".join(text for (text,) in cursor.fetchall())
        cursor.execute("SELECT row_to_json(c)::text FROM feedback_apiclientevent c")
        told = "".join(text for (text,) in cursor.fetchall())
    digest = ApiClient.objects.get().digest
    assert (system.key in stored + told, digest in stored, digest in told) == (False, True, False)


def test_history_tells_who_did_what() -> None:
    found = handing()
    change_key(client_id=found.client.pk, by=found.admin)
    end_client(client_id=found.client.pk, by=found.admin)
    events = pghistory.models.Events.objects.tracks(found.client).order_by("pgh_created_at", "pgh_id")
    assert [(one.pgh_label, one.pgh_context["action"], one.pgh_context["user"]) for one in events] == [
        (label, action, found.admin.pk)
        for label, action in (("insert", "let_in_client"), ("update", "change_key"), ("update", "end_client"))
    ]


@pytest.mark.parametrize("change", [{"code": "khac"}, {"valid_from": "2020-01-01"}])
def test_what_names_a_system_is_fixed(change: dict[str, str]) -> None:
    system = handing()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiClient.objects.filter(pk=system.client.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ApiClient.objects.filter(pk=system.client.pk).delete()
    assert ApiClient.objects.get(pk=system.client.pk).code == "1022"
