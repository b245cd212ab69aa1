"""Requests about one's own data: limits of the law, steps, who reads, who asks is sealed and ends."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.rows import read
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import erase_over
from thanthien.core.private.enums import Right
from thanthien.core.private.models import Look
from thanthien.notices.work import work_of
from thanthien.privacy.actions import Asked, Taken, enter_request, take_step
from thanthien.privacy.enums import Outcome, Via
from thanthien.privacy.models import DataRequest
from thanthien.privacy.shelf import REQUESTS
from thanthien.privacy.workflow import ANSWER, EXTEND, REOPEN, TELL, Status

pytestmark = pytest.mark.django_db
NAME, PHONE = "Đoàn Thị Kín Tiếng", "0912 000 111"
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 9, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def officer() -> User:
    return person(Role.DATA_PROTECTION)


def asked(right: Right = Right.SEE, day: date = FRIDAY, about: str = "Xem liên hệ đã để lại", **texts: str) -> Asked:
    return Asked(right, "feedback.contact", None, Via.LETTER, day, about, {"name": NAME, "contact": PHONE} | texts)


def took(officer: User, row: DataRequest, step: str, day: date = MONDAY, **told: Any) -> DataRequest:
    row.refresh_from_db()
    return take_step(Taken(step, day, **told), request_id=row.pk, version=row.version, by=officer)


@pytest.mark.parametrize(
    ("right", "tell_by", "due_on"),
    [
        (Right.SEE, date(2026, 3, 10), date(2026, 3, 16)),
        (Right.CORRECT, date(2026, 3, 10), date(2026, 3, 16)),
        (Right.DELETE, date(2026, 3, 10), date(2026, 3, 26)),
        (Right.WITHDRAW, date(2026, 3, 10), date(2026, 3, 23)),  # the fifteenth day is a Saturday
        (Right.OBJECT, date(2026, 3, 10), date(2026, 3, 23)),
        (Right.COMPLAIN, date(2026, 3, 20), date(2026, 4, 6)),  # the thirtieth day is a Sunday
    ],
)
def test_limits_are_those_of_the_right_the_day_itself_not_counted(
    officer: User, right: Right, tell_by: date, due_on: date
) -> None:
    row = enter_request(asked(right), by=officer)
    assert (row.tell_by, row.due_on) == (tell_by, due_on)


def test_one_extension_before_the_limit_moves_it(officer: User) -> None:
    row = enter_request(asked(), by=officer)
    row = took(officer, row, EXTEND, note="Cần hỏi đơn vị đang giữ")
    assert (row.due_on, row.stage) == (date(2026, 3, 26), Status.RECEIVED)
    with pytest.raises(Refused) as refused:
        took(officer, row, EXTEND, note="Lần nữa")
    assert refused.value.problems == ["Yêu cầu chỉ gia hạn được một lần, và đã gia hạn rồi."]


@pytest.mark.parametrize("typed", [date(2026, 3, 17), date(2026, 3, 16)], ids=["told late", "typed back"])
def test_extension_told_or_entered_after_the_limit_is_refused(officer: User, time_machine: Any, typed: date) -> None:
    row = enter_request(asked(), by=officer)
    time_machine.move_to(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False)
    with pytest.raises(Invalid) as refused:
        took(officer, row, EXTEND, typed, note="Cần thêm ngày")
    assert refused.value.errors == {"day": "Gia hạn phải được báo và ghi chậm nhất ngày 16/03/2026."}
    row.refresh_from_db()
    assert (row.due_on, row.late_words) == (date(2026, 3, 16), "Quá hạn thực hiện")


@pytest.mark.parametrize(
    ("step", "typed", "words"),
    [
        (ANSWER, date(2026, 3, 17), "Xong sau hạn"),
        (ANSWER, date(2026, 3, 16), "Ghi kết quả sau hạn"),
        (TELL, date(2026, 3, 11), "Báo đã nhận sau hạn"),
        (TELL, date(2026, 3, 10), "Ghi báo đã nhận sau hạn"),
    ],
)
def test_day_typed_back_saves_no_missed_limit(
    officer: User, time_machine: Any, step: str, typed: date, words: str
) -> None:
    row = enter_request(asked(), by=officer)
    last = row.due_on if step == ANSWER else row.tell_by
    time_machine.move_to(datetime.combine(last, time(9), ZONE) + timedelta(days=1), tick=False)
    row = took(officer, row, step, typed, outcome=Outcome.DONE if step == ANSWER else None)
    assert row.late_words == words


def test_each_limit_that_is_over_is_said(officer: User, time_machine: Any) -> None:
    row = enter_request(asked(), by=officer)
    said = [row.late_words]
    time_machine.move_to(datetime(2026, 3, 11, 9, tzinfo=ZONE), tick=False)
    said.append(row.late_words)
    row = took(officer, row, TELL, date(2026, 3, 11))
    said.append(row.late_words)
    time_machine.move_to(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False)
    said.append(row.late_words)
    row = took(officer, row, ANSWER, date(2026, 3, 17), outcome=Outcome.DONE)
    said.append(row.late_words)
    assert said == ["", "Quá hạn báo đã nhận", "Báo đã nhận sau hạn", "Quá hạn thực hiện", "Xong sau hạn"]


def test_answer_needs_a_reason_where_it_was_not_carried_out_and_may_be_opened_again(officer: User) -> None:
    row = enter_request(asked(), by=officer)
    with pytest.raises(Invalid) as refused:
        took(officer, row, ANSWER, outcome=Outcome.REFUSED)
    assert refused.value.errors == {"note": "Cần ghi lý do, căn cứ."}
    row = took(officer, row, ANSWER, outcome=Outcome.DONE)
    row = took(officer, row, REOPEN, note="Người yêu cầu bổ sung")
    assert (row.stage, row.answered_on, row.outcome) == (Status.TOLD, None, "")


def test_stale_and_named_and_late_days_are_refused(officer: User) -> None:
    row = enter_request(asked(), by=officer)
    took(officer, row, TELL)
    with pytest.raises(Stale):
        take_step(Taken(ANSWER, MONDAY, Outcome.DONE), request_id=row.pk, version=1, by=officer)
    for wrong in (asked(about="Xóa số 0912000111"), asked(day=date(2026, 3, 10)), asked(name="")):
        with pytest.raises(Invalid):
            enter_request(wrong, by=officer)
    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_PROTECTION}))
def test_nobody_else_writes(role: Role) -> None:
    with pytest.raises(Refused):
        enter_request(asked(), by=person(role))


def test_who_asks_stands_nowhere_but_under_the_key_and_each_look_is_noted(officer: User, client: Client) -> None:
    row = enter_request(asked(), by=officer)
    everything = "\n".join(line for table in read().values() for line in table.values())
    assert (NAME in everything, PHONE in everything) == (False, False)
    client.force_login(officer)
    address = reverse("privacy-request", args=[row.pk])
    assert NAME not in client.get(address).content.decode()
    shown = client.post(reverse("privacy-request-person", args=[row.pk])).content.decode()
    assert (NAME in shown, PHONE in shown) == (True, True)
    assert [(one.shelf, one.words, one.by) for one in Look.objects.all()] == [("privacy-requests", row.label, officer)]


def test_look_at_who_asks_is_of_no_place_that_its_chair_reads(officer: User, client: Client) -> None:
    unit = UnitFactory()
    row = enter_request(replace(asked(), unit=unit), by=officer)
    client.force_login(officer)
    client.post(reverse("privacy-request-person", args=[row.pk]))
    assert [(one.words, one.place) for one in Look.objects.all()] == [(row.label, None)]
    client.force_login(person(Role.COMMUNE_CHAIR, agency=AgencyFactory(committee=True, unit=unit)))
    assert list(client.get(reverse("look-log")).context["table"].rows) == []


def test_who_asked_is_gone_after_the_days_of_the_setting(officer: User, settings: Any, time_machine: Any) -> None:
    settings.DATA_REQUEST_PERSON_DAYS = 30
    row = enter_request(asked(), by=officer)
    took(officer, row, ANSWER, outcome=Outcome.DONE)
    time_machine.move_to(datetime(2026, 4, 7, 9, tzinfo=ZONE), tick=False)
    assert erase_over(REQUESTS) == 0
    time_machine.move_to(datetime(2026, 4, 8, 9, tzinfo=ZONE), tick=False)
    assert (erase_over(REQUESTS), DataRequest.objects.get(pk=row.pk).kept) == (1, None)


def test_day_typed_back_ends_nothing_earlier(officer: User, settings: Any, time_machine: Any) -> None:
    settings.DATA_REQUEST_PERSON_DAYS = 30
    long_ago = date(2025, 3, 10)
    row = enter_request(asked(day=long_ago), by=officer)
    took(officer, row, ANSWER, long_ago, outcome=Outcome.DONE)
    time_machine.move_to(datetime(2026, 3, 10, 3, tzinfo=ZONE), tick=False)
    assert erase_over(REQUESTS) == 0


def test_request_whose_person_is_erased_is_not_opened_again(
    officer: User, client: Client, settings: Any, time_machine: Any
) -> None:
    settings.DATA_REQUEST_PERSON_DAYS = 30
    row = took(officer, enter_request(asked(), by=officer), ANSWER, outcome=Outcome.DONE)
    time_machine.move_to(datetime(2026, 4, 8, 9, tzinfo=ZONE), tick=False)
    assert erase_over(REQUESTS) == 1
    with pytest.raises(Refused) as refused:
        took(officer, row, REOPEN, date(2026, 4, 8), note="Người yêu cầu bổ sung")
    assert refused.value.problems == [
        "Thông tin người yêu cầu đã xóa vì hết thời hạn lưu nên không mở lại được; cần ghi yêu cầu mới."
    ]
    client.force_login(officer)
    page = client.get(reverse("privacy-request", args=[row.pk]))
    assert (row.steps.count(), page.context["steps"]) == (1, [])


def test_what_waits_stands_in_the_officers_work_by_its_limit(officer: User) -> None:
    row = enter_request(asked(), by=officer)
    assert [(one.key, one.due) for one in work_of(officer) if one.key.startswith("privacy")] == [
        (f"privacy-request:{row.pk}", date(2026, 3, 10))
    ]
    took(officer, row, TELL)
    assert [one.due for one in work_of(officer) if one.key.startswith("privacy")] == [date(2026, 3, 16)]


def test_pages_enter_and_step(officer: User, client: Client) -> None:
    client.force_login(officer)
    typed = {
        "right": "delete", "purpose": "feedback.contact", "unit": "", "via": "desk", "received_on": "09/03/2026",
        "about": "Xóa liên hệ", "name": NAME, "contact": "",
    }  # fmt: skip
    client.post(reverse("privacy-request-enter"), typed)
    row = DataRequest.objects.get()
    address = reverse("privacy-request-step", args=[row.pk, TELL])
    client.post(address, {"version": "1", "day": "09/03/2026", "document": "12/TB"})
    row.refresh_from_db()
    assert (row.stage, row.told_on, row.steps.get().document) == (Status.TOLD, MONDAY, "12/TB")


def test_auditor_reads_and_takes_no_step(officer: User, client: Client) -> None:
    row = enter_request(asked(), by=officer)
    client.force_login(person(Role.AUDITOR))
    page = client.get(reverse("privacy-request", args=[row.pk]))
    assert (page.context["steps"], "Xem người yêu cầu" in page.content.decode()) == ([], False)


def test_list_asks_the_database_as_often_for_one_as_for_three(
    officer: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(officer)
    counts = []
    for _ in range(3):
        enter_request(asked(), by=officer)
        with django_assert_max_num_queries(12) as asked_of:
            client.get(reverse("privacy-requests"))
        counts.append(len(asked_of))
    assert counts[0] == counts[2]
