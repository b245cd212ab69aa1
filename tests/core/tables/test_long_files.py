"""Files of long lists: ordered on a page, made by the worker for their person, handed over on the page of the run."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.core.tables.long_list import HERE, OPEN, many_days
from tests.core.tables.reading import csv_rows, excel_sheets
from tests.core.tables.test_table import day_table
from tests.factories.accounts import UserFactory
from thanthien.accounts.models import User
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs.errors import Stopped
from thanthien.core.jobs.models import JobCargo, JobFile, JobRun
from thanthien.core.models import CalendarDay
from thanthien.core.tables.asking import GONE, asked_file
from thanthien.core.tables.exports import AT_ONCE, made_file
from thanthien.core.tables.ordering import FILE_AT_ONCE
from thanthien.core.tables.views import TOO_OLD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.tables.long_list")]
RunJobs = Callable[[], list[JobRun]]
LONG = FILE_AT_ONCE + 1


@pytest.fixture
def reader(client: Client) -> User:
    user: User = UserFactory()
    client.force_login(user)
    return user


def ordering(offer: Any) -> dict[str, str]:
    """What the button of the page sends."""
    return {"danh-sach": offer.context["ordered"], "ma": offer.context["token"]}


def ordered(client: Client, address: str) -> Any:
    return client.post("/danh-sach/lap-tep/", ordering(client.get(address)))


def test_file_of_few_rows_comes_at_once_and_of_one_more_is_ordered(client: Client, reader: User) -> None:
    many_days(FILE_AT_ONCE)
    assert len(csv_rows(client.get(f"{HERE}?tai=csv"))) == FILE_AT_ONCE + 1
    CalendarDay.objects.create(date="2031-01-01", kind="off", name="Thêm", source="thử")
    page = client.get(f"{HERE}?tai=csv&q=&xep=ten")
    assert (page.templates[0].name, page.context["back"]) == (
        "tables/long_file.html",
        f"{HERE}?q=&xep=ten",
    )
    assert (JobRun.objects.count(), len(csv_rows(client.get(f"{HERE}?tai=csv&q=Th")))) == (0, 2)


def test_long_file_is_made_by_the_worker_with_filter_and_order(client: Client, reader: User, run_jobs: RunJobs) -> None:
    many_days(LONG + 3)
    CalendarDay.objects.filter(name__in=["n0001", "n0003", "n0004"]).update(name="khác")
    here = f"{HERE}?q=n&xep=-ten"
    answer = ordered(client, f"{here}&tai=csv")
    [run] = JobRun.objects.all()
    assert (answer["Location"], run.arguments, run.back) == (run.get_absolute_url(), {}, here)
    [done] = run_jobs()
    assert (done.state, done.told) == ("done", ["Đã lập tệp của danh sách “Ngày”: 2.001 dòng."])
    assert (done.progress_done, done.progress_of, JobCargo.objects.count()) == (LONG, LONG, 0)
    rows = csv_rows(client.get(f"{run.get_absolute_url()}tep/"))
    assert ([row[0] for row in rows[:3]], [row[0] for row in rows[-3:]]) == (
        ["Tên", "n2003", "n2002"],
        ["n0005", "n0002", "n0000"],
    )


def test_long_excel_file_is_the_same_as_one_that_comes_at_once(client: Client, reader: User, run_jobs: RunJobs) -> None:
    many_days(LONG)
    at_once = excel_sheets(Client().get(f"{OPEN}?tai=xlsx"))  # who has not signed in has no jobs
    ordered(client, f"{OPEN}?tai=xlsx")
    run_jobs()
    file = JobFile.objects.get()
    made = excel_sheets(client.get(f"{file.run.get_absolute_url()}tep/"))
    assert (file.name[:5], file.name[-5:], len(made["Danh sách"])) == ("ngay-", ".xlsx", LONG + 1)
    assert made["Danh sách"] == at_once["Danh sách"]


def test_second_click_is_the_same_run(client: Client, reader: User) -> None:
    many_days(LONG)
    sent = ordering(client.get(f"{HERE}?tai=csv"))
    answers = [client.post("/danh-sach/lap-tep/", sent)["Location"] for _ in range(2)]
    assert answers == [JobRun.objects.get().get_absolute_url()] * 2


def test_person_who_may_not_see_the_list_any_more_gets_no_file(client: Client, reader: User, run_jobs: RunJobs) -> None:
    many_days(LONG)
    ordered(client, f"{HERE}?tai=csv")
    User.objects.filter(pk=reader.pk).update(full_name="Người ngoài")
    [run] = run_jobs()
    assert (run.state, run.refused, JobFile.objects.count()) == ("refused", [GONE], 0)


def test_order_is_for_its_person_and_unchanged(client: Client, reader: User) -> None:
    many_days(LONG)
    sent = ordering(client.get(f"{HERE}?tai=csv"))
    other = Client()
    other.force_login(UserFactory())
    for sender, data in [(other, sent), (client, sent | {"danh-sach": sent["danh-sach"] + "x"}), (client, {})]:
        answer = sender.post("/danh-sach/lap-tep/", data)
        told = [str(message) for message in answer.wsgi_request._messages]
        assert (answer["Location"], told[-1:]) == ("/viec-chay/", [TOO_OLD])
    assert JobRun.objects.count() == 0


@pytest.mark.parametrize("address", ["/viec-chay/", "/khong-co/?tai=csv", "/viec-chay/?tai=doc"])
def test_address_that_is_no_file_of_a_list_is_refused(reader: User, address: str) -> None:
    with pytest.raises(Refused) as refused:
        asked_file(address, reader)
    assert refused.value.problems == [GONE]


def test_stopped_while_it_is_made_leaves_no_file(client: Client, reader: User) -> None:
    many_days(2 * AT_ONCE + 1)
    heard: list[int] = []

    def stop(done: int) -> None:
        heard.append(done)
        if done > AT_ONCE:
            raise Stopped

    with pytest.raises(Stopped):
        made_file(day_table(), "", "csv", stop)
    assert heard == [AT_ONCE, 2 * AT_ONCE]
