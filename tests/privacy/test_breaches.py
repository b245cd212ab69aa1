"""Breaches: the 72 hours as a moment, what is told further, who reads and writes."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.notices.work import work_of
from thanthien.privacy.actions import Told, tell_breach, tell_further
from thanthien.privacy.models import MOST_PEOPLE, Breach, BreachVersion

pytestmark = pytest.mark.django_db
NOTICED = datetime(2026, 3, 6, 16, 30, tzinfo=ZONE)  # a Friday
LIMIT = datetime(2026, 3, 9, 16, 30, tzinfo=ZONE)  # hours run over the weekend


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 6, 17, tzinfo=ZONE), tick=False)


@pytest.fixture
def officer() -> User:
    return person(Role.DATA_PROTECTION)


def told(**changes: Any) -> Told:
    values: dict[str, Any] = {"noticed_at": NOTICED, "what": "Gửi nhầm danh sách", "data": "Liên hệ người phản ánh"}
    return Told(**(values | changes))


def last(breach: Breach) -> BreachVersion:
    found = Breach.objects.get(pk=breach.pk).last
    assert found is not None
    return found


def test_limit_is_a_moment_72_hours_after_it_was_noticed(officer: User, time_machine: Any) -> None:
    breach = tell_breach(told(), by=officer)
    said = []
    for moment in (LIMIT, LIMIT + timedelta(minutes=1)):
        time_machine.move_to(moment, tick=False)
        said.append(last(breach).late_words)
    assert (last(breach).tell_by, said) == (LIMIT, ["", "Quá hạn báo"])


@pytest.mark.parametrize(("after", "words"), [(timedelta(), ""), (timedelta(minutes=1), "Báo sau hạn")])
def test_told_at_the_limit_is_in_time_and_a_minute_later_is_not(
    officer: User, time_machine: Any, after: timedelta, words: str
) -> None:
    time_machine.move_to(LIMIT + timedelta(hours=1), tick=False)
    breach = tell_breach(told(told_authority_at=LIMIT + after), by=officer)
    assert last(breach).late_words == words


def test_what_is_told_further_stands_and_what_was_told_before_stays(officer: User) -> None:
    breach = tell_breach(told(), by=officer)
    first = last(breach)
    tell_further(told(people=12), breach_id=breach.pk, seen=first.pk, reason="Đã đếm được", by=officer)
    assert [(one.people, one.reason) for one in breach.versions.order_by("pk")] == [(None, ""), (12, "Đã đếm được")]
    assert last(breach).people == 12


def test_further_without_reason_or_from_an_old_page_is_refused(officer: User) -> None:
    breach = tell_breach(told(), by=officer)
    first = last(breach)
    with pytest.raises(Invalid) as refused:
        tell_further(told(), breach_id=breach.pk, seen=first.pk, reason="", by=officer)
    assert refused.value.errors == {"reason": "Cần ghi lý do ghi thêm."}
    tell_further(told(people=2), breach_id=breach.pk, seen=first.pk, reason="Đếm", by=officer)
    with pytest.raises(Stale):
        tell_further(told(people=3), breach_id=breach.pk, seen=first.pk, reason="Đếm lại", by=officer)
    assert breach.versions.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"noticed_at": datetime(2026, 3, 6, 17, 1, tzinfo=ZONE)}, "noticed_on"),
        ({"happened_on": date(2026, 3, 7)}, "happened_on"),
        ({"told_authority_at": NOTICED - timedelta(minutes=1)}, "told_on"),
        ({"told_people_on": date(2026, 3, 7)}, "told_people_on"),
        ({"told_people_on": date(2026, 3, 5)}, "told_people_on"),
        ({"what": "Gửi nhầm số 0912000111"}, "what"),
        ({"noticed_at": datetime(1, 1, 1, 8, 30, tzinfo=ZONE)}, "noticed_on"),
        ({"noticed_at": datetime(2025, 1, 29, 23, 59, tzinfo=ZONE)}, "noticed_on"),
        ({"happened_on": date(1, 1, 1)}, "happened_on"),
        ({"people": MOST_PEOPLE + 1}, "people"),
    ],
)
def test_moments_that_can_not_be_and_names_are_refused(officer: User, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        tell_breach(told(**changes), by=officer)
    assert (list(refused.value.errors), Breach.objects.count()) == ([field], 0)


def test_what_is_told_further_of_an_old_breach_keeps_its_day(officer: User, time_machine: Any) -> None:
    breach = tell_breach(told(), by=officer)
    time_machine.move_to(datetime(2028, 3, 6, 9, tzinfo=ZONE), tick=False)
    tell_further(told(people=3), breach_id=breach.pk, seen=last(breach).pk, reason="Đếm lại", by=officer)
    assert (last(breach).people, last(breach).noticed_at) == (3, NOTICED)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"people": MOST_PEOPLE + 1}, "breach_people_can_be"),
        ({"noticed_at": datetime(1999, 12, 31, 23, 59, tzinfo=ZONE)}, "breach_of_no_earlier_century"),
        ({"happened_on": date(1999, 12, 31)}, "breach_of_no_earlier_century"),
    ],
)
def test_database_keeps_what_can_be(officer: User, changes: dict[str, Any], name: str) -> None:
    values = {"breach": Breach.objects.create(), "by": officer, "noticed_at": NOTICED, "what": "Gửi nhầm", "data": "x"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BreachVersion.objects.create(**values | changes)


def test_database_keeps_every_version(officer: User) -> None:
    version = last(tell_breach(told(), by=officer))
    for act in (lambda: BreachVersion.objects.filter(pk=version.pk).update(people=1), Breach.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_PROTECTION}))
def test_nobody_else_writes(role: Role) -> None:
    with pytest.raises(Refused):
        tell_breach(told(), by=person(role))


def test_what_was_not_told_waits_for_the_officer(officer: User) -> None:
    breach = tell_breach(told(), by=officer)
    assert [(one.key, one.due) for one in work_of(officer) if one.key.startswith("privacy")] == [
        (f"privacy-breach:{breach.pk}", LIMIT.date())
    ]
    further = told(told_authority_at=NOTICED + timedelta(minutes=20))
    tell_further(further, breach_id=breach.pk, seen=last(breach).pk, reason="Đã báo", by=officer)
    assert [one for one in work_of(officer) if one.key.startswith("privacy")] == []


def test_pages_tell_and_tell_further(officer: User, client: Client) -> None:
    client.force_login(officer)
    typed = {"noticed_on": "06/03/2026", "noticed_time": "16:30", "what": "Gửi nhầm", "which": "Liên hệ"}
    client.post(reverse("privacy-breach-enter"), typed)
    breach = Breach.objects.get()
    address = reverse("privacy-breach-further", args=[breach.pk])
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in ("noticed_time", "what")}
    assert shown == {"noticed_time": "16:30", "what": "Gửi nhầm"}
    more = {"seen": str(last(breach).pk), "reason": "Đã báo", "told_on": "06/03/2026", "told_time": "16:50"}
    client.post(address, typed | more)
    assert last(breach).told_authority_at == NOTICED + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ({"told_on": "06/03/2026"}, {"told_time": ["Cần ghi cả giờ báo."]}),
        ({"told_time": "16:50"}, {"told_on": ["Cần ghi cả ngày báo."]}),
        ({"told_on": "lạ", "told_time": "16:50"}, {"told_on": ["Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."]}),
        ({"people": "3000000000"}, {"people": ["Số này quá lớn; ô này nhận số không quá 200000000."]}),
        ({"noticed_on": "01/01/0001"}, {"noticed_on": ["Chỉ ghi được vi phạm phát hiện từ ngày 30/01/2025."]}),
    ],
)
def test_half_a_moment_and_numbers_that_can_not_be_are_told_beside_their_field(
    officer: User, client: Client, more: dict[str, str], errors: dict[str, list[str]]
) -> None:
    client.force_login(officer)
    typed = {"noticed_on": "06/03/2026", "noticed_time": "16:30", "what": "Gửi nhầm", "which": "Liên hệ"}
    answer = client.post(reverse("privacy-breach-enter"), typed | more)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (422, errors)
    assert Breach.objects.count() == 0


def test_form_says_the_hours_of_the_setting(officer: User, client: Client, settings: Any) -> None:
    settings.DATA_BREACH_HOURS = 48
    client.force_login(officer)
    form = client.get(reverse("privacy-breach-enter")).context["form"]
    assert form["noticed_time"].help_text == "Ví dụ: 08:30. Hạn 48 giờ tính từ giờ này."


def test_list_is_printed_and_asks_as_often_for_one_as_for_three(
    officer: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(officer)
    counts = []
    for _ in range(3):
        tell_breach(told(), by=officer)
        with django_assert_max_num_queries(12) as asked_of:
            client.get(reverse("privacy-breaches"))
        counts.append(len(asked_of))
    assert counts[0] == counts[2]
    assert len(client.get(reverse("privacy-breaches-print")).context["rows"]) == 3
